// The hook files and their client under real git, pushing from one folder to another, with the server's side
// of the conversation in the test's hands.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { HookRequest } from '@residual/contracts';
import { initBareRepository, resolveRef } from '@residual/git';
import pino from 'pino';
import { writeHookFiles } from './hook-files.ts';
import { type HookHandler, HookListener } from './hook-listener.ts';

const run = promisify(execFile);
const log = pino({ level: 'silent' });
const DEAD = { RESIDUAL_HOOK_URL: 'http://127.0.0.1:9/', RESIDUAL_HOOK_TOKEN: 'none' };

let folder: string;
let listener: HookListener;
const bare = (): string => join(folder, 'bare.git');
const work = (): string => join(folder, 'work');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "residual hook's "));
  await writeHookFiles(join(folder, 'hooks'));
  await initBareRepository(bare());
  await run('git', ['-C', bare(), 'config', 'core.hooksPath', join(folder, 'hooks')]);
  await run('git', ['init', '--quiet', '-b', 'main', work()]);
  await commit();
  listener = await HookListener.open(log);
});
afterEach(async () => {
  await listener.close();
  await rm(folder, { recursive: true, force: true });
});

async function commit(): Promise<string> {
  await writeFile(join(work(), 'file'), String(Math.random()));
  await run('git', ['-C', work(), 'add', '.']);
  await run('git', ['-C', work(), '-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '-qm', 'x']);
  return (await run('git', ['-C', work(), 'rev-parse', 'HEAD'])).stdout.trim();
}

async function push(env: Record<string, string>): Promise<{ code: number; text: string }> {
  try {
    const { stderr } = await run('git', ['-C', work(), 'push', bare(), 'main'], {
      env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', ...env },
    });
    return { code: 0, text: stderr };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, text: stderr };
  }
}

test('both hooks tell the server what is pushed, and the pusher what the server says', async () => {
  const requests: HookRequest[] = [];
  const handler: HookHandler = async (request, { say }) => {
    requests.push(request);
    say([`${request.hook} says: ä ✓`]);
    return true;
  };
  const { env } = listener.register(handler);
  const { code, text } = await push(env);
  expect(code).toBe(0);
  expect(text).toContain('remote: pre-receive says: ä ✓');
  expect(text).toContain('remote: post-receive says: ä ✓');
  const tip = await resolveRef(bare(), 'main');
  const update = { oldCommit: '0'.repeat(40), newCommit: tip, ref: 'refs/heads/main' };
  expect(requests.map(({ updates }) => updates)).toEqual([[update], [update]]);
  expect(requests[0].quarantine.GIT_QUARANTINE_PATH).toContain(bare());
  expect(requests[1].quarantine.GIT_QUARANTINE_PATH).toBeUndefined();
});

test('a line reaches the pusher before the hook has ended', async () => {
  const { promise: seen, resolve } = Promise.withResolvers<void>();
  const { env } = listener.register(async ({ hook }, { say }) => {
    if (hook === 'post-receive') {
      say(['first line']);
      await seen;
    }
    return true;
  });
  const { execFile: start } = await import('node:child_process');
  const child = start('git', ['-C', work(), 'push', bare(), 'main'], {
    env: { PATH: process.env.PATH, ...env },
  });
  child.stderr?.on('data', (chunk: string) => {
    if (chunk.includes('first line')) resolve();
  });
  expect(await new Promise((done) => child.on('close', done))).toBe(0);
});

test('a refusal keeps the branch where it is', async () => {
  const { env } = listener.register(async (_request, { say }) => {
    say(['error: not this one']);
    return false;
  });
  const { code, text } = await push(env);
  expect(code).toBe(1);
  expect(text).toContain('remote: error: not this one');
  expect(await resolveRef(bare(), 'main')).toBeNull();
});

test('a server that cannot be reached refuses nothing for good: push again', async () => {
  const { code, text } = await push(DEAD);
  expect(code).toBe(1);
  expect(text).toContain('error: The grading server cannot take pushes just now (ECONNREFUSED).');
  expect(text).toContain('Push again in a minute.');
  expect(await resolveRef(bare(), 'main')).toBeNull();
});

test('a server that dies between the hooks leaves the push recorded, and says so', async () => {
  const { env } = listener.register(async ({ hook }) => {
    if (hook === 'post-receive') throw new Error('dies');
    return true;
  });
  const { code, text } = await push(env);
  expect(code).toBe(0);
  expect(text).toContain('Your push is recorded by git and will be graded');
  expect(await resolveRef(bare(), 'main')).not.toBeNull();
});

test('a token speaks for its own push only, and only while that push lasts', async () => {
  const { env, release } = listener.register(async () => true);
  expect((await push({ ...env, RESIDUAL_HOOK_TOKEN: 'guessed' })).text).toContain('status 404');
  release();
  expect((await push(env)).code).toBe(1);
  expect(await resolveRef(bare(), 'main')).toBeNull();
});

// The hook files and their client under real git, pushing from one folder to another, with the server's side
// of the conversation in the test's hands.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Duplex, PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Hook, HOOKS, type HookRequest } from '@residual/contracts';
import { HOOK_DESCRIPTORS, initBareRepository, resolveRef } from '@residual/git';
import pino from 'pino';
import { answerHook, type HookHandler } from './hook-channel.ts';
import { writeHookFiles } from './hook-files.ts';

const run = promisify(execFile);
const log = pino({ level: 'silent' });

let folder: string;
const bare = (): string => join(folder, 'bare.git');
const work = (): string => join(folder, 'work');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "residual hook's "));
  await writeHookFiles(join(folder, 'hooks'));
  await initBareRepository(bare());
  await run('git', ['-C', bare(), 'config', 'core.hooksPath', join(folder, 'hooks')]);
  await run('git', ['init', '--quiet', '-b', 'main', work()]);
  await commit();
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function commit(): Promise<string> {
  await writeFile(join(work(), 'file'), String(Math.random()));
  await run('git', ['-C', work(), 'add', '.']);
  await run('git', ['-C', work(), '-c', 'user.name=A', '-c', 'user.email=a@b', 'commit', '-qm', 'x']);
  return (await run('git', ['-C', work(), 'rev-parse', 'HEAD'])).stdout.trim();
}

interface Pushed {
  readonly code: number | null;
  readonly text: string;
}

/** @param serve what the server does with each hook's channel */
function push(
  serve: (hook: Hook, channel: Duplex) => void,
  onText: (text: string) => void = () => {},
): Promise<Pushed> {
  const child = spawn('git', ['-C', work(), 'push', bare(), 'main'], {
    env: { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null' },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => onText((text += chunk.toString())));
  for (const hook of HOOKS) serve(hook, child.stdio[HOOK_DESCRIPTORS[hook]] as Duplex);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, text })));
}

const answering =
  (handler: HookHandler) =>
  (hook: Hook, channel: Duplex): void =>
    void answerHook(hook, channel, { handler, log }).catch(() => channel.destroy());

test('both hooks tell the server what is pushed, and the pusher what the server says', async () => {
  const requests: HookRequest[] = [];
  const handler: HookHandler = async (request, { say }) => {
    requests.push(request);
    say([`${request.hook} says: ä ✓`]);
    return true;
  };
  const { code, text } = await push(answering(handler));
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
  const handler: HookHandler = async ({ hook }, { say }) => {
    if (hook === 'post-receive') {
      say(['first line']);
      await seen;
    }
    return true;
  };
  const { code } = await push(answering(handler), (text) => {
    if (text.includes('first line')) resolve();
  });
  expect(code).toBe(0);
});

test('a refusal keeps the branch where it is', async () => {
  const { code, text } = await push(
    answering(async (_request, { say }) => {
      say(['error: not this one']);
      return false;
    }),
  );
  expect(code).toBe(1);
  expect(text).toContain('remote: error: not this one');
  expect(await resolveRef(bare(), 'main')).toBeNull();
});

test('a server that cannot be reached refuses nothing for good: push again', async () => {
  const { code, text } = await push((_hook, channel) => channel.destroy());
  expect(code).toBe(1);
  expect(text).toContain('error: The grading server cannot take pushes just now.');
  expect(text).toContain('Push again in a minute.');
  expect(await resolveRef(bare(), 'main')).toBeNull();
});

test('a server that dies between the hooks leaves the push recorded, and says so', async () => {
  const { code, text } = await push(
    answering(async ({ hook }) => {
      if (hook === 'post-receive') throw new Error('dies');
      return true;
    }),
  );
  expect(code).toBe(0);
  expect(text).toContain('Your push is recorded by git and will be graded');
  expect(await resolveRef(bare(), 'main')).not.toBeNull();
});

test('more than a megabyte of refs is not listened to, and not accepted', async () => {
  const channel = new PassThrough();
  const answered = answerHook('pre-receive', channel, { handler: async () => true, log });
  channel.write('x'.repeat(1 << 21));
  channel.end(`\nend\n`);
  await answered;
  expect(channel.read()).toBeNull();
});

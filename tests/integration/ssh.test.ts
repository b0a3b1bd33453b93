// Pushes by SSH with real git and ssh: the same policy and the same answer as over HTTP.
import { spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { GradingWorker } from '@residual/queue';
import ssh2 from 'ssh2';
import { forgetSshKeys, registerSshKey } from '../../apps/cli/src/ssh-key.ts';
import type { Instance } from '../../apps/cli/src/instance.ts';
import { useDatabase } from '../support/database.ts';
import {
  Clone,
  git,
  lastLines,
  type PushCourse,
  startGrader,
  startPushCourse,
  type Student,
} from '../support/push-course.ts';

const sshIsInstalled = spawnSync('ssh', ['-V']).status === 0;
const title = sshIsInstalled ? 'git over SSH' : 'git over SSH (skipped: no ssh on this machine)';

let course: PushCourse;
let grader: GradingWorker;
// Before useDatabase: jest ends things in the order in which they are written here.
afterAll(async () => {
  await grader.close();
  await course.close();
});
const database = useDatabase();
beforeAll(async () => {
  course = await startPushCourse(database);
  grader = await startGrader(database);
  await course.restart({ SSH_PORT: '0' });
}, 120_000);

const instance = (): Instance => ({
  databaseUrl: database.url,
  redisUrl: undefined,
  url: course.url(),
  home: course.home,
  source: 'test',
});

/** Makes a key, registers it unless told otherwise, and returns what git needs to use it. */
async function keyFor(student: Student, { registered = true } = {}): Promise<string[]> {
  const pair = ssh2.utils.generateKeyPairSync('ed25519');
  const file = join(course.folder, `key-${student.name}-${registered}`);
  await writeFile(file, pair.private, { mode: 0o600 });
  await writeFile(`${file}.pub`, pair.public);
  const options = `-i ${file} -p ${course.sshPort()} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null`;
  const email = `${student.name}@example.edu`;
  if (registered) await registerSshKey(instance(), { email, key: `${file}.pub` });
  return ['-c', `core.sshCommand=ssh -F /dev/null -o IdentitiesOnly=yes -o BatchMode=yes ${options}`];
}

const address = (student: Student): string => `git@127.0.0.1:/git/deep-learning/${student.name}.git`;

(sshIsInstalled ? describe : describe.skip)(title, () => {
  test('a push is answered as over HTTP, checks, link and verdicts', async () => {
    const key = await keyFor(course.ada);
    const clone = await Clone.make(course, course.ada);
    const commit = await clone.commit({ 'linear-regression/closed-form.ts': '// correct\n' });
    const result = await git(clone.path, ...key, 'push', address(course.ada), 'main');
    expect(result.exitCode).toBe(0);
    expect(result.lines).toContain('  ✓ 10/10  loss-value: loss 0.25, expected 0.25');
    expect(lastLines(result)).toEqual([
      'linear-regression/closed-form: correct 10/10',
      'linear-regression/gradient-descent: wrong 0/10',
    ]);
    expect((await git(clone.path, ...key, 'ls-remote', address(course.ada), 'main')).text).toContain(commit);
  });

  test('what is refused over HTTP is refused here, with the rule', async () => {
    const key = await keyFor(course.emmy);
    const clone = await Clone.make(course, course.emmy);
    await clone.commit({ 'notes.txt': 'x' });
    const result = await git(clone.path, ...key, 'push', address(course.emmy), 'HEAD:try');
    expect(result.exitCode).toBe(1);
    expect(result.text).toContain('only the branch main is graded, not try [branch]');
  });

  test("an unknown key lets nobody in, a removed one no more, and nobody into another's repository", async () => {
    const stranger = await keyFor(course.carl, { registered: false });
    expect((await git(course.folder, ...stranger, 'ls-remote', address(course.carl))).text).toMatch(
      /Permission denied/,
    );
    const key = await keyFor(course.carl);
    expect((await git(course.folder, ...key, 'ls-remote', address(course.carl))).exitCode).toBe(0);
    expect((await git(course.folder, ...key, 'ls-remote', address(course.ada))).text).toContain(
      'There is no such repository.',
    );
    await forgetSshKeys(instance(), { email: 'carl@example.edu' });
    expect((await git(course.folder, ...key, 'ls-remote', address(course.carl))).exitCode).toBe(128);
  });

  test('nothing but git is served', async () => {
    const port = String(course.sshPort());
    const key = join(course.folder, 'key-ada-true');
    const ssh = ['-F', '/dev/null', '-i', key, '-p', port, '-o', 'StrictHostKeyChecking=no'];
    const run = (command: string) =>
      new Promise<{ status: number | null; text: string }>((resolve, reject) => {
        const child = spawn('ssh', [...ssh, '-o', 'UserKnownHostsFile=/dev/null', 'git@127.0.0.1', command], {
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let text = '';
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        child.on('error', reject);
        child.on('close', (status) => resolve({ status, text }));
      });
    for (const command of ['id', "git-upload-pack '/etc'", "git-receive-pack 'deep-learning/../x.git'"]) {
      const { status, text } = await run(command);
      expect(text).toContain('There is no such repository.');
      expect(status).toBe(1);
    }
  });
});

// A sample of tests/faults; `npm run faults -- --seconds 3600` goes on for an hour.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ROOT } from './system.ts';

const SECONDS = 30;

test('under random faults no push is lost, none is graded twice, and no wrong zero is given', async () => {
  const seed = String(Date.now() % 1_000_000);
  const args = ['tests/faults/run.ts', '--seconds', String(SECONDS), '--seed', seed, '--students', '4'];
  const run = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: ROOT,
    env: { PATH: [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(':') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [run.stdout, run.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const exitCode = await new Promise((resolve) => run.on('close', resolve));
  // With its seed, so that it can be repeated.
  console.log(text);
  expect(text).toContain('everything holds');
  expect(exitCode).toBe(0);
}, 300_000);

// A few seconds of fuzzing, from another seed each time; `npm run fuzz -- --seconds 600` goes on for longer.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const MAIN = join(import.meta.dirname, 'fuzz/main.ts');

test('hostile messages and graphs are refused in words, whatever they are', async () => {
  const run = promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    MAIN,
    '--seconds',
    '5',
  ]);
  // What it says has the seed, and what to call to see a failure again.
  const { stdout } = await run.catch((error: { stdout?: string }) => ({
    stdout: `${String(error)}\n${error.stdout ?? ''}`,
  }));
  expect(stdout).toMatch(/^seed \d+\n(✓ [^\n]*\n)+$/);
});

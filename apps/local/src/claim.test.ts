import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { claimHome } from './claim.ts';
import { StartError } from './start-error.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'residual-claim-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const pidFile = (): string => join(home, 'supervisor.pid');

/** As a run leaves it that was killed. */
async function leaveStaleClaim(): Promise<void> {
  const child = spawn('true');
  await once(child, 'close');
  await writeFile(pidFile(), `${child.pid} 1`);
}

test('a claimed folder is refused until it is given back', async () => {
  const giveBack = await claimHome(home);
  await expect(claimHome(home)).rejects.toThrow(StartError);
  await giveBack();
  await (
    await claimHome(home)
  )();
});

test('a stale claim is taken over by exactly one of many starts at once', async () => {
  const script = `
    import { claimHome } from ${JSON.stringify(join(import.meta.dirname, 'claim.ts'))};
    const won = await claimHome(process.argv[1]).then(() => true, () => false);
    console.log(won);
    // Whoever has it lives until all have tried.
    process.stdin.resume();`;
  await leaveStaleClaim();
  const starts = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module-typescript', '--no-warnings', '-e', script, home], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  const answers = await Promise.all(
    starts.map(async ({ stdout }) => String((await once(stdout, 'data'))[0]).trim()),
  );
  expect(answers.filter((answer) => answer === 'true')).toHaveLength(1);
  const holder = Number.parseInt(await readFile(pidFile(), 'utf8'), 10);
  expect(holder).toBe(starts[answers.indexOf('true')].pid);
  for (const start of starts) start.stdin.end();
  await Promise.all(starts.map((start) => once(start, 'close')));
});

test('what another run has claimed is not given back by us', async () => {
  const giveBack = await claimHome(home);
  await writeFile(pidFile(), 'another');
  await giveBack();
  expect(await readFile(pidFile(), 'utf8')).toBe('another');
});

// One run at a time in a home. The lock names the processes of the run, so that the next one can tell a living run
// from a killed one, and end what the killed one may have left behind.
import { readFile, readlink, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { StartError } from './settings.ts';

/** Processes of a killed run notice by themselves that they are alone; then they have this long to end. */
const LEFTOVER_PATIENCE_MS = 3_000;

const lockSchema = z.object({
  pid: z.int(),
  /** Leaders of process groups. */
  children: z.array(z.int()),
});

export interface InstanceLock {
  setChildren(pids: readonly number[]): Promise<void>;
  release(): Promise<void>;
}

/** @throws StartError if another run is alive in this home */
export async function lockHome(home: string): Promise<InstanceLock> {
  const file = path.join(home, 'run.json');
  for (;;) {
    try {
      await writeFile(file, describe([]), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    await clearKilledRun(file, home);
  }
  return {
    setChildren: (pids) => writeFile(file, describe(pids)),
    release: () => rm(file, { force: true }),
  };
}

const describe = (children: readonly number[]): string => JSON.stringify({ pid: process.pid, children });

async function clearKilledRun(file: string, home: string): Promise<void> {
  const lock = lockSchema.safeParse(parseJson(await readFile(file, 'utf8')));
  if (lock.success) {
    const { pid, children } = lock.data;
    if (pid !== process.pid && (await isOurs(pid)))
      throw new StartError(
        `Residual is running already in ${home}: end it with Ctrl-C there, or with: kill ${pid}`,
      );
    await Promise.all(children.map(endLeftover));
  }
  await rm(file, { force: true });
}

async function endLeftover(pid: number): Promise<void> {
  for (let waited = 0; await isOurs(pid); waited += 50) {
    if (waited >= LEFTOVER_PATIENCE_MS) killGroup(pid);
    await sleep(50);
  }
}

/** Whether the process is one of Residual's: a number may meanwhile belong to another one. */
async function isOurs(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    const isZombie = command === '';
    return (
      !isZombie &&
      /(apps\/(local|server)|worker)\/src\/main\.ts/.test(command) &&
      (await readlink(`/proc/${pid}/exe`)).includes('node')
    );
  } catch {
    // it has ended meanwhile, or is another user's
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Kills a process with its descendants, as far as they stayed in its group. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // cut short by the kill
    return null;
  }
}

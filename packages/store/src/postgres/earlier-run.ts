// What a killed run may have left in a data folder: a server that is still running, or its pid file, whose number
// may meanwhile belong to some other process, which would keep PostgreSQL from starting.
import { readFile, readlink, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresError } from './postgres-error.ts';

export const TEMPORARY_PREFIX = 'residual-pg-';
const FAST_SHUTDOWN_MS = 10_000;
const KILL_MS = 5_000;

export async function clearEarlierRun(data: string): Promise<void> {
  const pidFile = path.join(data, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return;
  const [pidLine = '', , , , socketFolder = ''] = text.split('\n');
  const pid = Number(pidLine);
  if (pid > 1 && (await servesFolder(pid, data))) await stopServer(pid);
  await rm(pidFile, { force: true });
  await rm(path.join(data, '.s.PGSQL.5432.lock'), { force: true });
  await removeTemporary(socketFolder);
}

/** Removes a socket's folder if it was made for one run. */
export async function removeTemporary(folder: string): Promise<void> {
  if (path.basename(folder).startsWith(TEMPORARY_PREFIX)) await rm(folder, { recursive: true, force: true });
}

/** Whether `pid` is a PostgreSQL server at work on `data`. A server's working directory is its data folder. */
async function servesFolder(pid: number, data: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === path.resolve(data);
  } catch {
    // another user's process, so not a server that we started
    return false;
  }
}

async function stopServer(pid: number): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', FAST_SHUTDOWN_MS],
    ['SIGQUIT', KILL_MS],
  ] as const) {
    process.kill(pid, signal);
    for (let waited = 0; waited < patience; waited += 50) {
      if (!isAlive(pid)) return;
      await sleep(50);
    }
  }
  throw new PostgresError(
    `a PostgreSQL of an earlier run does not stop: end the process ${pid} and try again`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

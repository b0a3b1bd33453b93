// One run at a time on a folder and on a port.
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { StartError } from './start-error.ts';

const PID_FILE = 'supervisor.pid';

/**
 * Claims the home folder for this process; a claim whose process is gone is stale and taken over.
 * @returns how to give it back
 * @throws StartError if another run holds it
 */
export async function claimHome(home: string): Promise<() => Promise<void>> {
  const path = join(home, PID_FILE);
  const claim = await identify(process.pid);
  for (let tries = 0; ; tries++) {
    try {
      await writeFile(path, claim, { flag: 'wx' });
      return () => giveBack(path, claim);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || tries > 2) throw error;
    }
    const holder = await readFile(path, 'utf8').catch(() => '');
    const pid = Number.parseInt(holder, 10);
    if (pid > 0 && (await identify(pid)) === holder)
      throw new StartError(
        `Residual is running already on ${home} (process ${pid}). Stop it with Ctrl-C there, or set RESIDUAL_HOME.`,
      );
    await clearStale(path, holder);
  }
}

/** Of two starts that find the same stale claim, the slower one must not clear what the faster one wrote. */
async function clearStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== stale) await link(aside, path);
  } catch (error) {
    // ENOENT: it was cleared before us. EEXIST: there is a new claim already.
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  await rm(aside, { force: true });
}

/** Only what is ours. */
async function giveBack(path: string, claim: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => '')) === claim) await rm(path, { force: true });
}

/** Numbers of processes are used again; with its start time a process is told from a later one of its number. */
async function identify(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return isAlive(pid) ? `${pid}` : '';
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

/** @throws StartError if something else listens there */
export function requireFreePort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is taken by another program. Choose one: PORT=${port + 1} npm start`
          : `Cannot listen on ${host}:${port} (${error.code}). Choose another port: PORT=3001 npm start`;
      reject(new StartError(why, { cause: error }));
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

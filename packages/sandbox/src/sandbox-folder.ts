// A folder in which each sandbox process gets one of its own. It bears our process id, so that what a worker left
// that was killed outright is found and removed by the next one.
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const PREFIX = 'residual-sandbox-';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(join(parent, name), { recursive: true, force: true }).catch((error: NodeJS.ErrnoException) => {
      // Another user's, who will see to it.
      if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error;
    });
  }
}

/** @param parent such as the system's folder for temporary files */
export async function makeSandboxFolder(parent: string): Promise<string> {
  await removeAbandoned(parent);
  const folder = await mkdtemp(join(parent, `${PREFIX}${process.pid}-`));
  // Users of their own pass through to the folders in it.
  await chmod(folder, 0o711);
  return folder;
}

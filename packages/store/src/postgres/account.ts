// PostgreSQL refuses to run as root. Started by root, it runs as the system's user "postgres".
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { PostgresError } from './postgres-error.ts';

const run = promisify(execFile);

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The account PostgreSQL has to run as, or null when this process's own will do. */
export async function findAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const found = await lookUp();
  if (found) return found;
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
  } catch (cause) {
    throw new PostgresError(
      'PostgreSQL does not run as root, and the user "postgres" could not be added: ' +
        'start as an ordinary user, or set DATABASE_URL to a PostgreSQL server of yours',
      { cause },
    );
  }
  const added = await lookUp();
  if (!added) throw new PostgresError('the user "postgres" was added but cannot be found');
  return added;
}

async function lookUp(): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    // id exits with 1 for an unknown user
    return null;
  }
}

/** Whether `account` may pass through every folder on the way to `folder`, itself included. */
export async function mayReach(account: Account, folder: string): Promise<boolean> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const { mode, uid, gid } = await stat(at);
    const search = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & search) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

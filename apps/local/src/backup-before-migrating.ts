// A new version that changes the schema of a database with something in it keeps the old one first.
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backUpDatabase, listPendingMigrations } from '@residual/store';

const KEPT = 3;
const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/;

/**
 * Backs the database up if migrations wait for one that has had some, and forgets all but the latest backups.
 * @returns the backup's folder, for `residual restore --database-only`; null if there was no need
 */
export async function backUpBeforeMigrating(options: {
  readonly databaseUrl: string;
  readonly folder: string;
  readonly now: Date;
}): Promise<string | null> {
  const { databaseUrl, folder, now } = options;
  const { applied, pending } = await listPendingMigrations(databaseUrl);
  if (applied.length === 0 || pending.length === 0) return null;
  const backup = join(
    folder,
    now
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
      .replaceAll(':', '-'),
  );
  const unfinished = `${backup}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await backUpDatabase(databaseUrl, join(unfinished, 'database'));
  await rename(unfinished, backup);
  const names = (await readdir(folder)).filter((name) => NAME.test(name)).toSorted();
  for (const name of names.slice(0, -KEPT)) await rm(join(folder, name), { recursive: true, force: true });
  return backup;
}

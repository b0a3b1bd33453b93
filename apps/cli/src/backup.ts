// A backup is a folder: the repositories, then the database. In this order a push that comes in between has its row and
// its programs, and its commit is still in the student's clone.
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { copyRepository } from '@residual/git';
import { backUpDatabase, BackupError, restoreDatabase } from '@residual/store';
import { CommandError } from './command-error.ts';
import type { Instance } from './instance.ts';

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** `<course>/<name>.git` of every repository below a folder. */
async function listRepositories(root: string): Promise<string[]> {
  if (!(await exists(root))) return [];
  const courses = await readdir(root, { withFileTypes: true });
  const paths = courses
    .filter((course) => course.isDirectory())
    .map(async ({ name }) => {
      const entries = await readdir(join(root, name));
      return entries.filter((entry) => entry.endsWith('.git')).map((entry) => join(name, entry));
    });
  return (await Promise.all(paths)).flat().toSorted();
}

/** The system may be at work meanwhile. @throws CommandError */
export async function backUp(instance: Instance, { out }: { out: string }): Promise<void> {
  const folder = resolve(out);
  if (await exists(folder)) throw new CommandError(`${folder} is there already: choose another name.`);
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await mkdir(join(unfinished, 'git'));
  const root = join(instance.home, 'git');
  const repositories = await listRepositories(root);
  for (const path of repositories) await copyRepository(join(root, path), join(unfinished, 'git', path));
  const { tables } = await backUpDatabase(instance.databaseUrl, join(unfinished, 'database'));
  await rename(unfinished, folder);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  console.log(`${folder}: ${repositories.length} repositories, ${rows} rows. It holds personal data.`);
}

/** @throws CommandError */
export async function restore(
  instance: Instance,
  { from, replace, databaseOnly = false }: { from: string; replace: boolean; databaseOnly?: boolean },
): Promise<void> {
  const folder = resolve(from);
  if (databaseOnly) {
    await readDatabase(instance, folder, replace);
    console.log(`The database is as it was in ${folder}; repositories are as they are.`);
    return;
  }
  if (!(await exists(join(folder, 'git'))) && (await exists(join(folder, 'database'))))
    throw new CommandError(`${folder} has no repositories: restore it with --database-only.`);
  const root = join(instance.home, 'git');
  const present = await listRepositories(root);
  if (present.length > 0 && !replace)
    throw new CommandError(
      `There are ${present.length} repositories in ${root}. Restore into a new RESIDUAL_HOME, or delete them with --replace.`,
    );
  const repositories = await listRepositories(join(folder, 'git'));
  // Beside the old ones first, so that a full disk is found out before anything is gone.
  const incoming = `${root}.restoring`;
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  for (const path of repositories) await copyRepository(join(folder, 'git', path), join(incoming, path));
  try {
    await readDatabase(instance, folder, replace);
  } catch (error) {
    await rm(incoming, { recursive: true, force: true });
    throw error;
  }
  await rm(root, { recursive: true, force: true });
  await rename(incoming, root);
  console.log(`${repositories.length} repositories and the database are as they were in ${folder}.`);
}

/** @throws CommandError */
async function readDatabase(instance: Instance, folder: string, replace: boolean): Promise<void> {
  await restoreDatabase(instance.databaseUrl, join(folder, 'database'), { replace }).catch(
    (error: unknown) => {
      throw error instanceof BackupError ? new CommandError(error.message) : error;
    },
  );
}

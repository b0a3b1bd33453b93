import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError, type GitEnvironment, runGit } from './git.ts';

interface InQuarantine {
  readonly env?: GitEnvironment;
}

/** The commit a ref or revision names, as 40 hex digits; null if there is no such commit. */
export async function resolveRef(
  repository: string,
  revision: string,
  { env }: InQuarantine = {},
): Promise<string | null> {
  const { exitCode, stdout } = await runGit(
    ['-C', repository, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`],
    { env, expectedExitCodes: [0, 1] },
  );
  return exitCode === 0 ? stdout.toString().trim() : null;
}

/** @throws GitError if there is no such commit */
export async function getCommit(repository: string, revision: string): Promise<string> {
  const commit = await resolveRef(repository, revision);
  if (commit === null) throw new GitError(`no commit ${revision} in ${repository}`, { exitCode: null });
  return commit;
}

/** Whether `commit` is `descendant` or one of its ancestors; false if the repository lacks either. */
export async function isAncestor(
  repository: string,
  commit: string,
  descendant: string,
  { env }: InQuarantine = {},
): Promise<boolean> {
  const { exitCode } = await runGit(['-C', repository, 'merge-base', '--is-ancestor', commit, descendant], {
    env,
    expectedExitCodes: [0, 1, MISSING],
  });
  if (exitCode !== MISSING) return exitCode === 0;
  for (const each of [commit, descendant])
    if ((await resolveRef(repository, each, { env })) === null) return false;
  throw new GitError(`git cannot compare ${commit} with ${descendant} in ${repository}`, { exitCode });
}

/** The commits that are in `from` and no longer in `to`, newest first; of very many, so many. */
export async function listDropped(
  repository: string,
  { from, to, limit, env }: InQuarantine & { from: string; to: string; limit: number },
): Promise<string[]> {
  const range = ['--end-of-options', from, `^${to}`];
  const { stdout } = await runGit(['-C', repository, 'rev-list', `--max-count=${limit}`, ...range], { env });
  return stdout.toString().split('\n').filter(Boolean);
}

/** Exit status of a git that cannot find or read an object. */
const MISSING = 128;

/** The tip of a branch, read without a process where it lies in a file of its own; null if there is no such branch. */
export async function readTip(repository: string, branch: string): Promise<string | null> {
  try {
    const text = await readFile(join(repository, 'refs/heads', branch), 'utf8');
    if (/^[0-9a-f]{40}\n?$/.test(text)) return text.trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return resolveRef(repository, `refs/heads/${branch}`);
}

/** When a branch was moved last; null if that cannot be told any more. */
export async function tipMovedAt(repository: string, branch: string): Promise<Date | null> {
  try {
    return (await stat(join(repository, 'refs/heads', branch))).mtime;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return null;
  }
}

/** The newest commit of an author (by address) that a revision has; null if there is none. */
export async function findCommitBy(
  repository: string,
  revision: string,
  email: string,
): Promise<string | null> {
  const { stdout } = await runGit([
    '-C',
    repository,
    'log',
    '-1',
    '--format=%H',
    '--fixed-strings',
    `--author=<${email}>`,
    '--end-of-options',
    revision,
  ]);
  return stdout.toString().trim() || null;
}

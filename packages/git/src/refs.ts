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

/** Exit status of a git that cannot find or read an object. */
const MISSING = 128;

// Makes bare repositories and commits to them without a working copy.
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runGit } from './git.ts';
import { getCommit, resolveRef } from './refs.ts';

/** Makes an empty bare repository with the branch `main`; harmless where one already lies. */
export async function initBareRepository(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await runGit(['init', '--quiet', '--bare', '--initial-branch=main', '--template=', path]);
}

export interface CommitFiles {
  readonly branch: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Path in the repository → content. Files of the branch that are not named stay as they are. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Commits onto the tip of a branch of a bare repository (or starts it), all or nothing.
 * @returns the new commit
 * @throws GitError, also when the branch moved meanwhile
 */
export async function commitFiles(repository: string, commit: CommitFiles): Promise<string> {
  const ref = `refs/heads/${commit.branch}`;
  const parent = await resolveRef(repository, ref);
  const author = `${identity(commit.author.name)} <${identity(commit.author.email)}> now`;
  // The format of git-fast-import(1): one process writes all blobs, the trees, the commit and the ref.
  const stream = [
    Buffer.from('feature done\n'),
    Buffer.from(`commit ${ref}\nauthor ${author}\ncommitter ${author}\n`),
    data(Buffer.from(commit.message)),
    Buffer.from(parent === null ? '' : `from ${parent}\n`),
    ...[...commit.files].flatMap(([path, content]) => [
      Buffer.from(`M 100644 inline ${quote(path)}\n`),
      data(content),
    ]),
    Buffer.from('\ndone\n'),
  ];
  await runGit(['-C', repository, 'fast-import', '--quiet', '--date-format=now'], {
    input: Buffer.concat(stream),
  });
  return getCommit(repository, ref);
}

const data = (content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`data ${content.byteLength}\n`), content, Buffer.from('\n')]);

/** A path in C quotes; control characters have no place in one. */
function quote(path: string): string {
  if (/[\0-\x1f\x7f]/.test(path))
    throw new TypeError(`path with a control character: ${JSON.stringify(path)}`);
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** What would end a field of an author line is left out. */
const identity = (text: string): string => text.replace(/[\0-\x1f<>]/g, '').trim();

/** Bytes on disk of a repository's objects, without what a push in progress brings. */
export async function measureRepository(path: string): Promise<number> {
  const { stdout } = await runGit(['-C', path, 'count-objects', '-v']);
  const kilobytes = [...stdout.toString().matchAll(/^size(?:-pack|-garbage)?: (\d+)$/gm)];
  return 1024 * kilobytes.reduce((sum, [, value]) => sum + Number(value), 0);
}

/** Copies a bare repository, whole at one moment, also while it is pushed to. */
export async function copyRepository(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await runGit(['clone', '--quiet', '--mirror', '--no-hardlinks', '--template=', from, to], {
    timeoutMilliseconds: 10 * 60_000,
  });
  // Where it was copied from is nobody's business later.
  await runGit(['-C', to, 'remote', 'remove', 'origin']);
}

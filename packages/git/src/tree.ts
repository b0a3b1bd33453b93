// Reads what a commit holds. A tree may come from anyone: listings are cut, so that a tree that unfolds to
// billions of entries costs no more than the bound.
import { spawn } from 'node:child_process';
import { GitError, type GitEnvironment, gitEnvironment, runGit } from './git.ts';

export interface TreeEntry {
  /** As git writes it: 100644, 100755, 120000 (symbolic link), 160000 (submodule). */
  readonly mode: string;
  readonly hash: string;
  /** Bytes; null for a submodule, whose content is elsewhere. */
  readonly size: number | null;
  /** With U+FFFD where it is not UTF-8. */
  readonly path: string;
}

export interface TreeListing {
  readonly entries: readonly TreeEntry[];
  /** The folders at the top with their tree hashes: equal hash, equal content. */
  readonly folders: ReadonlyMap<string, string>;
  /** There are more entries than were asked for. */
  readonly truncated: boolean;
}

const MAX_RECORD_BYTES = 64 << 10;
/** Folders of a listing, however deep, for each file that it may have. */
const FOLDERS_PER_FILE = 8;

/**
 * Every file below a commit, in git's order.
 * @param options.env e.g. the quarantine of a pre-receive hook
 * @throws GitError if the commit cannot be read
 */
export function readTree(
  repository: string,
  commit: string,
  options: { readonly maxEntries: number; readonly env?: GitEnvironment },
): Promise<TreeListing> {
  return new Promise((resolve, reject) => {
    const args = ['-C', repository, 'ls-tree', '-r', '-t', '-z', '-l', '--full-tree', commit];
    const child = spawn('git', args, {
      env: gitEnvironment({}, options.env),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    const entries: TreeEntry[] = [];
    const folders = new Map<string, string>();
    let records = 0;
    let truncated = false;
    let rest = Buffer.alloc(0);
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      if (truncated) return;
      rest = Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = rest.indexOf(0); end !== -1; end = rest.indexOf(0, start)) {
        const entry = parseRecord(rest.subarray(start, end).toString());
        if (entry.mode !== TREE) entries.push(entry);
        else if (!entry.path.includes('/')) folders.set(entry.path, entry.hash);
        records += 1;
        start = end + 1;
      }
      rest = rest.subarray(start);
      const tooMany =
        entries.length > options.maxEntries || records > FOLDERS_PER_FILE * (options.maxEntries + 1);
      if (tooMany || rest.byteLength > MAX_RECORD_BYTES) {
        truncated = true;
        child.kill('SIGKILL');
      }
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < 4_000) stderr += chunk.toString();
    });
    child.on('error', (cause) => reject(new GitError('git could not start', { exitCode: null, cause })));
    child.on('close', (exitCode, signal) => {
      if (truncated) resolve({ entries: entries.slice(0, options.maxEntries), folders, truncated });
      else if (exitCode === 0) resolve({ entries, folders, truncated });
      else
        reject(new GitError(`git ls-tree ended with ${exitCode ?? signal}: ${stderr.trim()}`, { exitCode }));
    });
  });
}

const TREE = '040000';

/** `<mode> <type> <hash> <size>\t<path>`, the size padded with spaces. */
function parseRecord(record: string): TreeEntry {
  const tab = record.indexOf('\t');
  const [mode, , hash, size] = record.slice(0, tab).split(/ +/);
  return { mode, hash, size: size === '-' ? null : Number(size), path: record.slice(tab + 1) };
}

/** The folders at the top of a commit with their tree hashes: equal hash, equal content. */
export async function readFolderHashes(repository: string, commit: string): Promise<Map<string, string>> {
  const { stdout } = await runGit(['-C', repository, 'ls-tree', '-d', '-z', '--full-tree', commit]);
  const records = stdout.toString().split('\0').slice(0, -1);
  return new Map(
    records.map((record) => {
      const tab = record.indexOf('\t');
      return [record.slice(tab + 1), record.slice(0, tab).split(' ')[2]];
    }),
  );
}

/** The tree hash of one folder of a commit, however deep; null if there is no such folder. */
export async function treeHash(repository: string, commit: string, path: string): Promise<string | null> {
  const { stdout } = await runGit([
    '-C',
    repository,
    'ls-tree',
    '-d',
    '-z',
    '--full-tree',
    commit,
    '--',
    path,
  ]);
  return stdout.byteLength === 0 ? null : stdout.toString().split(/[ \t]/)[2];
}

/**
 * Contents by hash, all read by one git.
 * @throws GitError if one is no blob of the repository, or if they have more than `maxBytes` together
 */
export async function readBlobs(
  repository: string,
  hashes: readonly string[],
  { maxBytes }: { readonly maxBytes: number },
): Promise<Map<string, Buffer>> {
  const { stdout } = await runGit(['-C', repository, 'cat-file', '--batch'], {
    input: hashes.map((hash) => `${hash}\n`).join(''),
    maxOutputBytes: maxBytes + hashes.length * MAX_HEADER_BYTES,
  });
  const blobs = new Map<string, Buffer>();
  let start = 0;
  for (const hash of hashes) {
    const end = stdout.indexOf(10, start);
    const header = stdout.subarray(start, end).toString();
    const size = Number(/^[0-9a-f]+ blob (\d+)$/.exec(header)?.[1] ?? Number.NaN);
    if (Number.isNaN(size)) throw new GitError(`no blob ${hash} in ${repository}`, { exitCode: null });
    blobs.set(hash, stdout.subarray(end + 1, end + 1 + size));
    start = end + size + 2;
  }
  return blobs;
}

/** `<hash> blob <size>` and the line ends around a blob. */
const MAX_HEADER_BYTES = 80;

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  commitFiles,
  GitError,
  initBareRepository,
  isAncestor,
  readBlobs,
  readFolderHashes,
  readTree,
  resolveRef,
  treeHash,
} from './index.ts';

const author = { name: 'Ada <Lovelace>', email: 'ada@example.org' };
const bytes = (text: string): Buffer => Buffer.from(text);

let folder: string;
let repository: string;
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8' }).trim();
const commit = (files: Record<string, string>): Promise<string> =>
  commitFiles(repository, {
    branch: 'main',
    message: 'Course files',
    author,
    files: new Map(Object.entries(files).map(([path, text]) => [path, bytes(text)])),
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'residual-git-'));
  repository = join(folder, 'course', 'ada.git');
  await initBareRepository(repository);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('initBareRepository', () => {
  test('makes a bare repository whose HEAD is main', () => {
    expect(git('symbolic-ref', 'HEAD')).toBe('refs/heads/main');
    expect(git('rev-parse', '--is-bare-repository')).toBe('true');
  });

  test('leaves an existing repository as it is', async () => {
    const first = await commit({ 'README.md': 'hello' });
    await initBareRepository(repository);
    expect(await resolveRef(repository, 'refs/heads/main')).toBe(first);
  });
});

describe('commitFiles', () => {
  test('writes files byte for byte, whatever their names', async () => {
    const binary = Buffer.from([0, 255, 10, 13, 0]);
    const files = new Map([
      ['data/x.npy', binary],
      ['data/ä "quoted" \\ name.txt', bytes('text without newline')],
    ]);
    const tip = await commitFiles(repository, { branch: 'main', message: 'Files', author, files });
    const { entries } = await readTree(repository, tip, { maxEntries: 10 });
    expect(entries.map(({ path, size, mode }) => ({ path, size, mode }))).toEqual([
      { path: 'data/x.npy', size: 5, mode: '100644' },
      { path: 'data/ä "quoted" \\ name.txt', size: 20, mode: '100644' },
    ]);
    const hashes = entries.map(({ hash }) => hash);
    const blobs = await readBlobs(repository, hashes, { maxBytes: 25 });
    expect(blobs.get(hashes[0])).toEqual(binary);
    expect(blobs.get(hashes[1])?.toString()).toBe('text without newline');
    expect(git('log', '-1', '--format=%an|%ae|%s')).toBe('Ada Lovelace|ada@example.org|Files');
  });

  test('keeps the files of the branch that it does not name', async () => {
    await commit({ 'a.txt': 'a', 'b.txt': 'b' });
    await commit({ 'b.txt': 'changed' });
    expect(git('show', 'main:a.txt')).toBe('a');
    expect(git('show', 'main:b.txt')).toBe('changed');
    expect(git('rev-list', '--count', 'main')).toBe('2');
  });
});

describe('reading a commit', () => {
  test('gives folders the same hash when nothing below them changed', async () => {
    const first = await commit({ 'one/a.ts': '1', 'two/b.ts': '2', 'README.md': 'x' });
    const second = await commit({ 'two/b.ts': '3' });
    const [before, after] = [
      await readFolderHashes(repository, first),
      await readFolderHashes(repository, second),
    ];
    expect([...before.keys()]).toEqual(['one', 'two']);
    expect((await readTree(repository, second, { maxEntries: 9 })).folders).toEqual(after);
    expect(after.get('one')).toBe(before.get('one'));
    expect(after.get('two')).not.toBe(before.get('two'));
    expect(await treeHash(repository, second, 'two')).toBe(git('rev-parse', `${second}:two`));
    expect(await treeHash(repository, second, 'three')).toBeNull();
  });

  test('cuts a listing that is longer than asked for', async () => {
    const tip = await commit(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`f${i}`, 'x'])));
    const { entries, truncated } = await readTree(repository, tip, { maxEntries: 10 });
    expect(entries).toHaveLength(10);
    expect(truncated).toBe(true);
  });

  test('cuts the listing of a small tree that unfolds to millions of files', async () => {
    // Ten levels of ten entries that all name the level below: 10^10 paths from a dozen objects.
    let object = execFileSync('git', ['-C', repository, 'hash-object', '-w', '--stdin'], { input: 'x' });
    let kind = '100644 blob';
    for (let level = 0; level < 10; level++) {
      const lines = Array.from({ length: 10 }, (_, i) => `${kind} ${object.toString().trim()}\tn${i}`);
      object = execFileSync('git', ['-C', repository, 'mktree'], { input: `${lines.join('\n')}\n` });
      kind = '040000 tree';
    }
    const { entries, truncated } = await readTree(repository, object.toString().trim(), { maxEntries: 1000 });
    expect(entries).toHaveLength(1000);
    expect(truncated).toBe(true);
  });

  test('refuses a blob larger than asked for', async () => {
    const tip = await commit({ 'big.bin': 'x'.repeat(100_000) });
    const { entries } = await readTree(repository, tip, { maxEntries: 1 });
    await expect(readBlobs(repository, [entries[0].hash], { maxBytes: 1000 })).rejects.toThrow(GitError);
  });
});

test('a blob that is not there is an error', async () => {
  const tip = await commit({ a: '1' });
  for (const hash of ['f'.repeat(40), tip])
    await expect(readBlobs(repository, [hash], { maxBytes: 1000 })).rejects.toThrow('no blob');
});

describe('isAncestor', () => {
  test('knows a commit from its descendants and from strangers', async () => {
    const first = await commit({ a: '1' });
    const second = await commit({ a: '2' });
    expect(await isAncestor(repository, first, second)).toBe(true);
    expect(await isAncestor(repository, second, first)).toBe(false);
    expect(await isAncestor(repository, 'f'.repeat(40), second)).toBe(false);
  });
});

describe('the environment', () => {
  test("does not follow the server's own git variables", async () => {
    process.env.GIT_DIR = '/nonexistent';
    try {
      expect(await resolveRef(repository, 'refs/heads/main')).toBeNull();
      await commit({ a: '1' });
      expect(await resolveRef(repository, 'refs/heads/main')).not.toBeNull();
    } finally {
      delete process.env.GIT_DIR;
    }
  });
});

// A backup of a course in every state, into an empty place and back into the old one.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { commitFiles, getCommit, initBareRepository } from '@residual/git';
import { openStore } from '@residual/store';
import { Client } from 'pg';
import { backUp, restore } from '../../apps/cli/src/backup.ts';
import type { Instance } from '../../apps/cli/src/instance.ts';
import { makeCourseInProgress } from '../support/course-in-progress.ts';
import { createDatabase, type Database, useDatabase } from '../support/database.ts';

let folder: string;
let other: Database;
afterAll(async () => {
  await other.drop();
  await rm(folder, { recursive: true, force: true });
});
const database = useDatabase();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'residual-backup-'));
  other = await createDatabase();
  await makeCourseInProgress(database.store);
});

const instance = (name: string, databaseUrl: string): Instance => ({
  databaseUrl,
  redisUrl: undefined,
  url: 'http://localhost',
  home: join(folder, name),
  source: 'test',
});

/** Every row of every table as PostgreSQL writes it. */
async function contents(databaseUrl: string): Promise<Record<string, string[]>> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
       AND relname <> '_prisma_migrations' ORDER BY 1`,
    );
    const all: Record<string, string[]> = {};
    for (const { name } of tables.rows)
      all[name] = (
        await client.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t ORDER BY 1`)
      ).rows.map(({ row }) => row);
    return all;
  } finally {
    await client.end();
  }
}

test('brings back every row and every commit, and overwrites nothing unasked', async () => {
  const from = instance('from', database.url);
  const repository = (home: string): string => join(home, 'git/deep-learning/ada.git');
  await initBareRepository(repository(from.home));
  const author = { name: 'Ada', email: 'ada@example.edu' };
  const files = new Map([['a.ts', Buffer.from('1')]]);
  const commit = await commitFiles(repository(from.home), { branch: 'main', message: 'x', author, files });
  const backup = join(folder, 'backup');
  await backUp(from, { out: backup });
  await expect(backUp(from, { out: backup })).rejects.toThrow('is there already');
  const before = await contents(database.url);
  expect(Object.values(before).flat().length).toBeGreaterThan(50);

  const to = instance('to', other.url);
  await restore(to, { from: backup, replace: false });
  expect(await contents(other.url)).toEqual(before);
  expect(await getCommit(repository(to.home), 'refs/heads/main')).toBe(commit);

  await expect(restore(to, { from: backup, replace: false })).rejects.toThrow('--replace');
  const store = openStore(other.url);
  await store.db.user.updateMany({ data: { name: 'changed since' } });
  await store.close();
  await restore(to, { from: backup, replace: true });
  expect(await contents(other.url)).toEqual(before);
});

test('refuses half a backup, and changes nothing', async () => {
  const backup = join(folder, 'damaged');
  const from = instance('empty', database.url);
  await backUp(from, { out: backup });
  await writeFile(join(backup, 'database/User.jsonl'), '');
  const before = await contents(other.url);
  await expect(restore(instance('to', other.url), { from: backup, replace: true })).rejects.toThrow(
    /damaged|foreign key/,
  );
  expect(await contents(other.url)).toEqual(before);
  await rm(join(backup, 'database/manifest.json'));
  await expect(restore(instance('to', other.url), { from: backup, replace: true })).rejects.toThrow(
    'no complete backup',
  );
});

import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { applyMigrations } from '@residual/store';
import { diffSchema } from '../../prisma/diff.ts';
import { createDatabase, useDatabase, type Database } from '../support/database.ts';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../prisma/migrations');

describe('the migrations', () => {
  const database = useDatabase();
  let empty: Database;
  let edited: string;
  beforeAll(async () => {
    empty = await createDatabase('template0');
    edited = await mkdtemp(path.join(tmpdir(), 'residual-migrations-'));
    await cp(MIGRATIONS, edited, { recursive: true });
  });
  afterAll(async () => {
    await empty.drop();
    await rm(edited, { recursive: true });
  });

  async function appliedNames(): Promise<string[]> {
    const rows = await database.store.db.$queryRaw<{ migration_name: string }[]>`
      SELECT migration_name FROM _prisma_migrations ORDER BY migration_name`;
    return rows.map((row) => row.migration_name);
  }

  test('lead to prisma/schema.prisma', async () => {
    expect(await diffSchema(database.url)).toBe('');
  });

  test('are applied once, even by two processes at the same time', async () => {
    const runs = await Promise.all([applyMigrations(empty.url), applyMigrations(empty.url)]);
    expect(runs.flat()).toEqual(await appliedNames());
    expect(await applyMigrations(empty.url)).toEqual([]);
  });

  test('are undone when they fail', async () => {
    const broken = path.join(edited, '99991231235959_broken');
    const before = await appliedNames();
    await cp(path.join(edited, before[0]), broken, { recursive: true });
    await writeFile(path.join(broken, 'migration.sql'), 'CREATE TABLE half (); SELECT * FROM missing;');
    await expect(applyMigrations(database.url, edited)).rejects.toThrow('99991231235959_broken failed');
    await rm(broken, { recursive: true });
    expect(await database.store.db.$queryRaw`SELECT 1 FROM pg_tables WHERE tablename = 'half'`).toEqual([]);
    expect(await appliedNames()).toEqual(before);
  });

  test('are refused when one was edited after it was applied', async () => {
    const [name] = await appliedNames();
    await writeFile(path.join(edited, name, 'migration.sql'), 'SELECT 1;');
    await expect(applyMigrations(database.url, edited)).rejects.toThrow(
      `migration ${name} was edited after it was applied`,
    );
  });
});

// Databases as earlier versions left them, with rows in every table, brought up to date.
import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { applyMigrations, restoreDatabase } from '@residual/store';
import { Client } from 'pg';
import { backUpBeforeMigrating } from '../../apps/local/src/backup-before-migrating.ts';
import { createDatabase, type Database } from '../support/database.ts';

const UPGRADES = join(import.meta.dirname, 'upgrades');
const dumps = (await readdir(UPGRADES)).filter((file) => file.endsWith('.sql'));

let folder: string;
let today: string[];
beforeAll(async () => {
  const fresh = await createDatabase();
  today = await readSchema(fresh);
  await fresh.drop();
  folder = await mkdtemp(join(tmpdir(), 'residual-upgrade-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function withClient<T>({ url }: Database, action: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}

async function restoreDump(file: string): Promise<Database> {
  const database = await createDatabase('template0');
  const sql = await readFile(join(UPGRADES, file), 'utf8');
  await withClient(database, (client) => client.query(sql));
  return database;
}

type Rows = Record<string, Record<string, unknown>[]>;

function readRows(database: Database): Promise<Rows> {
  return withClient(database, async (client) => {
    const tables = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
       AND relname <> '_prisma_migrations' ORDER BY 1`,
    );
    const all: Rows = {};
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ row: Record<string, unknown> }>(
        `SELECT row_to_json(t) AS row FROM "${name}" t`,
      );
      all[name] = rows.map(({ row }) => row);
    }
    return all;
  });
}

/** Columns, keys and triggers, as PostgreSQL writes them. */
function readSchema(database: Database): Promise<string[]> {
  return withClient(database, async (client) => {
    const { rows } = await client.query<{ line: string }>(`
      SELECT concat_ws(' ', table_name, column_name, udt_name, is_nullable, column_default) AS line
      FROM information_schema.columns WHERE table_schema = 'public'
      UNION ALL
      SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
      UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
      UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
      UNION ALL
      SELECT concat_ws(' ', t.typname, e.enumsortorder, e.enumlabel) FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid
      ORDER BY 1`);
    return rows.map(({ line }) => line);
  });
}

describe.each(dumps)('a database of %s', (file) => {
  test('is brought to today’s schema, and no row is lost or changed', async () => {
    const database = await restoreDump(file);
    try {
      const before = await readRows(database);
      expect(Object.values(before).every((rows) => rows.length > 0)).toBe(true);
      expect(await applyMigrations(database.url)).not.toEqual([]);
      expect(await readSchema(database)).toEqual(today);
      const after = await readRows(database);
      for (const [table, rows] of Object.entries(before))
        expect({ table, rows: after[table] }).toEqual({
          table,
          rows: expect.arrayContaining(rows.map((row) => expect.objectContaining(row))),
        });
    } finally {
      await database.drop();
    }
  });
});

describe('before npm start changes a schema', () => {
  test('a database with something in it is backed up, and can be brought back; the latest three backups stay', async () => {
    const [file] = dumps;
    const database = await restoreDump(file);
    const again = await restoreDump(file);
    const backups = join(folder, 'backups');
    try {
      const rows = await readRows(database);
      const made: (string | null)[] = [];
      for (const hour of [1, 2, 3, 4])
        made.push(
          await backUpBeforeMigrating({
            databaseUrl: database.url,
            folder: backups,
            now: new Date(Date.UTC(2027, 0, 31, hour)),
          }),
        );
      expect((await readdir(backups)).toSorted()).toEqual([
        '2027-01-31T02-00-00Z',
        '2027-01-31T03-00-00Z',
        '2027-01-31T04-00-00Z',
      ]);
      await applyMigrations(database.url);
      await restoreDatabase(again.url, join(made.at(-1)!, 'database'), { replace: true });
      expect(await readRows(again)).toEqual(rows);
    } finally {
      await database.drop();
      await again.drop();
    }
  });

  test('one that is new or up to date is not', async () => {
    const database = await createDatabase('template0');
    const backups = join(folder, 'none');
    const options = { databaseUrl: database.url, folder: backups, now: new Date() };
    try {
      expect(await backUpBeforeMigrating(options)).toBeNull();
      await applyMigrations(database.url);
      expect(await backUpBeforeMigrating(options)).toBeNull();
      await expect(access(backups)).rejects.toThrow('ENOENT');
    } finally {
      await database.drop();
    }
  });
});

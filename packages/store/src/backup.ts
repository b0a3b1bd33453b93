// The whole database as files, and back. Rows go as PostgreSQL's own JSON and are never read here, so that every
// decimal, time and byte comes back as it was.
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { Client } from 'pg';
import { z } from 'zod';

const MANIFEST = 'manifest.json';
const BATCH = 200;

const manifestSchema = z.strictObject({
  madeAt: z.iso.datetime(),
  /** That had been applied; a database with others has another form. */
  migrations: z.array(z.string()),
  /** Rows by table, in an order in which references can be kept. */
  tables: z.array(z.strictObject({ name: z.string(), rows: z.int() })),
});
export type BackupManifest = z.infer<typeof manifestSchema>;

/** Why a backup cannot be restored, and what to do; shown as it is. */
export class BackupError extends Error {
  override name = 'BackupError';
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function withClient<T>(databaseUrl: string, action: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await action(client);
  } finally {
    await client.end();
  }
}

async function listMigrations(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1',
  );
  return rows.map(({ name }) => name);
}

/** Tables such that each comes behind those that it refers to. */
async function listTables(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; refers: string[] }>(`
    SELECT c.relname AS name, array_remove(array_agg(DISTINCT f.relname::text), NULL) AS refers
    FROM pg_class c
    LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f'
    LEFT JOIN pg_class f ON f.oid = k.confrelid AND f.oid <> c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
    GROUP BY c.relname ORDER BY c.relname`);
  const ordered: string[] = [];
  const rest = new Map(rows.map(({ name, refers }) => [name, refers]));
  while (rest.size > 0) {
    const free = [...rest].filter(([, refers]) => refers.every((other) => !rest.has(other)));
    if (free.length === 0)
      throw new Error(`tables refer to each other in a circle: ${[...rest.keys()].join(', ')}`);
    for (const [name] of free) {
      ordered.push(name);
      rest.delete(name);
    }
  }
  return ordered;
}

/** Writes everything as it is at one moment, whoever goes on writing meanwhile. */
export function backUpDatabase(databaseUrl: string, folder: string): Promise<BackupManifest> {
  return withClient(databaseUrl, async (client) => {
    await mkdir(folder, { recursive: true });
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const tables: BackupManifest['tables'] = [];
    for (const name of await listTables(client))
      tables.push({ name, rows: await writeTable(client, name, join(folder, `${name}.jsonl`)) });
    const migrations = await listMigrations(client);
    await client.query('COMMIT');
    const manifest = { madeAt: new Date().toISOString(), migrations, tables };
    // Last: a folder without it is no backup.
    await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    return manifest;
  });
}

async function writeTable(client: Client, name: string, path: string): Promise<number> {
  const file = createWriteStream(path, { mode: 0o600 });
  await client.query(`DECLARE rows CURSOR FOR SELECT row_to_json(t)::text AS row FROM ${quote(name)} t`);
  let count = 0;
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`FETCH ${BATCH} FROM rows`);
    if (rows.length === 0) break;
    count += rows.length;
    // row_to_json has no line ends of its own: it escapes those of texts.
    if (!file.write(rows.map(({ row }) => `${row}\n`).join('')))
      await new Promise<void>((resolve) => file.once('drain', () => resolve()));
  }
  await client.query('CLOSE rows');
  file.end();
  await finished(file);
  return count;
}

/**
 * Reads a backup into a migrated database, all or nothing.
 * @param options.replace whether what the database has may be deleted
 * @throws BackupError
 */
export async function restoreDatabase(
  databaseUrl: string,
  folder: string,
  options: { readonly replace: boolean },
): Promise<BackupManifest> {
  const manifest = await readManifest(folder);
  return withClient(databaseUrl, async (client) => {
    const migrations = await listMigrations(client);
    if (migrations.join() !== manifest.migrations.join())
      throw new BackupError(
        `The backup was made by another version of Residual (its database is at ${manifest.migrations.at(-1)}, this one at ${migrations.at(-1)}). Restore it with that version, then update.`,
      );
    await client.query('BEGIN');
    const tables = await listTables(client);
    const used: string[] = [];
    for (const name of tables) {
      const { rowCount } = await client.query(`SELECT FROM ${quote(name)} LIMIT 1`);
      if (rowCount) used.push(name);
    }
    if (used.length > 0 && !options.replace)
      throw new BackupError(
        `The database is not empty (${used.join(', ')}). Restore into a new one, or delete what is there with --replace.`,
      );
    // The audit log can only be added to, else.
    await setTriggers(client, tables, 'DISABLE');
    if (used.length > 0) await client.query(`TRUNCATE ${tables.map(quote).join(', ')}`);
    for (const { name, rows } of manifest.tables) {
      const count = await readTable(client, name, join(folder, `${name}.jsonl`));
      if (count !== rows)
        throw new BackupError(`The backup is damaged: ${name} has ${count} rows, not ${rows}.`);
    }
    await setTriggers(client, tables, 'ENABLE');
    await client.query('COMMIT');
    return manifest;
  });
}

async function setTriggers(
  client: Client,
  tables: readonly string[],
  to: 'DISABLE' | 'ENABLE',
): Promise<void> {
  for (const name of tables) await client.query(`ALTER TABLE ${quote(name)} ${to} TRIGGER USER`);
}

async function readManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch((cause: unknown) => {
    throw new BackupError(`There is no complete backup in ${folder}: ${MANIFEST} is missing.`, { cause });
  });
  return manifestSchema.parse(JSON.parse(text));
}

async function readTable(client: Client, name: string, path: string): Promise<number> {
  const insert = async (lines: readonly string[]): Promise<void> => {
    if (lines.length > 0)
      await client.query(
        `INSERT INTO ${quote(name)} SELECT * FROM json_populate_recordset(null::${quote(name)}, $1::json)`,
        [`[${lines.join(',')}]`],
      );
  };
  let lines: string[] = [];
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    lines.push(line);
    count += 1;
    if (lines.length < BATCH) continue;
    await insert(lines);
    lines = [];
  }
  await insert(lines);
  return count;
}

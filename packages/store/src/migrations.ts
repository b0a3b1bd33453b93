// Applies prisma/migrations as `prisma migrate deploy` does: same table, same checksums, same lock, so that Prisma's
// own command may be used on the same database. Ours needs no engine to be downloaded and takes a tenth of a second.
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';

/** The advisory lock Prisma takes while it migrates. */
const PRISMA_LOCK = 72_707_369;

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../prisma/migrations');

const MIGRATIONS_TABLE = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`;

/** A database's history and prisma/migrations do not fit together; the message names the migration. */
export class MigrationError extends Error {
  override name = 'MigrationError';
}

/**
 * Brings a database up to date. Safe to call from several processes at once.
 * @returns the names of the migrations that were applied now
 * @throws MigrationError if a migration was edited after it was applied, or failed half-way earlier
 */
export async function applyMigrations(databaseUrl: string, folder = MIGRATIONS): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(${PRISMA_LOCK})`);
    await client.query(MIGRATIONS_TABLE);
    const applied = await readHistory(client);
    const names: string[] = [];
    for (const { name, sql, checksum } of await readMigrations(folder)) {
      const known = applied.get(name);
      if (known === undefined) {
        await applyMigration(client, { name, sql, checksum });
        names.push(name);
      } else if (known !== checksum) {
        throw new MigrationError(
          `migration ${name} was edited after it was applied: undo the edit and add a new one`,
        );
      }
    }
    return names;
  } finally {
    // ends the session, and with it the lock
    await client.end();
  }
}

/**
 * What {@link applyMigrations} would apply, and what was applied before; changes nothing.
 * @throws MigrationError if an earlier one failed half-way
 */
export async function listPendingMigrations(
  databaseUrl: string,
  folder = MIGRATIONS,
): Promise<{ readonly applied: readonly string[]; readonly pending: readonly string[] }> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(`SELECT to_regclass('public._prisma_migrations') AS "table"`);
    const applied = rows[0].table === null ? [] : [...(await readHistory(client)).keys()];
    const all = await readMigrations(folder);
    return { applied, pending: all.map(({ name }) => name).filter((name) => !applied.includes(name)) };
  } finally {
    await client.end();
  }
}

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.toSorted().map(async (name) => {
      const bytes = await readFile(path.join(folder, name, 'migration.sql'));
      return { name, sql: bytes.toString(), checksum: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
}

async function readHistory(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
  );
  const unfinished = rows.find((row) => row.finished_at === null);
  if (unfinished)
    throw new MigrationError(
      `migration ${unfinished.migration_name} failed earlier: mend the database, then run "prisma migrate resolve"`,
    );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

async function applyMigration(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, applied_steps_count)
       VALUES ($1, $2, now(), $3, 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK');
    throw new MigrationError(`migration ${name} failed and was undone`, { cause });
  }
}

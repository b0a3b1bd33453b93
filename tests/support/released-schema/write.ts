// node tests/support/released-schema/write.ts <name> [<last migration>]
// Writes tests/integration/upgrades/<name>.sql: a database as a released version leaves it, with rows in every table,
// for the test that upgrades it. Run it once at each release, and never change what it wrote.
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { applyMigrations, startEmbeddedPostgres } from '@residual/store';
import { Client } from 'pg';
import { populate } from './populate.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const [name, last] = process.argv.slice(2);
if (!name || !/^[\w.-]+$/.test(name)) {
  console.error('usage: node tests/support/released-schema/write.ts <name> [<last migration>]');
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'residual-released-'));
const postgres = await startEmbeddedPostgres({ folder: join(folder, 'postgres') });
try {
  const all = (await readdir(join(ROOT, 'prisma/migrations'))).filter((each) => /^\d/.test(each)).toSorted();
  const names = last ? all.slice(0, all.indexOf(last) + 1) : all;
  if (names.length === 0) throw new Error(`there is no migration ${last}`);
  for (const each of names)
    await cp(join(ROOT, 'prisma/migrations', each), join(folder, 'migrations', each), { recursive: true });
  await applyMigrations(postgres.url('postgres'), join(folder, 'migrations'));
  const client = new Client({ connectionString: postgres.url('postgres') });
  await client.connect();
  await populate(client);
  const parts = [`-- Written by: node tests/support/released-schema/write.ts ${name} ${names.at(-1)}`];
  for (const each of names)
    parts.push(`-- ${each}`, await readFile(join(ROOT, 'prisma/migrations', each, 'migration.sql'), 'utf8'));
  parts.push(await historyOf(names));
  // Triggers have written what they write already.
  parts.push("SET session_replication_role = 'replica';");
  const { rows: tables } = await client.query<{ table: string }>(
    `SELECT relname AS "table" FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
     AND relname <> '_prisma_migrations' ORDER BY 1`,
  );
  for (const { table } of tables) {
    const { rows } = await client.query<{ json: string }>(
      `SELECT row_to_json(t)::text AS json FROM "${table}" t ORDER BY t::text`,
    );
    const json = `[${rows.map((row) => row.json).join(',\n ')}]`.replaceAll("'", "''");
    parts.push(`INSERT INTO "${table}" SELECT * FROM json_populate_recordset(null::"${table}",\n'${json}');`);
  }
  parts.push("SET session_replication_role = 'origin';");
  await client.end();
  const file = join(ROOT, 'tests/integration/upgrades', `${name}.sql`);
  await writeFile(file, `${parts.join('\n')}\n`);
  console.log(`${file}: ${tables.length} tables after ${names.at(-1)}`);
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true });
}

/** Prisma's table, as applying them leaves it. */
async function historyOf(names: readonly string[]): Promise<string> {
  const rows = await Promise.all(
    names.map(async (each, i) => {
      const sql = await readFile(join(ROOT, 'prisma/migrations', each, 'migration.sql'));
      return `('00000000-0000-4000-8000-${String(i + 1).padStart(12, '0')}', '${createHash('sha256').update(sql).digest('hex')}', now(), '${each}', 1)`;
    }),
  );
  return `CREATE TABLE "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0);
INSERT INTO "_prisma_migrations" ("id", "checksum", "finished_at", "migration_name", "applied_steps_count") VALUES
${rows.join(',\n')};`;
}

// npm run migrate:dev -- --name what-changed
// Writes the migration that leads from the existing ones to prisma/schema.prisma. Review it before you commit it.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { applyMigrations, startEmbeddedPostgres } from '@residual/store';
import { diffSchema } from '../prisma/diff.ts';

const { values } = parseArgs({ options: { name: { type: 'string' } } });
if (!values.name || !/^[a-z0-9]+([-_][a-z0-9]+)*$/.test(values.name)) {
  console.error('usage: npm run migrate:dev -- --name what-changed   (lower-case words joined by hyphens)');
  process.exit(2);
}

const migrations = path.resolve(import.meta.dirname, '../prisma/migrations');
const folder = await mkdtemp(path.join(tmpdir(), 'residual-migrate-'));
const postgres = await startEmbeddedPostgres({ folder });
try {
  await mkdir(migrations, { recursive: true });
  if ((await readdir(migrations)).length > 0) await applyMigrations(postgres.url('postgres'));
  const script = await diffSchema(postgres.url('postgres'));
  if (script === '') {
    console.log('the migrations already lead to prisma/schema.prisma');
  } else {
    const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
    const file = path.join(migrations, `${time}_${values.name.replaceAll('-', '_')}`, 'migration.sql');
    await mkdir(path.dirname(file));
    await writeFile(file, script);
    console.log(`wrote ${path.relative(process.cwd(), file)}: review it, then npm start applies it`);
  }
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true });
}

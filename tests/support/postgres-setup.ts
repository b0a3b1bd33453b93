// jest's globalSetup of the projects that need a database: one server for the run, with a migrated template.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  applyMigrations,
  ensureDatabase,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '@residual/store';
import { SERVER_VARIABLE, TEMPLATE } from './postgres-server.ts';

declare global {
  // jest shares nothing between globalSetup and globalTeardown but this object
  var residualTestPostgres: { server: EmbeddedPostgres; folder: string } | undefined;
}

export default async function setUp(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'residual-test-'));
  const server = await startEmbeddedPostgres({
    folder,
    settings: ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'],
  });
  globalThis.residualTestPostgres = { server, folder };
  await ensureDatabase(server.url('postgres'), TEMPLATE);
  await applyMigrations(server.url(TEMPLATE));
  process.env[SERVER_VARIABLE] = server.url('postgres');
}

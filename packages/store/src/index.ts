export {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.ts';
export { applyMigrations, MigrationError } from './migrations.ts';
export { PostgresError } from './postgres/postgres-error.ts';
export { openStore, type Store } from './store.ts';

/** Embedded PostgreSQL cannot run here; the message says what to do. */
export class PostgresError extends Error {
  override name = 'PostgresError';
}

// Whether a failure is the database's being away, which passes by itself, or a mistake of ours.

/** Of node:net, and of the pool that waits for a connection. */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  // Prisma: not reachable, took too long, closed the connection, no connection free, no transaction begun in time
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
]);
/** SQLSTATE: connection exceptions, no memory, disk or connection left, being shut down or started. */
const STATES = /^(08...|53...|57P0[123])$/;
/** Of Prisma's adapter, which has no code for them. */
const KINDS = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);
const MESSAGE =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a conn)/;

interface Failure {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly kind?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly meta?: { readonly driverAdapterError?: unknown };
}

/** Of any function here: the database cannot be reached, or cannot do anything just now; later it can. */
export function isOutage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, originalCode, kind, message, cause, meta } = error as Failure;
  return (
    (typeof code === 'string' && (CODES.has(code) || STATES.test(code))) ||
    (typeof originalCode === 'string' && STATES.test(originalCode)) ||
    (typeof kind === 'string' && KINDS.has(kind)) ||
    (typeof message === 'string' && MESSAGE.test(message)) ||
    isOutage(cause) ||
    isOutage(meta?.driverAdapterError)
  );
}

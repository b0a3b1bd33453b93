// What `npm start` can be told by its environment. A mistake names the variable and what it should hold.
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

export const ROOT = path.resolve(import.meta.dirname, '../../..');

const environmentSchema = z.object({
  RESIDUAL_HOME: z.string().min(1).default(path.join(ROOT, '.residual')),
  RESIDUAL_ASSIGNMENTS: z.string().min(1).default(path.join(ROOT, 'assignments')),
  PORT: z.coerce
    .number('must be a port number, such as 3000')
    .int()
    .min(1, 'must be at least 1')
    .max(65_535)
    .default(3000),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address such as http://localhost:3000' })
    .optional(),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be postgresql://user:password@host:port/database' })
    .optional(),
  WORKER_CONCURRENCY: z.string().default(String(Math.min(availableParallelism(), 4))),
});

export interface Settings {
  readonly home: string;
  readonly assignments: string;
  readonly port: number;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  /** Undefined: embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
  readonly workerConcurrency: string;
}

/** A thing the user can mend: printed without a stack. */
export class StartError extends Error {
  override name = 'StartError';
}

/** @throws StartError */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { data, error } = environmentSchema.safeParse(set);
  if (error)
    throw new StartError(
      error.issues.map(({ path: [name], message }) => `${String(name)}: ${message}`).join('\n'),
    );
  return {
    home: path.resolve(data.RESIDUAL_HOME),
    assignments: path.resolve(data.RESIDUAL_ASSIGNMENTS),
    port: data.PORT,
    publicUrl: (data.PUBLIC_URL ?? `http://localhost:${data.PORT}`).replace(/\/+$/, ''),
    databaseUrl: data.DATABASE_URL,
    workerConcurrency: data.WORKER_CONCURRENCY,
  };
}

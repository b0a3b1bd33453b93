// The environment of `npm start`, read once. A mistake names the variable and what it should hold.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { StartError } from './start-error.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What `npm start` reads; docs/configuration.md is written from it. */
export const environmentSchema = z.object({
  PORT: z
    .string()
    .refine((text) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535, {
      error: ({ input }) => `must be a number from 1 to 65535, not "${String(input)}"`,
    })
    .transform(Number)
    .default(3000)
    .meta({ description: 'Port of the pages and of git over HTTP.', shown: '`3000`' }),
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address to listen on; `0.0.0.0` for every network of the machine.'),
  SSH_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Port of git over SSH; none: no SSH.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://residual.example.edu' })
    .optional()
    .meta({
      description:
        "Where people reach the system, if it is not this machine's port: links and clone addresses begin with it.",
      shown: '`http://localhost:PORT`',
    }),
  TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe('Reverse proxies in front of the server.'),
  RESIDUAL_HOME: z.string().min(1).default(resolve(ROOT, '.residual')).meta({
    description: 'Folder of database, repositories, logs, and `demo.json` (logins for scripts).',
    shown: '`.residual/` in the project',
  }),
  RESIDUAL_ASSIGNMENTS: z.string().min(1).default(resolve(ROOT, 'assignments')).meta({
    description: 'Folders of the assignments.',
    shown: '`assignments/` in the project',
  }),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('A PostgreSQL server of your own; none: the embedded one.'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe('A Redis server for the queue; none: the queue lives in PostgreSQL.'),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(2).describe('Attempts graded at once.'),
  OIDC_ISSUER: z.string().default('').describe("As the server's, below."),
  OIDC_CLIENT_ID: z.string().default('').describe("As the server's, below."),
  OIDC_CLIENT_SECRET: z.string().default('').describe("As the server's, below."),
  OIDC_NAME: z.string().default('').describe("As the server's, below."),
  SANDBOX_REQUIRE: z.string().default('').describe("As the worker's, below."),
  SESSIONS: z.string().default('').describe("As the worker's, below."),
  BACKEND: z.string().default('').describe("As the worker's, below."),
});

export interface Configuration {
  readonly port: number;
  readonly host: string;
  readonly sshPort: number | undefined;
  /** Where the pages and the repositories are reached. */
  readonly url: string;
  readonly trustedProxies: number;
  readonly home: string;
  readonly assignments: string;
  /** A PostgreSQL server of one's own instead of the embedded one. */
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** By variable. */
  readonly oidc: Readonly<Record<string, string>>;
  readonly workerConcurrency: number;
  readonly sandboxRequire: string;
  readonly sessions: string;
  readonly backend: string;
}

/** @throws StartError naming each wrong variable */
export function readConfiguration(environment: Record<string, string | undefined>): Configuration {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(set);
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new StartError(mistakes.join('; '));
  }
  const values = parsed.data;
  return {
    port: values.PORT,
    host: values.HOST,
    sshPort: values.SSH_PORT,
    url: (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, ''),
    trustedProxies: values.TRUSTED_PROXIES,
    home: resolve(values.RESIDUAL_HOME),
    assignments: resolve(values.RESIDUAL_ASSIGNMENTS),
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    oidc: {
      OIDC_ISSUER: values.OIDC_ISSUER,
      OIDC_CLIENT_ID: values.OIDC_CLIENT_ID,
      OIDC_CLIENT_SECRET: values.OIDC_CLIENT_SECRET,
      OIDC_NAME: values.OIDC_NAME,
    },
    workerConcurrency: values.WORKER_CONCURRENCY,
    sandboxRequire: values.SANDBOX_REQUIRE,
    sessions: values.SESSIONS,
    backend: values.BACKEND,
  };
}

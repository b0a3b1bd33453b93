// The environment of `npm start`, read once. A mistake names the variable and what it should hold.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { StartError } from './start-error.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const environmentSchema = z.object({
  PORT: z
    .string()
    .refine((text) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535, {
      error: ({ input }) => `must be a number from 1 to 65535, not "${String(input)}"`,
    })
    .transform(Number)
    .default(3000),
  HOST: z.string().default('127.0.0.1'),
  /** For git over SSH; none: no SSH. */
  SSH_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  /** Where people reach the system, if it is not this machine's port: links and clone addresses begin with it. */
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://residual.example.edu' })
    .optional(),
  /** Reverse proxies in front of the server. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  RESIDUAL_HOME: z.string().min(1).default(resolve(ROOT, '.residual')),
  RESIDUAL_ASSIGNMENTS: z.string().min(1).default(resolve(ROOT, 'assignments')),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(2),
  /** An institution's login; the server reads them. */
  OIDC_ISSUER: z.string().default(''),
  OIDC_CLIENT_ID: z.string().default(''),
  OIDC_CLIENT_SECRET: z.string().default(''),
  OIDC_NAME: z.string().default(''),
  /** The worker reads it. */
  SANDBOX_REQUIRE: z.string().default(''),
  /** The worker reads it. */
  SESSIONS: z.string().default(''),
  /** The worker reads it. */
  BACKEND: z.string().default(''),
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

// The environment, read once at start-up. A mistake names the variable and what it should hold.
import { resolve } from 'node:path';
import { parseEnvironment } from '@residual/contracts';
import { z } from 'zod';

const seconds = z.coerce.number().positive();
const megabytes = z.coerce.number().positive();

const environmentSchema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  /** For git over SSH, with the keys that accounts have registered; none: no SSH. */
  SSH_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** Where students and browsers reach this server; links and clone addresses start with it. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Reverse proxies in front of this server; as many addresses at the end of X-Forwarded-For are believed. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  RESIDUAL_HOME: z.string().min(1).default('.residual'),
  /** Whether webhooks may lead to this machine and its network, and without https. */
  WEBHOOKS_TO_PRIVATE_ADDRESSES: z.enum(['true', 'false']).default('false'),
  /** Folders of the assignments: whose starters go to students who are enrolled on the pages. */
  RESIDUAL_ASSIGNMENTS: z.string().min(1).default('assignments'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Who has it may read /metrics from anywhere; without one, only this machine may. */
  METRICS_TOKEN: z.string().min(16).optional(),
  /** An institution's login by OpenID Connect: its issuer, and what it knows this site as. All or none. */
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .refine((url) => url.startsWith('https:') || ['localhost', '127.0.0.1'].includes(new URL(url).hostname), {
      error: 'must begin with https: unless it is on this machine',
    })
    .optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** What the button calls it. */
  OIDC_NAME: z.string().min(1).default('your institution'),
  /** How long a push waits for its verdict; then it ends with the link, and grading goes on. Above the default limits of an assignment's two tasks, 60 s each. */
  PUSH_ANSWER_SECONDS: seconds.default(150),
  PUSH_MAX_FILES: z.coerce.number().int().positive().default(2_000),
  PUSH_MAX_FILE_MEGABYTES: megabytes.default(5),
  PUSH_MAX_TOTAL_MEGABYTES: megabytes.default(25),
  PUSH_MAX_PROGRAM_KILOBYTES: z.coerce.number().positive().default(256),
  /** Of one push, from its first byte to its last line. */
  PUSH_MAX_SECONDS: seconds.default(1_800),
  PUSHES_AT_ONCE: z.coerce.number().int().positive().default(4),
  PUSHES_IN_FIVE_MINUTES: z.coerce.number().int().positive().default(60),
  /** What one repository may have with all its history. */
  REPOSITORY_MAX_MEGABYTES: megabytes.default(250),
  /** Pushes are refused while the disk of the repositories has less. */
  MIN_FREE_MEGABYTES: z.coerce.number().min(0).default(200),
});

/** An institution's login. */
export interface OidcConfiguration {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
}

/** What one push may hold, in bytes and files; `packBytes` bounds the upload itself, history included. */
export interface PushLimits {
  readonly files: number;
  readonly fileBytes: number;
  readonly totalBytes: number;
  readonly programBytes: number;
  readonly packBytes: number;
  /** Running at the same time in one repository. */
  readonly concurrent: number;
  readonly perFiveMinutes: number;
  /** Of a repository with its history, in bytes. */
  readonly repositoryBytes: number;
  /** That the disk must have left. */
  readonly freeBytes: number;
}

export interface Configuration {
  readonly host: string;
  readonly port: number;
  readonly sshPort: number | undefined;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly trustedProxies: number;
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly home: string;
  readonly assignments: string;
  /** Bare repositories lie here, at `Repository.path`. */
  readonly gitRoot: string;
  readonly hooksFolder: string;
  readonly logLevel: string;
  readonly webhooksToPrivateAddresses: boolean;
  readonly metricsToken: string | undefined;
  readonly oidc: OidcConfiguration | undefined;
  readonly pushAnswerMilliseconds: number;
  readonly pushMilliseconds: number;
  readonly pushLimits: PushLimits;
}

/** @throws Error that names each wrong variable. */
export function readConfiguration(environment: Record<string, string | undefined>): Configuration {
  const values = parseEnvironment(environmentSchema, environment, "The server's");
  const home = resolve(values.RESIDUAL_HOME);
  const totalBytes = values.PUSH_MAX_TOTAL_MEGABYTES * 1e6;
  return {
    host: values.HOST,
    port: values.PORT,
    sshPort: values.SSH_PORT,
    publicUrl: (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, ''),
    trustedProxies: values.TRUSTED_PROXIES,
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    home,
    assignments: resolve(values.RESIDUAL_ASSIGNMENTS),
    gitRoot: resolve(home, 'git'),
    hooksFolder: resolve(home, 'hooks'),
    logLevel: values.LOG_LEVEL,
    webhooksToPrivateAddresses: values.WEBHOOKS_TO_PRIVATE_ADDRESSES === 'true',
    metricsToken: values.METRICS_TOKEN,
    oidc: oidcOf(values),
    pushAnswerMilliseconds: values.PUSH_ANSWER_SECONDS * 1000,
    pushMilliseconds: values.PUSH_MAX_SECONDS * 1000,
    pushLimits: {
      files: values.PUSH_MAX_FILES,
      fileBytes: values.PUSH_MAX_FILE_MEGABYTES * 1e6,
      totalBytes,
      programBytes: values.PUSH_MAX_PROGRAM_KILOBYTES * 1e3,
      // Above the policy's bound, so that the policy, which names the file, is what students usually meet.
      packBytes: 2 * totalBytes,
      concurrent: values.PUSHES_AT_ONCE,
      perFiveMinutes: values.PUSHES_IN_FIVE_MINUTES,
      repositoryBytes: values.REPOSITORY_MAX_MEGABYTES * 1e6,
      freeBytes: values.MIN_FREE_MEGABYTES * 1e6,
    },
  };
}

/** @throws Error that names what is missing */
function oidcOf(values: z.infer<typeof environmentSchema>): OidcConfiguration | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = values;
  if (issuer && clientId && clientSecret) return { issuer, clientId, clientSecret, name: values.OIDC_NAME };
  if (!issuer && !clientId && !clientSecret) return undefined;
  throw new Error(
    'OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: set all of them or none.',
  );
}

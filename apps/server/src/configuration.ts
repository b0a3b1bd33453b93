// The environment, read once at start-up. A mistake names the variable and what it should hold.
import { resolve } from 'node:path';
import { parseEnvironment } from '@residual/contracts';
import { z } from 'zod';

const seconds = z.coerce.number().positive();
const megabytes = z.coerce.number().positive();

/** What the server reads; docs/configuration.md is written from it. */
export const environmentSchema = z.object({
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address to listen on; `0.0.0.0` for every network of the machine.'),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .describe('Port of the pages and of git over HTTP.'),
  SSH_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe('Port of git over SSH, with the keys that accounts have registered; none: no SSH.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      description: 'Where students and browsers reach this server; links and clone addresses start with it.',
      shown: '`http://localhost:PORT`',
    }),
  TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe(
      'Reverse proxies in front of this server; as many addresses at the end of X-Forwarded-For are believed.',
    ),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe('The PostgreSQL database.'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe('A Redis server for the queue; none: the queue lives in PostgreSQL.'),
  RESIDUAL_HOME: z
    .string()
    .min(1)
    .default('.residual')
    .describe('Folder of the repositories (`git/`) and of the hooks.'),
  WEBHOOKS_TO_PRIVATE_ADDRESSES: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Whether webhooks may lead to this machine and its network, and without https.'),
  LTI_TO_PRIVATE_ADDRESSES: z
    .enum(['true', 'false'])
    .default('false')
    .describe(
      'Whether what is asked of learning management systems (LTI) may lead there, and without https.',
    ),
  RESIDUAL_ASSIGNMENTS: z
    .string()
    .min(1)
    .default('assignments')
    .describe('Folders of the assignments: whose starters go to students who are enrolled on the pages.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('From which level on lines are logged.'),
  METRICS_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe('Who has it may read /metrics from anywhere; without one, only this machine may.'),
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .refine((url) => url.startsWith('https:') || ['localhost', '127.0.0.1'].includes(new URL(url).hostname), {
      error: 'must begin with https: unless it is on this machine',
    })
    .optional()
    .describe(
      "An institution's login by OpenID Connect: its issuer. It, the client's id and its secret are set all or none; it sends back to `PUBLIC_URL/login/institution/callback`.",
    ),
  OIDC_CLIENT_ID: z.string().min(1).optional().describe('What the issuer knows this site as.'),
  OIDC_CLIENT_SECRET: z.string().min(1).optional().describe('Its secret there.'),
  OIDC_NAME: z.string().min(1).default('your institution').describe('What the button calls it.'),
  PUSH_ANSWER_SECONDS: seconds
    .default(150)
    .describe(
      "How long a push waits for its verdict; then it ends with the link, and grading goes on. Above the default limits of an assignment's two tasks, 60 s each.",
    ),
  PUSH_MAX_FILES: z.coerce.number().int().positive().default(2_000).describe('Files of one push.'),
  PUSH_MAX_FILE_MEGABYTES: megabytes.default(5).describe('One file of a push.'),
  PUSH_MAX_TOTAL_MEGABYTES: megabytes.default(25).describe('All files of a push.'),
  PUSH_MAX_PROGRAM_KILOBYTES: z.coerce
    .number()
    .positive()
    .default(256)
    .describe('One program of a submission.'),
  PUSH_MAX_SECONDS: seconds.default(1_800).describe('Of one push, from its first byte to its last line.'),
  PUSHES_AT_ONCE: z.coerce
    .number()
    .int()
    .positive()
    .default(4)
    .describe('Pushes to one repository at the same time.'),
  PUSHES_IN_FIVE_MINUTES: z.coerce
    .number()
    .int()
    .positive()
    .default(60)
    .describe('Pushes to one repository.'),
  REPOSITORY_MAX_MEGABYTES: megabytes
    .default(250)
    .describe('What one repository may have with all its history.'),
  MIN_FREE_MEGABYTES: z.coerce
    .number()
    .min(0)
    .default(200)
    .describe('Pushes are refused while the disk of the repositories has less.'),
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
  readonly ltiToPrivateAddresses: boolean;
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
    ltiToPrivateAddresses: values.LTI_TO_PRIVATE_ADDRESSES === 'true',
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

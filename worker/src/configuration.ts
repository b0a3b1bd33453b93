// The environment, read once at start-up. A mistake names the variable and what it should hold.
import { hostname } from 'node:os';
import { parseEnvironment } from '@residual/contracts';
import { SANDBOX_LAYERS, type SandboxLayer } from '@residual/sandbox';
import { z } from 'zod';

/** What the worker reads; docs/configuration.md is written from it. */
export const environmentSchema = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe("The server's PostgreSQL database."),
    REDIS_URL: z
      .url({ protocol: /^rediss?$/ })
      .optional()
      .describe("The server's Redis; none: the queue lives in PostgreSQL."),
    WORKER_CONCURRENCY: z.coerce
      .number()
      .int()
      .min(1)
      .max(64)
      .default(1)
      .describe('Attempts graded at the same time.'),
    SANDBOX_REQUIRE: z
      .string()
      .transform((text) => text.split(',').map((name) => name.trim()))
      .pipe(z.array(z.enum(SANDBOX_LAYERS)))
      .default([])
      .meta({
        description:
          'Layers of the sandbox without which nothing is graded, such as `namespaces,system-calls`; `residual doctor` lists them.',
        shown: 'none',
      }),
    SESSIONS: z
      .enum(['local', 'remote'])
      .default('local')
      .describe("Where sessions of programs run: in their own process, or on the evaluator's device."),
    BACKEND: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe(
        'Whose device runs them there, such as `cuda` or `webgpu`; a GPU with CUDA if there is one, unless told.',
      ),
    WORKER_DEVICE: z
      .enum(['cpu', 'gpu'])
      .default('cpu')
      .describe('`gpu`: this worker takes what asks for a GPU, too.'),
    WORKER_NAME: z.string().min(1).max(100).default(`${hostname()}-${process.pid}`).meta({
      description: 'How people tell workers apart.',
      shown: "the machine's name and the process's number",
    }),
    EVALUATION_TIMEOUT_SECONDS: z.coerce
      .number()
      .positive()
      .default(120)
      .describe(
        'How long the evaluator may take over one program; then it is replaced and the attempt tried again.',
      ),
    SHUTDOWN_SECONDS: z.coerce
      .number()
      .min(0)
      .default(5)
      .describe('How long a stopping worker waits for what it is grading; then others grade it.'),
    METRICS_PORT: z.coerce
      .number()
      .int()
      .min(1)
      .max(65_535)
      .optional()
      .describe('Where /metrics and /healthz are served; no port: nowhere.'),
    METRICS_HOST: z.string().min(1).default('127.0.0.1').describe('The address that is served at.'),
    LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('info')
      .describe('From which level on lines are logged.'),
  })
  .refine(({ BACKEND, SESSIONS }) => BACKEND === undefined || SESSIONS === 'remote', {
    path: ['BACKEND'],
    message: 'it is for sessions on a device: set SESSIONS=remote too',
  })
  .refine(({ WORKER_DEVICE, BACKEND }) => WORKER_DEVICE === 'cpu' || BACKEND !== undefined, {
    path: ['WORKER_DEVICE'],
    message: 'say whose GPU, which is then looked for at the start: set SESSIONS=remote and BACKEND=cuda too',
  });

export interface Configuration {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly concurrency: number;
  readonly sandboxRequire: readonly SandboxLayer[];
  readonly remoteSessions: boolean;
  readonly backend: string | undefined;
  readonly gpu: boolean;
  readonly name: string;
  readonly evaluationTimeoutMs: number;
  readonly shutdownMs: number;
  readonly metrics: { readonly host: string; readonly port: number } | undefined;
  readonly logLevel: string;
}

/** @throws Error that names each wrong variable */
export function readConfiguration(environment: Record<string, string | undefined>): Configuration {
  const values = parseEnvironment(environmentSchema, environment, "The worker's");
  return {
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    concurrency: values.WORKER_CONCURRENCY,
    sandboxRequire: values.SANDBOX_REQUIRE,
    remoteSessions: values.SESSIONS === 'remote',
    gpu: values.WORKER_DEVICE === 'gpu',
    backend: values.BACKEND,
    name: values.WORKER_NAME,
    evaluationTimeoutMs: 1_000 * values.EVALUATION_TIMEOUT_SECONDS,
    shutdownMs: 1_000 * values.SHUTDOWN_SECONDS,
    metrics:
      values.METRICS_PORT === undefined
        ? undefined
        : { host: values.METRICS_HOST, port: values.METRICS_PORT },
    logLevel: values.LOG_LEVEL,
  };
}

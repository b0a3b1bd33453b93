// `npm start`: the whole system on one machine. PostgreSQL, the demo course, then server and worker as supervised
// processes; Ctrl-C stops them in the opposite order.
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUNNING_FILE, type Running } from '@residual/contracts';
import {
  applyMigrations,
  ensureDatabase,
  openStore,
  PostgresError,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '@residual/store';
import { backUpBeforeMigrating } from './backup-before-migrating.ts';
import { banner } from './banner.ts';
import { claimHome, requireFreePort } from './claim.ts';
import { type Configuration, readConfiguration, ROOT } from './configuration.ts';
import { prepareDemo } from './demo-course.ts';
import { openLog } from './log.ts';
import { StartError } from './start-error.ts';
import { SupervisedProcess } from './supervisor.ts';

const EXAMPLE = { assignment: 'linear-regression', task: 'closed-form', file: 'closed-form.ts' };

/** What is running, in the order in which it was started. */
const running: { readonly name: string; stop(): Promise<void> }[] = [];
let stopping: Promise<void> | null = null;

const say = (text: string): void => console.log(text);

async function step<T>(name: string, action: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await action();
  say(`  ${name.padEnd(34)} ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return result;
}

async function start(configuration: Configuration): Promise<void> {
  const { home, port, host, url } = configuration;
  const logs = join(home, 'logs');
  const gitRoot = join(home, 'git');
  await mkdir(logs, { recursive: true, mode: 0o711 });
  // PostgreSQL, under another account when we are root, must find its folder in here; all else is private
  await chmod(home, 0o711);
  await mkdir(gitRoot, { recursive: true });
  await chmod(gitRoot, 0o700);
  running.push({ name: 'claim', stop: await claimHome(home) });
  await requireFreePort(host, port);

  say('Starting Residual');
  const databaseUrl =
    configuration.databaseUrl ??
    (await step('PostgreSQL', () => startDatabase(home, join(logs, 'postgres.log'))));
  // A database of one's own is backed up by whoever runs it.
  const backup =
    configuration.databaseUrl === undefined
      ? await backUpBeforeMigrating({ databaseUrl, folder: join(home, 'backups'), now: new Date() })
      : null;
  if (backup !== null) say(`    the database as it was is in ${backup}`);
  const applied = await step('database schema', () => applyMigrations(databaseUrl));
  if (applied.length > 0) say(`    applied ${applied.join(', ')}`);
  const { demo, published, warnings } = await step('course', () =>
    withStore(databaseUrl, (store) =>
      prepareDemo(store, { home, gitRoot, assignments: configuration.assignments, url }),
    ),
  );
  for (const { folder, publication } of published)
    if (publication !== 'unchanged') say(`    ${publication} assignment ${folder.slug}`);
  for (const warning of warnings) say(`    Warning: ${warning.replaceAll('\n', '\n    ')}`);

  const environment = {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    ...(configuration.redisUrl ? { REDIS_URL: configuration.redisUrl } : {}),
  };
  await step('server', () =>
    supervise('server', ['apps/server/src/main.ts'], {
      ...environment,
      HOST: host,
      PORT: String(port),
      ...(configuration.sshPort === undefined ? {} : { SSH_PORT: String(configuration.sshPort) }),
      PUBLIC_URL: url,
      TRUSTED_PROXIES: String(configuration.trustedProxies),
      RESIDUAL_HOME: home,
      RESIDUAL_ASSIGNMENTS: configuration.assignments,
      ...configuration.oidc,
    }),
  );
  await step('worker', () =>
    supervise('worker', ['worker/src/main.ts'], {
      ...environment,
      WORKER_CONCURRENCY: String(configuration.workerConcurrency),
      SANDBOX_REQUIRE: configuration.sandboxRequire,
      SESSIONS: configuration.sessions,
      BACKEND: configuration.backend,
    }),
  );
  await announce(home, { pid: process.pid, url, databaseUrl, redisUrl: configuration.redisUrl });
  const example = published.some(({ folder }) => folder.slug === EXAMPLE.assignment) ? EXAMPLE : null;
  say(banner({ demo, home, assignments: configuration.assignments, example }));

  async function supervise(name: string, args: string[], variables: Record<string, string>): Promise<void> {
    const supervised = new SupervisedProcess(
      {
        name,
        args,
        cwd: ROOT,
        environment: variables,
        logFile: join(logs, `${name}.log`),
        mayRestart: () => stopping === null,
      },
      say,
    );
    running.push({ name, stop: () => supervised.stop() });
    await supervised.start();
  }
}

/** Tells other commands on this machine where to find the system, for as long as it runs. */
async function announce(home: string, found: Running): Promise<void> {
  const path = join(home, RUNNING_FILE);
  await writeFile(path, `${JSON.stringify(found, null, 2)}\n`, { mode: 0o600 });
  running.push({ name: 'announcement', stop: () => rm(path, { force: true }) });
}

async function startDatabase(home: string, logFile: string): Promise<string> {
  const log = openLog(logFile);
  const postgres: EmbeddedPostgres = await startEmbeddedPostgres({
    folder: join(home, 'postgres'),
    log: log.write,
  });
  running.push({
    name: 'PostgreSQL',
    stop: async () => {
      await postgres.stop();
      log.close();
    },
  });
  void postgres.ended.then(() => {
    if (!stopping) void stop('PostgreSQL has ended; its log: ' + logFile, 1);
  });
  await ensureDatabase(postgres.url('postgres'), 'residual');
  return postgres.url('residual');
}

async function withStore<T>(
  databaseUrl: string,
  action: (store: ReturnType<typeof openStore>) => Promise<T>,
): Promise<T> {
  const store = openStore(databaseUrl);
  try {
    return await action(store);
  } finally {
    await store.close();
  }
}

function stop(reason: string, exitCode: number): Promise<void> {
  stopping ??= (async () => {
    if (reason) say(reason);
    for (const part of running.toReversed())
      await part.stop().catch((error: unknown) => {
        console.error(`stopping the ${part.name} failed: ${String(error)}`);
        exitCode = 1;
      });
    if (exitCode === 0) say('Stopped.');
    process.exit(exitCode);
  })();
  return stopping;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => void stop('\nStopping …', 0));
// Whoever started us is gone, without a signal.
process.on('disconnect', () => void stop('', 0));

try {
  await start(readConfiguration(process.env));
} catch (error) {
  // While stopping, whatever was being started fails as it must.
  if (!stopping) await stop(explain(error), 1);
}

function explain(error: unknown): string {
  if (error instanceof StartError || error instanceof PostgresError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

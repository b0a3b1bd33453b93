// The worker process: takes grading jobs from the queue until it is told to stop or its parent is gone.
import { constants, setPriority } from 'node:os';
import type { WorkerReport } from '@residual/contracts';
import { openGradingWorker } from '@residual/queue';
import { RUNTIME_VERSION } from '@residual/runtime';
import { createSandbox, MissingLayerError, type SandboxLayers } from '@residual/sandbox';
import { failAttempt, openStore, reportWorker } from '@residual/store';
import { pino } from 'pino';
import { readConfiguration } from './configuration.ts';
import { startEvaluator } from './evaluator-client.ts';
import { BACKEND, gradeAttempt, type GradingDependencies } from './grade-attempt.ts';
import { describeLayers, startHeartbeat } from './heartbeat.ts';
import { WorkerMetrics } from './metrics.ts';

const configuration = readConfiguration(process.env);
const { databaseUrl, redisUrl, concurrency, name } = configuration;
const log = pino({ name: 'worker', level: configuration.logLevel }).child({ worker: name });

// Grading takes whole processors for seconds. Where a server shares them, pushes and pages go first; what this process
// starts has the same priority.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const metrics = new WorkerMetrics();
if (configuration.metrics) metrics.listen(configuration.metrics);

const store = openStore(databaseUrl);
const evaluator = startEvaluator({
  timeoutMs: configuration.evaluationTimeoutMs,
  backend: configuration.backend,
});
const { remoteSessions, sandboxRequire } = configuration;
const workerStartedAt = new Date();
const describe = (layers: SandboxLayers, refusal: string | null): WorkerReport => ({
  name,
  runtime: RUNTIME_VERSION,
  backend: BACKEND,
  remote: remoteSessions,
  devices: evaluator.devices,
  gpu: configuration.gpu,
  concurrency,
  layers: describeLayers(layers),
  refusal,
  startedAt: workerStartedAt,
});
/** Whoever wonders why nothing is graded finds it beside the workers, not only in a log. */
const refuse = async (layers: SandboxLayers, refusal: string): Promise<void> => {
  await reportWorker(store, describe(layers, refusal)).catch((cause: unknown) =>
    log.warn({ err: cause }, 'cannot report to the database'),
  );
};
const sandbox = await createSandbox({ warm: concurrency, require: sandboxRequire, remoteSessions }).catch(
  async (error: unknown) => {
    if (error instanceof MissingLayerError) await refuse(error.layers, error.message);
    throw error;
  },
);
/** Python costs a second and 150 MB to start: not while everything else does. */
const PYTHON_AFTER_MILLISECONDS = 15_000;
setTimeout(() => sandbox.prepare('python'), PYTHON_AFTER_MILLISECONDS).unref();
if (configuration.backend !== undefined)
  await evaluator.ready().catch(async (cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const refusal = `BACKEND=${configuration.backend} cannot be used: ${reason}`;
    await refuse(sandbox.layers, refusal);
    throw new Error(refusal, { cause });
  });
const dependencies: GradingDependencies = { store, sandbox, evaluator, log, name, remoteSessions };

const worker = await openGradingWorker(
  { databaseUrl, redisUrl, onError: (error) => log.warn({ err: error }, 'queue') },
  async (job, context) => {
    const startedAt = performance.now();
    const { attemptsMade } = context;
    try {
      await gradeAttempt(dependencies, job, context);
      metrics.gradings.observe({ outcome: 'ended' }, (performance.now() - startedAt) / 1000);
      log.info({ ...job, attemptsMade, ms: Math.round(performance.now() - startedAt) }, 'attempt done');
    } catch (error) {
      metrics.gradings.observe({ outcome: 'failed' }, (performance.now() - startedAt) / 1000);
      metrics.failures.inc({ error: error instanceof Error ? error.name : 'unknown' });
      log.warn({ ...job, attemptsMade, err: error }, 'attempt failed; the queue has it again');
      throw error;
    }
  },
  {
    concurrency,
    name,
    gpu: configuration.gpu,
    async giveUp({ attemptId }) {
      log.error({ attemptId }, 'not graded: its worker died every time');
      await failAttempt(store, attemptId, 'The worker died each time it graded this attempt.');
    },
  },
);

let isDrained = false;
const heartbeat = startHeartbeat(
  { store, log },
  () => describe(sandbox.layers, null),
  (state) => {
    if (state.isDrained === isDrained) return;
    ({ isDrained } = state);
    log.info(isDrained ? 'drained: it takes nothing more' : 'takes attempts again');
    const changing = isDrained ? worker.pause() : worker.resume();
    changing.catch((error: unknown) => log.error({ err: error }, 'cannot pause or resume'));
  },
);

const CLOSING_MS = 10_000;
let stopping = false;
/** @param patience in milliseconds, for what is being graded; then other workers get it */
async function stop(reason: string, patience: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info(`stopping: ${reason}`);
  // Whatever hangs (a queue or database that is away as well): others have the work by then, and nobody would end us.
  setTimeout(() => {
    log.warn('not everything could be closed');
    process.exit(1);
  }, patience + CLOSING_MS).unref();
  const force = setTimeout(() => void worker.close({ force: true }), patience);
  await worker.close();
  clearTimeout(force);
  await Promise.all([sandbox.close(), evaluator.close(), heartbeat.stop()]);
  await store.close();
  process.exit(0);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => void stop(signal, configuration.shutdownMs));
process.on('disconnect', () => void stop('the parent is gone', 0));

log.info({ layers: sandbox.layers }, 'ready');
process.send?.({ ready: true });

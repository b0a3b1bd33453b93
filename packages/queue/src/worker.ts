import { setTimeout as sleep } from 'node:timers/promises';
import { type Device, gradingEventSchema, gradingJobSchema } from '@residual/contracts';
import { DelayedError, WaitingError, type Job } from 'bullmq';
import { createWorker, errorListener } from './connection.ts';
import {
  RETRY_DELAY_MS,
  TRIES,
  type GradingContext,
  type GradingHandler,
  type GradingWorker,
  type GradingWorkerOptions,
  type QueueConnection,
} from './queue.ts';

// A worker killed with -9 is missed after its lock has run out and the next check has come, so within 8 s.
// Whoever holds a lock must not block its event loop for long.
const LOCK_MS = 5_000;
const STALLED_CHECK_MS = 3_000;
const NEVER = 1_000_000;
// A worker that has failed a job leaves it to another one, if one takes it within this time.
const PASS_ON_MS = 3_000;
const PASS_ON_STEP_MS = 200;
const MOST_FAILURES = 1_000;

/** Connects as one who runs jobs, at once and until it is closed. */
export async function openGradingWorker(
  connection: QueueConnection,
  handler: GradingHandler,
  { concurrency, name, gpu = false, giveUp }: GradingWorkerOptions,
): Promise<GradingWorker> {
  const listenTo = (device: Device, jobs: number): ReturnType<typeof createWorker> => {
    const worker = createWorker(connection, device, run, {
      concurrency: jobs,
      name,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      // run() counts the tries itself, since BullMQ would drop a job that stalled too often without a word to us
      maxStalledCount: NEVER,
    });
    worker.on('error', errorListener(connection));
    worker.on('lockRenewalFailed', (jobIds) => {
      for (const jobId of jobIds) worker.cancelJob(jobId, 'the lock was lost');
    });
    return worker;
  };
  // A device does one thing at a time, and what waits for it does not wait for the rest.
  const workers = [listenTo('cpu', concurrency), ...(gpu ? [listenTo('gpu', 1)] : [])];

  let isPaused = false;
  /** When this worker failed which job; by a clock that nobody sets. */
  const failures = new Map<string, number>();

  async function passOn(job: Job, token: string | undefined): Promise<void> {
    const failedAt = failures.get(job.id!);
    if (failedAt === undefined) return;
    // The queue itself lets it wait first, the longer the more often it failed.
    if (performance.now() - failedAt > PASS_ON_MS + backoffOf(job)) return;
    await job.moveToDelayed(Date.now() + PASS_ON_STEP_MS, token);
    // This place stays out of the competition until somebody else has had time to take it.
    await sleep(3 * PASS_ON_STEP_MS);
    throw new DelayedError();
  }

  async function run(job: Job, token: string | undefined, signal: AbortSignal | undefined): Promise<void> {
    if (!signal) throw new Error('BullMQ gave no signal');
    const gradingJob = gradingJobSchema.parse(job.data);
    const attemptsMade = job.attemptsMade + job.stalledCounter;
    if (attemptsMade >= TRIES) {
      await giveUp?.(gradingJob);
      return;
    }
    // BullMQ's worker may have been waiting for it since before it was paused.
    if (isPaused) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    await passOn(job, token);
    const context: GradingContext = {
      // Events only announce: grading goes on without them, and whoever waits reads the database.
      report: inOrder((event) =>
        job
          .updateProgress(gradingEventSchema.parse(event))
          .catch((error: Error) => connection.onError?.(error)),
      ),
      signal,
      attemptsMade,
      lastTry: attemptsMade === TRIES - 1,
    };
    await Promise.race([handler(gradingJob, context), aborted(signal)]).catch(async (error: unknown) => {
      if (!signal.aborted) {
        failures.set(job.id!, performance.now());
        if (failures.size > MOST_FAILURES) failures.delete(failures.keys().next().value!);
        throw error;
      }
      // not a failure: back to the queue, uncounted, for another worker
      await job.moveToWait(token);
      throw new WaitingError();
    });
  }

  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  return {
    async pause() {
      isPaused = true;
      await Promise.all(workers.map((worker) => worker.pause(true)));
    },
    async resume() {
      isPaused = false;
      await Promise.all(workers.map((worker) => worker.resume()));
    },
    async close({ force = false } = {}) {
      if (force) for (const worker of workers) worker.cancelAllJobs('the worker is closing');
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

/** Milliseconds that the queue lets a job wait before it is tried again. */
function backoffOf({ attemptsMade }: Job): number {
  return attemptsMade === 0 ? 0 : RETRY_DELAY_MS * 2 ** (attemptsMade - 1);
}

/** Calls `send` for one value at a time, in the order given, even if the caller does not wait. */
function inOrder<T>(send: (value: T) => Promise<void>): (value: T) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (value) => (last = last.then(() => send(value)));
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted', { cause: signal.reason })), {
      once: true,
    });
  });
}

import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { GradingEvent } from '@residual/contracts';
import {
  openGradingEvents,
  openGradingQueue,
  openGradingWorker,
  TRIES,
  type GradingHandler,
  type GradingWorkerOptions,
  type QueueConnection,
} from '@residual/queue';
import { useDatabase } from '../support/database.ts';
import { redisIsInstalled, startRedis, type RedisServer } from '../support/redis.ts';

const database = useDatabase();
let redis: RedisServer | undefined;
beforeAll(async () => {
  if (redisIsInstalled) redis = await startRedis();
});
afterAll(async () => {
  await redis?.stop();
});

const engines = [
  { engine: 'PostgreSQL', present: true, connect: (): QueueConnection => ({ databaseUrl: database.url }) },
  {
    engine: redisIsInstalled ? 'Redis' : 'Redis (skipped: no redis-server on this machine)',
    present: redisIsInstalled,
    connect: (): QueueConnection => ({ databaseUrl: database.url, redisUrl: redis?.url }),
  },
];

for (const { engine, present, connect } of engines) {
  (present ? describe : describe.skip)(`the grading queue on ${engine}`, () => {
    const open: { close(): Promise<void> }[] = [];
    const errors: Error[] = [];
    const connection = (): QueueConnection => ({ ...connect(), onError: (error) => errors.push(error) });
    afterEach(async () => {
      for (const part of open.splice(0).toReversed()) await part.close();
      expect(errors.splice(0)).toEqual([]);
    });
    async function keep<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> {
      const part = await opening;
      open.push(part);
      return part;
    }
    const openQueue = () => keep(openGradingQueue(connection()));
    const openWorker = (handler: GradingHandler, options: Partial<GradingWorkerOptions> = {}) =>
      keep(openGradingWorker(connection(), handler, { concurrency: 1, name: 'test', ...options }));
    async function listen(): Promise<{ all: GradingEvent[]; finished: Promise<void> }> {
      const events = await keep(openGradingEvents(connection()));
      const all: GradingEvent[] = [];
      const finished = Promise.withResolvers<void>();
      events.subscribe((event) => {
        all.push(event);
        if (event.type === 'finished') finished.resolve();
      });
      return { all, finished: finished.promise };
    }

    test('hands a job to a worker', async () => {
      const queue = await openQueue();
      const job = newAttempt();
      await queue.add(job);
      const seen = Promise.withResolvers<unknown>();
      await openWorker(async (taken, { attemptsMade, lastTry }) =>
        seen.resolve({ taken, attemptsMade, lastTry }),
      );
      expect(await seen.promise).toEqual({ taken: job, attemptsMade: 0, lastTry: false });
    });

    test('refuses a job that is not one', async () => {
      const queue = await openQueue();
      await expect(queue.add({ attemptId: 'seven' })).rejects.toThrow('UUID');
    });

    test('runs an attempt once that was added twice', async () => {
      const queue = await openQueue();
      const [job, last] = [newAttempt(), newAttempt()];
      await queue.add(job);
      await queue.add(job);
      await queue.add(last);
      const runs: string[] = [];
      const done = Promise.withResolvers<void>();
      await openWorker(async ({ attemptId }) => {
        runs.push(attemptId);
        if (attemptId === last.attemptId) done.resolve();
      });
      await done.promise;
      expect(runs).toEqual([job.attemptId, last.attemptId]);
    });

    test('serves in the order of arrival, and knows what it has', async () => {
      const queue = await openQueue();
      const jobs = [newAttempt(), newAttempt(), newAttempt()];
      for (const job of jobs) await queue.add(job);
      expect(await queue.has(jobs[2])).toBe(true);
      expect(await queue.has(newAttempt())).toBe(false);
      const runs: string[] = [];
      const done = Promise.withResolvers<void>();
      const worker = await openWorker(async ({ attemptId }) => {
        if (runs.push(attemptId) === jobs.length) done.resolve();
      });
      await done.promise;
      expect(runs).toEqual(jobs.map(({ attemptId }) => attemptId));
      await worker.close();
      expect(await queue.has(jobs[2])).toBe(false);
    });

    test('keeps what asks for a GPU for a worker that has one, which takes the rest as well', async () => {
      const queue = await openQueue();
      const [onGpu, plain, last] = [newAttempt(), newAttempt(), newAttempt()];
      await queue.add(onGpu, { device: 'gpu' });
      await queue.add(plain);
      const { finished } = await listen();
      const runs: string[] = [];
      const began = Promise.withResolvers<void>();
      const without = await openWorker(async ({ attemptId }) => {
        runs.push(attemptId);
        began.resolve();
      });
      await began.promise;
      await without.close();
      expect(runs).toEqual([plain.attemptId]);
      expect(await queue.has(onGpu, { device: 'gpu' })).toBe(true);
      expect(await queue.has(onGpu)).toBe(false);
      await queue.add(last);
      const done = Promise.withResolvers<void>();
      await openWorker(
        async ({ attemptId }, { report }) => {
          if (attemptId === onGpu.attemptId) await report({ type: 'finished', attemptId });
          if (runs.push(attemptId) === 3) done.resolve();
        },
        { gpu: true },
      );
      await Promise.all([done.promise, finished]);
      expect(new Set(runs.slice(1))).toEqual(new Set([onGpu.attemptId, last.attemptId]));
    });

    test('gives a job back that nobody has begun, and no other', async () => {
      const queue = await openQueue();
      const [waiting, begun] = [newAttempt(), newAttempt()];
      await queue.add(waiting, { device: 'gpu' });
      expect(await queue.remove(waiting, { device: 'gpu' })).toBe(true);
      expect(await queue.has(waiting, { device: 'gpu' })).toBe(false);
      await queue.add(begun, { device: 'gpu' });
      const [began, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      await openWorker(
        async () => {
          began.resolve();
          await end.promise;
        },
        { gpu: true },
      );
      await began.promise;
      expect(await queue.remove(begun, { device: 'gpu' })).toBe(false);
      end.resolve();
    });

    test('lets a job go on whose next try a wrong clock has put off for hours', async () => {
      const queue = await openQueue();
      const job = newAttempt();
      await queue.add(job);
      const now = Date.now;
      const tries: number[] = [];
      const again = Promise.withResolvers<void>();
      const failed = Promise.withResolvers<void>();
      await openWorker(async (_job, { attemptsMade }) => {
        tries.push(attemptsMade);
        if (tries.length > 1) return again.resolve();
        Date.now = () => now() + 7_200_000;
        failed.resolve();
        throw new Error('the evaluator died');
      });
      try {
        await failed.promise;
        while (!(await queue.isDelayed(job))) await sleep(20);
      } finally {
        Date.now = now;
      }
      await queue.hurry(job);
      await again.promise;
      expect(tries).toEqual([0, 1]);
      await queue.hurry(job);
    });

    test('takes nothing more while it is paused, ends what it runs, and goes on afterwards', async () => {
      const queue = await openQueue();
      const [running, later] = [newAttempt(), newAttempt()];
      const runs: string[] = [];
      const [began, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const both = Promise.withResolvers<void>();
      const worker = await openWorker(async ({ attemptId }) => {
        began.resolve();
        if (attemptId === running.attemptId) await end.promise;
        if (runs.push(attemptId) === 2) both.resolve();
      });
      await queue.add(running);
      await began.promise;
      await worker.pause();
      await queue.add(later);
      end.resolve();
      // Another one takes what the paused one leaves, so it was free to be taken.
      const other = Promise.withResolvers<string>();
      const helper = await openWorker(async ({ attemptId }) => other.resolve(attemptId));
      expect(await other.promise).toBe(later.attemptId);
      await helper.close();
      expect(runs).toEqual([running.attemptId]);
      await worker.resume();
      await queue.add(newAttempt());
      await both.promise;
    });

    test('brings progress to every listener in the order it was reported', async () => {
      const { attemptId } = newAttempt();
      const long = 'x'.repeat(20_000);
      const reported: GradingEvent[] = [
        { type: 'started', attemptId, worker: 'test' },
        ...Array.from({ length: 20 }, (_, i) => ({
          type: 'task started' as const,
          attemptId,
          task: `task-${i}-${long}`,
        })),
        { type: 'finished', attemptId },
      ];
      const heard = [await listen(), await listen()];
      const queue = await openQueue();
      await queue.add({ attemptId });
      await openWorker(async (_job, { report }) => {
        await Promise.all(reported.map((event) => report(event)));
      });
      for (const { all, finished } of heard) {
        await finished;
        expect(all).toEqual(reported);
      }
    });

    test('tries a job again when it throws, and tells the last try', async () => {
      const queue = await openQueue();
      await queue.add(newAttempt());
      const tries: unknown[] = [];
      const done = Promise.withResolvers<void>();
      await openWorker(async (_job, { attemptsMade, lastTry }) => {
        tries.push({ attemptsMade, lastTry });
        if (lastTry) done.resolve();
        throw new Error('our failure');
      });
      await done.promise;
      expect(tries).toEqual([
        { attemptsMade: 0, lastTry: false },
        { attemptsMade: 1, lastTry: false },
        { attemptsMade: 2, lastTry: true },
      ]);
    });

    test('tries a job again on another worker than the one that failed it', async () => {
      const queue = await openQueue();
      const job = newAttempt();
      await queue.add(job);
      const failed = Promise.withResolvers<void>();
      const tries: string[] = [];
      await openWorker(async () => {
        tries.push('bad');
        failed.resolve();
        throw new Error('our failure');
      });
      await failed.promise;
      const done = Promise.withResolvers<number>();
      await openWorker(async (_job, { attemptsMade }) => {
        tries.push('good');
        done.resolve(attemptsMade);
      });
      expect(await done.promise).toBe(1);
      expect(tries).toEqual(['bad', 'good']);
    });

    test('gives the job of a killed worker to another one, and gives it up when all of them died', async () => {
      const queue = await openQueue();
      const job = newAttempt();
      await queue.add(job);
      for (let i = 0; i < TRIES; i++)
        expect(await takeAndDie(connect())).toEqual({ ...job, attemptsMade: i });
      const handled: unknown[] = [];
      const givenUp = Promise.withResolvers<unknown>();
      await openWorker(async (taken) => void handled.push(taken), {
        giveUp: async (taken) => givenUp.resolve(taken),
      });
      expect(await givenUp.promise).toEqual(job);
      expect(handled).toEqual([]);
    });

    test('waits for the running job when a worker closes', async () => {
      const queue = await openQueue();
      await queue.add(newAttempt());
      const running = Promise.withResolvers<void>();
      const finish = Promise.withResolvers<void>();
      let finished = false;
      const worker = await openGradingWorker(
        connection(),
        async () => {
          running.resolve();
          await finish.promise;
          finished = true;
        },
        { concurrency: 1, name: 'test' },
      );
      await running.promise;
      const closing = worker.close();
      finish.resolve();
      await closing;
      expect(finished).toBe(true);
    });

    test('passes a job on, uncounted, when its worker is closed by force', async () => {
      const queue = await openQueue();
      const job = newAttempt();
      await queue.add(job);
      const running = Promise.withResolvers<AbortSignal>();
      const stubborn = await openGradingWorker(
        connection(),
        async (_job, { signal }) => {
          running.resolve(signal);
          await new Promise(() => {});
        },
        { concurrency: 1, name: 'stubborn' },
      );
      const signal = await running.promise;
      await stubborn.close({ force: true });
      expect(signal.aborted).toBe(true);
      const seen = Promise.withResolvers<unknown>();
      await openWorker(async (taken, { attemptsMade }) => seen.resolve({ taken, attemptsMade }));
      expect(await seen.promise).toEqual({ taken: job, attemptsMade: 0 });
    });
  });
}

const newAttempt = () => ({ attemptId: randomUUID() });

/** Starts a worker process, kills it with -9 while it holds a job, and returns what it said of the job. */
async function takeAndDie(connection: QueueConnection): Promise<unknown> {
  const child = fork(path.resolve(import.meta.dirname, '../support/queue-worker.ts'), [
    JSON.stringify(connection),
  ]);
  const ended = once(child, 'close');
  try {
    for (;;) {
      const [message] = (await once(child, 'message')) as [unknown];
      if (message !== 'ready') return message;
    }
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

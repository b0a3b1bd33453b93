// Pushes when something goes wrong: nothing is lost, nothing hangs, nothing is graded twice.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { commitFiles } from '@residual/git';
import { type GradingWorker, openGradingEvents, openGradingQueue } from '@residual/queue';
import { recordPush } from '@residual/store';
import pino from 'pino';
import { readConfiguration } from '../../apps/server/src/configuration.ts';
import { Dispatcher } from '../../apps/server/src/intake/dispatcher.ts';
import { createIntake, type Intake } from '../../apps/server/src/intake/intake.ts';
import { Reconciler } from '../../apps/server/src/intake/reconciler.ts';
import { ServerMetrics } from '../../apps/server/src/metrics.ts';
import { useDatabase } from '../support/database.ts';
import {
  Clone,
  git,
  type GraderOptions,
  lastLines,
  type PushCourse,
  startGrader,
  startPushCourse,
} from '../support/push-course.ts';

let course: PushCourse;
let grader: GradingWorker | undefined;
const stopGrader = async (): Promise<void> => {
  await grader?.close({ force: true });
  grader = undefined;
};
// Before useDatabase: jest ends things in the order in which they are written here.
afterAll(async () => {
  await stopGrader();
  await course.close();
});
const database = useDatabase();
beforeAll(async () => {
  course = await startPushCourse(database);
}, 120_000);
afterEach(stopGrader);

const grade = async (options?: GraderOptions): Promise<void> => {
  grader = await startGrader(database, options);
};
const countAttempts = (newCommit: string): Promise<number> =>
  database.store.db.attempt.count({ where: { submission: { push: { newCommit } } } });
const gradedOnce = async (newCommit: string): Promise<void> => {
  const where = { submission: { push: { newCommit } } };
  for (;;) {
    const attempts = await database.store.db.attempt.findMany({ where });
    if (attempts.length > 0 && attempts.every(({ state }) => state === 'graded')) break;
    await sleep(50);
  }
  expect(await countAttempts(newCommit)).toBe(1);
};

const received = (newCommit: string, oldCommit: string) =>
  recordPush(database.store, {
    id: crypto.randomUUID(),
    repositoryId: course.carl.repositoryId,
    oldCommit,
    newCommit,
    receivedAt: new Date(),
  });

describe('while a push is answered', () => {
  test("the pusher's Ctrl-C neither stops the grading nor takes the push back", async () => {
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    await grade({ hold: () => held });
    const clone = await Clone.make(course, course.ada);
    const commit = await clone.commit({ 'linear-regression/closed-form.ts': '// correct\n' });
    const push = clone.startPush();
    await push.seen('linear-regression/closed-form');
    push.kill('SIGINT');
    expect((await push.done).exitCode).not.toBe(0);
    letGo();
    await gradedOnce(commit);
    expect(await clone.git('ls-remote', 'origin', 'main')).toContain(commit);
    expect((await clone.push()).text).toContain('Everything up-to-date');
  });

  test('every event is lost, and the answer is whole', async () => {
    await grade({ silent: true });
    const clone = await Clone.make(course, course.ada);
    await clone.commit({ 'linear-regression/closed-form.ts': '// partial\n' });
    const result = await clone.push();
    expect(result.lines).toEqual(
      expect.arrayContaining(['linear-regression/closed-form', '  ✗ 0/10   The loss is right']),
    );
    expect(lastLines(result)).toEqual([
      'linear-regression/closed-form: partial 0/10',
      'linear-regression/gradient-descent: wrong 0/10',
    ]);
  });

  test('no worker is there: the push says how it waits, ends with the link, and is graded later', async () => {
    await course.restart({ PUSH_ANSWER_SECONDS: '3' });
    const clone = await Clone.make(course, course.ada);
    const commit = await clone.commit({ 'linear-regression/closed-form.ts': '// wrong\n' });
    const result = await clone.push();
    expect(result.exitCode).toBe(0);
    expect(result.lines).toContain(
      'linear-regression: queued, next in line for a worker (no worker is grading just now)',
    );
    expect(result.lines).toContain('linear-regression: still being graded; the verdict will be at');
    expect(lastLines(result)).toEqual([]);
    await grade();
    await gradedOnce(commit);
    await course.restart();
  });

  test('an unchanged folder whose grading is not over is waited for', async () => {
    await course.restart({ PUSH_ANSWER_SECONDS: '0.1' });
    const clone = await Clone.make(course, course.emmy);
    await clone.commit({ 'linear-regression/closed-form.ts': '// correct\n' });
    expect(lastLines(await clone.push())).toEqual([]);
    await course.restart();
    await clone.commit({ 'README.md': 'changed' });
    const push = clone.startPush();
    await push.seen('unchanged');
    await grade();
    expect(lastLines(await push.done)).toContain('linear-regression/closed-form: correct 10/10');
  });
});

describe('the reconciler', () => {
  let intake: Intake;
  beforeAll(async () => {
    const connection = { databaseUrl: database.url };
    intake = createIntake({
      configuration: readConfiguration({ DATABASE_URL: database.url, RESIDUAL_HOME: course.home }),
      store: database.store,
      queue: await openGradingQueue(connection),
      events: await openGradingEvents(connection),
      log: pino({ level: 'silent' }),
      metrics: new ServerMetrics(database.store),
      stopping: new AbortController().signal,
    });
  });
  afterAll(async () => {
    await intake.events.close();
    await intake.queue.close();
  });
  const round = (): Promise<void> =>
    new Reconciler(intake).round({ receivedBefore: new Date(Date.now() + 1000) });

  test('confirms and queues a push whose second hook died, once', async () => {
    const clone = await Clone.make(course, course.carl);
    const old = await clone.git('rev-parse', 'HEAD');
    const commit = await clone.commit({ 'linear-regression/closed-form.ts': '// correct\n' });
    await received(commit, old);
    // As git leaves it when the server dies after the ref has moved: no hook runs for a push by path.
    expect((await git(clone.path, 'push', course.carl.repository, 'main')).exitCode).toBe(0);
    await Promise.all([round(), round()]);
    await round();
    await grade();
    await gradedOnce(commit);
  });

  test('records and grades a ref that has no row, once, and leaves what the course handed out', async () => {
    const clone = await Clone.make(course, course.carl);
    const commit = await clone.commit({ 'linear-regression/closed-form.ts': '// time limit\n' });
    expect((await git(clone.path, 'push', course.carl.repository, 'main')).exitCode).toBe(0);
    await round();
    await round();
    await grade();
    await gradedOnce(commit);
    const author = { name: 'Course', email: 'course@residual.invalid' };
    const files = new Map([['linear-regression/closed-form.ts', Buffer.from('// handed out')]]);
    await commitFiles(course.carl.repository, { branch: 'main', message: 'Hand out', author, files });
    const before = await database.store.db.push.count();
    await round();
    expect(await database.store.db.push.count()).toBe(before);
  });

  test('puts an attempt that the queue has lost back in line', async () => {
    const clone = await Clone.make(course, course.carl);
    const old = await clone.git('rev-parse', 'HEAD');
    const commit = await clone.commit({ 'linear-regression/closed-form.ts': '// memory limit\n' });
    await received(commit, old);
    expect((await git(clone.path, 'push', course.carl.repository, 'main')).exitCode).toBe(0);
    const handedOver = new Date(Date.now() - 60_000);
    // Confirmed, and marked as handed over, but no job was ever added.
    const queue = { ...intake.queue, add: async () => undefined };
    const forgetful = { ...intake, queue, dispatcher: new Dispatcher({ ...intake, queue }) };
    await new Reconciler(forgetful).round({ receivedBefore: new Date(Date.now() + 1000) });
    const where = { attempt: { submission: { push: { newCommit: commit } } } };
    await database.store.db.outboxEntry.updateMany({ where, data: { dispatchedAt: handedOver } });
    await round();
    await grade();
    await gradedOnce(commit);
  });

  test('voids a push whose ref never moved, and takes the commit when it is pushed again', async () => {
    const clone = await Clone.make(course, course.carl);
    const old = await clone.git('rev-parse', 'HEAD');
    const commit = await clone.commit({ 'linear-regression/closed-form.ts': '// partial\n' });
    const first = await received(commit, old);
    await round();
    const { db } = database.store;
    expect((await db.push.findUniqueOrThrow({ where: { id: first.id } })).voidedAt).not.toBeNull();
    await grade();
    expect(lastLines(await clone.push())).toContain('linear-regression/closed-form: partial 0/10');
    const again = await db.push.findUniqueOrThrow({ where: { id: first.id } });
    expect(again.voidedAt).toBeNull();
    expect(again.receivedAt.getTime()).toBeGreaterThan(first.receivedAt.getTime());
  });
});

describe('the server process', () => {
  let server: ChildProcess;
  const start = async (): Promise<string> => {
    server = fork(join(import.meta.dirname, '../../apps/server/src/main.ts'), {
      env: {
        PATH: process.env.PATH,
        PORT: '0',
        DATABASE_URL: database.url,
        RESIDUAL_HOME: course.home,
        LOG_LEVEL: 'error',
      },
    });
    const [message] = await once(server, 'message');
    expect(message).toMatchObject({ ready: true });
    return `http://127.0.0.1:${message.port}`;
  };
  const ended = async (): Promise<number | null> => (await once(server, 'exit'))[0];
  afterEach(() => {
    server.kill('SIGKILL');
  });

  test('is healthy, lets a push in progress end with the link when it is stopped, and leaves nothing', async () => {
    const url = await start();
    expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok\n');
    const clone = await Clone.make(course, course.ada);
    const address = course.ada.cloneUrl().replace(course.url().slice(7), url.slice(7));
    await clone.commit({ 'logistic-regression/fixed-data.ts': '// correct\n' });
    const push = clone.startPush(address, 'main');
    await push.seen('received');
    const exit = ended();
    server.kill('SIGTERM');
    const result = await push.done;
    expect(result.exitCode).toBe(0);
    expect(result.text).toContain('still being graded');
    expect(await exit).toBe(0);
  });

  test('killed in the middle of an answer, it costs the pusher the answer and nothing else', async () => {
    const url = await start();
    const clone = await Clone.make(course, course.ada);
    const address = course.ada.cloneUrl().replace(course.url().slice(7), url.slice(7));
    const commit = await clone.commit({ 'logistic-regression/placeholders.ts': '// correct\n' });
    const push = clone.startPush(address, 'main');
    await push.seen('received');
    server.kill('SIGKILL');
    await push.done;
    await grade();
    await gradedOnce(commit);
  });

  test('stops when its parent is gone', async () => {
    await start();
    const exit = ended();
    server.disconnect();
    expect(await exit).toBe(0);
  });

  test('says which variable is wrong', async () => {
    expect(() => readConfiguration({ DATABASE_URL: 'nonsense', PORT: 'eighty' })).toThrow(
      /PORT[\s\S]*DATABASE_URL/,
    );
  });
});

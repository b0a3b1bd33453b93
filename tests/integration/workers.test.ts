// What workers tell of themselves, as pages read it.
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { WorkerReport } from '@residual/contracts';
import { listWorkers, removeWorker, reportWorker, startAttempt } from '@residual/store';
import { makeCourseInProgress } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
const REPORT: WorkerReport = {
  name: 'one',
  runtime: '1.2.3',
  backend: 'wasm',
  remote: false,
  gpu: false,
  devices: [],
  concurrency: 2,
  layers: [
    { name: 'namespaces', meaning: 'no network', missing: null },
    { name: 'own-user', meaning: 'a user of its own', missing: 'only root can' },
  ],
  refusal: null,
  startedAt: new Date('2026-11-20T08:00:00Z'),
};

const states = async () => (await listWorkers(database.store)).map(({ name, state }) => `${name}: ${state}`);

async function age(name: string, seconds: number): Promise<void> {
  await database.store.db.$executeRaw`
    UPDATE "WorkerStatus" SET "lastSeenAt" = now() - make_interval(secs => ${seconds}) WHERE "name" = ${name}`;
}

describe('the list of workers', () => {
  beforeEach(() => database.store.db.workerStatus.deleteMany());

  test('has what each has told last', async () => {
    await reportWorker(database.store, REPORT);
    await reportWorker(database.store, { ...REPORT, remote: true, devices: ['/device:GPU:0'] });
    expect(await listWorkers(database.store)).toEqual([
      {
        ...REPORT,
        remote: true,
        devices: ['/device:GPU:0'],
        drainedAt: null,
        lastSeenAt: expect.any(Date),
        state: 'idle',
        running: [],
      },
    ]);
  });

  test('tells which attempts a worker is at', async () => {
    const { carlAttempt, submissions } = await makeCourseInProgress(database.store);
    await startAttempt(database.store, { attemptId: carlAttempt, worker: 'one' });
    await reportWorker(database.store, REPORT);
    await reportWorker(database.store, { ...REPORT, name: 'two' });
    const [one, two] = await listWorkers(database.store);
    expect(one.running).toEqual([
      {
        attemptId: carlAttempt,
        submissionId: submissions.carlWaiting,
        courseId: expect.any(String),
        slug: 'linear-regression',
        startedAt: expect.any(Date),
      },
    ]);
    expect([one.state, two.state]).toEqual(['grading', 'idle']);
  });

  test('shows one that was killed as silent for ten minutes, and then forgets it', async () => {
    await reportWorker(database.store, REPORT);
    await age('one', 30);
    expect(await states()).toEqual(['one: silent']);
    await age('one', 601);
    expect(await states()).toEqual([]);
    await reportWorker(database.store, { ...REPORT, name: 'two' });
    expect(await database.store.db.workerStatus.count()).toBe(1);
  });

  test('shows why one refuses to grade, for a minute', async () => {
    await reportWorker(database.store, { ...REPORT, refusal: 'SANDBOX_REQUIRE asks for layers' });
    expect(await listWorkers(database.store)).toMatchObject([
      { state: 'refusing', refusal: 'SANDBOX_REQUIRE asks for layers' },
    ]);
    await age('one', 61);
    expect(await states()).toEqual([]);
  });

  test('has no worker that has taken leave', async () => {
    await reportWorker(database.store, REPORT);
    await removeWorker(database.store, 'one');
    expect(await states()).toEqual([]);
  });
});

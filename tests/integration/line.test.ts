// Whose attempt is graded next: the order is told from the database's rows alone.
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  addMissingEntries,
  confirmPush,
  drainWorker,
  estimateSeconds,
  failAttempt,
  findPlaceInLine,
  finishAttempt,
  listHandedOver,
  listAudit,
  listLine,
  listStranded,
  listUnsettledPushes,
  markDispatched,
  nextInLine,
  readLine,
  recordPush,
  reportWorker,
  resumeWorker,
  startAttempt,
  takeBack,
} from '@residual/store';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
const db = () => database.store.db;
const SOON = new Date('2027-01-01T00:00:00Z');

let clock: number;
/** Id of an attempt → what the test calls it. */
const names = new Map<string, string>();

beforeEach(async () => {
  await db().$executeRaw`TRUNCATE "User", "Course", "AssignmentVersion" CASCADE`;
  await db().assignmentVersion.create({
    data: { hash: 'v', slug: 'a', bundle: new Uint8Array() },
  });
  clock = Date.parse('2026-12-01T00:00:00Z');
  names.clear();
});

interface Place {
  readonly courseId: string;
  readonly enrollmentId: string;
  readonly repositoryId: string;
  readonly assignmentIds: readonly string[];
}

async function makeCourse(slug: string, assignments = 1): Promise<string> {
  const { id } = await db().course.create({ data: { slug, title: slug } });
  for (let i = 0; i < assignments; i++)
    await db().assignment.create({
      data: { courseId: id, slug: `a${i}`, title: 'A', position: i, versionHash: 'v', deadline: SOON },
    });
  return id;
}

async function enroll(courseId: string, name: string): Promise<Place> {
  const { id, repository } = await db().enrollment.create({
    data: {
      role: 'student',
      course: { connect: { id: courseId } },
      user: { create: { name, email: `${name}@${courseId}`, passwordHash: 'none' } },
      repository: { create: { path: `${courseId}/${name}.git` } },
    },
    include: { repository: true },
  });
  const assignments = await db().assignment.findMany({ where: { courseId }, orderBy: { position: 'asc' } });
  return {
    courseId,
    enrollmentId: id,
    repositoryId: repository!.id,
    assignmentIds: assignments.map((assignment) => assignment.id),
  };
}

/** Received one second after the push before it, whoever pushed that. */
async function push(
  { enrollmentId, repositoryId, assignmentIds }: Place,
  name: string,
  { assignment = 0, receivedAt = new Date((clock += 1_000)) } = {},
): Promise<string> {
  const id = randomUUID();
  const commit = (): string => randomUUID().replaceAll('-', '').padEnd(40, '0');
  await recordPush(database.store, {
    id,
    repositoryId,
    oldCommit: commit(),
    newCommit: commit(),
    receivedAt,
  });
  const programs = [{ path: 't.ts', content: new Uint8Array() }];
  const folder = { assignmentId: assignmentIds[assignment], versionHash: 'v', treeHash: commit(), programs };
  await confirmPush(database.store, { pushId: id, enrollmentId, folders: [folder] });
  const attempt = await db().attempt.findFirstOrThrow({ where: { submission: { pushId: id } } });
  await db().attempt.update({ where: { id: attempt.id }, data: { queuedAt: receivedAt } });
  names.set(attempt.id, name);
  return attempt.id;
}

const next = async (window = 100): Promise<(string | undefined)[]> =>
  (await nextInLine(database.store, { window })).map(({ attemptId }) => names.get(attemptId));
const stateOf = async (id: string): Promise<string> =>
  (await db().attempt.findUniqueOrThrow({ where: { id } })).state;

describe('the line', () => {
  test("lets nobody wait for one student's many pushes", async () => {
    const course = await makeCourse('c', 4);
    const [busy, late] = [await enroll(course, 'busy'), await enroll(course, 'late')];
    for (let i = 0; i < 4; i++) await push(busy, `busy ${i}`, { assignment: i });
    await push(late, 'late 0');
    await push(late, 'late 1', { assignment: 1 });
    expect(await next()).toEqual(['busy 0', 'late 0', 'busy 1', 'late 1', 'busy 2', 'busy 3']);
  });

  test("lets no course wait for another one's deadline", async () => {
    const [crowded, quiet] = [await makeCourse('crowded'), await makeCourse('quiet')];
    for (let i = 0; i < 3; i++) await push(await enroll(crowded, `s${i}`), `crowded ${i}`);
    for (let i = 0; i < 2; i++) await push(await enroll(quiet, `s${i}`), `quiet ${i}`);
    expect(await next()).toEqual(['crowded 0', 'quiet 0', 'crowded 1', 'quiet 1', 'crowded 2']);
  });

  test('counts what is being graded as a turn that was had', async () => {
    const course = await makeCourse('c', 2);
    const [busy, late] = [await enroll(course, 'busy'), await enroll(course, 'late')];
    const first = await push(busy, 'busy 0');
    await push(busy, 'busy 1', { assignment: 1 });
    await push(late, 'late 0');
    await markDispatched(database.store, first);
    await startAttempt(database.store, { attemptId: first, worker: 'w' });
    expect(await next()).toEqual(['late 0', 'busy 1']);
  });

  test('gives a regrade every fourth turn', async () => {
    const course = await makeCourse('c');
    for (let i = 0; i < 2; i++) {
      const id = await push(await enroll(course, `old${i}`), `regrade ${i}`);
      await db().attempt.update({ where: { id }, data: { reason: 'regrade', number: -1 } });
    }
    for (let i = 0; i < 5; i++) await push(await enroll(course, `s${i}`), `push ${i}`);
    expect(await next()).toEqual([
      'push 0',
      'push 1',
      'push 2',
      'regrade 0',
      'push 3',
      'push 4',
      'regrade 1',
    ]);
  });

  test('fills the queue up to its window, or to as many as are being graded', async () => {
    const course = await makeCourse('c');
    const attempts: string[] = [];
    for (let i = 0; i < 9; i++) attempts.push(await push(await enroll(course, `s${i}`), `${i}`));
    expect(await next(2)).toEqual(['0', '1']);
    await markDispatched(database.store, attempts[0]);
    expect(await next(2)).toEqual(['1']);
    await markDispatched(database.store, attempts[1]);
    expect(await next(2)).toEqual([]);
    for (const attemptId of attempts.slice(0, 3)) {
      await markDispatched(database.store, attemptId);
      await startAttempt(database.store, { attemptId, worker: 'w' });
    }
    expect(await next(2)).toEqual(['3', '4', '5']);
  });

  test('tells each its place, and an estimate from what was measured', async () => {
    const course = await makeCourse('c');
    const place: Place[] = [];
    for (let i = 0; i < 5; i++) place.push(await enroll(course, `s${i}`));
    const done = await push(place[0], 'done');
    const finishedAt = new Date(Date.now() - 10_000);
    const startedAt = new Date(finishedAt.getTime() - 4_000);
    await finishAttempt(database.store, done, []);
    await db().attempt.update({ where: { id: done }, data: { startedAt, finishedAt } });
    const running = await push(place[1], 'running');
    await startAttempt(database.store, { attemptId: running, worker: 'w' });
    const waiting = [await push(place[2], 'a'), await push(place[3], 'b')];
    const line = await readLine(database.store);
    expect(waiting.map((id) => line.before.get(id))).toEqual([0, 1]);
    expect(line).toMatchObject({ running: 1, meanSeconds: 4 });
    // One worker, 4 s each: half of the one that runs is still to be done.
    expect(waiting.map((id) => estimateSeconds(line, id))).toEqual([6, 10]);
    expect(estimateSeconds({ ...line, meanSeconds: null }, waiting[0])).toBeNull();
    expect(estimateSeconds({ ...line, running: 0 }, waiting[0])).toBeNull();
    expect(await findPlaceInLine(database.store, waiting[1])).toEqual({
      state: 'queued',
      before: 1,
      seconds: 10,
      isServed: true,
      device: 'cpu',
    });
    expect(await findPlaceInLine(database.store, running)).toMatchObject({ state: 'running', before: 0 });
    expect(await findPlaceInLine(database.store, done)).toBeNull();
  });

  test('is listed in the order of grading, with whose it is and where it is', async () => {
    const [crowded, quiet] = [await makeCourse('crowded'), await makeCourse('quiet')];
    const running = await push(await enroll(crowded, 'emmy'), 'running');
    await markDispatched(database.store, running);
    await startAttempt(database.store, { attemptId: running, worker: 'w' });
    const regrade = await push(await enroll(crowded, 'kurt'), 'regrade');
    await db().attempt.update({ where: { id: regrade }, data: { reason: 'regrade', number: -1 } });
    for (const name of ['s0', 's1']) await push(await enroll(crowded, name), name);
    const handed = await push(await enroll(quiet, 'ada'), 'handed over');
    await markDispatched(database.store, handed);
    const line = await listLine(database.store);
    expect(line.map(({ attemptId, at, before }) => [names.get(attemptId), at, before])).toEqual([
      ['running', 'worker', 0],
      ['handed over', 'queue', 0],
      ['s0', 'line', 1],
      ['s1', 'line', 2],
      ['regrade', 'line', 3],
    ]);
    expect(line[1]).toMatchObject({
      course: { slug: 'quiet' },
      student: { name: 'ada', email: `ada@${quiet}` },
      assignment: { slug: 'a0' },
      priority: 'push',
      queuedAt: new Date(clock),
    });
    expect(line[4]).toMatchObject({ priority: 'background', reason: 'regrade' });
    const own = await listLine(database.store, { courseId: quiet });
    expect(own.map(({ attemptId }) => attemptId)).toEqual([handed]);
  });
});

describe('what asks for a GPU', () => {
  let courseId: string;
  beforeEach(async () => {
    await db().$executeRaw`TRUNCATE "WorkerStatus"`;
    for (const [hash, gpu] of [
      ['required', 'required'],
      ['preferred', 'preferred'],
    ] as const)
      await db().assignmentVersion.create({ data: { hash, gpu, slug: 'a', bundle: new Uint8Array() } });
    courseId = await makeCourse('c');
  });
  const submit = async (name: string, versionHash = 'v'): Promise<string> => {
    const id = await push(await enroll(courseId, name), name);
    await db().attempt.update({ where: { id }, data: { versionHash } });
    return id;
  };
  const worker = {
    name: 'g',
    runtime: 'test',
    backend: 'js',
    remote: true,
    devices: ['/device:GPU:0'],
    concurrency: 1,
  };
  const report = (gpu = true): Promise<unknown> =>
    reportWorker(database.store, {
      ...worker,
      gpu,
      layers: [],
      refusal: null,
      startedAt: new Date(0),
    });
  const silentFor = (seconds: number) =>
    db().workerStatus.updateMany({ data: { lastSeenAt: new Date(Date.now() - 1_000 * seconds) } });
  const devices = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await nextInLine(database.store, { window: 100 })).map(({ attemptId, device }) => [
        names.get(attemptId)!,
        device,
      ]),
    );

  test('goes to workers that have one, and what only prefers it does without when none is there', async () => {
    for (const name of ['required', 'preferred']) await submit(name, name);
    await submit('plain');
    await report(false);
    expect(await devices()).toEqual({ required: 'gpu', preferred: 'cpu', plain: 'cpu' });
    await report();
    expect(await devices()).toEqual({ required: 'gpu', preferred: 'gpu', plain: 'cpu' });
    await silentFor(50);
    expect(await devices()).toMatchObject({ preferred: 'gpu' });
    await silentFor(70);
    expect(await devices()).toEqual({ required: 'gpu', preferred: 'cpu', plain: 'cpu' });
  });

  test('does not hold up the rest, nor the other way round', async () => {
    const many = ['g0', 'g1', 'g2'];
    for (const name of many) await submit(name, 'required');
    const handed = await submit('plain 0');
    await markDispatched(database.store, handed);
    await submit('plain 1');
    expect(await next(2)).toEqual(['g0', 'plain 1', 'g1']);
    const line = await readLine(database.store);
    const byName = new Map([...line.before].map(([id, before]) => [names.get(id), before]));
    expect(Object.fromEntries(byName)).toEqual({ g0: 0, g1: 1, g2: 2, 'plain 0': 0, 'plain 1': 1 });
  });

  test('is told whether a worker with a GPU is there', async () => {
    const id = await submit('required', 'required');
    expect(await findPlaceInLine(database.store, id)).toMatchObject({ device: 'gpu', isServed: false });
    await report();
    expect(await findPlaceInLine(database.store, id)).toMatchObject({ device: 'gpu', isServed: true });
  });

  test('is stranded when the last such worker is gone and it can do without, unless somebody is at it', async () => {
    await report();
    const preferred = await submit('preferred', 'preferred');
    const running = await submit('running', 'preferred');
    const required = await submit('required', 'required');
    for (const id of [preferred, running, required]) await markDispatched(database.store, id, 'gpu');
    await startAttempt(database.store, { attemptId: running, worker: 'g' });
    expect(await listStranded(database.store)).toEqual([]);
    expect(await drainWorker(database.store, { worker: 'g', by: 'staff' })).toBe(true);
    expect(await listStranded(database.store)).toEqual([preferred]);
    await takeBack(database.store, [preferred]);
    expect(await devices()).toEqual({ preferred: 'cpu' });
  });
});

test('a worker is drained until it is resumed or started anew, and the log has it', async () => {
  const { store } = database;
  await db().$executeRaw`TRUNCATE "WorkerStatus"`;
  const report = (startedAt: Date) =>
    reportWorker(store, {
      name: 'w',
      runtime: 'test',
      backend: 'js',
      remote: false,
      devices: [],
      gpu: false,
      concurrency: 1,
      layers: [],
      refusal: null,
      startedAt,
    });
  const [first, second] = [new Date(1_000), new Date(2_000)];
  expect(await report(first)).toEqual({ isDrained: false });
  expect(await drainWorker(store, { worker: 'w', by: 'op', reason: 'new disk' })).toBe(true);
  expect(await drainWorker(store, { worker: 'w', by: 'op' })).toBe(false);
  expect(await drainWorker(store, { worker: 'x', by: 'op' })).toBeNull();
  expect(await report(first)).toEqual({ isDrained: true });
  expect(await resumeWorker(store, { worker: 'w', by: 'op' })).toBe(true);
  expect(await report(first)).toEqual({ isDrained: false });
  await drainWorker(store, { worker: 'w', by: 'op' });
  expect(await report(second)).toEqual({ isDrained: false });
  const entries = await listAudit(store, { about: 'w', limit: 10 });
  expect(entries.map(({ action, actor, reason }) => [action, actor, reason])).toEqual([
    ['worker drained', 'op', null],
    ['worker resumed', 'op', null],
    ['worker drained', 'op', 'new disk'],
  ]);
});

describe('a newer push', () => {
  let student: Place;
  beforeEach(async () => {
    student = await enroll(await makeCourse('c', 2), 'ada');
  });

  test('supersedes what waits of the same assignment, and nothing else', async () => {
    const old = await push(student, 'old');
    const other = await push(student, 'other', { assignment: 1 });
    const begun = await push(student, 'begun');
    await startAttempt(database.store, { attemptId: begun, worker: 'w' });
    await push(student, 'new');
    expect(await stateOf(old)).toBe('superseded');
    expect(await stateOf(begun)).toBe('running');
    expect(await stateOf(other)).toBe('queued');
    expect(await next()).not.toContain('old');
  });

  const minutes = (count: number): Date => new Date(SOON.getTime() + count * 60_000);
  const setPolicy = (policy: object) =>
    db().assignment.update({ where: { id: student.assignmentIds[0] }, data: { policy } });

  test('leaves what was in time when it is late, and supersedes what was late too', async () => {
    const inTime = await push(student, 'in time');
    const late = await push(student, 'late', { receivedAt: minutes(1) });
    await push(student, 'later', { receivedAt: minutes(2) });
    expect(await stateOf(inTime)).toBe('queued');
    expect(await stateOf(late)).toBe('superseded');
  });

  test('leaves what lost a day less, and what was not cut off', async () => {
    await setPolicy({ late: { perDay: 10, days: '24h', cutOff: 2 } });
    const [day1, day2] = [minutes(60), minutes(60 * 47)];
    const first = await push(student, 'a day late', { receivedAt: day1 });
    const second = await push(student, 'two days late', { receivedAt: day2 });
    await push(student, 'cut off', { receivedAt: minutes(60 * 49) });
    expect([await stateOf(first), await stateOf(second)]).toEqual(['queued', 'queued']);
  });

  test('counts minutes of grace as time', async () => {
    await setPolicy({ late: { graceMinutes: 10 } });
    const inTime = await push(student, 'in time');
    await push(student, 'within the grace', { receivedAt: minutes(9) });
    expect(await stateOf(inTime)).toBe('superseded');
  });

  test("takes the student's own deadline into account, by extension or by group", async () => {
    const group = await db().studentGroup.create({
      data: {
        courseId: student.courseId,
        name: 'lab',
        members: { create: { enrollmentId: student.enrollmentId } },
      },
    });
    const extension = { assignmentId: student.assignmentIds[0], reason: 'ill', grantedBy: 'staff' };
    await db().extension.create({
      data: { ...extension, enrollmentId: student.enrollmentId, until: minutes(60) },
    });
    await db().extension.create({ data: { ...extension, groupId: group.id, until: minutes(120) } });
    const before = await push(student, 'in time for all');
    const own = await push(student, 'in time by their own', { receivedAt: minutes(59) });
    const byGroup = await push(student, 'in time by the group', { receivedAt: minutes(61) });
    const again = await push(student, 'by the group again', { receivedAt: minutes(62) });
    await push(student, 'late', { receivedAt: minutes(121) });
    const states = await Promise.all([before, own, byGroup, again].map(stateOf));
    expect(states).toEqual(['queued', 'queued', 'superseded', 'queued']);
  });

  test('supersedes nothing that it may be too many for', async () => {
    await setPolicy({ attempts: { limit: 2 } });
    const pushes = [await push(student, 'first'), await push(student, 'second')];
    expect(await Promise.all(pushes.map(stateOf))).toEqual(['superseded', 'queued']);
    await startAttempt(database.store, { attemptId: pushes[1], worker: 'w' });
    const third = await push(student, 'third');
    await push(student, 'one too many');
    expect(await stateOf(third)).toBe('queued');
  });

  test.each(['best', 'chosen'])('supersedes nothing where the %s one counts', async (counts) => {
    await setPolicy({ attempts: { counts } });
    const old = await push(student, 'old');
    await push(student, 'new');
    expect(await stateOf(old)).toBe('queued');
  });
});

test('a clock that was put back makes no push earlier than the one before it', async () => {
  const student = await enroll(await makeCourse('c'), 'ada');
  await push(student, 'first');
  await push(student, 'second', { receivedAt: new Date(0) });
  const times = await db().push.findMany({ orderBy: { receivedAt: 'asc' }, include: { submissions: true } });
  expect(times.map(({ receivedAt }) => receivedAt.getTime())).toEqual([clock, clock + 1]);
  expect(times[1].submissions[0].receivedAt.getTime()).toBe(clock + 1);
});

test('a push that a wrong clock received in the future is settled now, one in progress is not', async () => {
  const { repositoryId } = await enroll(await makeCourse('c'), 'ada');
  const receive = (name: string, receivedAt: Date) =>
    recordPush(database.store, {
      id: randomUUID(),
      repositoryId,
      oldCommit: '0'.repeat(40),
      newCommit: name.repeat(40),
      receivedAt,
    });
  await receive('a', new Date());
  await receive('b', new Date(Date.now() + 3_600_000));
  const receivedBefore = new Date(Date.now() - 10_000);
  const unsettled = await listUnsettledPushes(database.store, { receivedBefore, limit: 10 });
  expect(unsettled.map(({ newCommit }) => newCommit[0])).toEqual(['b']);
});

describe('what the queue has lost', () => {
  test('goes back in line as long as it has no end', async () => {
    const course = await makeCourse('c');
    const lost = await push(await enroll(course, 'ada'), 'lost');
    const ended = await push(await enroll(course, 'emmy'), 'ended');
    for (const id of [lost, ended]) await markDispatched(database.store, id);
    await failAttempt(database.store, ended, 'the worker died');
    expect(await listHandedOver(database.store, { before: new Date(Date.now() + 1) })).toEqual([
      { attemptId: lost, device: 'cpu' },
    ]);
    // By a clock that was put back since.
    const dispatchedAt = new Date(Date.now() + 3_600_000);
    await db().outboxEntry.update({ where: { attemptId: lost }, data: { dispatchedAt } });
    expect(await listHandedOver(database.store, { before: new Date(0) })).toHaveLength(1);
    expect(await takeBack(database.store, [lost, ended])).toBe(1);
    expect(await next()).toEqual(['lost']);
  });

  test('goes back in line when a worker had begun it', async () => {
    const lost = await push(await enroll(await makeCourse('c'), 'ada'), 'lost');
    await markDispatched(database.store, lost);
    await startAttempt(database.store, { attemptId: lost, worker: 'w' });
    expect(await takeBack(database.store, [lost])).toBe(1);
    expect(await next()).toEqual(['lost']);
    expect(await finishAttempt(database.store, lost, [])).toBe(true);
    expect(await next()).toEqual([]);
  });

  test('gets an entry if it has none', async () => {
    const attemptId = await push(await enroll(await makeCourse('c'), 'ada'), 'forgotten');
    await db().outboxEntry.delete({ where: { attemptId } });
    expect(await next()).toEqual([]);
    expect(await addMissingEntries(database.store)).toBe(1);
    expect(await next()).toEqual(['forgotten']);
  });
});

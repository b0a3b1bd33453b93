import { beforeEach, describe, expect, test } from '@jest/globals';
import type { TaskReport } from '@residual/contracts';
import {
  discardRegrade,
  failAttempt,
  findAttemptPlace,
  findSubmission,
  finishAttempt,
  getAttemptResult,
  getGrade,
  listAudit,
  listRegrades,
  loadAttemptForGrading,
  previewRegrade,
  publishAssignment,
  publishRegrade,
  setCoursePolicy,
  startRegrade,
  startReproduction,
} from '@residual/store';
import { makeCourseInProgress, type CourseInProgress } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
const by = 'instructor@example.edu';
const now = new Date('2026-12-24T00:00:00Z');
let made: CourseInProgress;
let courseId: string;
let assignmentId: string;
beforeEach(async () => {
  const { db } = database.store;
  // The log stays, as it should; each course has its own.
  await db.$executeRaw`
    TRUNCATE "Course", "User", "AssignmentVersion", "Regrade", "Attempt", "Submission", "Push", "Enrollment",
      "Repository" CASCADE`;
  made = await makeCourseInProgress(database.store);
  const assignment = await db.assignment.findFirstOrThrow({ where: { slug: 'linear-regression' } });
  ({ courseId, id: assignmentId } = assignment);
  // The version that the regrade is done with.
  await publishAssignment(database.store, courseId, {
    slug: 'linear-regression',
    title: assignment.title,
    position: 1,
    deadline: assignment.deadline,
    hash: 'second version',
    bundle: new Uint8Array(1),
  });
});

async function start(more: Partial<Parameters<typeof startRegrade>[1]> = {}) {
  const started = await startRegrade(database.store, {
    assignmentId,
    by,
    reason: 'a changed check',
    ...more,
  });
  if (started.kind !== 'started') throw new Error(started.kind);
  return started;
}
const enrollmentOf = async (email: string): Promise<string> =>
  (await database.store.db.enrollment.findFirstOrThrow({ where: { user: { email } } })).id;
const gradeOf = async (email: string) =>
  getGrade(database.store, { enrollmentId: await enrollmentOf(email), assignmentId, now });
const attemptsOf = (regradeId: string) =>
  database.store.db.attempt.findMany({
    where: { regradeId },
    include: { submission: { include: { enrollment: { include: { user: true } } } }, outbox: true },
  });

/** Grades an attempt as the one whose result stands, but for the points of one check. */
async function finishAs(attemptId: string, standing: string, check: string, points: string): Promise<void> {
  const { reports } = await getAttemptResult(database.store, standing);
  const changed = reports.map((report): TaskReport => {
    const checks = report.checks.map((each) =>
      each.name === check ? { ...each, points, message: 'why' } : each,
    );
    const total = checks.reduce((sum, each) => sum + Number(each.points), 0);
    return checks.some(({ name }) => name === check) ? { ...report, checks, points: String(total) } : report;
  });
  await finishAttempt(database.store, attemptId, changed);
}

/** All of it: in the closed form of whoever has it the training loss is worth nothing now. */
async function finishAll(regradeId: string): Promise<void> {
  for (const { id, seedAttemptId } of await attemptsOf(regradeId))
    await finishAs(id, seedAttemptId!, 'training-loss', '0');
}

describe('a regrade', () => {
  test('queues what counts now, in the background, with the new version and the old seeds', async () => {
    const { store } = database;
    const { id, attempts: count } = await start();
    const attempts = await attemptsOf(id);
    const students = attempts.map(({ submission }) => submission.enrollment.user.email).toSorted();
    // Carl waits for his first grading; Sofja has nothing.
    expect(students).toEqual([
      'ada@example.edu',
      'alan@example.edu',
      'emmy@example.edu',
      'grace@example.edu',
      'kurt@example.edu',
    ]);
    expect(count).toBe(5);
    const ada = attempts.find(({ submissionId }) => submissionId === made.submissions.adaCorrect)!;
    const [first] = (await findSubmission(store, ada.submissionId))!.attempts;
    expect(await loadAttemptForGrading(store, ada.id)).toMatchObject({
      versionHash: 'second version',
      seedAttemptId: first.id,
    });
    expect(attempts.map(({ outbox }) => outbox?.dispatchedAt)).toEqual(Array.from({ length: 5 }, () => null));
    expect(await startRegrade(store, { assignmentId, by, reason: 'again' })).toEqual({
      kind: 'open already',
      id,
    });
  });

  test('of all submissions where the best counts, or of some students, or of one attempt', async () => {
    const { store } = database;
    await setCoursePolicy(store, { courseId, policy: { attempts: { counts: 'best' } }, by });
    const all = await start();
    expect(all.attempts).toBe(7);
    await discardRegrade(store, { id: all.id, by });
    const ada = await start({ enrollmentIds: [await enrollmentOf(made.ada)] });
    expect(ada.attempts).toBe(2);
    await discardRegrade(store, { id: ada.id, by });
    const [{ id: attemptId }] = (await findSubmission(store, made.submissions.alanLate))!.attempts;
    expect((await start({ attemptIds: [attemptId] })).attempts).toBe(1);
  });

  test('changes nothing and shows nothing before it is published', async () => {
    const { store } = database;
    const before = [await gradeOf(made.ada), await gradeOf(made.emmy)];
    const { id } = await start();
    await finishAll(id);
    expect([await gradeOf(made.ada), await gradeOf(made.emmy)]).toEqual(before);
    expect((await findSubmission(store, made.submissions.adaCorrect))!.attempts).toHaveLength(1);
    const [held] = await attemptsOf(id);
    expect(await findAttemptPlace(store, held.id)).toBeNull();
  });

  test('tells who would gain or lose, by which check and why', async () => {
    const { store } = database;
    await setCoursePolicy(store, { courseId, policy: { late: { perDay: '10' } }, by });
    const { id } = await start();
    await finishAll(id);
    const changes = await previewRegrade(store, id, now);
    const ada = changes.find(({ student }) => student.email === made.ada)!;
    // The training loss is worth 2 points in each of the two tasks.
    expect(ada).toMatchObject({ before: '20', after: '16', state: 'graded' });
    expect(ada.checks).toMatchObject([
      { task: 'closed-form', check: 'training-loss', before: '2/2', after: '0/2', why: 'why' },
      { task: 'gradient-descent', check: 'training-loss', before: '2/2', after: '0/2' },
    ]);
    expect([ada.grade.before.points, ada.grade.after.points]).toEqual(['20', '16']);
    const alan = changes.find(({ student }) => student.email === 'alan@example.edu')!;
    expect(alan).toMatchObject({ before: '0', after: '0', checks: [] });
  });

  test('counts once it is published, keeps what was before, and is written down', async () => {
    const { store } = database;
    const { id } = await start();
    const used = (await gradeOf(made.ada)).attemptsUsed;
    expect(await publishRegrade(store, { id, by })).toEqual({ kind: 'unfinished', left: 5 });
    await finishAll(id);
    expect(await publishRegrade(store, { id, by, reason: 'the check was wrong' })).toEqual({
      kind: 'settled',
      attempts: 5,
    });
    expect(await publishRegrade(store, { id, by })).toEqual({ kind: 'settled before', state: 'published' });
    expect(await gradeOf(made.ada)).toMatchObject({ points: '16', attemptsUsed: used });
    const { attempts } = (await findSubmission(store, made.submissions.adaCorrect))!;
    expect(attempts.map(({ number, reason, points }) => [number, reason, points])).toEqual([
      [2, 'regrade', '16'],
      [1, 'first', '20'],
    ]);
    const entries = await listAudit(store, { courseId, about: 'linear', limit: 2 });
    expect(entries.map(({ action, reason }) => [action, reason])).toEqual([
      ['regrade published', 'the check was wrong'],
      ['regrade started', 'a changed check'],
    ]);
  });

  test('leaves the earlier result where we fail to grade, and mends what we had failed to grade', async () => {
    const { store } = database;
    const { id } = await start();
    for (const { id: attemptId, submissionId, seedAttemptId } of await attemptsOf(id))
      if (submissionId === made.submissions.graceNotGraded)
        await finishAs(
          attemptId,
          (await findSubmission(store, made.submissions.adaCorrect))!.attempts[0].id,
          'none',
          '0',
        );
      else if (submissionId === made.submissions.adaCorrect) await failAttempt(store, attemptId, 'ours');
      else await finishAs(attemptId, seedAttemptId!, 'none', '0');
    expect((await listRegrades(store, { id }))[0].attempts).toEqual({ total: 5, ended: 5, notGraded: 1 });
    await publishRegrade(store, { id, by });
    expect((await gradeOf(made.ada)).points).toBe('20');
    expect(await gradeOf('grace@example.edu')).toMatchObject({ status: 'graded', points: '20' });
  });

  test('never counts once it is discarded, and stops what still waits', async () => {
    const { store } = database;
    const { id } = await start();
    const attempts = await attemptsOf(id);
    await finishAs(attempts[0].id, attempts[0].seedAttemptId!, 'training-loss', '0');
    const before = await gradeOf(made.ada);
    expect(await discardRegrade(store, { id, by })).toEqual({ kind: 'settled', attempts: 5 });
    expect((await attemptsOf(id)).map(({ state }) => state).toSorted()).toEqual([
      ...Array.from({ length: 4 }, () => 'cancelled'),
      'graded',
    ]);
    expect(await gradeOf(made.ada)).toEqual(before);
    expect(await publishRegrade(store, { id, by })).toEqual({ kind: 'settled before', state: 'discarded' });
    expect((await start()).attempts).toBe(5);
  });
});

describe('a reproduction', () => {
  test('is a copy with the same version and seeds that never counts', async () => {
    const { store } = database;
    const submission = (await findSubmission(store, made.submissions.adaCorrect))!;
    const [original] = submission.attempts;
    const started = await startReproduction(store, original.id);
    if (started.kind !== 'started') throw new Error(started.kind);
    expect(await loadAttemptForGrading(store, started.attemptId)).toMatchObject({
      versionHash: original.versionHash,
      seedAttemptId: original.id,
    });
    await finishAs(started.attemptId, original.id, 'training-loss', '0');
    expect(await gradeOf(made.ada)).toMatchObject({ points: '20' });
    expect((await findSubmission(store, submission.id))!.attempts).toEqual(submission.attempts);
  });

  test('says what is not there any more', async () => {
    const { store } = database;
    const [{ id }] = (await findSubmission(store, made.submissions.adaCorrect))!.attempts;
    await store.db.submissionFile.deleteMany({ where: { submissionId: made.submissions.adaCorrect } });
    expect(await startReproduction(store, id)).toEqual({
      kind: 'gone',
      what: 'the programs of the submission',
    });
    expect(await startReproduction(store, made.carlAttempt)).toEqual({
      kind: 'not graded',
      state: 'queued',
    });
  });
});

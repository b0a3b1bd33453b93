// What triggers of the database sum up for each student and assignment, and what pages make of it.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { finishAttempt, listAtRisk, readCourseOverview } from '@residual/store';
import { taskReportSchema, type TaskReport } from '@residual/contracts';
import { makeCourseInProgress, type CourseInProgress } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
let made: CourseInProgress;
let courseId: string;
let linearId: string;
let versionHash: string;

beforeAll(async () => {
  made = await makeCourseInProgress(database.store);
  const row = await database.store.db.assignment.findFirstOrThrow({ where: { slug: 'linear-regression' } });
  ({ courseId, id: linearId, versionHash } = row);
});

const progressOf = (email: string) =>
  database.store.db.progress.findFirstOrThrow({
    where: { assignmentId: linearId, enrollment: { user: { email } } },
  });

/** The reports of an attempt, with points of one's choosing. */
async function reportsOf(submissionId: string, points: string): Promise<TaskReport[]> {
  const rows = await database.store.db.taskResult.findMany({
    where: { attempt: { submissionId, number: 1 } },
    orderBy: { task: 'asc' },
  });
  return rows.map(({ report }) => ({ ...taskReportSchema.parse(report), points }));
}

describe('progress', () => {
  test('knows the first push, the one that passed, and how many it took', async () => {
    expect(await progressOf(made.ada)).toMatchObject({
      submissions: 2,
      firstAt: new Date('2026-11-18T09:12:04Z'),
      lastAt: new Date('2026-11-18T09:31:40Z'),
      passedAt: new Date('2026-11-18T09:31:40Z'),
      secondsToPass: 19 * 60 + 36,
      submissionsToPass: 2,
      submissionId: made.submissions.adaCorrect,
      state: 'graded',
      scoreBin: 10,
      verdicts: ['correct'],
    });
  });

  test('keeps that a student passed when a later push does not, with the later points', async () => {
    const alan = await progressOf('alan@example.edu');
    expect(alan).toMatchObject({
      submissionId: made.submissions.alanLate,
      scoreBin: 0,
      submissionsToPass: 1,
    });
    expect([alan.points?.toFixed(), alan.bestPoints?.toFixed()]).toEqual(['0', '20']);
  });

  test('takes no notice of an attempt that is held back until it counts', async () => {
    const { store } = database;
    const submissionId = made.submissions.kurtDiverged;
    const { id } = await store.db.attempt.create({
      data: { submissionId, versionHash, number: -1, reason: 'regrade' },
    });
    await finishAttempt(store, id, await reportsOf(submissionId, '10'));
    expect((await progressOf('kurt@example.edu')).points?.toFixed()).toBe('7');
    await store.db.attempt.update({ where: { id }, data: { number: 2 } });
    const kurt = await progressOf('kurt@example.edu');
    expect(kurt).toMatchObject({ attemptId: id, scoreBin: 10, submissions: 1 });
    const submission = await store.db.submission.findUniqueOrThrow({ where: { id: submissionId } });
    expect([submission.resultState, submission.resultPoints?.toFixed()]).toEqual(['graded', '20']);
  });

  test('is right whichever of two gradings commits first', async () => {
    const { store } = database;
    const first = await store.db.submission.findFirstOrThrow({
      where: { assignmentId: linearId, enrollment: { user: { email: 'alan@example.edu' } } },
      orderBy: { receivedAt: 'asc' },
    });
    const attempts = await Promise.all(
      [first.id, made.submissions.alanLate].map((submissionId) =>
        store.db.attempt.create({
          data: { submissionId, versionHash, number: 2, reason: 'retry' },
        }),
      ),
    );
    await Promise.all(
      attempts.map(async ({ id, submissionId }, i) =>
        finishAttempt(store, id, await reportsOf(submissionId, i === 0 ? '3' : '4')),
      ),
    );
    const alan = await progressOf('alan@example.edu');
    expect([alan.points?.toFixed(), alan.bestPoints?.toFixed()]).toEqual(['8', '8']);
    expect(alan).toMatchObject({ passedAt: null, scoreBin: 4 });
  });
});

describe('the overview of a course', () => {
  test('counts students by their points, and submissions by days of the course’s zone', async () => {
    const overview = await readCourseOverview(database.store, {
      courseId,
      now: new Date('2026-11-21T23:30:00Z'),
      days: 4,
      diagnoses: 5,
    });
    expect(overview.students).toBe(7);
    const [linear] = overview.assignments;
    expect(linear).toMatchObject({ submitted: 6, passed: 2, open: 1, notGraded: 1, medianSubmissions: 1 });
    // Ada and Kurt have all points, Emmy 10 of 20, Alan 8.
    expect(linear.scores).toEqual([0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 2]);
    // At 23:30 in UTC the next day has begun in Berlin.
    expect(overview.activity).toEqual([
      { day: '2026-11-19', submissions: 2 },
      { day: '2026-11-20', submissions: 3 },
      { day: '2026-11-21', submissions: 3 },
      { day: '2026-11-22', submissions: 0 },
    ]);
  });
});

describe('who is at risk', () => {
  const names = async (now: string) =>
    (await listAtRisk(database.store, { courseId, now: new Date(now), limit: 10 })).students.map(
      ({ name, risks }) => [name, ...risks.map(({ kind }) => kind)],
    );

  test('has handed in nothing shortly before the deadline, and after it', async () => {
    expect(await names('2026-11-16T12:00:00Z')).toEqual([]);
    expect(await names('2026-11-19T12:00:00Z')).toEqual([['Sofja Kowalewskaja', 'due']]);
    expect(await names('2026-11-22T12:00:00Z')).toEqual([['Sofja Kowalewskaja', 'missed']]);
  });

  test('is not who has an extension or is excused', async () => {
    const { db } = database.store;
    const { id: enrollmentId } = await db.enrollment.findFirstOrThrow({
      where: { user: { email: 'sofja@example.edu' } },
    });
    const by = { reason: 'ill', grantedBy: 'instructor@example.edu' };
    const { id } = await db.extension.create({
      data: { assignmentId: linearId, enrollmentId, until: new Date('2026-12-10T12:00:00Z'), ...by },
    });
    expect(await names('2026-11-22T12:00:00Z')).toEqual([]);
    await db.extension.update({ where: { id }, data: { revokedAt: new Date() } });
    await db.gradeOverride.create({
      data: { enrollmentId, assignmentId: linearId, points: null, reason: 'ill', setBy: by.grantedBy },
    });
    expect(await names('2026-11-22T12:00:00Z')).toEqual([]);
  });
});

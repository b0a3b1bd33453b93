// What the plain CSV tells of a course in the middle of the term, from the database to the file.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { MaxPoints, openExport } from '@residual/export';
import { findCourse } from '@residual/store';
import { parse } from 'csv-parse/sync';
import { makeCourseInProgress, type CourseInProgress } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
let course: CourseInProgress;
beforeAll(async () => {
  course = await makeCourseInProgress(database.store);
});

async function allGrades(): Promise<Record<string, string>[]> {
  const { store } = database;
  const opened = await openExport(store, {
    course: (await findCourse(store, 'deep-learning'))!,
    options: { format: 'csv', missing: 'leave', excused: 'mark', ungraded: 'leave', targets: {} },
    maxPoints: new MaxPoints(store),
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of opened.file()) chunks.push(chunk);
  return parse(Buffer.concat(chunks), { columns: true });
}

async function grades(email: string): Promise<Record<string, string>> {
  const rows = await allGrades();
  return rows.find((row) => row.email === email)!;
}

const standing = (row: Record<string, string>, assignment: string): string[] =>
  ['points', 'max', 'best points', 'on-time points', 'verdict', 'late', 'submitted at', 'submissions'].map(
    (column) => row[`${assignment} ${column}`],
  );

describe('the export of a course', () => {
  test('has a row for each student, by name, and none for staff', async () => {
    const rows = await allGrades();
    expect(rows.map(({ name }) => name)).toEqual([
      'Ada Lovelace',
      'Alan Turing',
      'Carl Friedrich Gauß',
      'Emmy Noether',
      'Grace Hopper',
      'Kurt Gödel',
      'Sofja Kowalewskaja',
    ]);
  });

  test('tells the latest submission, and the best points apart from it', async () => {
    expect(standing(await grades('alan@example.edu'), 'linear-regression')).toEqual(
      ['0', '20', '20', '20', 'wrong', 'yes', '2026-11-21T01:02:03.000Z', '2'], // prettier-ignore
    );
    expect(standing(await grades(course.ada), 'logistic-regression')).toEqual(
      ['16.5', '20', '16.5', '16.5', 'partial', 'no', '2026-11-21T18:02:00.000Z', '1'], // prettier-ignore
    );
  });

  test('tells missing, waiting and not graded apart', async () => {
    const verdicts = await Promise.all(
      ['sofja@example.edu', 'gauss@example.edu', 'grace@example.edu'].map(async (email) => {
        const [points, max, , onTime, verdict] = standing(await grades(email), 'linear-regression');
        return [points, max, onTime, verdict];
      }),
    );
    expect(verdicts).toEqual([
      ['', '20', '', 'not submitted'],
      ['', '20', '', 'grading'],
      ['', '20', '', 'not graded'],
    ]);
  });

  test('tells the grade that the policy makes of it, and how', async () => {
    const row = await grades('alan@example.edu');
    const columns = ['grade', 'grade status', 'grade explanation', 'days late', 'attempts used'];
    expect(columns.map((column) => row[`linear-regression ${column}`])).toEqual(
      ['0', 'graded', '0 of 20 (1 day late, nothing taken off)', '1', '2'], // prettier-ignore
    );
  });

  test('keeps a fourth decimal, which no binary fraction would', async () => {
    const attempt = await attemptOf(course.submissions.adaCorrect);
    await database.store.db.attempt.update({ where: { id: attempt.id }, data: { points: '19.9999' } });
    expect((await grades(course.ada))['linear-regression points']).toBe('19.9999');
  });

  test('keeps the grade while a regrade runs and when it fails for our reasons, and takes its result', async () => {
    const { db } = database.store;
    const first = await attemptOf(course.submissions.kurtDiverged);
    const regrade = await db.attempt.create({
      data: {
        submissionId: first.submissionId,
        number: 2,
        reason: 'regrade',
        versionHash: first.versionHash,
      },
    });
    expect(await kurtsPoints()).toEqual(['7', 'partial']);
    await db.attempt.update({
      where: { id: regrade.id },
      data: { state: 'not_graded', failure: 'evaluator died' },
    });
    expect(await kurtsPoints()).toEqual(['7', 'partial']);
    const third = await db.attempt.create({
      data: {
        submissionId: first.submissionId,
        number: 3,
        reason: 'regrade',
        versionHash: first.versionHash,
        state: 'graded',
        points: '0',
        maxPoints: '10',
      },
    });
    await db.taskResult.create({
      data: {
        attemptId: third.id,
        task: 'gradient-descent',
        verdict: 'time_limit',
        points: 0,
        maxPoints: 10,
        report: {},
      },
    });
    expect(await kurtsPoints()).toEqual(['0', 'time limit']);
  });

  test('takes what arrives at the deadline itself as in time', async () => {
    const { db } = database.store;
    const submission = await db.submission.findUniqueOrThrow({ where: { id: course.submissions.alanLate } });
    const setDeadline = (deadline: Date) =>
      db.assignment.update({ where: { id: submission.assignmentId }, data: { deadline } });
    await setDeadline(submission.receivedAt);
    expect(await alanIsLate()).toBe('no');
    await setDeadline(new Date(submission.receivedAt.getTime() - 1));
    expect(await alanIsLate()).toBe('yes');
  });
});

const attemptOf = (submissionId: string) =>
  database.store.db.attempt.findFirstOrThrow({ where: { submissionId } });

async function kurtsPoints(): Promise<string[]> {
  const row = await grades('kurt@example.edu');
  return [row['linear-regression points'], row['linear-regression verdict']];
}
const alanIsLate = async (): Promise<string> => (await grades('alan@example.edu'))['linear-regression late'];

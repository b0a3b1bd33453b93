// Grades on the pages, and what a student or staff can do there about an attempt.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { grantExtension, setCoursePolicy, setOverride } from '@residual/store';
import { makeCourseInProgress, PASSWORD, type CourseInProgress } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';
import { startWebsite, Visitor, type Website } from '../support/website.ts';

let site: Website;
afterAll(() => site.close());
const database = useDatabase();
let made: CourseInProgress;
let courseId: string;
let assignmentId: string;
let instructor: Visitor;
const by = 'instructor@example.edu';

beforeAll(async () => {
  made = await makeCourseInProgress(database.store);
  const assignment = await database.store.db.assignment.findFirstOrThrow({
    where: { slug: 'linear-regression' },
  });
  ({ courseId, id: assignmentId } = assignment);
  site = await startWebsite(database.store, database.url);
  instructor = await logIn(made.instructor);
});

const logIn = (email: string): Promise<Visitor> => new Visitor(site.url).logIn(email, PASSWORD);
const textOf = async (visitor: Visitor, path: string): Promise<string> => {
  const response = await visitor.get(path);
  expect(response.status).toBe(200);
  return (await response.text()).replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
};
const enrollmentOf = async (email: string): Promise<string> =>
  (await database.store.db.enrollment.findFirstOrThrow({ where: { user: { email } } })).id;

describe('a grade that the policy made', () => {
  test('is explained to its student, with the extended deadline and the attempts', async () => {
    const { store } = database;
    const policy = { late: { perDay: '10' }, attempts: { counts: 'best' as const, limit: 5 } };
    await setCoursePolicy(store, { courseId, policy, by });
    const alan = await logIn('alan@example.edu');
    const enrollmentId = await enrollmentOf('alan@example.edu');
    await grantExtension(store, {
      assignmentId,
      target: { kind: 'student', id: enrollmentId, name: 'alan@example.edu' },
      until: new Date('2026-11-22T22:59:59Z'),
      by,
      reason: 'ill',
    });
    const text = await textOf(alan, '/courses/deep-learning');
    expect(text).toContain('Your best submission counts');
    expect(text).toContain('2 of 5 attempts used');
    expect(text).toContain('Grade: 20 of 20 (extended to 2026-11-22 23:59)');
    expect(text).toMatch(/due Sun, 22 Nov 2026, 23:59 \(extended, /);
    expect(await textOf(alan, `/submissions/${made.submissions.alanLate}`)).toMatch(
      /An earlier submission counts .*grade: 20 of 20/,
    );
  });

  test('and one that staff set stand in the gradebook beside the points', async () => {
    const enrollmentId = await enrollmentOf('kurt@example.edu');
    await setOverride(database.store, { enrollmentId, assignmentId, points: '9', reason: 'by hand', by });
    const page = await (await instructor.get('/courses/deep-learning/gradebook')).text();
    const kurt = page.split('<tr ').find((row) => row.includes('Kurt'))!;
    expect(kurt).toMatch(/title="9, set by staff: by hand \(by the rules: 7 of 20\)"[^]*>set</);
    const alan = page.split('<tr ').find((row) => row.includes('Alan'))!;
    expect(alan).toMatch(/<b>20<\/b><small>\/20<\/small>[^]*>ext</);
    expect(page.split('<tr ').find((row) => row.includes('Ada'))).not.toContain('>set<');
  });
});

describe('the submission that counts', () => {
  test('is chosen by its student where the policy says so, and by nobody else', async () => {
    const alan = await logIn('alan@example.edu');
    const choose = `/submissions/${made.submissions.alanLate}/choose`;
    expect((await alan.post(choose, {})).status).toBe(404);
    await setCoursePolicy(database.store, { courseId, policy: { attempts: { counts: 'chosen' } }, by });
    const first = await database.store.db.submission.findFirstOrThrow({
      where: { assignmentId, enrollmentId: await enrollmentOf('alan@example.edu') },
      orderBy: { receivedAt: 'asc' },
    });
    expect(await textOf(alan, `/submissions/${first.id}`)).toContain('Let this one count');
    expect((await instructor.post(`/submissions/${first.id}/choose`, {})).status).toBe(404);
    const emmy = await logIn(made.emmy);
    expect((await emmy.post(`/submissions/${first.id}/choose`, {})).status).toBe(404);
    expect((await alan.post(`/submissions/${first.id}/choose`, {})).status).toBe(303);
    const text = await textOf(alan, `/submissions/${first.id}`);
    expect(text).toContain('this one counts');
    expect(text).not.toContain('Let this one count');
  });
});

describe('an attempt', () => {
  test('that waits is cancelled by its student, and graded again when that was a mistake', async () => {
    const carl = await logIn('gauss@example.edu');
    const path = `/submissions/${made.submissions.carlWaiting}`;
    const emmy = await logIn(made.emmy);
    expect((await emmy.post(`${path}/cancel`, {})).status).toBe(404);
    expect(await textOf(carl, path)).toContain('Cancel the grading');
    expect((await carl.post(`${path}/cancel`, {})).status).toBe(303);
    const text = await textOf(carl, path);
    expect(text).toContain('Grade again');
    expect(text).not.toContain('Cancel the grading');
    expect((await carl.post(`${path}/grade-again`, {})).status).toBe(303);
    expect((await carl.post(`${path}/grade-again`, {})).status).toBe(303);
    const attempts = await database.store.db.attempt.findMany({
      where: { submissionId: made.submissions.carlWaiting },
      orderBy: { number: 'asc' },
      include: { outbox: true },
    });
    expect(attempts.map(({ state, reason }) => [state, reason])).toEqual([
      ['cancelled', 'first'],
      ['queued', 'retry'],
    ]);
    expect(attempts[1].outbox?.dispatchedAt).toBeNull();
  });

  test('that runs is cancelled by its student only where attempts are not limited', async () => {
    const { store } = database;
    const [carl, path] = [await logIn('gauss@example.edu'), `/submissions/${made.submissions.carlWaiting}`];
    const newest = () =>
      store.db.attempt.findFirstOrThrow({
        where: { submissionId: made.submissions.carlWaiting },
        orderBy: { number: 'desc' },
      });
    const { id } = await newest();
    await store.db.attempt.update({ where: { id }, data: { state: 'running' } });
    await setCoursePolicy(store, { courseId, policy: { attempts: { limit: 5 } }, by });
    await carl.post(`${path}/cancel`, {});
    expect((await newest()).state).toBe('running');
    expect(await textOf(carl, path)).not.toContain('Cancel the grading');
    await setCoursePolicy(store, { courseId, policy: {}, by });
    await carl.post(`${path}/cancel`, {});
    expect((await newest()).state).toBe('cancelled');
  });

  test('with a result is not repeated, and one that we failed to grade is', async () => {
    const again = async (submission: string): Promise<number> => {
      await instructor.post(`/submissions/${submission}/grade-again`, {});
      return database.store.db.attempt.count({ where: { submissionId: submission } });
    };
    expect(await again(made.submissions.adaCorrect)).toBe(1);
    expect(await again(made.submissions.graceNotGraded)).toBe(2);
    const [entry] = await database.store.db.auditEntry.findMany({
      where: { action: 'attempt repeated' },
      orderBy: { at: 'desc' },
    });
    expect(entry).toMatchObject({ actor: by, subject: 'linear-regression grace@example.edu' });
  });
});

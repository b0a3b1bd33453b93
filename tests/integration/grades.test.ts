// What changes grades after the push, in the database: policies, extensions, overrides, roles; and the log of it.
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  cancelAttempt,
  chooseSubmission,
  createUser,
  enroll,
  findGradebook,
  finishAttempt,
  getGrade,
  grantExtension,
  listAudit,
  publishAssignment,
  removeOverride,
  revokeExtension,
  setCoursePolicy,
  setGroup,
  setOverride,
  setRole,
} from '@residual/store';
import { makeCourseInProgress, type CourseInProgress } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
const by = 'instructor@example.edu';
const now = new Date('2026-12-24T00:00:00Z');
let made: CourseInProgress;
let courseId: string;
let assignmentId: string;
beforeAll(async () => {
  made = await makeCourseInProgress(database.store);
  const assignment = await database.store.db.assignment.findFirstOrThrow({
    where: { slug: 'linear-regression' },
  });
  ({ courseId, id: assignmentId } = assignment);
  // Alan handed in 20 points in time, and 0 points a day and some hours after the deadline.
  await setPolicy({ late: { perDay: '10' }, attempts: { counts: 'best' } });
});

const setPolicy = (policy: Parameters<typeof setCoursePolicy>[1]['policy']) =>
  setCoursePolicy(database.store, { courseId, policy, by });

async function cellOf(email: string) {
  const { id } = await database.store.db.enrollment.findFirstOrThrow({ where: { user: { email } } });
  return { enrollmentId: id, assignmentId };
}
const gradeOf = async (email: string) => getGrade(database.store, { ...(await cellOf(email)), now });
const lastEntry = async () => (await listAudit(database.store, { courseId, limit: 1 }))[0];

describe('a grade', () => {
  test('follows the policy as soon as that changes, for earlier submissions too', async () => {
    expect(await gradeOf('alan@example.edu')).toMatchObject({ points: '20', daysLate: 0 });
    await setPolicy({ attempts: { counts: 'latest' } });
    expect(await gradeOf('alan@example.edu')).toMatchObject({ points: '0', daysLate: 1 });
    await setPolicy({ attempts: { counts: 'latest' }, late: { cutOff: 0 } });
    expect(await gradeOf('alan@example.edu')).toMatchObject({ points: '20' });
    expect(await lastEntry()).toMatchObject({
      actor: by,
      action: 'policy changed',
      subject: 'deep-learning',
      before: { attempts: { counts: 'latest' } },
      after: { attempts: { counts: 'latest' }, late: { cutOff: 0 } },
    });
    await setPolicy({ late: { perDay: '10' } });
  });

  test('tells zero, missing, not graded and being graded apart', async () => {
    const gradebook = await findGradebook(database.store, 'deep-learning', { now });
    const found = gradebook!.rows.map(({ email, grades }) => [email, grades[0].status, grades[0].points]);
    expect(found).toEqual([
      ['ada@example.edu', 'graded', '20'],
      ['alan@example.edu', 'graded', '0'],
      ['gauss@example.edu', 'pending', null],
      ['emmy@example.edu', 'graded', '10'],
      ['grace@example.edu', 'not graded', null],
      ['kurt@example.edu', 'graded', '7'],
      ['sofja@example.edu', 'missing', null],
    ]);
  });
});

describe('an extension', () => {
  test('granted after the push lifts what lateness took off, until it is revoked', async () => {
    const { store } = database;
    // Kurt's 7 points, as if received one minute after the deadline.
    await store.db.submission.update({
      where: { id: made.submissions.kurtDiverged },
      data: { receivedAt: new Date('2026-11-20T23:00:59Z') },
    });
    const email = 'kurt@example.edu';
    expect((await gradeOf(email)).explanation).toBe('7 of 20 − 10 % late = 6.3 (1 day late)');
    const { enrollmentId } = await cellOf(email);
    const id = await grantExtension(store, {
      assignmentId,
      target: { kind: 'student', id: enrollmentId, name: email },
      until: new Date('2026-11-22T22:59:59Z'),
      by,
      reason: 'ill',
    });
    expect((await gradeOf(email)).explanation).toBe('7 of 20 (extended to 2026-11-22 23:59)');
    expect(await lastEntry()).toMatchObject({
      action: 'extension granted',
      subject: 'linear-regression kurt@example.edu',
      before: { deadline: '2026-11-20T22:59:59.000Z' },
      after: { extension: id, deadline: '2026-11-22T22:59:59.000Z' },
      reason: 'ill',
    });
    expect(await revokeExtension(store, { id, by, reason: 'a mistake' })).toBe(true);
    expect(await revokeExtension(store, { id, by, reason: 'a mistake' })).toBe(false);
    expect((await gradeOf(email)).points).toBe('6.3');
  });

  test('of a group is that of its members, as they are now', async () => {
    const { store } = database;
    const [kurt, ada] = [await cellOf('kurt@example.edu'), await cellOf(made.ada)];
    const group = { courseId, name: 'lab-a', by };
    await setGroup(store, { ...group, enrollmentIds: [kurt.enrollmentId] });
    const { id } = await store.db.studentGroup.findFirstOrThrow({ where: { name: 'lab-a' } });
    await grantExtension(store, {
      assignmentId,
      target: { kind: 'group', id, name: 'lab-a' },
      until: new Date('2026-11-22T22:59:59Z'),
      by,
      reason: 'the lab was closed',
    });
    expect((await gradeOf('kurt@example.edu')).points).toBe('7');
    await setGroup(store, { ...group, enrollmentIds: [ada.enrollmentId] });
    expect((await gradeOf('kurt@example.edu')).points).toBe('6.3');
    expect(await lastEntry()).toMatchObject({ before: ['kurt@example.edu'], after: [made.ada] });
  });
});

describe('an override', () => {
  test('takes the place of the grade with its reason, excuses, and is taken back', async () => {
    const { store } = database;
    const cell = await cellOf('alan@example.edu');
    await setOverride(store, { ...cell, points: '12.5', reason: 'marked by hand', by });
    expect(await gradeOf('alan@example.edu')).toMatchObject({ points: '12.5', computedPoints: '0' });
    await setOverride(store, { ...cell, points: null, reason: 'ill', by });
    expect(await gradeOf('alan@example.edu')).toMatchObject({
      status: 'excused',
      explanation: 'excused: ill',
    });
    expect(await lastEntry()).toMatchObject({ before: { points: '12.5' }, after: { excused: true } });
    expect(await removeOverride(store, { ...cell, reason: 'recovered', by })).toBe(true);
    expect(await removeOverride(store, { ...cell, reason: 'again', by })).toBe(false);
    expect((await gradeOf('alan@example.edu')).points).toBe('0');
  });
});

describe('a choice of submission', () => {
  test('counts where the policy lets students choose, and only for their own', async () => {
    const { store } = database;
    const cell = await cellOf('alan@example.edu');
    const [first] = await store.db.submission.findMany({ where: cell, orderBy: { receivedAt: 'asc' } });
    const choose = (submissionId: string) => chooseSubmission(store, { ...cell, submissionId, by });
    expect(await choose(made.submissions.adaCorrect)).toBe(false);
    expect(await choose(first.id)).toBe(true);
    expect((await gradeOf('alan@example.edu')).points).toBe('0');
    await setPolicy({ attempts: { counts: 'chosen' } });
    expect((await gradeOf('alan@example.edu')).points).toBe('20');
  });
});

describe('a cancelled attempt', () => {
  test('is no score, takes no result any more, and uses up no attempt', async () => {
    const { store } = database;
    const attemptId = made.carlAttempt;
    expect((await gradeOf('gauss@example.edu')).attemptsUsed).toBe(1);
    expect(await cancelAttempt(store, { attemptId, by, reason: 'a loop' })).toBe('queued');
    expect(await cancelAttempt(store, { attemptId, by })).toBe('cancelled');
    expect(await finishAttempt(store, attemptId, [])).toBe(false);
    expect(await gradeOf('gauss@example.edu')).toMatchObject({ points: null, attemptsUsed: 0 });
  });
});

describe('a role', () => {
  test('is kept when its owner is enrolled again, and changed only on purpose', async () => {
    const { store } = database;
    const user = await store.db.user.findUniqueOrThrow({ where: { email: made.instructor } });
    const again = await enroll(store, { courseId, userId: user.id, role: 'student' });
    expect(again.role).toBe('instructor');
    const other = await createUser(store, { name: 'Hedy', email: 'hedy@example.edu', password: 'x' });
    await enroll(store, { courseId, userId: other, role: 'assistant', by });
    expect(await lastEntry()).toMatchObject({ actor: by, subject: 'hedy@example.edu', after: 'assistant' });
    await setRole(store, { enrollmentId: again.id, role: 'assistant', by: 'root', reason: 'left' });
    expect(await lastEntry()).toMatchObject({
      actor: 'root',
      action: 'role changed',
      subject: made.instructor,
      before: 'instructor',
      after: 'assistant',
    });
  });
});

describe('the audit log', () => {
  test('tells of a new deadline, and nothing where nothing changed', async () => {
    const { store } = database;
    const assignment = {
      slug: 'audited',
      title: 'Audited',
      position: 9,
      deadline: null,
      hash: 'first',
      bundle: new Uint8Array(1),
      policy: { late: { perDay: '5', days: '24h' } as const },
    };
    const entries = async () =>
      (await listAudit(store, { courseId, limit: 100, about: 'audited' })).map(({ before, after }) => [
        before,
        after,
      ]);
    await publishAssignment(store, courseId, assignment);
    await publishAssignment(store, courseId, assignment, by);
    expect(await entries()).toEqual([]);
    await publishAssignment(store, courseId, { ...assignment, deadline: now }, by);
    expect(await entries()).toMatchObject([[{ deadline: null }, { deadline: now.toISOString() }]]);
  });

  test('cannot be changed', async () => {
    const { db } = database.store;
    await expect(db.auditEntry.updateMany({ data: { actor: 'nobody' } })).rejects.toThrow(
      'only ever added to',
    );
    await expect(db.auditEntry.deleteMany()).rejects.toThrow('only ever added to');
  });

  test('is not written without the change, nor the change without it', async () => {
    const { store } = database;
    const count = await store.db.auditEntry.count();
    const { enrollmentId } = await cellOf(made.ada);
    await expect(
      setOverride(store, { enrollmentId, assignmentId: courseId, points: '1', reason: 'x', by }),
    ).rejects.toThrow('share no course');
    await expect(
      setOverride(store, { enrollmentId, assignmentId, points: '1', reason: 'x', by: null as never }),
    ).rejects.toThrow();
    expect(await store.db.auditEntry.count()).toBe(count);
    expect(await store.db.gradeOverride.count()).toBe(0);
  });
});

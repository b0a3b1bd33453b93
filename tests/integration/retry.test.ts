import { beforeAll, describe, expect, test } from '@jest/globals';
import { confirmPush, recordPush } from '@residual/store';
import { randomUUID } from 'node:crypto';
import { type CourseInProgress, makeCourseInProgress } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
let course: CourseInProgress;
beforeAll(async () => {
  course = await makeCourseInProgress(database.store);
});

describe('a push after we failed to grade a submission', () => {
  test('has it graded again, although its folder is unchanged, and with its own receipt time', async () => {
    const { store } = database;
    const id = course.submissions.graceNotGraded;
    const submission = () =>
      store.db.submission.findUniqueOrThrow({
        where: { id },
        include: { push: true, attempts: { orderBy: { number: 'asc' }, include: { outbox: true } } },
      });
    const { push, enrollmentId, receivedAt } = await submission();
    const row = await recordPush(store, {
      id: randomUUID(),
      repositoryId: push.repositoryId,
      oldCommit: push.newCommit,
      newCommit: 'f'.repeat(40),
      receivedAt: new Date('2026-11-25T00:00:00Z'),
    });
    await confirmPush(store, { pushId: row.id, enrollmentId, folders: [] });
    await confirmPush(store, { pushId: row.id, enrollmentId, folders: [] });
    const after = await submission();
    expect(after.attempts.map(({ state, reason }) => [state, reason])).toEqual([
      ['not_graded', 'first'],
      ['queued', 'retry'],
    ]);
    expect(after.attempts[1].outbox?.dispatchedAt).toBeNull();
    expect(after.receivedAt).toEqual(receivedAt);
  });
});

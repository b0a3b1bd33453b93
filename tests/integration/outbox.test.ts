import { beforeAll, describe, expect, test } from '@jest/globals';
import { failAttempt, listUndispatched, markDispatched, redispatchUnfinished } from '@residual/store';
import { type CourseInProgress, makeCourseInProgress } from '../support/course-in-progress.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase();
let course: CourseInProgress;
beforeAll(async () => {
  course = await makeCourseInProgress(database.store);
  await database.store.db.outboxEntry.create({ data: { attemptId: course.carlAttempt } });
});

const undispatched = async (): Promise<string[]> =>
  (await listUndispatched(database.store, { limit: 10 })).map(({ attemptId }) => attemptId);

describe('an attempt that was given to the queue', () => {
  test('is given to it again after a while, as long as it has no end', async () => {
    const { store } = database;
    const attemptId = course.carlAttempt;
    expect(await undispatched()).toEqual([attemptId]);
    await markDispatched(store, attemptId);
    expect(await redispatchUnfinished(store, { before: new Date(Date.now() - 60_000) })).toBe(0);
    expect(await undispatched()).toEqual([]);

    expect(await redispatchUnfinished(store, { before: new Date(Date.now() + 1) })).toBe(1);
    expect(await undispatched()).toEqual([attemptId]);

    await markDispatched(store, attemptId);
    await failAttempt(store, attemptId, 'the worker died');
    expect(await redispatchUnfinished(store, { before: new Date(Date.now() + 60_000) })).toBe(0);
  });
});

// Attempts on their way to the queue. An entry is written with its attempt; the dispatcher adds the job and
// only then marks the entry, so a crash in between adds the job twice, which the queue takes as once.
import type { Store } from './store.ts';

export interface UndispatchedAttempt {
  readonly attemptId: string;
  readonly pushId: string;
  /** The student's attempts that are queued or running, this one included. */
  readonly pendingOfStudent: number;
  /** Nobody waits for it: a regrade to be looked at, a reproduction. */
  readonly inBackground: boolean;
}

/**
 * Oldest first.
 * @param options.pushId only the attempts of this push
 */
export async function listUndispatched(
  store: Store,
  options: { readonly limit: number; readonly pushId?: string },
): Promise<UndispatchedAttempt[]> {
  const pushId = options.pushId ?? null;
  return store.db.$queryRaw<UndispatchedAttempt[]>`
    SELECT o."attemptId", own."pushId", (
      SELECT count(*)::int
      FROM "Attempt" other JOIN "Submission" s ON s."id" = other."submissionId"
      WHERE s."enrollmentId" = own."enrollmentId" AND other."state" IN ('queued', 'running')
        AND other."number" > 0
        AND other."queuedAt" <= a."queuedAt"
    ) AS "pendingOfStudent", a."number" < 0 AS "inBackground"
    FROM "OutboxEntry" o
    JOIN "Attempt" a ON a."id" = o."attemptId"
    JOIN "Submission" own ON own."id" = a."submissionId"
    WHERE o."dispatchedAt" IS NULL AND (${pushId}::uuid IS NULL OR own."pushId" = ${pushId}::uuid)
    ORDER BY o."createdAt"
    LIMIT ${options.limit}`;
}

/**
 * Attempts that were given to the queue before a certain time and are still not finished are taken for lost, as after
 * Redis has lost its data, and are given to it again. Where their job is still there, the queue takes both for one.
 * @returns how many
 */
export async function redispatchUnfinished(store: Store, { before }: { before: Date }): Promise<number> {
  const { count } = await store.db.outboxEntry.updateMany({
    where: { dispatchedAt: { lt: before }, attempt: { state: { in: ['queued', 'running'] } } },
    data: { dispatchedAt: null },
  });
  return count;
}

export async function markDispatched(store: Store, attemptId: string): Promise<void> {
  await store.db.outboxEntry.updateMany({
    where: { attemptId, dispatchedAt: null },
    data: { dispatchedAt: new Date() },
  });
}

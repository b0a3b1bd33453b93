// What was handed to the queue. An entry is written with its attempt; the dispatcher adds the job and only then
// marks the entry, so a crash in between adds the job twice, which the queue takes as once.
import type { Device } from './generated/enums.ts';
import type { Store } from './store.ts';

/** @param device whose queue it was handed to */
export async function markDispatched(store: Store, attemptId: string, device: Device = 'cpu'): Promise<void> {
  await store.db.outboxEntry.updateMany({
    where: { attemptId, dispatchedAt: null },
    data: { dispatchedAt: new Date(), device },
  });
}

/** Between the clocks of servers. */
export const CLOCK_TOLERANCE_MS = 60_000;

/** Attempts that were handed to the queue before a certain time and have no end yet. */
export async function listHandedOver(
  store: Store,
  { before }: { before: Date },
): Promise<{ readonly attemptId: string; readonly device: Device }[]> {
  return store.db.outboxEntry.findMany({
    where: {
      // What was handed over in the future was so by a clock that has been put back since.
      OR: [
        { dispatchedAt: { lt: before } },
        { dispatchedAt: { gt: new Date(Date.now() + CLOCK_TOLERANCE_MS) } },
      ],
      attempt: { state: { in: ['queued', 'running'] } },
    },
    select: { attemptId: true, device: true },
  });
}

/**
 * Puts attempts that the queue has lost back in line. One that has ended meanwhile stays as it is.
 * @returns how many went back
 */
export async function takeBack(store: Store, attemptIds: readonly string[]): Promise<number> {
  return store.db.$transaction(async (tx) => {
    // Who is at it in spite of that may still finish it: the result is written once.
    const ids = await tx.$queryRaw<{ id: string }[]>`
      UPDATE "Attempt" SET "state" = 'queued', "startedAt" = NULL, "worker" = NULL
      WHERE "state" IN ('queued', 'running') AND "id" = ANY(${[...attemptIds]}::uuid[])
      RETURNING "id"`;
    const { count } = await tx.outboxEntry.updateMany({
      where: { attemptId: { in: ids.map(({ id }) => id) }, dispatchedAt: { not: null } },
      data: { dispatchedAt: null },
    });
    return count;
  });
}

/** Attempts without an outbox entry, as nothing but a mistake of ours or a hand in the database leaves them, get one. */
export async function addMissingEntries(store: Store): Promise<number> {
  return store.db.$executeRaw`
    INSERT INTO "OutboxEntry" ("attemptId")
    SELECT a."id" FROM "Attempt" a
    WHERE a."state" IN ('queued', 'running')
      AND NOT EXISTS (SELECT FROM "OutboxEntry" o WHERE o."attemptId" = a."id")
    ON CONFLICT DO NOTHING`;
}

// Taking an attempt back before it is graded. A worker that is at it notices, and stops.
import { recordAudit } from './audit.ts';
import type { AttemptState } from './generated/enums.ts';
import type { Store } from './store.ts';

/**
 * Ends an attempt that waits or runs, at whatever stage: it is no score and uses up no attempt.
 * @param cancellation.states only if it is in one of these
 * @returns what it was until now; only `queued` and `running` were cancelled, anything else stays; null: there is none
 */
export async function cancelAttempt(
  store: Store,
  cancellation: {
    attemptId: string;
    by: string;
    reason?: string | undefined;
    states?: readonly ('queued' | 'running')[];
  },
): Promise<AttemptState | null> {
  const { attemptId, by, reason, states = ['queued', 'running'] } = cancellation;
  return store.db.$transaction(async (tx) => {
    // Whoever finishes it at the same time comes before or after us, not in between.
    const [row] = await tx.$queryRaw<
      { state: AttemptState; courseId: string; email: string; slug: string }[]
    >`
      SELECT t."state"::text, a."courseId", u."email", a."slug"
      FROM "Attempt" t
      JOIN "Submission" s ON s."id" = t."submissionId"
      JOIN "Assignment" a ON a."id" = s."assignmentId"
      JOIN "Enrollment" e ON e."id" = s."enrollmentId"
      JOIN "User" u ON u."id" = e."userId"
      WHERE t."id" = ${attemptId}::uuid FOR UPDATE OF t`;
    if (!row) return null;
    const { state, courseId, email, slug } = row;
    if (!states.some((each) => each === state)) return state;
    await tx.attempt.update({
      where: { id: attemptId },
      data: { state: 'cancelled', finishedAt: new Date(), failure: `Cancelled by ${by}.` },
    });
    await recordAudit(tx, {
      actor: by,
      action: 'attempt cancelled',
      courseId,
      subject: `${slug} ${email}`,
      before: { attempt: attemptId, state },
      after: { state: 'cancelled' },
      reason,
    });
    return state;
  });
}

/** For a worker that is at it: whether somebody took it back. */
export async function isCancelled(store: Store, attemptId: string): Promise<boolean> {
  const row = await store.db.attempt.findUnique({ where: { id: attemptId }, select: { state: true } });
  return row?.state === 'cancelled' || row?.state === 'superseded';
}

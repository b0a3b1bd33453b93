// Grading a submission again that has no result: we failed, or it was cancelled, or a newer push took its place.
import { recordAudit } from './audit.ts';
import type { AttemptState } from './generated/enums.ts';
import type { Store } from './store.ts';

/**
 * Queues another attempt with the version published last, unless the newest one waits, runs or has a result: for a
 * result there is a regrade, which is looked at first.
 * @returns the new attempt's id, or the state of the newest one; null: there is no such submission
 */
export async function retrySubmission(
  store: Store,
  { submissionId, by, reason }: { submissionId: string; by: string; reason?: string | undefined },
): Promise<{ readonly attemptId: string } | { readonly state: AttemptState } | null> {
  return store.db.$transaction(async (tx) => {
    // Two who ask at once come one after the other.
    await tx.$queryRaw`SELECT "id" FROM "Submission" WHERE "id" = ${submissionId}::uuid FOR UPDATE`;
    const submission = await tx.submission.findUnique({
      where: { id: submissionId },
      select: {
        assignment: { select: { courseId: true, slug: true, versionHash: true } },
        enrollment: { select: { user: { select: { email: true } } } },
        attempts: { where: { number: { gt: 0 } }, orderBy: { number: 'desc' }, take: 1 },
      },
    });
    const newest = submission?.attempts[0];
    if (!submission || !newest) return null;
    if (!['not_graded', 'cancelled', 'superseded'].includes(newest.state)) return { state: newest.state };
    const { courseId, slug, versionHash } = submission.assignment;
    const { id: attemptId } = await tx.attempt.create({
      data: {
        submissionId,
        number: newest.number + 1,
        reason: 'retry',
        versionHash,
        outbox: { create: {} },
      },
    });
    await recordAudit(tx, {
      actor: by,
      action: 'attempt repeated',
      courseId,
      subject: `${slug} ${submission.enrollment.user.email}`,
      before: { attempt: newest.id, state: newest.state },
      after: { attempt: attemptId },
      reason,
    });
    return { attemptId };
  });
}

// A newer push makes it pointless to grade an older one that was not begun, where the newer one counts in its place
// whatever comes of it.
import { assignmentPolicySchema, coursePolicySchema } from '@residual/contracts';
import { isJudgedAlike, rulesOf } from '@residual/grading/policy';
import type { Transaction } from './store.ts';

/**
 * Supersedes what waits of a student's earlier submissions to an assignment. The older one is graded too where it
 * may still count: where the best or a chosen one does; where, by any deadline that the student has, the newer one is
 * later by more or may be cut off; and where the newer one may be beyond the number of attempts.
 */
export async function supersedeEarlier(
  tx: Transaction,
  newer: { readonly enrollmentId: string; readonly assignmentId: string; readonly receivedAt: Date },
): Promise<void> {
  const { enrollmentId, assignmentId, receivedAt } = newer;
  const { deadline, policy, course, extensions } = await tx.assignment.findUniqueOrThrow({
    where: { id: assignmentId },
    select: {
      deadline: true,
      policy: true,
      course: { select: { policy: true, timeZone: true } },
      extensions: {
        where: {
          revokedAt: null,
          OR: [{ enrollmentId }, { group: { members: { some: { enrollmentId } } } }],
        },
      },
    },
  });
  const rules = rulesOf(
    coursePolicySchema.nullable().parse(course.policy),
    assignmentPolicySchema.nullable().parse(policy),
  );
  if (rules.counts !== 'latest') return;
  const submissions = await tx.submission.findMany({
    where: {
      enrollmentId,
      assignmentId,
      attempts: { some: { state: { in: ['queued', 'running', 'graded'] }, number: { gt: 0 } } },
    },
    select: {
      receivedAt: true,
      attempts: { where: { state: 'queued', number: { gt: 0 } }, select: { id: true } },
    },
  });
  if (rules.limit !== null && submissions.length > rules.limit) return;
  const pointless = submissions.filter(
    (older) =>
      older.receivedAt < receivedAt &&
      isJudgedAlike([older.receivedAt, receivedAt], { deadline, rules, extensions }, course.timeZone),
  );
  await tx.attempt.updateMany({
    where: {
      id: { in: pointless.flatMap(({ attempts }) => attempts.map(({ id }) => id)) },
      state: 'queued',
    },
    data: { state: 'superseded', finishedAt: new Date() },
  });
}

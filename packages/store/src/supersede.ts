// A newer push makes it pointless to grade an older one that was not begun, where the newer one counts in its place
// whatever comes of it.
import { assignmentPolicySchema, coursePolicySchema } from '@residual/contracts';
import { rulesOf } from '@residual/grading/policy';
import { isLate } from './standings.ts';
import type { Transaction } from './store.ts';

/**
 * Supersedes what waits of a student's earlier submissions to an assignment. Where the best or a chosen one counts,
 * and where the newer one may lose by its lateness, the older one is graded too.
 */
export async function supersedeEarlier(
  tx: Transaction,
  newer: { readonly enrollmentId: string; readonly assignmentId: string; readonly receivedAt: Date },
): Promise<void> {
  const { enrollmentId, assignmentId, receivedAt } = newer;
  const { deadline, policy, course } = await tx.assignment.findUniqueOrThrow({
    where: { id: assignmentId },
    select: { deadline: true, policy: true, course: { select: { policy: true } } },
  });
  const rules = rulesOf(
    coursePolicySchema.nullable().parse(course.policy),
    assignmentPolicySchema.nullable().parse(policy),
  );
  const isNewerLate = isLate(receivedAt, deadline);
  if (rules.counts !== 'latest' || (isNewerLate && rules.cutOff !== null)) return;
  await tx.attempt.updateMany({
    where: {
      state: 'queued',
      number: { gt: 0 },
      submission: {
        enrollmentId,
        assignmentId,
        receivedAt: { lt: receivedAt, ...(isNewerLate && deadline ? { gt: deadline } : {}) },
      },
    },
    data: { state: 'superseded', finishedAt: new Date() },
  });
}

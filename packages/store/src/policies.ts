// The policy of a course. An assignment's comes with its publication.
import { type CoursePolicy, coursePolicySchema } from '@residual/contracts';
import { recordAudit } from './audit.ts';
import type { Store } from './store.ts';

/** Nothing is taken off where none was set. */
export async function getCoursePolicy(store: Store, courseId: string): Promise<CoursePolicy> {
  const { policy } = await store.db.course.findUniqueOrThrow({
    where: { id: courseId },
    select: { policy: true },
  });
  return coursePolicySchema.nullable().parse(policy) ?? {};
}

/** Holds at once, for what was handed in before as well. */
export async function setCoursePolicy(
  store: Store,
  change: { courseId: string; policy: CoursePolicy; by: string; reason?: string | undefined },
): Promise<void> {
  const { courseId, policy, by, reason } = change;
  await store.db.$transaction(async (tx) => {
    const [before] = await tx.$queryRaw<{ slug: string; policy: CoursePolicy | null }[]>`
      SELECT "slug", "policy" FROM "Course" WHERE "id" = ${courseId}::uuid FOR UPDATE`;
    await tx.course.update({ where: { id: courseId }, data: { policy } });
    await recordAudit(tx, {
      actor: by,
      action: 'policy changed',
      courseId,
      subject: before.slug,
      before: before.policy ?? {},
      after: policy,
      reason,
    });
  });
}

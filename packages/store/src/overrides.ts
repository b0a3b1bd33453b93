// What staff set in place of a computed grade, and what a student chose to count.
import { recordAudit } from './audit.ts';
import type { Store, Transaction } from './store.ts';

export interface GradeCell {
  readonly enrollmentId: string;
  readonly assignmentId: string;
}

/** Words for the log; two changes of one student's grades come one after the other. */
async function lockCell(
  tx: Transaction,
  { enrollmentId, assignmentId }: GradeCell,
): Promise<{ courseId: string; subject: string }> {
  const [row] = await tx.$queryRaw<{ courseId: string; email: string; slug: string }[]>`
    SELECT e."courseId", u."email", a."slug"
    FROM "Enrollment" e
    JOIN "User" u ON u."id" = e."userId"
    JOIN "Assignment" a ON a."courseId" = e."courseId" AND a."id" = ${assignmentId}::uuid
    WHERE e."id" = ${enrollmentId}::uuid FOR UPDATE OF e`;
  if (!row) throw new Error(`enrollment ${enrollmentId} and assignment ${assignmentId} share no course`);
  return { courseId: row.courseId, subject: `${row.slug} ${row.email}` };
}

const pointsOf = (row: { points: { toFixed(): string } | null }) =>
  row.points === null ? { excused: true } : { points: row.points.toFixed() };

/** @param override `points` null excuses; `reason` is shown to the student */
export async function setOverride(
  store: Store,
  override: GradeCell & { points: string | null; reason: string; by: string },
): Promise<void> {
  const { enrollmentId, assignmentId, points, reason, by } = override;
  await store.db.$transaction(async (tx) => {
    const place = await lockCell(tx, override);
    const where = { enrollmentId_assignmentId: { enrollmentId, assignmentId } };
    const before = await tx.gradeOverride.findUnique({ where });
    const data = { points, reason, setBy: by, setAt: new Date() };
    const after = await tx.gradeOverride.upsert({
      where,
      create: { enrollmentId, assignmentId, ...data },
      update: data,
    });
    await recordAudit(tx, {
      actor: by,
      action: 'override set',
      ...place,
      ...(before && { before: pointsOf(before) }),
      after: pointsOf(after),
      reason,
    });
  });
}

/** The computed grade holds again. @returns false if nothing was set */
export async function removeOverride(
  store: Store,
  override: GradeCell & { reason: string; by: string },
): Promise<boolean> {
  const { enrollmentId, assignmentId, reason, by } = override;
  return store.db.$transaction(async (tx) => {
    const place = await lockCell(tx, override);
    const where = { enrollmentId_assignmentId: { enrollmentId, assignmentId } };
    const before = await tx.gradeOverride.findUnique({ where });
    if (!before) return false;
    await tx.gradeOverride.delete({ where });
    await recordAudit(tx, {
      actor: by,
      action: 'override removed',
      ...place,
      before: pointsOf(before),
      reason,
    });
    return true;
  });
}

/**
 * Which submission shall count, where the policy lets students choose; another policy keeps the choice and ignores it.
 * @returns false if the submission is not that student's to that assignment
 */
export async function chooseSubmission(
  store: Store,
  choice: GradeCell & { submissionId: string; by: string },
): Promise<boolean> {
  const { enrollmentId, assignmentId, submissionId, by } = choice;
  return store.db.$transaction(async (tx) => {
    const place = await lockCell(tx, choice);
    const own = await tx.submission.count({ where: { id: submissionId, enrollmentId, assignmentId } });
    if (own === 0) return false;
    const where = { enrollmentId_assignmentId: { enrollmentId, assignmentId } };
    const before = await tx.submissionChoice.findUnique({ where });
    await tx.submissionChoice.upsert({
      where,
      create: { enrollmentId, assignmentId, submissionId },
      update: { submissionId, chosenAt: new Date() },
    });
    await recordAudit(tx, {
      actor: by,
      action: 'choice made',
      ...place,
      ...(before && { before: { submission: before.submissionId } }),
      after: { submission: submissionId },
    });
    return true;
  });
}

export interface OverrideRow {
  readonly enrollmentId: string;
  readonly name: string;
  readonly email: string;
  /** Null: excused. */
  readonly points: string | null;
  readonly reason: string;
  readonly setBy: string;
  readonly setAt: Date;
}

/** Newest first. */
export async function listOverrides(
  store: Store,
  { assignmentId, limit }: { assignmentId: string; limit: number },
): Promise<OverrideRow[]> {
  const rows = await store.db.gradeOverride.findMany({
    where: { assignmentId },
    orderBy: { setAt: 'desc' },
    take: limit,
    include: { enrollment: { select: { user: { select: { name: true, email: true } } } } },
  });
  return rows.map(({ enrollmentId, enrollment, points, reason, setBy, setAt }) => ({
    enrollmentId,
    ...enrollment.user,
    points: points?.toFixed() ?? null,
    reason,
    setBy,
    setAt,
  }));
}

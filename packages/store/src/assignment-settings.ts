// The deadline and policy of an assignment: its folder's, or what staff set in their place.
import { assignmentPolicySchema, type AssignmentPolicy } from '@residual/contracts';
import type { Grade } from '@residual/grading/policy';
import { z } from 'zod';
import { recordAudit } from './audit.ts';
import { Prisma } from './generated/client.ts';
import { readGrades, type AssignmentSettings } from './grades.ts';
import { getCoursePolicy } from './policies.ts';
import type { Store, Transaction } from './store.ts';

export const settingsSchema = z.object({
  deadline: z.iso.datetime({ offset: true }).nullable(),
  policy: assignmentPolicySchema,
});

type Settings = Pick<AssignmentSettings, 'deadline' | 'policy'>;

/** As JSON of the database and the log. */
export const settingsJson = ({ deadline, policy }: Settings): z.infer<typeof settingsSchema> => ({
  deadline: deadline?.toISOString() ?? null,
  policy,
});

export const toSettings = (row: { deadline: Date | null; policy: unknown }): Settings => ({
  deadline: row.deadline,
  policy: assignmentPolicySchema.nullable().parse(row.policy) ?? {},
});

export interface ManagedAssignment {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly deadline: Date | null;
  readonly policy: AssignmentPolicy;
  readonly versionHash: string;
  /** Staff set deadline and policy; what the folder says waits. */
  readonly isSetByStaff: boolean;
  /** That hold. */
  readonly extensions: number;
  readonly overrides: number;
  /** The regrade that is not settled; null: none. */
  readonly openRegradeId: string | null;
}

/** In the order of the course. */
export async function listManagedAssignments(store: Store, courseId: string): Promise<ManagedAssignment[]> {
  const rows = await store.db.assignment.findMany({
    where: { courseId },
    orderBy: [{ position: 'asc' }, { slug: 'asc' }],
    include: {
      regrades: { where: { state: 'open' }, select: { id: true } },
      _count: { select: { overrides: true, extensions: { where: { revokedAt: null } } } },
    },
  });
  return rows.map(({ id, slug, title, versionHash, published, regrades, _count, ...row }) => ({
    id,
    slug,
    title,
    versionHash,
    ...toSettings(row),
    isSetByStaff: published !== null,
    extensions: _count.extensions,
    overrides: _count.overrides,
    openRegradeId: regrades[0]?.id ?? null,
  }));
}

export interface GradeChange {
  readonly enrollmentId: string;
  readonly name: string;
  readonly email: string;
  readonly assignment: string;
  readonly before: Grade;
  readonly after: Grade;
}

/** So many students at once: in between, others get their turn. */
const CHUNK = 200;

/**
 * Whose grades other settings would change, by name. Where late days are shared among the assignments of a course, so
 * may grades in the others be.
 */
export async function previewSettings(
  store: Store,
  settings: AssignmentSettings & { readonly courseId: string; readonly now: Date },
): Promise<GradeChange[]> {
  const { courseId, now, ...assume } = settings;
  const { lateDays = 0 } = await getCoursePolicy(store, courseId);
  const [assignments, students] = await Promise.all([
    store.db.assignment.findMany({ where: { courseId }, select: { id: true, title: true } }),
    store.db.enrollment.findMany({
      where: { courseId, role: 'student', progress: { some: { assignmentId: assume.assignmentId } } },
      orderBy: [{ user: { name: 'asc' } }, { user: { email: 'asc' } }],
      select: { id: true, user: { select: { name: true, email: true } } },
    }),
  ]);
  const changes: GradeChange[] = [];
  for (let start = 0; start < students.length; start += CHUNK) {
    const chunk = students.slice(start, start + CHUNK);
    const query = {
      courseId,
      now,
      enrollmentIds: chunk.map(({ id }) => id),
      assignmentId: lateDays > 0 ? undefined : assume.assignmentId,
    };
    const [before, after] = await Promise.all([
      readGrades(store, query),
      readGrades(store, { ...query, assume }),
    ]);
    for (const { id, user } of chunk)
      for (const assignment of assignments) {
        const [was, is] = [before, after].map((grades) => grades.get(id)?.get(assignment.id));
        if (was && is && (was.points !== is.points || was.status !== is.status))
          changes.push({ enrollmentId: id, ...user, assignment: assignment.title, before: was, after: is });
      }
  }
  return changes;
}

/** They hold from now on, for what was handed in before as well, and stay when the assignment is published again. */
export async function setAssignmentSettings(
  store: Store,
  change: AssignmentSettings & { readonly by: string; readonly reason: string },
): Promise<void> {
  const { assignmentId, deadline, policy, by, reason } = change;
  await store.db.$transaction(async (tx) => {
    const before = await lock(tx, assignmentId);
    const published = before.published ?? settingsJson(before);
    await tx.assignment.update({ where: { id: assignmentId }, data: { deadline, policy, published } });
    await recordAudit(tx, {
      actor: by,
      action: 'assignment changed',
      courseId: before.courseId,
      subject: before.slug,
      before: settingsJson(before),
      after: settingsJson({ deadline, policy }),
      reason,
    });
  });
}

/** What the folder says holds again. @returns false if it does already */
export async function restorePublishedSettings(
  store: Store,
  { assignmentId, by, reason }: { assignmentId: string; by: string; reason: string },
): Promise<boolean> {
  return store.db.$transaction(async (tx) => {
    const before = await lock(tx, assignmentId);
    if (before.published === null) return false;
    const { deadline, policy } = before.published;
    await tx.assignment.update({
      where: { id: assignmentId },
      data: { deadline: deadline === null ? null : new Date(deadline), policy, published: Prisma.DbNull },
    });
    await recordAudit(tx, {
      actor: by,
      action: 'assignment changed',
      courseId: before.courseId,
      subject: before.slug,
      before: settingsJson(before),
      after: before.published,
      reason,
    });
    return true;
  });
}

/** Two who change it at once come one after the other. */
async function lock(tx: Transaction, assignmentId: string) {
  await tx.$queryRaw`SELECT "id" FROM "Assignment" WHERE "id" = ${assignmentId}::uuid FOR UPDATE`;
  const row = await tx.assignment.findUniqueOrThrow({ where: { id: assignmentId } });
  return {
    courseId: row.courseId,
    slug: row.slug,
    ...toSettings(row),
    published: settingsSchema.nullable().parse(row.published),
  };
}

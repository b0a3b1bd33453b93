// Later deadlines for single students and for groups of them, before or after the push.
import { recordAudit } from './audit.ts';
import type { Store } from './store.ts';

export interface ExtensionTarget {
  readonly kind: 'student' | 'group';
  /** Of the enrollment or of the group. */
  readonly id: string;
  /** An e-mail address or a group's name, for the log. */
  readonly name: string;
}

/**
 * Of several extensions the latest holds: granting one never takes anything away.
 * @param extension.until the new deadline
 * @returns the extension's id
 */
export async function grantExtension(
  store: Store,
  extension: {
    assignmentId: string;
    target: ExtensionTarget;
    until: Date;
    by: string;
    reason: string;
  },
): Promise<string> {
  const { assignmentId, target, until, by, reason } = extension;
  return store.db.$transaction(async (tx) => {
    const { id, assignment } = await tx.extension.create({
      data: {
        assignmentId,
        ...(target.kind === 'student' ? { enrollmentId: target.id } : { groupId: target.id }),
        until,
        reason,
        grantedBy: by,
      },
      select: { id: true, assignment: { select: { courseId: true, slug: true, deadline: true } } },
    });
    await recordAudit(tx, {
      actor: by,
      action: 'extension granted',
      courseId: assignment.courseId,
      subject: `${assignment.slug} ${target.name}`,
      ...(assignment.deadline && { before: { deadline: assignment.deadline.toISOString() } }),
      after: { extension: id, deadline: until.toISOString() },
      reason,
    });
    return id;
  });
}

/** @returns false if it had been revoked before: then nothing is changed; null if there is none */
export async function revokeExtension(
  store: Store,
  { id, by, reason }: { id: string; by: string; reason: string },
): Promise<boolean | null> {
  return store.db.$transaction(async (tx) => {
    const { count } = await tx.extension.updateMany({
      where: { id, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    const row = await tx.extension.findUnique({ where: { id }, include: extensionParts });
    if (!row) return null;
    if (count === 0) return false;
    await recordAudit(tx, {
      actor: by,
      action: 'extension revoked',
      courseId: row.assignment.courseId,
      subject: `${row.assignment.slug} ${row.enrollment?.user.email ?? row.group?.name}`,
      before: { extension: id, deadline: row.until.toISOString() },
      reason,
    });
    return true;
  });
}

const extensionParts = {
  assignment: { select: { courseId: true, slug: true } },
  enrollment: { select: { user: { select: { email: true } } } },
  group: { select: { name: true } },
} as const;

export interface ExtensionRow {
  readonly id: string;
  readonly assignment: string;
  /** One of the two. */
  readonly student: string | null;
  readonly group: string | null;
  readonly until: Date;
  readonly reason: string;
  readonly grantedBy: string;
  readonly grantedAt: Date;
}

/** Those that hold, newest first. */
export async function listExtensions(
  store: Store,
  courseId: string,
  { assignmentId }: { assignmentId?: string } = {},
): Promise<ExtensionRow[]> {
  const rows = await store.db.extension.findMany({
    where: { assignment: { courseId }, assignmentId, revokedAt: null },
    orderBy: [{ grantedAt: 'desc' }, { id: 'desc' }],
    include: extensionParts,
  });
  return rows.map(({ id, assignment, enrollment, group, until, reason, grantedBy, grantedAt }) => ({
    id,
    assignment: assignment.slug,
    student: enrollment?.user.email ?? null,
    group: group?.name ?? null,
    until,
    reason,
    grantedBy,
    grantedAt,
  }));
}

/** One that was granted to a single student. */
export interface StudentExtension {
  readonly id: string;
  readonly until: Date;
  readonly reason: string;
  readonly grantedBy: string;
}

/** Those of one student in one assignment that hold, the latest first; not those of the student's groups. */
export async function listStudentExtensions(
  store: Store,
  { enrollmentId, assignmentId }: { enrollmentId: string; assignmentId: string },
): Promise<StudentExtension[]> {
  return store.db.extension.findMany({
    where: { enrollmentId, assignmentId, revokedAt: null },
    orderBy: { until: 'desc' },
    select: { id: true, until: true, reason: true, grantedBy: true },
  });
}

export async function findGroup(
  store: Store,
  { courseId, name }: { courseId: string; name: string },
): Promise<{ id: string; name: string } | null> {
  return store.db.studentGroup.findUnique({
    where: { courseId_name: { courseId, name } },
    select: { id: true, name: true },
  });
}

/** By name, with the addresses of their members. */
export async function listGroups(
  store: Store,
  courseId: string,
): Promise<{ name: string; members: string[] }[]> {
  const rows = await store.db.studentGroup.findMany({
    where: { courseId },
    orderBy: { name: 'asc' },
    include: { members: { include: { enrollment: { include: { user: true } } } } },
  });
  return rows.map(({ name, members }) => ({
    name,
    members: members.map(({ enrollment }) => enrollment.user.email).toSorted(),
  }));
}

/** Makes the group, or gives it other members: its extensions are then theirs. */
export async function setGroup(
  store: Store,
  group: { courseId: string; name: string; enrollmentIds: readonly string[]; by: string },
): Promise<void> {
  const { courseId, name, enrollmentIds, by } = group;
  await store.db.$transaction(async (tx) => {
    const { id: groupId } = await tx.studentGroup.upsert({
      where: { courseId_name: { courseId, name } },
      create: { courseId, name },
      update: {},
    });
    const emails = async () => {
      const members = await tx.groupMember.findMany({
        where: { groupId },
        include: { enrollment: { include: { user: true } } },
      });
      return members.map(({ enrollment }) => enrollment.user.email).toSorted();
    };
    const before = await emails();
    await tx.groupMember.deleteMany({ where: { groupId } });
    await tx.groupMember.createMany({
      data: enrollmentIds.map((enrollmentId) => ({ groupId, enrollmentId })),
    });
    const after = await emails();
    await recordAudit(tx, { actor: by, action: 'group changed', courseId, subject: name, before, after });
  });
}

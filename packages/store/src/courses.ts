// A course: who is in it, whose repository lies where, and which assignments it has.
import { isDeepStrictEqual } from 'node:util';
import { coursePolicySchema, type AssignmentPolicy } from '@residual/contracts';
import { settingsJson, settingsSchema, toSettings } from './assignment-settings.ts';
import { recordAudit } from './audit.ts';
import { createPushToken, hashToken } from './credentials.ts';
import type { GpuUse, Role } from './generated/enums.ts';
import type { Store } from './store.ts';

export interface Course {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  /** IANA name. */
  readonly timeZone: string;
}

const courseSelection = { id: true, slug: true, title: true, timeZone: true } as const;

export async function findCourse(store: Store, slug: string): Promise<Course | null> {
  return store.db.course.findUnique({ where: { slug }, select: courseSelection });
}

export async function listCourses(store: Store): Promise<Course[]> {
  return store.db.course.findMany({ select: courseSelection, orderBy: { slug: 'asc' } });
}

/** @param course `timeZone` is an IANA name; UTC if none is given */
export async function createCourse(
  store: Store,
  course: { slug: string; title: string; timeZone?: string },
): Promise<Course> {
  return store.db.course.create({ data: course, select: courseSelection });
}

export interface CourseEnrollment {
  readonly id: string;
  readonly role: Role;
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
  /** `path` is below the git root. */
  readonly repository: { readonly id: string; readonly path: string } | null;
}

const enrollmentSelection = {
  id: true,
  role: true,
  user: { select: { id: true, name: true, email: true } },
  repository: { select: { id: true, path: true } },
} as const;

/** Sorted by name. */
export async function listEnrollments(store: Store, courseId: string): Promise<CourseEnrollment[]> {
  return store.db.enrollment.findMany({
    where: { courseId },
    select: enrollmentSelection,
    orderBy: { user: { name: 'asc' } },
  });
}

/**
 * Whoever is in the course already keeps their role: see {@link setRole}.
 * @param member.by who says so, for the log, which has those who join the staff
 */
export async function enroll(
  store: Store,
  member: { courseId: string; userId: string; role: Role; by?: string | undefined },
): Promise<CourseEnrollment> {
  const { courseId, userId, role, by = 'residual' } = member;
  return store.db.$transaction(async (tx) => {
    const { count } = await tx.enrollment.createMany({
      data: [{ courseId, userId, role }],
      skipDuplicates: true,
    });
    const enrollment = await tx.enrollment.findUniqueOrThrow({
      where: { courseId_userId: { courseId, userId } },
      select: enrollmentSelection,
    });
    if (count > 0 && role !== 'student')
      await recordAudit(tx, {
        actor: by,
        action: 'role changed',
        courseId,
        subject: enrollment.user.email,
        after: role,
      });
    return enrollment;
  });
}

/** @returns the role until now */
export async function setRole(
  store: Store,
  change: { enrollmentId: string; role: Role; by: string; reason?: string | undefined },
): Promise<Role> {
  const { enrollmentId, role, by, reason } = change;
  return store.db.$transaction(async (tx) => {
    const [before] = await tx.$queryRaw<{ role: Role; courseId: string; email: string }[]>`
      SELECT e."role"::text, e."courseId", u."email"
      FROM "Enrollment" e JOIN "User" u ON u."id" = e."userId"
      WHERE e."id" = ${enrollmentId}::uuid FOR UPDATE OF e`;
    if (!before) throw new Error(`no enrollment ${enrollmentId}`);
    if (before.role === role) return role;
    await tx.enrollment.update({ where: { id: enrollmentId }, data: { role } });
    await recordAudit(tx, {
      actor: by,
      action: 'role changed',
      courseId: before.courseId,
      subject: before.email,
      before: before.role,
      after: role,
      reason,
    });
    return before.role;
  });
}

export async function isRepositoryPathTaken(store: Store, path: string): Promise<boolean> {
  return (await store.db.repository.count({ where: { path } })) > 0;
}

/**
 * Registers where an enrollment's bare repository lies, once.
 * @param repository `path` is below the git root: `<course>/<name>.git`
 * @returns the repository's id
 */
export async function addRepository(
  store: Store,
  repository: { enrollmentId: string; path: string },
): Promise<string> {
  const { id } = await store.db.repository.upsert({
    where: { enrollmentId: repository.enrollmentId },
    create: repository,
    update: {},
    select: { id: true },
  });
  return id;
}

/**
 * Makes a token that opens one repository to git, and nothing else: it is not the account's password.
 * @param options.expiresAt in place of what the course's policy says
 * @returns the token, which only its owner will know from now on
 */
export async function issuePushToken(
  store: Store,
  repositoryId: string,
  { expiresAt }: { expiresAt?: Date } = {},
): Promise<string> {
  const token = createPushToken();
  const until = expiresAt ?? (await expiryOf(store, repositoryId));
  await store.db.pushToken.create({ data: { tokenHash: hashToken(token), repositoryId, expiresAt: until } });
  return token;
}

/** By the policy of the course; null: never. */
async function expiryOf(store: Store, repositoryId: string): Promise<Date | null> {
  const { enrollment } = await store.db.repository.findUniqueOrThrow({
    where: { id: repositoryId },
    select: { enrollment: { select: { course: { select: { policy: true } } } } },
  });
  const days = coursePolicySchema.nullable().parse(enrollment.course.policy)?.pushTokenDays;
  return days === undefined ? null : new Date(Date.now() + days * DAY_MS);
}

const DAY_MS = 86_400_000;

export interface NewPushToken {
  readonly token: string;
  /** Null: it opens the repository until it is replaced. */
  readonly expiresAt: Date | null;
}

/**
 * Revokes every token of a repository and makes a new one, in one step.
 * @param options.expiresAt in place of what the course's policy says
 */
export async function replacePushTokens(
  store: Store,
  repositoryId: string,
  options: { expiresAt?: Date | undefined } = {},
): Promise<NewPushToken> {
  const token = createPushToken();
  const expiresAt = options.expiresAt ?? (await expiryOf(store, repositoryId));
  await store.db.$transaction([
    store.db.pushToken.updateMany({
      where: { repositoryId, revokedAt: null },
      data: { revokedAt: new Date() },
    }),
    store.db.pushToken.create({ data: { tokenHash: hashToken(token), repositoryId, expiresAt } }),
  ]);
  return { token, expiresAt };
}

export interface AssignmentToPublish {
  readonly slug: string;
  readonly title: string;
  /** Its place in the course, from 1. */
  readonly position: number;
  readonly deadline: Date | null;
  readonly policy?: AssignmentPolicy;
  /** Whether it is graded by workers with a GPU; without it, by any. Of the version: it is a part of the folder. */
  readonly gpu?: GpuUse | undefined;
  /** Of the assignment's folder; names the version for ever. */
  readonly hash: string;
  readonly bundle: Uint8Array;
}

export type Publication = 'new' | 'changed' | 'unchanged';

/**
 * New submissions are graded with the version published last; standing verdicts keep theirs. Its deadline and policy
 * hold for all, unless staff set others.
 * @param by who publishes, for the log
 */
export async function publishAssignment(
  store: Store,
  courseId: string,
  { slug, title, position, deadline, policy = {}, gpu, hash, bundle }: AssignmentToPublish,
  by = 'residual',
): Promise<Publication> {
  return store.db.$transaction(async (db) => {
    const standing = await db.assignment.findUnique({
      where: { courseId_slug: { courseId, slug } },
      select: { versionHash: true, deadline: true, policy: true, published: true },
    });
    await db.assignmentVersion.upsert({
      where: { hash },
      create: { hash, slug, gpu, bundle: new Uint8Array(bundle) },
      update: {},
    });
    await db.assignment.upsert({
      where: { courseId_slug: { courseId, slug } },
      create: { courseId, slug, title, position, deadline, policy, versionHash: hash },
      update: standing?.published
        ? { title, position, versionHash: hash, published: settingsJson({ deadline, policy }) }
        : { title, position, deadline, policy, versionHash: hash },
    });
    const after = { ...settingsJson({ deadline, policy }), version: hash };
    const before = standing && {
      ...(standing.published ? settingsSchema.parse(standing.published) : settingsJson(toSettings(standing))),
      version: standing.versionHash,
    };
    if (before && !isDeepStrictEqual(before, after))
      await recordAudit(db, {
        actor: by,
        action: 'assignment changed',
        courseId,
        subject: slug,
        before,
        after,
      });
    if (!before) return 'new';
    return before.version === hash ? 'unchanged' : 'changed';
  });
}

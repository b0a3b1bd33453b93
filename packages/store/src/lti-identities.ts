// Who an account is at a learning management system, which may open it.
import { recordAudit } from './audit.ts';
import type { Role } from './generated/enums.ts';
import type { Store } from './store.ts';

export interface LtiIdentity {
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
  /** Whether the account's owner has said so. */
  readonly isConfirmed: boolean;
}

export async function findLtiIdentity(
  store: Store,
  { platformId, subject }: { platformId: string; subject: string },
): Promise<LtiIdentity | null> {
  const row = await store.db.ltiIdentity.findUnique({
    where: { platformId_subject: { platformId, subject } },
    select: { confirmedAt: true, user: { select: { id: true, name: true, email: true } } },
  });
  return row && { user: row.user, isConfirmed: row.confirmedAt !== null };
}

/**
 * From now on the platform may open the account.
 * @param link `isConfirmed`: by its owner; else the account was made just now for what the platform said
 * @returns false if either is linked with another already
 */
export async function linkLtiIdentity(
  store: Store,
  link: { platformId: string; subject: string; userId: string; isConfirmed: boolean },
): Promise<boolean> {
  const { platformId, subject, userId, isConfirmed } = link;
  return store.db.$transaction(async (tx) => {
    const confirmedAt = isConfirmed ? new Date() : null;
    await tx.ltiIdentity.createMany({
      data: [{ platformId, subject, userId, confirmedAt }],
      skipDuplicates: true,
    });
    const { count } = await tx.ltiIdentity.updateMany({
      where: { platformId, subject, userId },
      data: isConfirmed ? { confirmedAt } : {},
    });
    if (count === 0) return false;
    const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
    const { issuer } = await tx.ltiPlatform.findUniqueOrThrow({ where: { id: platformId } });
    await recordAudit(tx, {
      actor: isConfirmed ? email : issuer,
      action: 'LMS account linked',
      courseId: null,
      subject: email,
      after: { issuer, subject },
    });
    return true;
  });
}

/** A platform that may open an account. */
export interface LinkedPlatform {
  readonly platformId: string;
  readonly name: string;
  readonly issuer: string;
  readonly linkedAt: Date;
}

export async function listLinkedPlatforms(store: Store, userId: string): Promise<LinkedPlatform[]> {
  const rows = await store.db.ltiIdentity.findMany({
    where: { userId },
    select: { platformId: true, linkedAt: true, platform: { select: { name: true, issuer: true } } },
    orderBy: { linkedAt: 'asc' },
  });
  return rows.map(({ platform, ...row }) => ({ ...row, ...platform }));
}

/** The platform opens the account no longer. @returns false if it did not */
export async function unlinkLtiIdentity(
  store: Store,
  { userId, platformId }: { userId: string; platformId: string },
): Promise<boolean> {
  return store.db.$transaction(async (tx) => {
    const { count } = await tx.ltiIdentity.deleteMany({ where: { userId, platformId } });
    if (count === 0) return false;
    const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
    const { issuer } = await tx.ltiPlatform.findUniqueOrThrow({ where: { id: platformId } });
    await recordAudit(tx, {
      actor: email,
      action: 'LMS account unlinked',
      courseId: null,
      subject: email,
      before: { issuer },
    });
    return true;
  });
}

/** Whether an account may do more than work in courses that are connected with the platform. */
export async function isStaffBeyondPlatform(
  store: Store,
  { userId, platformId }: { userId: string; platformId: string },
): Promise<boolean> {
  const user = await store.db.user.findUniqueOrThrow({
    where: { id: userId },
    select: {
      isAdmin: true,
      enrollments: {
        where: { role: { not: 'student' }, course: { ltiContexts: { none: { platformId } } } },
        select: { id: true },
        take: 1,
      },
    },
  });
  return user.isAdmin || user.enrollments.length > 0;
}

/** Accounts that platform's people have, and what they are in the course; by the platform's name for them. */
export async function findLtiAccounts(
  store: Store,
  { platformId, courseId, subjects }: { platformId: string; courseId: string; subjects: readonly string[] },
): Promise<
  ReadonlyMap<string, { userId: string; email: string; role: Role | null; enrollmentId: string | null }>
> {
  const rows = await store.db.ltiIdentity.findMany({
    where: { platformId, subject: { in: [...subjects] } },
    select: {
      subject: true,
      user: {
        select: {
          id: true,
          email: true,
          enrollments: { where: { courseId }, select: { id: true, role: true } },
        },
      },
    },
  });
  return new Map(
    rows.map(({ subject, user }) => [
      subject,
      {
        userId: user.id,
        email: user.email,
        role: user.enrollments[0]?.role ?? null,
        enrollmentId: user.enrollments[0]?.id ?? null,
      },
    ]),
  );
}

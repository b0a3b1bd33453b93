// A push: recorded before the pusher is told anything, then confirmed with what is to be graded, or void.
import { assignmentPolicySchema, coursePolicySchema } from '@residual/contracts';
import { mayDropGraded } from '@residual/grading/policy';
import type { AttemptState } from './generated/enums.ts';
import type { Store, Transaction } from './store.ts';
import { hashToken } from './credentials.ts';
import { CLOCK_TOLERANCE_MS } from './outbox.ts';
import { supersedeEarlier } from './supersede.ts';

/** Whom a push token lets in, and where to. */
export interface RepositoryAccess {
  readonly repositoryId: string;
  /** Below the git root: `<course>/<repository>.git`. */
  readonly path: string;
  readonly enrollmentId: string;
  readonly studentName: string;
  readonly course: { readonly id: string; readonly slug: string; readonly timeZone: string };
}

export const accessSelection = {
  id: true,
  path: true,
  enrollment: {
    select: {
      id: true,
      user: { select: { name: true } },
      course: { select: { id: true, slug: true, timeZone: true } },
    },
  },
} as const;

interface AccessRow {
  id: string;
  path: string;
  enrollment: { id: string; user: { name: string }; course: RepositoryAccess['course'] };
}

export const toAccess = (row: AccessRow): RepositoryAccess => ({
  repositoryId: row.id,
  path: row.path,
  enrollmentId: row.enrollment.id,
  studentName: row.enrollment.user.name,
  course: row.enrollment.course,
});

export interface TokenAccess {
  readonly access: RepositoryAccess;
  /** Why it opens nothing any more, and since when; null: it does. */
  readonly refusal: { readonly kind: 'expired' | 'revoked'; readonly at: Date } | null;
}

/** @returns null if there is no such token, and never was */
export async function findToken(store: Store, token: string): Promise<TokenAccess | null> {
  const row = await store.db.pushToken.findUnique({
    where: { tokenHash: hashToken(token) },
    select: { expiresAt: true, revokedAt: true, repository: { select: accessSelection } },
  });
  if (!row) return null;
  const { revokedAt, expiresAt } = row;
  const access = toAccess(row.repository);
  if (revokedAt !== null) return { access, refusal: { kind: 'revoked', at: revokedAt } };
  if (expiresAt !== null && expiresAt <= new Date())
    return { access, refusal: { kind: 'expired', at: expiresAt } };
  return { access, refusal: null };
}

/** @returns null if the token is unknown, expired or revoked */
export async function findRepositoryByToken(store: Store, token: string): Promise<RepositoryAccess | null> {
  const found = await findToken(store, token);
  return found?.refusal === null ? found.access : null;
}

/** @returns null if there is no such repository, or the account is not of its course's staff */
export async function findRepositoryForStaff(
  store: Store,
  { userId, path }: { readonly userId: string; readonly path: string },
): Promise<RepositoryAccess | null> {
  const row = await store.db.repository.findUnique({ where: { path }, select: accessSelection });
  if (!row) return null;
  const user = await store.db.user.findUnique({
    where: { id: userId },
    select: {
      isAdmin: true,
      enrollments: {
        where: { courseId: row.enrollment.course.id, role: { in: ['instructor', 'assistant'] } },
        select: { id: true },
      },
    },
  });
  return user && (user.isAdmin || user.enrollments.length > 0) ? toAccess(row) : null;
}

export interface CourseAssignment {
  readonly id: string;
  readonly slug: string;
  readonly deadline: Date | null;
  readonly versionHash: string;
}

/** In the course's order. */
export async function listAssignments(store: Store, courseId: string): Promise<CourseAssignment[]> {
  return store.db.assignment.findMany({
    where: { courseId },
    select: { id: true, slug: true, deadline: true, versionHash: true },
    orderBy: [{ position: 'asc' }, { slug: 'asc' }],
  });
}

/** @throws if there is no such version */
export async function getAssignmentBundle(store: Store, versionHash: string): Promise<Uint8Array> {
  const { bundle } = await store.db.assignmentVersion.findUniqueOrThrow({ where: { hash: versionHash } });
  return bundle;
}

/** What a push that takes commits out of main again would do. */
export interface DroppedHistory {
  /** Of those commits that were graded, and of whose assignment the policy says that they stay. */
  readonly kept: readonly { readonly commit: string; readonly slug: string }[];
  /** Whether the course lets the other ones be dropped. */
  readonly isAllowed: boolean;
}

export async function judgeDropped(
  store: Store,
  { repositoryId, commits }: { readonly repositoryId: string; readonly commits: readonly string[] },
): Promise<DroppedHistory> {
  const { enrollment, pushes } = await store.db.repository.findUniqueOrThrow({
    where: { id: repositoryId },
    select: {
      enrollment: { select: { course: { select: { policy: true } } } },
      pushes: {
        where: { newCommit: { in: [...commits] } },
        orderBy: { receivedAt: 'desc' },
        select: {
          newCommit: true,
          submissions: { select: { assignment: { select: { slug: true, policy: true } } } },
        },
      },
    },
  });
  const course = coursePolicySchema.nullable().parse(enrollment.course.policy);
  const kept = pushes.flatMap(({ newCommit, submissions }) =>
    submissions
      .filter(
        ({ assignment: { policy } }) =>
          !mayDropGraded(course, assignmentPolicySchema.nullable().parse(policy)),
      )
      .map(({ assignment: { slug } }) => ({ commit: newCommit, slug })),
  );
  return { kept, isAllowed: mayDropGraded(course, null) };
}

export interface ReceivedPush {
  readonly id: string;
  readonly repositoryId: string;
  readonly oldCommit: string;
  readonly newCommit: string;
  readonly receivedAt: Date;
}

/**
 * Records a push as received. Pushing a commit again keeps the first time of receipt, unless that push was
 * void: its ref never moved. A clock that was put back makes no push earlier than the one before it in its repository.
 * @param push.id becomes the row's unless the commit was pushed before
 */
export async function recordPush(store: Store, push: ReceivedPush): Promise<ReceivedPush> {
  const { repositoryId, newCommit, ...received } = push;
  const [row] = await store.db.$queryRaw<ReceivedPush[]>`
    INSERT INTO "Push" AS p ("id", "repositoryId", "oldCommit", "newCommit", "receivedAt")
    VALUES (${received.id}::uuid, ${repositoryId}::uuid, ${received.oldCommit}, ${newCommit}, greatest(
      ${received.receivedAt}::timestamptz(3), (
        SELECT max(q."receivedAt") + interval '1 millisecond' FROM "Push" q
        WHERE q."repositoryId" = ${repositoryId}::uuid AND q."voidedAt" IS NULL AND q."newCommit" <> ${newCommit}
      )))
    ON CONFLICT ("repositoryId", "newCommit") DO UPDATE SET
      "oldCommit" = CASE WHEN p."voidedAt" IS NULL THEN p."oldCommit" ELSE EXCLUDED."oldCommit" END,
      "receivedAt" = CASE WHEN p."voidedAt" IS NULL THEN p."receivedAt" ELSE EXCLUDED."receivedAt" END,
      "voidedAt" = NULL
    RETURNING "id", "repositoryId", "oldCommit", "newCommit", "receivedAt"`;
  return row;
}

export async function findPush(
  store: Store,
  key: { readonly repositoryId: string; readonly newCommit: string },
): Promise<ReceivedPush | null> {
  return store.db.push.findUnique({
    where: { repositoryId_newCommit: { repositoryId: key.repositoryId, newCommit: key.newCommit } },
    select: { id: true, repositoryId: true, oldCommit: true, newCommit: true, receivedAt: true },
  });
}

/** An assignment's folder that the push changed, with the programs of its tasks. */
export interface ChangedFolder {
  readonly assignmentId: string;
  /** Of the version whose tasks the programs were picked for. */
  readonly versionHash: string;
  readonly treeHash: string;
  /** Paths are relative to the assignment's folder: `closed-form.ts`. Never empty. */
  readonly programs: readonly { readonly path: string; readonly content: Uint8Array<ArrayBuffer> }[];
}

/**
 * Confirms that a push moved its ref: in one transaction a submission, its programs, its first attempt and an
 * outbox entry for each folder that differs from the student's submission before it; and a further attempt where
 * the standing submission was not graded, through our fault. What the student pushed before and nobody has begun is
 * superseded. Doing it again, or twice at once, changes nothing.
 */
export async function confirmPush(
  store: Store,
  push: {
    readonly pushId: string;
    readonly enrollmentId: string;
    readonly folders: readonly ChangedFolder[];
  },
): Promise<void> {
  const { pushId, enrollmentId } = push;
  await store.db.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ receivedAt: Date; confirmedAt: Date | null }[]>`
      SELECT "receivedAt", "confirmedAt" FROM "Push" WHERE "id" = ${pushId}::uuid FOR UPDATE`;
    if (!row) throw new Error(`no push ${pushId}`);
    if (row.confirmedAt !== null) return;
    for (const { assignmentId, versionHash, treeHash, programs } of push.folders) {
      const before = await tx.submission.findFirst({
        where: { enrollmentId, assignmentId, receivedAt: { lt: row.receivedAt } },
        orderBy: { receivedAt: 'desc' },
        select: { treeHash: true },
      });
      if (before?.treeHash === treeHash) continue;
      await tx.submission.create({
        data: {
          pushId,
          enrollmentId,
          assignmentId,
          treeHash,
          receivedAt: row.receivedAt,
          files: { create: programs.map(({ path, content }) => ({ path, content })) },
          attempts: { create: { number: 1, reason: 'first', versionHash, outbox: { create: {} } } },
        },
      });
      await supersedeEarlier(tx, { enrollmentId, assignmentId, receivedAt: row.receivedAt });
    }
    await retryNotGraded(tx, enrollmentId);
    // The ref has moved, so the push counts even if it was taken for void meanwhile.
    await tx.push.update({ where: { id: pushId }, data: { confirmedAt: new Date(), voidedAt: null } });
  });
}

/** The receipt time stays that of the submission: our failure makes nobody late. */
async function retryNotGraded(tx: Transaction, enrollmentId: string): Promise<void> {
  const standing = await tx.$queryRaw<
    { submissionId: string; number: number; state: AttemptState; versionHash: string }[]
  >`
    SELECT DISTINCT ON (s."assignmentId") s."id" AS "submissionId", t."number", t."state"::text, a."versionHash"
    FROM "Submission" s
    JOIN "Assignment" a ON a."id" = s."assignmentId"
    JOIN "Attempt" t ON t."submissionId" = s."id"
    WHERE s."enrollmentId" = ${enrollmentId}::uuid
    ORDER BY s."assignmentId", s."receivedAt" DESC, s."id" DESC, t."number" DESC`;
  for (const { submissionId, number, state, versionHash } of standing)
    if (state === 'not_graded')
      await tx.attempt.create({
        data: { submissionId, number: number + 1, reason: 'retry', versionHash, outbox: { create: {} } },
      });
}

/** Voids a push whose ref never moved; one that was confirmed meanwhile stays so. */
export async function voidPush(store: Store, pushId: string): Promise<void> {
  await store.db.push.updateMany({
    where: { id: pushId, confirmedAt: null },
    data: { voidedAt: new Date() },
  });
}

export interface UnsettledPush extends ReceivedPush {
  readonly access: RepositoryAccess;
}

const pushSelection = {
  id: true,
  repositoryId: true,
  oldCommit: true,
  newCommit: true,
  receivedAt: true,
  repository: { select: accessSelection },
} as const;

const toUnsettled = ({ repository, ...push }: ReceivedPush & { repository: AccessRow }): UnsettledPush => ({
  ...push,
  access: toAccess(repository),
});

/**
 * Pushes that were received but neither confirmed nor voided, oldest first.
 * @param options `after`: only those behind this one, for whoever goes through all of them piece by piece
 */
export async function listUnsettledPushes(
  store: Store,
  options: {
    readonly receivedBefore: Date;
    readonly limit: number;
    readonly after?: ReceivedPush | null;
    readonly repositoryId?: string;
  },
): Promise<UnsettledPush[]> {
  const { receivedBefore, limit, after, repositoryId } = options;
  const rows = await store.db.push.findMany({
    where: {
      confirmedAt: null,
      voidedAt: null,
      repositoryId,
      AND: [
        // What was received in the future was so by a clock that has been put back since: it is no push in progress.
        {
          OR: [
            { receivedAt: { lt: receivedBefore } },
            { receivedAt: { gt: new Date(Date.now() + CLOCK_TOLERANCE_MS) } },
          ],
        },
        after
          ? {
              OR: [
                { receivedAt: { gt: after.receivedAt } },
                { receivedAt: after.receivedAt, id: { gt: after.id } },
              ],
            }
          : {},
      ],
    },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
    take: limit,
    select: pushSelection,
  });
  return rows.map(toUnsettled);
}

/** Pushes that were taken for void since a certain time. */
export async function listVoidPushes(
  store: Store,
  options: { readonly since: Date; readonly limit: number },
): Promise<UnsettledPush[]> {
  const rows = await store.db.push.findMany({
    where: { confirmedAt: null, voidedAt: { gt: options.since } },
    orderBy: { voidedAt: 'desc' },
    take: options.limit,
    select: pushSelection,
  });
  return rows.map(toUnsettled);
}

/** Repositories by id, each with the commit of its last confirmed push. */
export async function listRepositories(
  store: Store,
  options: { readonly after: string | null; readonly limit: number },
): Promise<{ readonly access: RepositoryAccess; readonly lastCommit: string | null }[]> {
  const rows = await store.db.repository.findMany({
    where: options.after === null ? {} : { id: { gt: options.after } },
    orderBy: { id: 'asc' },
    take: options.limit,
    select: {
      ...accessSelection,
      pushes: {
        where: { confirmedAt: { not: null } },
        orderBy: { receivedAt: 'desc' },
        take: 1,
        select: { newCommit: true },
      },
    },
  });
  return rows.map(({ pushes, ...row }) => ({
    access: toAccess(row),
    lastCommit: pushes[0]?.newCommit ?? null,
  }));
}

/** A student's last submission of an assignment and its newest attempt: the verdict that stands, or will. */
export interface StandingSubmission {
  readonly assignmentId: string;
  readonly submissionId: string;
  readonly attemptId: string;
  readonly pushId: string;
  /** Of its newest attempt; null until that is graded. */
  readonly points: string | null;
}

/** @returns by assignment; an assignment without a submission is missing */
export async function findStandingSubmissions(
  store: Store,
  enrollmentId: string,
): Promise<Map<string, StandingSubmission>> {
  const rows = await store.db.$queryRaw<StandingSubmission[]>`
    SELECT DISTINCT ON (s."assignmentId")
      s."assignmentId", s."id" AS "submissionId", t."id" AS "attemptId", s."pushId",
      trim_scale(t."points")::text AS "points"
    FROM "Submission" s
    JOIN "Attempt" t ON t."submissionId" = s."id"
    WHERE s."enrollmentId" = ${enrollmentId}::uuid
    ORDER BY s."assignmentId", s."receivedAt" DESC, s."id" DESC, t."number" DESC`;
  return new Map(rows.map((row) => [row.assignmentId, row]));
}

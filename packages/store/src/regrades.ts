// Grading submissions of an assignment again, with the version published last. The new attempts are held back (their
// numbers are below 0) until the regrade is published, so that nothing changes before somebody has looked at it.
import { randomUUID } from 'node:crypto';
import { assignmentPolicySchema, coursePolicySchema } from '@residual/contracts';
import { rulesOf } from '@residual/grading/policy';
import { recordAudit } from './audit.ts';
import type { RegradeState } from './generated/enums.ts';
import { readGrades } from './grades.ts';
import type { Store, Transaction } from './store.ts';

export interface RegradeRequest {
  readonly assignmentId: string;
  readonly by: string;
  readonly reason: string;
  /** Only these students'. */
  readonly enrollmentIds?: readonly string[] | undefined;
  /** Only the submissions of these attempts. */
  readonly attemptIds?: readonly string[] | undefined;
}

export type StartedRegrade =
  | { readonly kind: 'started'; readonly id: string; readonly attempts: number }
  /** Another one waits to be published or discarded. */
  | { readonly kind: 'open already'; readonly id: string }
  | { readonly kind: 'nothing to grade' };

/**
 * Queues every submission that may come to count: where the latest counts, the one that does now; else all that were
 * graded, or not graded through our fault. A new attempt runs with the seeds of the one whose result stands, so that
 * only what has changed can make a difference.
 */
export async function startRegrade(store: Store, request: RegradeRequest): Promise<StartedRegrade> {
  const { assignmentId, by, reason } = request;
  const chosen = await chooseSubmissions(store, request);
  return store.db.$transaction(async (tx) => {
    const [assignment] = await tx.$queryRaw<{ courseId: string; slug: string; versionHash: string }[]>`
      SELECT "courseId", "slug", "versionHash" FROM "Assignment" WHERE "id" = ${assignmentId}::uuid FOR UPDATE`;
    const open = await tx.regrade.findFirst({ where: { assignmentId, state: 'open' }, select: { id: true } });
    if (open) return { kind: 'open already', id: open.id };
    const standing = await lockStanding(tx, chosen);
    if (standing.length === 0) return { kind: 'nothing to grade' };
    const { versionHash } = assignment;
    const { id } = await tx.regrade.create({ data: { assignmentId, versionHash, reason, startedBy: by } });
    const attempts = standing.map((row) => ({ id: randomUUID(), ...row }));
    await tx.attempt.createMany({
      data: attempts.map(({ id: attemptId, submissionId, seedAttemptId, lowest }) => ({
        id: attemptId,
        submissionId,
        seedAttemptId,
        number: Math.min(0, lowest) - 1,
        reason: 'regrade',
        versionHash,
        regradeId: id,
      })),
    });
    await tx.outboxEntry.createMany({ data: attempts.map((each) => ({ attemptId: each.id })) });
    await recordAudit(tx, {
      actor: by,
      action: 'regrade started',
      courseId: assignment.courseId,
      subject: assignment.slug,
      after: { regrade: id, version: versionHash, attempts: attempts.length },
      reason,
    });
    return { kind: 'started', id, attempts: attempts.length };
  });
}

/** Ids of the submissions to grade again. */
async function chooseSubmissions(
  store: Store,
  { assignmentId, enrollmentIds, attemptIds }: RegradeRequest,
): Promise<string[]> {
  const submissions = await store.db.submission.findMany({
    where: {
      assignmentId,
      // what has no programs any more (see retention.ts) keeps its result
      files: { some: {} },
      ...(enrollmentIds && { enrollmentId: { in: [...enrollmentIds] } }),
      attempts: {
        some: {
          number: { gt: 0 },
          state: { in: ['graded', 'not_graded'] },
          ...(attemptIds && { id: { in: [...attemptIds] } }),
        },
      },
    },
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
    select: { id: true, enrollmentId: true },
  });
  const { courseId, policy, course } = await store.db.assignment.findUniqueOrThrow({
    where: { id: assignmentId },
    select: { courseId: true, policy: true, course: { select: { policy: true } } },
  });
  const rules = rulesOf(
    coursePolicySchema.nullable().parse(course.policy),
    assignmentPolicySchema.nullable().parse(policy),
  );
  if (attemptIds || rules.counts !== 'latest') return submissions.map(({ id }) => id);
  const byStudent = Map.groupBy(submissions, ({ enrollmentId }) => enrollmentId);
  const grades = await readGrades(store, {
    courseId,
    enrollmentIds: [...byStudent.keys()],
    now: new Date(),
  });
  return [...byStudent].map(
    ([enrollmentId, [latest]]) => grades.get(enrollmentId)?.get(assignmentId)?.submissionId ?? latest.id,
  );
}

interface StandingAttempt {
  readonly submissionId: string;
  readonly seedAttemptId: string;
  /** The lowest number of the submission's attempts. */
  readonly lowest: number;
}

/** The attempt whose result stands (or the newest, where there is none), with its submission locked. */
async function lockStanding(tx: Transaction, submissionIds: readonly string[]): Promise<StandingAttempt[]> {
  await tx.$queryRaw`
    SELECT "id" FROM "Submission" WHERE "id" = ANY(${[...submissionIds]}::uuid[]) ORDER BY "id" FOR UPDATE`;
  return tx.$queryRaw<StandingAttempt[]>`
    SELECT DISTINCT ON (a."submissionId") a."submissionId", COALESCE(a."seedAttemptId", a."id") AS "seedAttemptId",
      (SELECT min(o."number") FROM "Attempt" o WHERE o."submissionId" = a."submissionId") AS "lowest"
    FROM "Attempt" a
    WHERE a."submissionId" = ANY(${[...submissionIds]}::uuid[]) AND a."number" > 0
    ORDER BY a."submissionId", a."state" = 'graded' DESC, a."number" DESC`;
}

export interface Regrade {
  readonly id: string;
  readonly state: RegradeState;
  readonly course: { readonly id: string; readonly slug: string };
  readonly assignment: { readonly id: string; readonly slug: string };
  readonly versionHash: string;
  readonly reason: string;
  readonly startedBy: string;
  readonly startedAt: Date;
  readonly settledBy: string | null;
  readonly settledAt: Date | null;
  /** How many attempts it has, how many have ended, and how many of those have no result through our fault. */
  readonly attempts: { readonly total: number; readonly ended: number; readonly notGraded: number };
}

/** Newest first. */
export async function listRegrades(
  store: Store,
  where: { courseId?: string; id?: string } = {},
): Promise<Regrade[]> {
  const { courseId, id } = where;
  const rows = await store.db.regrade.findMany({
    where: { ...(id && { id }), ...(courseId && { assignment: { courseId } }) },
    orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
    include: {
      assignment: { select: { id: true, slug: true, course: { select: { id: true, slug: true } } } },
      attempts: { select: { state: true } },
    },
  });
  return rows.map(({ assignment: { course, ...assignment }, attempts, ...row }) => ({
    ...row,
    course,
    assignment,
    attempts: {
      total: attempts.length,
      ended: attempts.filter(({ state }) => state !== 'queued' && state !== 'running').length,
      notGraded: attempts.filter(({ state }) => state === 'not_graded').length,
    },
  }));
}

export type SettledRegrade =
  /** `attempts` is how many results have come to count, or have been thrown away. */
  | { readonly kind: 'settled'; readonly attempts: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'settled before'; readonly state: RegradeState }
  | { readonly kind: 'unfinished'; readonly left: number };

/**
 * Makes the results of a regrade count, all at once. What they replace is kept; where we failed to grade, the earlier
 * result stands.
 */
export async function publishRegrade(
  store: Store,
  { id, by, reason }: { id: string; by: string; reason?: string | undefined },
): Promise<SettledRegrade> {
  return store.db.$transaction(async (tx) => {
    const found = await lockOpen(tx, id);
    if ('kind' in found) return found;
    const left = await tx.attempt.count({ where: { regradeId: id, state: { in: ['queued', 'running'] } } });
    if (left > 0) return { kind: 'unfinished', left };
    const attempts = await tx.$executeRaw`
      UPDATE "Attempt" a SET "number" = 1 + (
        SELECT max(o."number") FROM "Attempt" o WHERE o."submissionId" = a."submissionId" AND o."number" > 0
      )
      WHERE a."regradeId" = ${id}::uuid AND a."state" = 'graded' AND a."number" < 0`;
    await settle(tx, { id, by, reason, attempts, state: 'published', place: found });
    return { kind: 'settled', attempts };
  });
}

/** Its results are kept and never count; what still waits or runs is cancelled. */
export async function discardRegrade(
  store: Store,
  { id, by, reason }: { id: string; by: string; reason?: string | undefined },
): Promise<SettledRegrade> {
  return store.db.$transaction(async (tx) => {
    const found = await lockOpen(tx, id);
    if ('kind' in found) return found;
    await tx.attempt.updateMany({
      where: { regradeId: id, state: { in: ['queued', 'running'] } },
      data: { state: 'cancelled', finishedAt: new Date(), failure: `Discarded by ${by}.` },
    });
    const attempts = await tx.attempt.count({ where: { regradeId: id } });
    await settle(tx, { id, by, reason, attempts, state: 'discarded', place: found });
    return { kind: 'settled', attempts };
  });
}

interface Place {
  readonly courseId: string;
  readonly slug: string;
}

async function lockOpen(tx: Transaction, id: string): Promise<Place | SettledRegrade> {
  const [row] = await tx.$queryRaw<(Place & { state: RegradeState })[]>`
    SELECT r."state"::text, a."courseId", a."slug"
    FROM "Regrade" r JOIN "Assignment" a ON a."id" = r."assignmentId"
    WHERE r."id" = ${id}::uuid FOR UPDATE OF r`;
  if (!row) return { kind: 'none' };
  const { state, courseId, slug } = row;
  return state === 'open' ? { courseId, slug } : { kind: 'settled before', state };
}

async function settle(
  tx: Transaction,
  settled: {
    id: string;
    by: string;
    reason?: string | undefined;
    attempts: number;
    state: 'published' | 'discarded';
    place: Place;
  },
): Promise<void> {
  const { id, by, reason, attempts, state, place } = settled;
  await tx.regrade.update({ where: { id }, data: { state, settledBy: by, settledAt: new Date() } });
  await recordAudit(tx, {
    actor: by,
    action: `regrade ${state}`,
    courseId: place.courseId,
    subject: place.slug,
    after: { regrade: id, attempts },
    reason,
  });
}

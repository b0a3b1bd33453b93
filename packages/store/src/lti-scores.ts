// Grades that went to a platform's gradebook: when, and what became of each.
import type { Store } from './store.ts';

/** How long a sending that shows no sign of life is believed to be under way. */
const LEASE_MS = 2 * 60_000;

/**
 * One sending at a time, so that a later score is a later grade.
 * @param missingAsZero is remembered
 * @returns false if somebody sends already
 */
export async function beginLtiSending(
  store: Store,
  contextId: string,
  missingAsZero: boolean,
): Promise<boolean> {
  const now = new Date();
  const { count } = await store.db.ltiContext.updateMany({
    where: { id: contextId, OR: [{ sendingUntil: null }, { sendingUntil: { lt: now } }] },
    data: {
      sendingUntil: new Date(now.getTime() + LEASE_MS),
      notice: null,
      missingAsZero,
    },
  });
  return count > 0;
}

/** @param notice why it ended early; null: it did not */
export async function endLtiSending(store: Store, contextId: string, notice: string | null): Promise<void> {
  await store.db.ltiContext.updateMany({ where: { id: contextId }, data: { sendingUntil: null, notice } });
}

/** Now, and later than any score of the platform's course before. It also says that the sending is alive. */
export async function nextLtiTimestamp(store: Store, contextId: string): Promise<Date> {
  const now = new Date();
  const until = new Date(now.getTime() + LEASE_MS);
  const [row] = await store.db.$queryRaw<{ at: Date }[]>`
    UPDATE "LtiContext"
    SET "lastScoreAt" = greatest(${now}::timestamptz, "lastScoreAt" + interval '1 millisecond'),
      "sendingUntil" = ${until}::timestamptz
    WHERE "id" = ${contextId}::uuid RETURNING "lastScoreAt" AS "at"`;
  if (!row) throw new Error('the connection was removed while grades were sent');
  return row.at;
}

export interface LtiLineItemRow {
  readonly assignmentId: string;
  readonly url: string;
  readonly label: string;
  readonly maxPoints: string;
}

export async function listLtiLineItems(store: Store, contextId: string): Promise<LtiLineItemRow[]> {
  return store.db.ltiLineItem.findMany({
    where: { contextId },
    select: { assignmentId: true, url: true, label: true, maxPoints: true },
  });
}

export async function setLtiLineItem(
  store: Store,
  contextId: string,
  { assignmentId, ...item }: LtiLineItemRow,
): Promise<void> {
  await store.db.ltiLineItem.upsert({
    where: { contextId_assignmentId: { contextId, assignmentId } },
    create: { contextId, assignmentId, ...item },
    update: item,
  });
}

/** The column is gone there, and with it what it held. */
export async function dropLtiLineItem(
  store: Store,
  { contextId, assignmentId }: { contextId: string; assignmentId: string },
): Promise<void> {
  await store.db.$transaction([
    store.db.ltiLineItem.deleteMany({ where: { contextId, assignmentId } }),
    store.db.ltiScore.updateMany({
      where: { contextId, assignmentId },
      data: { accepted: null, acceptedAt: null },
    }),
  ]);
}

export interface LtiScoreRow {
  readonly enrollmentId: string;
  readonly assignmentId: string;
  readonly triedAt: Date;
  /** `7.5/10`; null: none was accepted. */
  readonly accepted: string | null;
  readonly acceptedAt: Date | null;
  /** Of the latest try; null: it was accepted. */
  readonly failure: string | null;
}

export async function listLtiScores(store: Store, contextId: string): Promise<LtiScoreRow[]> {
  return store.db.ltiScore.findMany({
    where: { contextId },
    select: {
      enrollmentId: true,
      assignmentId: true,
      triedAt: true,
      accepted: true,
      acceptedAt: true,
      failure: true,
    },
  });
}

/** @param result what was accepted, or why it was not; what was accepted before stays known */
export async function recordLtiScore(
  store: Store,
  score: { contextId: string; enrollmentId: string; assignmentId: string },
  result: { at: Date; accepted: string } | { at: Date; failure: string },
): Promise<void> {
  const outcome =
    'accepted' in result
      ? { triedAt: result.at, accepted: result.accepted, acceptedAt: result.at, failure: null }
      : { triedAt: result.at, failure: result.failure };
  await store.db.ltiScore.upsert({
    where: { contextId_enrollmentId_assignmentId: score },
    create: { ...score, ...outcome },
    update: outcome,
  });
}

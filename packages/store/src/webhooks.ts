// Who is told of what happens in a course. What is to be told is written in the transaction of what it tells of, and a
// sender takes it from here: nothing is lost with a process, and nothing is told that did not happen.
import { recordAudit } from './audit.ts';
import { createPushToken } from './credentials.ts';
import type { Prisma } from './generated/client.ts';
import type { Store, Transaction } from './store.ts';

export const WEBHOOK_EVENTS = ['attempt.finished', 'grade.changed', 'export.finished'] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly failingSince: Date | null;
  readonly disabledAt: Date | null;
  /** Why it is disabled. */
  readonly notice: string | null;
}

const selection = {
  id: true,
  url: true,
  events: true,
  createdBy: true,
  createdAt: true,
  failingSince: true,
  disabledAt: true,
  notice: true,
} as const;

/** @returns also the secret that signs, which is shown only now */
export async function createWebhook(
  store: Store,
  webhook: { courseId: string; url: string; events: readonly WebhookEvent[]; by: string },
): Promise<{ id: string; secret: string }> {
  const { courseId, url, events, by } = webhook;
  const secret = `whsec_${createPushToken()}`;
  return store.db.$transaction(async (tx) => {
    const listening = { courseId, disabledAt: null, events: { has: 'grade.changed' } };
    // Listening begins now: what changed while nobody did is no news.
    if (events.includes('grade.changed') && (await tx.webhook.count({ where: listening })) === 0)
      await tx.announcedCourse.deleteMany({ where: { courseId } });
    const { id } = await tx.webhook.create({
      data: { courseId, url, events: [...events], secret, createdBy: by },
      select: { id: true },
    });
    await recordAudit(tx, { actor: by, action: 'webhook added', courseId, subject: url, after: [...events] });
    return { id, secret };
  });
}

export async function listWebhooks(store: Store, courseId: string): Promise<Webhook[]> {
  return store.db.webhook.findMany({ where: { courseId }, select: selection, orderBy: { createdAt: 'asc' } });
}

/** With all that was to be sent to it. @returns false if the course has none with that id */
export async function deleteWebhook(store: Store, { courseId, id, by }: WebhookChange): Promise<boolean> {
  return store.db.$transaction(async (tx) => {
    const webhook = await tx.webhook.findUnique({ where: { id, courseId } });
    if (!webhook) return false;
    await tx.webhook.delete({ where: { id } });
    await recordAudit(tx, { actor: by, action: 'webhook removed', courseId, subject: webhook.url });
    return true;
  });
}

export interface WebhookChange {
  readonly courseId: string;
  readonly id: string;
  /** Who says so, for the log. */
  readonly by: string;
}

/** What waits for it is sent now. @returns false if the course has none with that id */
export async function enableWebhook(store: Store, { courseId, id, by }: WebhookChange): Promise<boolean> {
  return store.db.$transaction(async (tx) => {
    const webhook = await tx.webhook.findUnique({ where: { id, courseId } });
    if (!webhook) return false;
    await tx.webhook.update({ where: { id }, data: { disabledAt: null, failingSince: null, notice: null } });
    await tx.webhookDelivery.updateMany({
      where: { webhookId: id, nextTryAt: { not: null } },
      data: { nextTryAt: new Date() },
    });
    await recordAudit(tx, { actor: by, action: 'webhook enabled', courseId, subject: webhook.url });
    return true;
  });
}

export interface WebhookDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly event: string;
  readonly createdAt: Date;
  readonly tries: number;
  readonly nextTryAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly failure: string | null;
}

/** Newest first. */
export async function listDeliveries(
  store: Store,
  courseId: string,
  limit: number,
): Promise<WebhookDelivery[]> {
  return store.db.webhookDelivery.findMany({
    where: { webhook: { courseId } },
    orderBy: { createdAt: 'desc' },
    take: limit,
    omit: { payload: true },
  });
}

/** Writes what is to be told to all who listen in the course. */
export async function announce(
  tx: Transaction,
  courseId: string,
  event: WebhookEvent,
  payload: Prisma.InputJsonObject,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "WebhookDelivery" ("webhookId", "event", "payload")
    SELECT w."id", ${event}, ${JSON.stringify(payload)}::jsonb FROM "Webhook" w
    WHERE w."courseId" = ${courseId}::uuid AND ${event} = ANY(w."events") AND w."disabledAt" IS NULL`;
}

/** To be called where an attempt ends, in that transaction. One that is held back is told of to nobody. */
export async function announceAttempt(tx: Transaction, attemptId: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "WebhookDelivery" ("webhookId", "event", "payload")
    SELECT w."id", 'attempt.finished', jsonb_build_object(
      'attempt', a."id", 'number', a."number", 'submission', s."id", 'student', u."email",
      'enrollment', s."enrollmentId", 'assignment', t."slug", 'state', replace(a."state"::text, '_', ' '),
      'points', trim_scale(a."points")::text, 'maxPoints', trim_scale(a."maxPoints")::text)
    FROM "Attempt" a
    JOIN "Submission" s ON s."id" = a."submissionId"
    JOIN "Enrollment" e ON e."id" = s."enrollmentId"
    JOIN "User" u ON u."id" = e."userId"
    JOIN "Assignment" t ON t."id" = s."assignmentId"
    JOIN "Webhook" w ON w."courseId" = t."courseId"
    WHERE a."id" = ${attemptId}::uuid AND a."number" > 0
      AND 'attempt.finished' = ANY(w."events") AND w."disabledAt" IS NULL`;
}

export interface DueDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly event: string;
  readonly payload: unknown;
  readonly createdAt: Date;
  /** This one counted. */
  readonly tries: number;
  readonly url: string;
  readonly secret: string;
  readonly course: string;
}

/**
 * What is due, oldest first. Who takes it has it alone for the lease: several servers may send, and one that dies leaves
 * it to the others.
 */
export async function takeDueDeliveries(
  store: Store,
  options: { limit: number; leaseSeconds: number },
): Promise<DueDelivery[]> {
  return store.db.$queryRaw<DueDelivery[]>`
    UPDATE "WebhookDelivery" d
    SET "tries" = d."tries" + 1, "nextTryAt" = now() + make_interval(secs => ${options.leaseSeconds})
    FROM "Webhook" w JOIN "Course" c ON c."id" = w."courseId"
    WHERE w."id" = d."webhookId" AND d."id" IN (
      SELECT due."id" FROM "WebhookDelivery" due JOIN "Webhook" h ON h."id" = due."webhookId"
      WHERE due."nextTryAt" <= now() AND h."disabledAt" IS NULL
      ORDER BY due."createdAt" LIMIT ${options.limit} FOR UPDATE OF due SKIP LOCKED
    )
    RETURNING d."id", d."webhookId", d."event", d."payload", d."createdAt", d."tries", w."url", w."secret",
      c."slug" AS "course"`;
}

export async function markDelivered(
  store: Store,
  { id, webhookId }: { id: string; webhookId: string },
): Promise<void> {
  const now = new Date();
  await store.db.$transaction([
    store.db.webhookDelivery.updateMany({
      where: { id },
      data: { deliveredAt: now, nextTryAt: null, failure: null },
    }),
    store.db.webhook.updateMany({ where: { id: webhookId }, data: { failingSince: null } }),
  ]);
}

/**
 * @param options `retryAt` null: it is not tried again. A webhook through which nothing has come for so long that it
 * began before `disableBefore` is disabled, with a notice for staff.
 * @returns whether it was disabled
 */
export async function markFailed(
  store: Store,
  { id, webhookId }: { id: string; webhookId: string },
  options: { failure: string; retryAt: Date | null; disableBefore: Date },
): Promise<boolean> {
  const { failure, retryAt, disableBefore } = options;
  const now = new Date();
  return store.db.$transaction(async (tx) => {
    await tx.webhookDelivery.updateMany({
      where: { id },
      data: { failure: failure.slice(0, 500), nextTryAt: retryAt },
    });
    await tx.webhook.updateMany({
      where: { id: webhookId, failingSince: null },
      data: { failingSince: now },
    });
    const { count } = await tx.webhook.updateMany({
      where: { id: webhookId, disabledAt: null, failingSince: { lt: disableBefore } },
      data: { disabledAt: now, notice: `nothing has come through for too long: ${failure.slice(0, 300)}` },
    });
    return count > 0;
  });
}

/** Those that are done with, so that the table stays small. */
export async function forgetDeliveries(store: Store, { before }: { before: Date }): Promise<number> {
  const { count } = await store.db.webhookDelivery.deleteMany({
    where: { nextTryAt: null, createdAt: { lt: before } },
  });
  return count;
}

// The line in which attempts wait for the queue, in fair order. The queue itself is kept short: it only hands work
// to the workers, so that a newcomer's turn is found here, among all who wait, and not behind what was queued first.
import { Prisma } from './generated/client.ts';
import type { Store } from './store.ts';

/** What is held back (a regrade, a reproduction) takes every fourth turn: it neither holds up pushes nor starves. */
const BULK_WEIGHT = 4;

/**
 * Everything that is pending, with its place. Courses take turns, in a course students, and a student's own in the
 * order of arrival. What was handed to the queue or runs has had its turn: who has much of that is behind others.
 */
const LINE = Prisma.sql`
  pending AS (
    SELECT a."id", a."queuedAt", a."state", a."number" < 0 AS "bulk",
      s."pushId", s."enrollmentId", t."courseId", o."dispatchedAt"
    FROM "Attempt" a
    JOIN "OutboxEntry" o ON o."attemptId" = a."id"
    JOIN "Submission" s ON s."id" = a."submissionId"
    JOIN "Assignment" t ON t."id" = s."assignmentId"
    WHERE a."state" IN ('queued', 'running')
  ), of_student AS (
    SELECT *, row_number() OVER (
      PARTITION BY "enrollmentId", "bulk" ORDER BY "dispatchedAt" IS NULL, "queuedAt", "id"
    ) AS "turn"
    FROM pending
  ), of_course AS (
    SELECT *, row_number() OVER (
      PARTITION BY "courseId", "bulk" ORDER BY "dispatchedAt" IS NULL, "turn", "queuedAt", "id"
    ) * CASE WHEN "bulk" THEN ${BULK_WEIGHT} ELSE 1 END AS "round"
    FROM of_student
  ), line AS (
    SELECT *, row_number() OVER (
      ORDER BY "dispatchedAt" IS NULL, "dispatchedAt", "round", "queuedAt", "id"
    )::int - 1 AS "before"
    FROM of_course WHERE "state" = 'queued'
  )`;

export interface AttemptInLine {
  readonly attemptId: string;
  readonly pushId: string;
}

/**
 * Those whose turn it is, as long as fewer than so many wait in the queue for a worker.
 * @param options.window how many may wait there; more, where more are graded at the same time
 */
export async function nextInLine(
  store: Store,
  options: { readonly window: number },
): Promise<AttemptInLine[]> {
  return store.db.$queryRaw<AttemptInLine[]>`
    WITH ${LINE}, room AS (
      SELECT greatest(${options.window}::int, count(*) FILTER (WHERE "state" = 'running'))
        - count(*) FILTER (WHERE "state" = 'queued' AND "dispatchedAt" IS NOT NULL) AS "size"
      FROM pending
    )
    SELECT "id" AS "attemptId", "pushId" FROM line
    WHERE "dispatchedAt" IS NULL
    ORDER BY "before" LIMIT (SELECT greatest("size", 0) FROM room)`;
}

export interface Line {
  /** By attempt: how many are to be begun first. Only of those that wait. */
  readonly before: ReadonlyMap<string, number>;
  /** How many are graded now. */
  readonly running: number;
  /** Of the last gradings; null if there were none within the last hour. */
  readonly meanSeconds: number | null;
}

const MEASURED = 50;

export async function readLine(store: Store): Promise<Line> {
  const [waiting, [{ running, meanSeconds }]] = await Promise.all([
    store.db.$queryRaw<{ id: string; before: number }[]>`WITH ${LINE} SELECT "id", "before" FROM line`,
    store.db.$queryRaw<[{ running: number; meanSeconds: number | null }]>`
      SELECT (SELECT count(*)::int FROM "Attempt" WHERE "state" = 'running') AS "running", (
        SELECT avg(extract(epoch FROM "finishedAt" - "startedAt"))::float8 FROM (
          SELECT "startedAt", "finishedAt" FROM "Attempt"
          WHERE "state" = 'graded' AND "finishedAt" > now() - interval '1 hour'
          ORDER BY "finishedAt" DESC LIMIT ${MEASURED}
        ) finished
      ) AS "meanSeconds"`,
  ]);
  return { before: new Map(waiting.map(({ id, before }) => [id, before])), running, meanSeconds };
}

/**
 * How long until an attempt is graded, from what the last gradings took.
 * @returns seconds; null where nothing tells: nothing was graded lately, or nothing is being graded just now
 */
export function estimateSeconds({ before, running, meanSeconds }: Line, attemptId: string): number | null {
  const place = before.get(attemptId);
  if (place === undefined || meanSeconds === null || running === 0) return null;
  return (Math.floor(place / running) + 1.5) * meanSeconds;
}

/** How many wait, how many of them in the queue, and since when the first one does. */
export async function measureLine(
  store: Store,
): Promise<{ waiting: number; handedOver: number; running: number; oldestSeconds: number }> {
  const [row] = await store.db.$queryRaw<
    [{ waiting: number; handedOver: number; running: number; oldestSeconds: number }]
  >`
    WITH ${LINE} SELECT
      count(*) FILTER (WHERE "state" = 'queued')::int AS "waiting",
      count(*) FILTER (WHERE "state" = 'queued' AND "dispatchedAt" IS NOT NULL)::int AS "handedOver",
      count(*) FILTER (WHERE "state" = 'running')::int AS "running",
      coalesce(extract(epoch FROM now() - min("queuedAt") FILTER (WHERE "state" = 'queued')), 0)::float8
        AS "oldestSeconds"
    FROM pending`;
  return row;
}

// The line in which attempts wait for the queue, in fair order. The queue itself is kept short: it only hands work
// to the workers, so that a newcomer's turn is found here, among all who wait, and not behind what was queued first.
import { Prisma } from './generated/client.ts';
import type { AttemptReason, Device } from './generated/enums.ts';
import type { Store } from './store.ts';

/** What is held back (a regrade, a reproduction) takes every fourth turn: it neither holds up pushes nor starves. */
const BULK_WEIGHT = 4;
/** What had better run on a GPU waits for one as long as a worker that has one was there within this time. */
const GPU_PATIENCE_SECONDS = 60;

/**
 * Everything that is pending, with its place. Courses take turns, in a course students, and a student's own in the
 * order of arrival. What was handed to the queue or runs has had its turn: who has much of that is behind others.
 * Places are counted apart for what waits for a GPU and for the rest.
 */
const LINE = Prisma.sql`
  device AS (
    SELECT EXISTS (
      SELECT FROM "WorkerStatus"
      WHERE "gpu" AND "refusal" IS NULL AND "drainedAt" IS NULL
        AND "lastSeenAt" > now() - ${GPU_PATIENCE_SECONDS} * interval '1 second'
    ) AS "hasGpu"
  ), pending AS (
    SELECT a."id", a."queuedAt", a."state", a."number" < 0 AS "bulk",
      s."pushId", s."enrollmentId", t."courseId", o."dispatchedAt", v."gpu"::text AS "use",
      CASE
        WHEN o."dispatchedAt" IS NOT NULL THEN o."device"::text
        WHEN v."gpu" = 'required' OR (v."gpu" = 'preferred' AND (SELECT "hasGpu" FROM device)) THEN 'gpu'
        ELSE 'cpu'
      END AS "device"
    FROM "Attempt" a
    JOIN "AssignmentVersion" v ON v."hash" = a."versionHash"
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
      PARTITION BY "device" ORDER BY "dispatchedAt" IS NULL, "dispatchedAt", "round", "queuedAt", "id"
    )::int - 1 AS "before"
    FROM of_course WHERE "state" = 'queued'
  )`;

export interface AttemptInLine {
  readonly attemptId: string;
  readonly pushId: string;
  /** The queue that it is to be handed to. */
  readonly device: Device;
}

/**
 * Those whose turn it is, as long as fewer than so many wait in a queue for a worker: in the one for any worker, and
 * in the one for those with a GPU.
 * @param options.window how many may wait there; more, where more are graded at the same time
 */
export async function nextInLine(
  store: Store,
  options: { readonly window: number },
): Promise<AttemptInLine[]> {
  return store.db.$queryRaw<AttemptInLine[]>`
    WITH ${LINE}, room AS (
      SELECT "device", greatest(${options.window}::int, count(*) FILTER (WHERE "state" = 'running'))
        - count(*) FILTER (WHERE "state" = 'queued' AND "dispatchedAt" IS NOT NULL) AS "size"
      FROM pending GROUP BY "device"
    ), candidate AS (
      SELECT "id", "pushId", "device", "before",
        row_number() OVER (PARTITION BY "device" ORDER BY "before") AS "nth"
      FROM line WHERE "dispatchedAt" IS NULL
    )
    SELECT "id" AS "attemptId", "pushId", "device" FROM candidate JOIN room USING ("device")
    WHERE "nth" <= "size"
    ORDER BY "before", "device"`;
}

interface Served {
  /** How many are graded now. */
  readonly running: number;
  /** Of the last gradings; null if there were none within the last hour. */
  readonly meanSeconds: number | null;
}

/** `running` and `meanSeconds` are of what any worker takes. */
export interface Line extends Served {
  /** By attempt: how many are to be begun first. Only of those that wait. */
  readonly before: ReadonlyMap<string, number>;
  /** What only workers with a GPU take. */
  readonly gpu: Served & {
    readonly waiting: ReadonlySet<string>;
    /** Whether a worker with a GPU is there, or was until a moment ago. */
    readonly isThere: boolean;
  };
}

const MEASURED = 50;

export async function readLine(store: Store): Promise<Line> {
  const [waiting, served, [{ hasGpu }]] = await Promise.all([
    store.db.$queryRaw<{ id: string; before: number; device: Device }[]>`
      WITH ${LINE} SELECT "id", "before", "device" FROM line`,
    store.db.$queryRaw<(Served & { device: Device })[]>`
      SELECT d.name AS "device", (
        SELECT count(*)::int FROM "Attempt" a JOIN "OutboxEntry" o ON o."attemptId" = a."id"
        WHERE a."state" = 'running' AND o."device"::text = d.name
      ) AS "running", (
        SELECT avg(extract(epoch FROM "finishedAt" - "startedAt"))::float8 FROM (
          SELECT a."startedAt", a."finishedAt"
          FROM "Attempt" a JOIN "OutboxEntry" o ON o."attemptId" = a."id"
          WHERE a."state" = 'graded' AND a."finishedAt" > now() - interval '1 hour' AND o."device"::text = d.name
          ORDER BY a."finishedAt" DESC LIMIT ${MEASURED}
        ) finished
      ) AS "meanSeconds" FROM (VALUES ('cpu'), ('gpu')) AS d (name)`,
    store.db.$queryRaw<[{ hasGpu: boolean }]>`WITH ${LINE} SELECT "hasGpu" FROM device`,
  ]);
  const [onCpu, onGpu] = (['cpu', 'gpu'] as const).map((device) => {
    const { running, meanSeconds } = served.find((each) => each.device === device)!;
    return { running, meanSeconds };
  });
  const onlyGpu = waiting.filter(({ device }) => device === 'gpu');
  return {
    ...onCpu,
    before: new Map(waiting.map(({ id, before }) => [id, before])),
    gpu: { ...onGpu, waiting: new Set(onlyGpu.map(({ id }) => id)), isThere: hasGpu },
  };
}

/**
 * How long until an attempt is graded, from what the last gradings took.
 * @returns seconds; null where nothing tells: nothing was graded lately, or nothing is being graded just now
 */
export function estimateSeconds(line: Line, attemptId: string): number | null {
  const { running, meanSeconds } = line.gpu.waiting.has(attemptId) ? line.gpu : line;
  const place = line.before.get(attemptId);
  if (place === undefined || meanSeconds === null || running === 0) return null;
  return (Math.floor(place / running) + 1.5) * meanSeconds;
}

/** Where one attempt stands that has no end yet. */
export interface PlaceInLine {
  readonly state: 'queued' | 'running';
  /** How many are to be begun first; 0 for one that runs. */
  readonly before: number;
  /** Until its verdict, see {@link estimateSeconds}; null for one that runs, and where nothing tells. */
  readonly seconds: number | null;
  /** Whether anything is being graded; of what waits for a GPU, whether a worker with one is there. */
  readonly isServed: boolean;
  /** `gpu`: only workers with one take it. */
  readonly device: Device;
}

export function placeOf(line: Line, attemptId: string): PlaceInLine | null {
  const before = line.before.get(attemptId);
  if (before === undefined) return null;
  const device = line.gpu.waiting.has(attemptId) ? 'gpu' : 'cpu';
  const isServed = device === 'gpu' ? line.gpu.isThere : line.running > 0;
  return { state: 'queued', before, seconds: estimateSeconds(line, attemptId), isServed, device };
}

/**
 * The place of one attempt. Who asks for many reads the line once and takes {@link placeOf}.
 * @returns null if it has ended, or there is none
 */
export async function findPlaceInLine(store: Store, attemptId: string): Promise<PlaceInLine | null> {
  const line = await readLine(store);
  const place = placeOf(line, attemptId);
  if (place) return place;
  const row = await store.db.attempt.findUnique({
    where: { id: attemptId },
    select: { state: true, outbox: { select: { device: true } } },
  });
  if (row?.state !== 'running') return null;
  return { state: 'running', before: 0, seconds: null, isServed: true, device: row.outbox?.device ?? 'cpu' };
}

/** One that waits or runs, with everything that a page about the queue shows. */
export interface WaitingAttempt {
  readonly attemptId: string;
  readonly submissionId: string;
  readonly pushId: string;
  readonly course: { readonly id: string; readonly slug: string; readonly title: string };
  readonly assignment: { readonly slug: string; readonly title: string };
  readonly student: { readonly enrollmentId: string; readonly name: string; readonly email: string };
  readonly reason: AttemptReason;
  /** What is held back (a regrade, a reproduction) gets every fourth turn. */
  readonly priority: 'push' | 'background';
  /** `line`: its turn is still to come; `queue`: the next free worker takes it; `worker`: it is graded. */
  readonly at: 'line' | 'queue' | 'worker';
  /** `gpu`: only workers with one take it. */
  readonly device: Device;
  /** In line since. */
  readonly queuedAt: Date;
  readonly startedAt: Date | null;
  /** Who grades it. */
  readonly worker: string | null;
  /** How many are to be begun first; 0 for one that runs. */
  readonly before: number;
  /** As in {@link PlaceInLine}. */
  readonly seconds: number | null;
}

/**
 * Everything that has no end yet, in the order in which it will be graded: first what runs, longest first.
 * @param options.courseId only of this course; places are counted among all
 */
export async function listLine(
  store: Store,
  { courseId }: { readonly courseId?: string } = {},
): Promise<WaitingAttempt[]> {
  const line = await readLine(store);
  const rows = await store.db.attempt.findMany({
    where: { state: { in: ['queued', 'running'] }, submission: { assignment: { courseId } } },
    select: {
      id: true,
      number: true,
      reason: true,
      state: true,
      queuedAt: true,
      startedAt: true,
      worker: true,
      outbox: { select: { dispatchedAt: true, device: true } },
      submission: {
        select: {
          id: true,
          pushId: true,
          enrollment: { select: { id: true, user: { select: { name: true, email: true } } } },
          assignment: {
            select: {
              slug: true,
              title: true,
              course: { select: { id: true, slug: true, title: true } },
            },
          },
        },
      },
    },
    orderBy: [{ startedAt: 'asc' }, { queuedAt: 'asc' }],
  });
  const waiting = rows.map(({ id, number, state, outbox, submission, ...row }): WaitingAttempt => {
    const { enrollment, assignment } = submission;
    const isHandedOver = outbox !== null && outbox.dispatchedAt !== null;
    return {
      ...row,
      attemptId: id,
      submissionId: submission.id,
      pushId: submission.pushId,
      course: assignment.course,
      assignment: { slug: assignment.slug, title: assignment.title },
      student: { enrollmentId: enrollment.id, ...enrollment.user },
      priority: number < 0 ? 'background' : 'push',
      device: state === 'running' ? (outbox?.device ?? 'cpu') : line.gpu.waiting.has(id) ? 'gpu' : 'cpu',
      at: state === 'running' ? 'worker' : isHandedOver ? 'queue' : 'line',
      before: state === 'running' ? 0 : (line.before.get(id) ?? 0),
      seconds: state === 'running' ? null : estimateSeconds(line, id),
    };
  });
  const turn = ({ at, before }: WaitingAttempt): number => (at === 'worker' ? -1 : before);
  return waiting.toSorted((a, b) => turn(a) - turn(b));
}

/**
 * What was handed to the queue for GPUs, is not begun, and need not wait there any longer: it may do without one, and no
 * worker that has one is there.
 */
export async function listStranded(store: Store): Promise<string[]> {
  const rows = await store.db.$queryRaw<{ id: string }[]>`
    WITH ${LINE} SELECT "id" FROM line
    WHERE "device" = 'gpu' AND "dispatchedAt" IS NOT NULL AND "use" = 'preferred'
      AND NOT (SELECT "hasGpu" FROM device)`;
  return rows.map(({ id }) => id);
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

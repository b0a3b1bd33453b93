// Which workers there are: each tells of itself every few seconds, and one that was killed is known by its silence.
import { workerLayerSchema, type WorkerReport } from '@residual/contracts';
import { z } from 'zod';
import type { Prisma } from './generated/client.ts';
import type { Store } from './store.ts';

/** A worker that has been silent for so long is gone; it tells three times as often. */
const SILENCE_SECONDS = 15;
export const WORKER_REPORT_MS = (1_000 * SILENCE_SECONDS) / 3;
/** For so long pages can tell that it is gone. */
const REMEMBERED_SECONDS = 600;
/** One that refuses to grade ends, and is started again by whoever started it, perhaps under another name. */
const REFUSAL_SECONDS = 60;

/**
 * Adds the worker or renews what is known of it, by the database's clock; forgets those that are long gone.
 * @returns whether it is drained: it is to take nothing more. One that was started anew is not.
 */
export async function reportWorker(store: Store, report: WorkerReport): Promise<{ isDrained: boolean }> {
  const { name, layers, devices, ...rest } = report;
  const now = await databaseTime(store);
  const row = { ...rest, layers: [...layers], devices: [...devices], lastSeenAt: now };
  const [, { drainedAt }] = await store.db.$transaction([
    store.db.workerStatus.updateMany({
      where: { name, startedAt: { not: report.startedAt } },
      data: { drainedAt: null },
    }),
    store.db.workerStatus.upsert({ where: { name }, create: { name, ...row }, update: row }),
    store.db.workerStatus.deleteMany({ where: { NOT: remembered(now) } }),
  ]);
  return { isDrained: drainedAt !== null };
}

const remembered = (now: Date): Prisma.WorkerStatusWhereInput => {
  const since = (seconds: number) => ({ gt: new Date(now.getTime() - 1_000 * seconds) });
  return {
    OR: [
      { refusal: null, lastSeenAt: since(REMEMBERED_SECONDS) },
      { refusal: { not: null }, lastSeenAt: since(REFUSAL_SECONDS) },
    ],
  };
};

/** For a worker that stops in good order. */
export async function removeWorker(store: Store, name: string): Promise<void> {
  await store.db.workerStatus.deleteMany({ where: { name } });
}

/** A running attempt, as pages link to it. */
export interface RunningAttempt {
  readonly attemptId: string;
  readonly submissionId: string;
  readonly courseId: string;
  /** The assignment's. */
  readonly slug: string;
  readonly startedAt: Date;
}

export interface WorkerStatus extends WorkerReport {
  readonly lastSeenAt: Date;
  /** Since when it takes nothing more, see {@link drainWorker}; null: it does. */
  readonly drainedAt: Date | null;
  /** `silent`: killed, cut off or hung; what it was grading goes to others. */
  readonly state: 'grading' | 'idle' | 'refusing' | 'silent';
  readonly running: readonly RunningAttempt[];
}

/** All workers, by name; one that is gone, for some minutes. Who may see them is for the caller to say. */
export async function listWorkers(store: Store): Promise<WorkerStatus[]> {
  const now = await databaseTime(store);
  const [rows, attempts] = await Promise.all([
    store.db.workerStatus.findMany({ where: remembered(now), orderBy: { name: 'asc' } }),
    store.db.attempt.findMany({
      where: { state: 'running' },
      orderBy: { startedAt: 'asc' },
      select: {
        id: true,
        worker: true,
        startedAt: true,
        submissionId: true,
        submission: { select: { assignment: { select: { slug: true, courseId: true } } } },
      },
    }),
  ]);
  return rows.map((row) => {
    const running = attempts
      .filter(({ worker }) => worker === row.name)
      .map(({ id, submissionId, startedAt, submission: { assignment } }) => ({
        attemptId: id,
        submissionId,
        ...assignment,
        startedAt: startedAt!,
      }));
    const layers = z.array(workerLayerSchema).parse(row.layers);
    return { ...row, layers, running, state: stateOf(row, now, running) };
  });
}

function stateOf(
  { refusal, lastSeenAt }: { readonly refusal: string | null; readonly lastSeenAt: Date },
  now: Date,
  running: readonly RunningAttempt[],
): WorkerStatus['state'] {
  if (refusal !== null) return 'refusing';
  if (now.getTime() - lastSeenAt.getTime() > 1_000 * SILENCE_SECONDS) return 'silent';
  return running.length > 0 ? 'grading' : 'idle';
}

/** Workers' clocks and the server's may differ. */
async function databaseTime({ db }: Store): Promise<Date> {
  const [{ now }] = await db.$queryRaw<[{ now: Date }]>`SELECT now()`;
  return now;
}

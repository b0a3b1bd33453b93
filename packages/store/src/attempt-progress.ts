// How far attempts are, for those who wait for them. The database decides; events only announce.
import { type TaskReport, taskReportSchema } from '@residual/contracts';
import type { AttemptState } from './generated/enums.ts';
import type { Store } from './store.ts';

export interface AttemptProgress {
  readonly attemptId: string;
  readonly state: AttemptState;
  readonly points: string | null;
  readonly maxPoints: string | null;
  /** Empty until the attempt is finished: all results are written at once. */
  readonly reports: readonly TaskReport[];
}

/** Of those of the attempts that exist. */
export async function listAttemptProgress(
  store: Store,
  attemptIds: readonly string[],
): Promise<AttemptProgress[]> {
  const rows = await store.db.attempt.findMany({
    where: { id: { in: [...attemptIds] } },
    select: {
      id: true,
      state: true,
      points: true,
      maxPoints: true,
      results: { select: { report: true }, orderBy: { task: 'asc' } },
    },
  });
  return rows.map(({ id, state, points, maxPoints, results }) => ({
    attemptId: id,
    state,
    points: points?.toFixed() ?? null,
    maxPoints: maxPoints?.toFixed() ?? null,
    reports: results.map(({ report }) => taskReportSchema.parse(report)),
  }));
}

/** How many queued attempts are older than this one; the queue's own order may let it pass some of them. */
export async function countQueuedBefore(store: Store, attemptId: string): Promise<number> {
  const [{ count }] = await store.db.$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS "count"
    FROM "Attempt" other JOIN "Attempt" own ON own."id" = ${attemptId}::uuid
    WHERE other."state" = 'queued' AND other."number" > 0 AND other."queuedAt" < own."queuedAt"`;
  return count;
}

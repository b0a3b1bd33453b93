// How far attempts are, for those who wait for them. The database decides; events only announce.
import { type TaskReport, taskReportSchema } from '@residual/contracts';
import type { AttemptState } from './generated/enums.ts';
import type { Store } from './store.ts';

export interface AttemptOutcome {
  readonly state: AttemptState;
  readonly points: string | null;
  readonly maxPoints: string | null;
  readonly reports: readonly TaskReport[];
}

/** Of those of the attempts that exist. */
export async function listAttemptStates(
  store: Store,
  attemptIds: readonly string[],
): Promise<{ readonly attemptId: string; readonly state: AttemptState }[]> {
  const rows = await store.db.attempt.findMany({
    where: { id: { in: [...attemptIds] } },
    select: { id: true, state: true },
  });
  return rows.map(({ id, state }) => ({ attemptId: id, state }));
}

/** What came of an attempt that has ended. @throws if a report cannot be read */
export async function getAttemptOutcome(store: Store, attemptId: string): Promise<AttemptOutcome> {
  const { state, points, maxPoints, results } = await store.db.attempt.findUniqueOrThrow({
    where: { id: attemptId },
    select: {
      state: true,
      points: true,
      maxPoints: true,
      results: { select: { report: true }, orderBy: { task: 'asc' } },
    },
  });
  return {
    state,
    points: points?.toFixed() ?? null,
    maxPoints: maxPoints?.toFixed() ?? null,
    reports: results.map(({ report }) => taskReportSchema.parse(report)),
  };
}

/** When an attempt passed its stages. */
export interface AttemptTimes {
  readonly state: AttemptState;
  readonly verdicts: readonly string[];
  readonly receivedAt: Date;
  readonly queuedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export async function findAttemptTimes(store: Store, attemptId: string): Promise<AttemptTimes | null> {
  const row = await store.db.attempt.findUnique({
    where: { id: attemptId },
    select: {
      state: true,
      queuedAt: true,
      startedAt: true,
      finishedAt: true,
      results: { select: { verdict: true } },
      submission: { select: { receivedAt: true } },
    },
  });
  if (!row) return null;
  const { results, submission, ...times } = row;
  return { ...times, receivedAt: submission.receivedAt, verdicts: results.map(({ verdict }) => verdict) };
}

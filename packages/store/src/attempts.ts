// One grading of a submission: what it needs, that it runs, and its end, which is written once. A result never
// replaces another: whoever comes second (a retry after a lost lock, a worker taken for dead) changes nothing.
import { Decimal } from 'decimal.js';
import type { DrawnGraph, Points, TaskReport, Verdict } from '@residual/contracts';
import { Verdict as StoredVerdict } from './generated/enums.ts';
import type { AttemptState } from './generated/enums.ts';
import type { Store } from './store.ts';
import { announceAttempt } from './webhooks.ts';

export interface AttemptForGrading {
  readonly id: string;
  /** Every line of the logs about it has this id, from the push to the result. */
  readonly pushId: string;
  readonly state: AttemptState;
  /** See {@link getAssignmentBundle}. */
  readonly versionHash: string;
  /** The attempt whose seeds it runs with: its own, but for one that repeats another. */
  readonly seedAttemptId: string;
  /** The submission's programs by path below the assignment's folder. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export const isFinished = ({ state }: { state: AttemptState }): boolean =>
  state !== 'queued' && state !== 'running';

/** @throws Error if there is no such attempt */
export async function loadAttemptForGrading(store: Store, attemptId: string): Promise<AttemptForGrading> {
  const attempt = await store.db.attempt.findUniqueOrThrow({
    where: { id: attemptId },
    select: {
      id: true,
      state: true,
      versionHash: true,
      seedAttemptId: true,
      submission: { select: { pushId: true, files: { orderBy: { path: 'asc' } } } },
    },
  });
  const { submission, seedAttemptId, ...rest } = attempt;
  return {
    ...rest,
    pushId: submission.pushId,
    seedAttemptId: seedAttemptId ?? attempt.id,
    files: new Map(submission.files.map(({ path, content }) => [path, content])),
  };
}

/**
 * Queued → running; of an attempt that already runs (on a worker that is gone), the new worker and time.
 * @returns false if it has ended meanwhile: there is nothing to grade
 */
export async function startAttempt(
  store: Store,
  { attemptId, worker }: { attemptId: string; worker: string },
): Promise<boolean> {
  const { count } = await store.db.attempt.updateMany({
    where: { id: attemptId, state: { in: ['queued', 'running'] } },
    data: { state: 'running', startedAt: new Date(), worker },
  });
  return count > 0;
}

const storedVerdict = (verdict: Verdict): StoredVerdict => {
  const stored = verdict.replaceAll(' ', '_');
  if (!Object.hasOwn(StoredVerdict, stored)) throw new Error(`the database knows no verdict "${verdict}"`);
  return stored as StoredVerdict;
};

const sum = (points: readonly Points[]): string => Decimal.sum(0, ...points).toFixed();

/**
 * Writes the results of all tasks and their sum, in one transaction.
 * @param graphs by task, where there is one to draw
 * @returns false if the attempt had been finished before: then nothing is changed
 */
export async function finishAttempt(
  store: Store,
  attemptId: string,
  reports: readonly TaskReport[],
  graphs: ReadonlyMap<string, DrawnGraph> = new Map(),
): Promise<boolean> {
  return store.db.$transaction(async (tx) => {
    // The first to change the row holds it until it commits; the second then finds nothing to change.
    const { count } = await tx.attempt.updateMany({
      where: { id: attemptId, state: { in: ['queued', 'running'] } },
      data: {
        state: 'graded',
        finishedAt: new Date(),
        points: sum(reports.map((report) => report.points)),
        maxPoints: sum(reports.map((report) => report.maxPoints)),
        failure: null,
      },
    });
    if (count === 0) return false;
    await tx.taskResult.createMany({
      data: reports.map((report) => ({
        attemptId,
        task: report.task,
        verdict: storedVerdict(report.verdict),
        points: report.points,
        maxPoints: report.maxPoints,
        report,
        graph: graphs.get(report.task),
      })),
    });
    await announceAttempt(tx, attemptId);
    return true;
  });
}

/**
 * Ends an attempt without a score.
 * @param failure for staff: why
 * @returns false if the attempt had been finished before: then nothing is changed
 */
export async function failAttempt(store: Store, attemptId: string, failure: string): Promise<boolean> {
  return store.db.$transaction(async (tx) => {
    const { count } = await tx.attempt.updateMany({
      where: { id: attemptId, state: { in: ['queued', 'running'] } },
      data: { state: 'not_graded', finishedAt: new Date(), failure: failure.slice(0, 10_000) },
    });
    if (count > 0) await announceAttempt(tx, attemptId);
    return count > 0;
  });
}

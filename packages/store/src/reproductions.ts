// Running an attempt again from its receipt, to see whether the same comes out. The copy never counts.
import { randomUUID } from 'node:crypto';
import { taskReportSchema, type TaskReport } from '@residual/contracts';
import type { AttemptState } from './generated/enums.ts';
import type { Store } from './store.ts';

export type StartedReproduction =
  | { readonly kind: 'started'; readonly attemptId: string }
  | { readonly kind: 'none' }
  /** There is no result to compare with. */
  | { readonly kind: 'not graded'; readonly state: AttemptState }
  /** What it was graded from is gone. */
  | { readonly kind: 'gone'; readonly what: string };

/** Queues a copy with the assignment's version, the programs and the seeds of the attempt. */
export async function startReproduction(store: Store, attemptId: string): Promise<StartedReproduction> {
  return store.db.$transaction(async (tx): Promise<StartedReproduction> => {
    const attempt = await tx.attempt.findUnique({
      where: { id: attemptId },
      include: { submission: { include: { files: { select: { path: true } } } } },
    });
    if (!attempt) return { kind: 'none' };
    if (attempt.state !== 'graded') return { kind: 'not graded', state: attempt.state };
    if (attempt.submission.files.length === 0)
      return { kind: 'gone', what: 'the programs of the submission' };
    const { submissionId, versionHash } = attempt;
    await tx.$queryRaw`SELECT "id" FROM "Submission" WHERE "id" = ${submissionId}::uuid FOR UPDATE`;
    const { _min } = await tx.attempt.aggregate({ where: { submissionId }, _min: { number: true } });
    const id = randomUUID();
    await tx.attempt.create({
      data: {
        id,
        submissionId,
        number: Math.min(0, _min.number ?? 0) - 1,
        reason: 'reproduction',
        versionHash,
        seedAttemptId: attempt.seedAttemptId ?? attempt.id,
        outbox: { create: {} },
      },
    });
    return { kind: 'started', attemptId: id };
  });
}

export interface GradedAttempt {
  readonly state: AttemptState;
  readonly failure: string | null;
  readonly versionHash: string;
  readonly points: string | null;
  readonly reports: readonly TaskReport[];
}

/** Held back or not. @throws if there is no such attempt */
export async function getAttemptResult(store: Store, attemptId: string): Promise<GradedAttempt> {
  const row = await store.db.attempt.findUniqueOrThrow({
    where: { id: attemptId },
    include: { results: { orderBy: { task: 'asc' } } },
  });
  return {
    state: row.state,
    failure: row.failure,
    versionHash: row.versionHash,
    points: row.points?.toFixed() ?? null,
    reports: row.results.map(({ report }) => taskReportSchema.parse(report)),
  };
}

// What gradings said, in full, for exports.
import { taskReportSchema, type TaskReport } from '@residual/contracts';
import type { Store } from './store.ts';

export interface ReportedAttempt {
  readonly attemptId: string;
  readonly submissionId: string;
  readonly number: number;
  readonly points: string;
  readonly maxPoints: string;
  readonly finishedAt: Date;
  /** By task. Those of hidden checks have no figures, but `afterDeadline` has. */
  readonly reports: readonly TaskReport[];
}

/** The newest graded attempt of each submission, by submission; one without any is missing. */
export async function readReportedAttempts(
  store: Store,
  submissionIds: readonly string[],
): Promise<ReadonlyMap<string, ReportedAttempt>> {
  const rows = await store.db.attempt.findMany({
    where: { submissionId: { in: [...submissionIds] }, state: 'graded', number: { gt: 0 } },
    orderBy: [{ submissionId: 'asc' }, { number: 'desc' }],
    distinct: ['submissionId'],
    include: { results: { orderBy: { task: 'asc' } } },
  });
  return new Map(
    rows.map((row) => [
      row.submissionId,
      {
        attemptId: row.id,
        submissionId: row.submissionId,
        number: row.number,
        points: row.points!.toFixed(),
        maxPoints: row.maxPoints!.toFixed(),
        finishedAt: row.finishedAt!,
        reports: row.results.map(({ report }) => taskReportSchema.parse(report)),
      },
    ]),
  );
}

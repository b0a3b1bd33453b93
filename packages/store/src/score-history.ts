// How a student's points moved from push to push.
import type { Store } from './store.ts';

export interface ScoredSubmission {
  readonly submissionId: string;
  readonly assignmentId: string;
  readonly receivedAt: Date;
  /** Of its newest result; null where it has none. */
  readonly points: string | null;
  readonly maxPoints: string | null;
}

/** All submissions of a member, oldest first. */
export async function readScoreHistory(store: Store, enrollmentId: string): Promise<ScoredSubmission[]> {
  return store.db.$queryRaw<ScoredSubmission[]>`
    SELECT s."id" AS "submissionId", s."assignmentId", s."receivedAt",
      trim_scale(graded."points")::text AS "points", trim_scale(graded."maxPoints")::text AS "maxPoints"
    FROM "Submission" s
    LEFT JOIN LATERAL (
      SELECT a."points", a."maxPoints" FROM "Attempt" a
      WHERE a."submissionId" = s."id" AND a."state" = 'graded' AND a."number" > 0
      ORDER BY a."number" DESC LIMIT 1
    ) graded ON true
    WHERE s."enrollmentId" = ${enrollmentId}::uuid
    ORDER BY s."receivedAt", s."id"`;
}

// What we failed to grade and nobody has mended since.
import type { Store } from './store.ts';

export interface FailedAttempt {
  readonly submissionId: string;
  readonly student: { readonly enrollmentId: string; readonly name: string };
  readonly assignment: { readonly slug: string; readonly title: string };
  readonly finishedAt: Date | null;
  /** For staff. */
  readonly failure: string | null;
}

/** Latest submissions whose newest attempt was not graded, the newest first. */
export async function listFailed(
  store: Store,
  { courseId, limit }: { courseId: string; limit?: number },
): Promise<FailedAttempt[]> {
  const rows = await store.db.$queryRaw<
    {
      submissionId: string;
      enrollmentId: string;
      name: string;
      slug: string;
      title: string;
      finishedAt: Date | null;
      failure: string | null;
    }[]
  >`
    SELECT p."submissionId", e."id" AS "enrollmentId", u."name", t."slug", t."title", a."finishedAt", a."failure"
    FROM "Progress" p
    JOIN "Assignment" t ON t."id" = p."assignmentId"
    JOIN "Enrollment" e ON e."id" = p."enrollmentId"
    JOIN "User" u ON u."id" = e."userId"
    JOIN LATERAL (
      SELECT "finishedAt", "failure" FROM "Attempt"
      WHERE "submissionId" = p."submissionId" AND "number" > 0 ORDER BY "number" DESC LIMIT 1
    ) a ON true
    WHERE t."courseId" = ${courseId}::uuid AND p."state" = 'not_graded'
    ORDER BY a."finishedAt" DESC LIMIT ${limit ?? null}`;
  return rows.map(({ submissionId, enrollmentId, name, slug, title, finishedAt, failure }) => ({
    submissionId,
    student: { enrollmentId, name },
    assignment: { slug, title },
    finishedAt,
    failure,
  }));
}

/** Of an attempt that is held back as well. @returns the course's id; null if there is no such attempt */
export async function findAttemptCourse(store: Store, attemptId: string): Promise<string | null> {
  const row = await store.db.attempt.findUnique({
    where: { id: attemptId },
    select: { submission: { select: { assignment: { select: { courseId: true } } } } },
  });
  return row?.submission.assignment.courseId ?? null;
}

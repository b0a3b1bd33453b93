// What is not kept for ever: of courses that ended long ago, programs and what they printed; of all, what has expired.
// Points, verdicts, checks and the audit log stay.
import { recordAudit } from './audit.ts';
import type { Store } from './store.ts';

export interface EndedCourse {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  /** The latest of its deadlines and submissions. */
  readonly endedAt: Date;
}

/** Courses in which the last deadline and the last submission are older than that; one without either never ends. */
export async function findEndedCourses(store: Store, before: Date): Promise<EndedCourse[]> {
  return store.db.$queryRaw<EndedCourse[]>`
    SELECT c."id", c."slug", c."title", greatest(max(a."deadline"), max(s."last")) AS "endedAt"
    FROM "Course" c
    JOIN "Assignment" a ON a."courseId" = c."id"
    LEFT JOIN LATERAL (
      SELECT max("receivedAt") AS "last" FROM "Submission" WHERE "assignmentId" = a."id"
    ) s ON true
    GROUP BY c."id"
    HAVING greatest(max(a."deadline"), max(s."last")) < ${before}
    ORDER BY c."slug"`;
}

/** How many rows were deleted or emptied. */
export interface Retained {
  readonly programs: number;
  readonly outputs: number;
  readonly uploads: number;
  readonly tokens: number;
  readonly sessions: number;
  readonly deliveries: number;
}

/**
 * Doing it again finds nothing left. Submissions whose newest grading is none (failed through our fault, cancelled) keep
 * their programs, since they may be graded yet; the others cannot be graded again afterwards.
 */
export async function applyRetention(
  store: Store,
  { before, by }: { readonly before: Date; readonly by: string },
): Promise<Retained> {
  const now = new Date();
  const courses = await findEndedCourses(store, before);
  const ids = courses.map(({ id }) => id);
  return store.db.$transaction(
    async (tx) => {
      const programs = await tx.$executeRaw`
        DELETE FROM "SubmissionFile" f USING "Submission" s, "Assignment" a
        WHERE s."id" = f."submissionId" AND a."id" = s."assignmentId" AND a."courseId" = ANY(${ids}::uuid[])
          AND NOT EXISTS (
            SELECT FROM "Attempt" t WHERE t."submissionId" = s."id" AND t."number" > 0 AND t."state" <> 'graded')`;
      const outputs = await tx.$executeRaw`
        UPDATE "TaskResult" r
        SET "graph" = NULL,
          "report" = jsonb_set(r."report" - 'plots', '{output}', '{"text": "", "truncated": false}')
            #- '{error,sourceLine}' #- '{error,opSourceLine}'
        FROM "Attempt" t, "Submission" s, "Assignment" a
        WHERE t."id" = r."attemptId" AND s."id" = t."submissionId" AND a."id" = s."assignmentId"
          AND a."courseId" = ANY(${ids}::uuid[])
          AND (r."graph" IS NOT NULL OR r."report" ? 'plots' OR r."report" #>> '{output,text}' <> '')`;
      const inCourses = { courseId: { in: ids } };
      const { count: uploads } = await tx.gradeExport.updateMany({
        where: { ...inCourses, upload: { not: null } },
        data: { upload: null, uploadName: null },
      });
      const { count: tokens } = await tx.pushToken.deleteMany({
        where: {
          OR: [
            { repository: { enrollment: inCourses } },
            { expiresAt: { lt: before } },
            { revokedAt: { lt: before } },
          ],
        },
      });
      const { count: sessions } = await tx.loginSession.deleteMany({ where: { expiresAt: { lt: now } } });
      await tx.ltiLogin.deleteMany({ where: { expiresAt: { lt: now } } });
      const { count: deliveries } = await tx.webhookDelivery.deleteMany({
        where: { nextTryAt: null, createdAt: { lt: before } },
      });
      if (programs + outputs + uploads > 0)
        for (const { id, slug } of courses)
          await recordAudit(tx, { actor: by, action: 'retention applied', courseId: id, subject: slug });
      return { programs, outputs, uploads, tokens, sessions, deliveries };
    },
    { timeout: 300_000 },
  );
}

// Who may not make it, and why: nothing handed in though a deadline is near or has just passed, or many pushes that
// are still far from all points.
import { Prisma } from './generated/client.ts';
import type { Store } from './store.ts';

/** Before the deadline. */
const SOON_DAYS = 3;
/** After it, and after the last push. */
const RECENT_DAYS = 10;
const MANY_SUBMISSIONS = 5;
/** Of the points, at best. */
const LITTLE = 0.6;

export interface Risk {
  /** `due`: nothing handed in and the deadline is near; `missed`: it has passed; `stuck`: many pushes, few points. */
  readonly kind: 'due' | 'missed' | 'stuck';
  readonly assignment: { readonly slug: string; readonly title: string };
  /** That holds for the student, extensions included; null: none. */
  readonly deadline: Date | null;
  readonly submissions: number;
}

export interface StudentAtRisk {
  readonly enrollmentId: string;
  readonly name: string;
  readonly email: string;
  readonly risks: readonly Risk[];
}

/** The latest deadline of each student with an extension. */
const EXTENDED = Prisma.sql`
  SELECT x."assignmentId", coalesce(x."enrollmentId", m."enrollmentId") AS "enrollmentId", max(x."until") AS until
  FROM "Extension" x LEFT JOIN "GroupMember" m ON m."groupId" = x."groupId"
  WHERE x."revokedAt" IS NULL GROUP BY 1, 2`;

/** One row for each reason: `enrollmentId`, `kind`, `slug`, `title`, `deadline`, `submissions`. */
export const risksOf = (courseId: string, now: Date): Prisma.Sql => Prisma.sql`
  SELECT risk.*, t."slug", t."title", t."position"
  FROM (
    SELECT p."enrollmentId", p."assignmentId", NULL::timestamptz AS deadline, p."submissions", 'stuck' AS "kind"
    FROM "Progress" p
    JOIN "Enrollment" e ON e."id" = p."enrollmentId" AND e."role" = 'student'
    WHERE p."assignmentId" IN (SELECT "id" FROM "Assignment" WHERE "courseId" = ${courseId}::uuid)
      AND p."passedAt" IS NULL AND p."submissions" >= ${MANY_SUBMISSIONS}
      AND p."lastAt" > ${daysFrom(now, -RECENT_DAYS)} AND p."bestPoints" < ${LITTLE} * p."maxPoints"
    UNION ALL
    SELECT missing.*, 0, CASE WHEN missing.deadline > ${now} THEN 'due' ELSE 'missed' END
    FROM (
      SELECT e."id" AS "enrollmentId", a."id" AS "assignmentId", a."deadline"
      FROM "Assignment" a
      JOIN "Enrollment" e ON e."courseId" = a."courseId" AND e."role" = 'student'
      WHERE a."courseId" = ${courseId}::uuid
        AND a."deadline" BETWEEN ${daysFrom(now, -RECENT_DAYS)} AND ${daysFrom(now, SOON_DAYS)}
        AND NOT EXISTS (
          SELECT FROM (${EXTENDED}) x
          WHERE x."enrollmentId" = e."id" AND x."assignmentId" = a."id" AND x.until > a."deadline"
        )
      UNION ALL
      SELECT e."id", a."id", x.until
      FROM (${EXTENDED}) x
      JOIN "Assignment" a ON a."id" = x."assignmentId" AND a."deadline" < x.until
      JOIN "Enrollment" e ON e."id" = x."enrollmentId" AND e."role" = 'student'
      WHERE a."courseId" = ${courseId}::uuid
        AND x.until BETWEEN ${daysFrom(now, -RECENT_DAYS)} AND ${daysFrom(now, SOON_DAYS)}
    ) missing
    WHERE NOT EXISTS (
      SELECT FROM "Progress" p
      WHERE p."enrollmentId" = missing."enrollmentId" AND p."assignmentId" = missing."assignmentId"
    )
  ) risk
  JOIN "Assignment" t ON t."id" = risk."assignmentId"
  WHERE NOT EXISTS (
    SELECT FROM "GradeOverride" o
    WHERE o."enrollmentId" = risk."enrollmentId" AND o."assignmentId" = risk."assignmentId"
  )`;

const daysFrom = (now: Date, days: number): Date => new Date(now.getTime() + days * 86_400_000);

/** Those with the most reasons first; what was missed and what is due weighs more than being stuck. */
export async function listAtRisk(
  store: Store,
  { courseId, now, limit }: { courseId: string; now: Date; limit: number },
): Promise<{ readonly students: readonly StudentAtRisk[]; readonly total: number }> {
  const rows = await store.db.$queryRaw<
    {
      enrollmentId: string;
      name: string;
      email: string;
      total: number;
      risks: {
        kind: Risk['kind'];
        slug: string;
        title: string;
        deadline: string | null;
        submissions: number;
      }[];
    }[]
  >`
    WITH risk AS MATERIALIZED (${risksOf(courseId, now)}), ranked AS (
      SELECT "enrollmentId", count(*) OVER ()::int AS total,
        sum(CASE "kind" WHEN 'stuck' THEN 2 ELSE 3 END) AS weight, max("submissions") AS submissions
      FROM risk GROUP BY 1 ORDER BY weight DESC, submissions DESC, 1 LIMIT ${limit}
    )
    SELECT ranked."enrollmentId", u."name", u."email", ranked.total, (
      SELECT json_agg(json_build_object('kind', own."kind", 'slug', own."slug", 'title', own."title",
        'deadline', own.deadline, 'submissions', own."submissions") ORDER BY own."position")
      FROM risk own WHERE own."enrollmentId" = ranked."enrollmentId"
    ) AS risks
    FROM ranked
    JOIN "Enrollment" e ON e."id" = ranked."enrollmentId"
    JOIN "User" u ON u."id" = e."userId"
    ORDER BY ranked.weight DESC, ranked.submissions DESC, u."name"`;
  const students = rows.map(({ enrollmentId, name, email, risks }) => ({
    enrollmentId,
    name,
    email,
    risks: risks.map(({ kind, slug, title, deadline, submissions }) => ({
      kind,
      assignment: { slug, title },
      deadline: deadline === null ? null : new Date(deadline),
      submissions,
    })),
  }));
  return { students, total: rows[0]?.total ?? 0 };
}

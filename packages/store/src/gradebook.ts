// Where every student of a course stands in every assignment. One SQL statement does the work, so that a page of
// the dashboard costs two queries however many pushes there were.
import type { Verdict } from '@residual/contracts';
import { Prisma } from './generated/client.ts';
import type { AttemptState } from './generated/enums.ts';
import type { Store } from './store.ts';

export interface TaskStanding {
  readonly task: string;
  readonly verdict: Verdict;
  readonly points: string;
  readonly maxPoints: string;
}

export interface Score {
  readonly submissionId: string;
  readonly points: string;
  readonly maxPoints: string;
}

/** A student's latest submission to an assignment, and the best score of all. */
export interface Standing {
  readonly submissionId: string;
  /** The server's receipt time of the latest submission. */
  readonly receivedAt: Date;
  readonly late: boolean;
  /** How many submissions there were. A regrade is not one. */
  readonly submissions: number;
  /** Of the latest submission's newest attempt; `queued` and `running` mean it is being graded now. */
  readonly state: AttemptState;
  /**
   * Of the latest submission's newest graded attempt; null until there is one. A regrade that is under way or
   * failed for our reasons takes nothing away.
   */
  readonly score: Score | null;
  readonly verdict: Verdict | null;
  readonly tasks: readonly TaskStanding[];
  readonly best: Score | null;
}

export interface GradebookAssignment {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly deadline: Date | null;
  readonly versionHash: string;
}

export interface GradebookRow {
  readonly enrollmentId: string;
  readonly name: string;
  readonly email: string;
  /** In the order of the assignments; null where nothing was submitted. */
  readonly standings: readonly (Standing | null)[];
}

export interface Gradebook {
  readonly course: { readonly slug: string; readonly title: string; readonly timeZone: string };
  readonly assignments: readonly GradebookAssignment[];
  readonly rows: readonly GradebookRow[];
}

interface StandingRecord {
  submissionId: string;
  enrollmentId: string;
  assignmentId: string;
  receivedAt: Date;
  submissions: number;
  state: AttemptState | null;
  points: string | null;
  maxPoints: string | null;
  tasks: TaskStanding[] | null;
  bestSubmissionId: string | null;
  bestPoints: string | null;
  bestMaxPoints: string | null;
}

/**
 * Students are sorted by name. Staff are not in it.
 * @param options.enrollmentId only this member's row, whatever the role
 * @returns null if there is no such course
 */
export async function findGradebook(
  store: Store,
  courseSlug: string,
  options: { enrollmentId?: string } = {},
): Promise<Gradebook | null> {
  const course = await store.db.course.findUnique({
    where: { slug: courseSlug },
    include: {
      assignments: {
        orderBy: [{ position: 'asc' }, { slug: 'asc' }],
        select: { id: true, slug: true, title: true, deadline: true, versionHash: true },
      },
      enrollments: {
        where: options.enrollmentId === undefined ? { role: 'student' } : { id: options.enrollmentId },
        orderBy: [{ user: { name: 'asc' } }, { user: { email: 'asc' } }],
        select: { id: true, user: { select: { name: true, email: true } } },
      },
    },
  });
  if (!course) return null;
  const records = await readStandings(store, course.id, options.enrollmentId);
  const byCell = new Map(
    records.map((record) => [cellKey(record.enrollmentId, record.assignmentId), record]),
  );
  const rows = course.enrollments.map((enrollment) => ({
    enrollmentId: enrollment.id,
    name: enrollment.user.name,
    email: enrollment.user.email,
    standings: course.assignments.map((assignment) => {
      const record = byCell.get(cellKey(enrollment.id, assignment.id));
      return record ? toStanding(record, assignment.deadline) : null;
    }),
  }));
  return {
    course: { slug: course.slug, title: course.title, timeZone: course.timeZone },
    assignments: course.assignments,
    rows,
  };
}

/** Lateness is judged by the receipt time alone: what arrives at the deadline itself is in time. */
export function isLate(receivedAt: Date, deadline: Date | null): boolean {
  return deadline !== null && receivedAt.getTime() > deadline.getTime();
}

const cellKey = (enrollmentId: string, assignmentId: string): string => `${enrollmentId} ${assignmentId}`;

/**
 * One record per student and assignment that has a submission. `trim_scale` writes points as they were given
 * ("7.5", not "7.5000"); as text they stay exact.
 */
async function readStandings(
  store: Store,
  courseId: string,
  enrollmentId: string | undefined,
): Promise<StandingRecord[]> {
  const members = enrollmentId
    ? Prisma.sql`e."id" = ${enrollmentId}::uuid`
    : Prisma.sql`e."role" = 'student'::"Role"`;
  return store.db.$queryRaw<StandingRecord[]>`
    WITH graded AS (
      SELECT DISTINCT ON (a."submissionId") a."submissionId", a."id", a."points", a."maxPoints"
      FROM "Attempt" a WHERE a."state" = 'graded' ORDER BY a."submissionId", a."number" DESC
    ), submission AS (
      SELECT s."id", s."enrollmentId", s."assignmentId", s."receivedAt",
        graded."id" AS "attemptId", graded."points", graded."maxPoints"
      FROM "Submission" s
      JOIN "Enrollment" e ON e."id" = s."enrollmentId" AND e."courseId" = ${courseId}::uuid AND ${members}
      LEFT JOIN graded ON graded."submissionId" = s."id"
    ), latest AS (
      SELECT DISTINCT ON (s."enrollmentId", s."assignmentId") s.*
      FROM submission s ORDER BY s."enrollmentId", s."assignmentId", s."receivedAt" DESC, s."id" DESC
    ), best AS (
      SELECT DISTINCT ON (s."enrollmentId", s."assignmentId") s.*
      FROM submission s WHERE s."points" IS NOT NULL
      ORDER BY s."enrollmentId", s."assignmentId", s."points" DESC, s."receivedAt"
    ), counted AS (
      SELECT s."enrollmentId", s."assignmentId", count(*)::int AS "submissions"
      FROM submission s GROUP BY s."enrollmentId", s."assignmentId"
    )
    SELECT latest."id" AS "submissionId", latest."enrollmentId", latest."assignmentId", latest."receivedAt",
      counted."submissions",
      (SELECT a."state"::text FROM "Attempt" a WHERE a."submissionId" = latest."id"
        ORDER BY a."number" DESC LIMIT 1) AS "state",
      trim_scale(latest."points")::text AS "points", trim_scale(latest."maxPoints")::text AS "maxPoints",
      (SELECT json_agg(json_build_object('task', r."task", 'verdict', r."verdict"::text,
          'points', trim_scale(r."points")::text, 'maxPoints', trim_scale(r."maxPoints")::text) ORDER BY r."task")
        FROM "TaskResult" r WHERE r."attemptId" = latest."attemptId") AS "tasks",
      best."id" AS "bestSubmissionId", trim_scale(best."points")::text AS "bestPoints",
      trim_scale(best."maxPoints")::text AS "bestMaxPoints"
    FROM latest
    JOIN counted USING ("enrollmentId", "assignmentId")
    LEFT JOIN best USING ("enrollmentId", "assignmentId")`;
}

function toStanding(record: StandingRecord, deadline: Date | null): Standing {
  const tasks = record.tasks ?? [];
  return {
    submissionId: record.submissionId,
    receivedAt: record.receivedAt,
    late: isLate(record.receivedAt, deadline),
    submissions: record.submissions,
    // A submission and its first attempt are written together; without one it waits to be queued.
    state: record.state ?? 'queued',
    score: toScore(record.submissionId, record.points, record.maxPoints),
    verdict: verdictOfTasks(tasks.map((task) => task.verdict)),
    tasks,
    best: toScore(record.bestSubmissionId, record.bestPoints, record.bestMaxPoints),
  };
}

function toScore(submissionId: string | null, points: string | null, maxPoints: string | null): Score | null {
  if (submissionId === null || points === null || maxPoints === null) return null;
  return { submissionId, points, maxPoints };
}

/**
 * One word for an assignment of several tasks: the verdict they share; else "not graded" if that is one of
 * them (nothing about the whole is known then), "partial" if something is right, and "wrong" if nothing is.
 * Null without tasks.
 */
export function verdictOfTasks(verdicts: readonly Verdict[]): Verdict | null {
  if (verdicts.length === 0) return null;
  if (verdicts.every((verdict) => verdict === verdicts[0])) return verdicts[0];
  if (verdicts.includes('not graded')) return 'not graded';
  return verdicts.includes('correct') || verdicts.includes('partial') ? 'partial' : 'wrong';
}

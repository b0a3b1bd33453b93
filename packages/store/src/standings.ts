// Where students stand in assignments: one SQL statement, whatever the number of pushes.
import type { Verdict } from '@residual/contracts';
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
  /** Of the last submission received by the deadline; the same as `score` where there is none. */
  readonly onTime: Score | null;
  /**
   * Of the newest submission that has one: what stood last, to be shown until the latest is graded. The same as
   * `score` once it is.
   */
  readonly lastScore: Score | null;
}

export interface StandingRecord {
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
  onTimeSubmissionId: string | null;
  onTimePoints: string | null;
  onTimeMaxPoints: string | null;
  scoredSubmissionId: string | null;
  scoredPoints: string | null;
  scoredMaxPoints: string | null;
}

/**
 * One record per student and assignment that has a submission. Attempts with numbers below 0 are held back: they neither
 * count nor show. `trim_scale` writes points as they were given
 * ("7.5", not "7.5000"); as text they stay exact.
 */
export async function readStandings(
  store: Store,
  enrollmentIds: readonly string[],
): Promise<StandingRecord[]> {
  return store.db.$queryRaw<StandingRecord[]>`
    WITH submission AS (
      SELECT s."id", s."enrollmentId", s."assignmentId", s."receivedAt",
        graded."id" AS "attemptId", graded."points", graded."maxPoints"
      FROM "Submission" s
      LEFT JOIN LATERAL (
        SELECT a."id", a."points", a."maxPoints" FROM "Attempt" a
        WHERE a."submissionId" = s."id" AND a."state" = 'graded' AND a."number" > 0
        ORDER BY a."number" DESC LIMIT 1
      ) graded ON true
      WHERE s."enrollmentId" = ANY(${[...enrollmentIds]}::uuid[])
    ), latest AS (
      SELECT DISTINCT ON (s."enrollmentId", s."assignmentId") s.*
      FROM submission s ORDER BY s."enrollmentId", s."assignmentId", s."receivedAt" DESC, s."id" DESC
    ), best AS (
      SELECT DISTINCT ON (s."enrollmentId", s."assignmentId") s.*
      FROM submission s WHERE s."points" IS NOT NULL
      ORDER BY s."enrollmentId", s."assignmentId", s."points" DESC, s."receivedAt"
    ), "onTime" AS (
      SELECT DISTINCT ON (s."enrollmentId", s."assignmentId") s.*
      FROM submission s JOIN "Assignment" a ON a."id" = s."assignmentId"
      WHERE a."deadline" IS NULL OR s."receivedAt" <= a."deadline"
      ORDER BY s."enrollmentId", s."assignmentId", s."receivedAt" DESC, s."id" DESC
    ), scored AS (
      SELECT DISTINCT ON (s."enrollmentId", s."assignmentId") s.*
      FROM submission s WHERE s."points" IS NOT NULL
      ORDER BY s."enrollmentId", s."assignmentId", s."receivedAt" DESC, s."id" DESC
    ), counted AS (
      SELECT s."enrollmentId", s."assignmentId", count(*)::int AS "submissions"
      FROM submission s GROUP BY s."enrollmentId", s."assignmentId"
    )
    SELECT latest."id" AS "submissionId", latest."enrollmentId", latest."assignmentId", latest."receivedAt",
      counted."submissions",
      (SELECT a."state"::text FROM "Attempt" a WHERE a."submissionId" = latest."id" AND a."number" > 0
        ORDER BY a."number" DESC LIMIT 1) AS "state",
      trim_scale(latest."points")::text AS "points", trim_scale(latest."maxPoints")::text AS "maxPoints",
      (SELECT json_agg(json_build_object('task', r."task", 'verdict', r."verdict"::text,
          'points', trim_scale(r."points")::text, 'maxPoints', trim_scale(r."maxPoints")::text) ORDER BY r."task")
        FROM "TaskResult" r WHERE r."attemptId" = latest."attemptId") AS "tasks",
      best."id" AS "bestSubmissionId", trim_scale(best."points")::text AS "bestPoints",
      trim_scale(best."maxPoints")::text AS "bestMaxPoints",
      "onTime"."id" AS "onTimeSubmissionId", trim_scale("onTime"."points")::text AS "onTimePoints",
      trim_scale("onTime"."maxPoints")::text AS "onTimeMaxPoints",
      scored."id" AS "scoredSubmissionId", trim_scale(scored."points")::text AS "scoredPoints",
      trim_scale(scored."maxPoints")::text AS "scoredMaxPoints"
    FROM latest
    JOIN counted USING ("enrollmentId", "assignmentId")
    LEFT JOIN best USING ("enrollmentId", "assignmentId")
    LEFT JOIN "onTime" USING ("enrollmentId", "assignmentId")
    LEFT JOIN scored USING ("enrollmentId", "assignmentId")`;
}

/** Lateness is judged by the receipt time alone: what arrives at the deadline itself is in time. */
export function isLate(receivedAt: Date, deadline: Date | null): boolean {
  return deadline !== null && receivedAt.getTime() > deadline.getTime();
}

/** @param lateAfter of the student: with extension and grace */
export function toStanding(record: StandingRecord, lateAfter: Date | null): Standing {
  const tasks = record.tasks ?? [];
  return {
    submissionId: record.submissionId,
    receivedAt: record.receivedAt,
    late: isLate(record.receivedAt, lateAfter),
    submissions: record.submissions,
    // A submission and its first attempt are written together; without one it waits to be queued.
    state: record.state ?? 'queued',
    score: toScore(record.submissionId, record.points, record.maxPoints),
    verdict: verdictOfTasks(tasks.map((task) => task.verdict)),
    tasks,
    best: toScore(record.bestSubmissionId, record.bestPoints, record.bestMaxPoints),
    onTime: toScore(record.onTimeSubmissionId, record.onTimePoints, record.onTimeMaxPoints),
    lastScore: toScore(record.scoredSubmissionId, record.scoredPoints, record.scoredMaxPoints),
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

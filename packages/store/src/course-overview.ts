// A whole course at a glance: sums over `Progress`, one row a student and assignment, never over single attempts.
import type { Verdict } from '@residual/contracts';
import { verdictOfTasks } from './standings.ts';
import type { Store } from './store.ts';

/** Bins of a tenth of the points each, and one for all points. */
export const SCORE_BINS = 11;

export interface AssignmentOverview {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly deadline: Date | null;
  /** Students with a submission. */
  readonly submitted: number;
  /** Students of whom one submission had all points. */
  readonly passed: number;
  /** Students who wait for a result of their latest submission. */
  readonly open: number;
  /** Students whose latest submission we failed to grade. */
  readonly notGraded: number;
  /** Students by the share of the points that their latest result has; {@link SCORE_BINS} of them. */
  readonly scores: readonly number[];
  /** By the verdict of the latest result. */
  readonly verdicts: ReadonlyMap<Verdict, number>;
  /** Per student with a submission; null without one. */
  readonly medianSubmissions: number | null;
  /** From the first push to the one that passed, of those who passed; null where nobody has. */
  readonly medianSecondsToPass: number | null;
}

export interface FrequentDiagnosis {
  readonly assignment: { readonly slug: string; readonly title: string };
  readonly task: string;
  readonly name: string;
  /** As its report says it. */
  readonly title: string;
  /** Whose latest result has it. */
  readonly students: number;
}

/** How many submissions came on a day of the course's zone, `2027-01-31`. */
export interface DayOfActivity {
  readonly day: string;
  readonly submissions: number;
}

export interface CourseOverview {
  readonly students: number;
  /** In the order of the course. */
  readonly assignments: readonly AssignmentOverview[];
  /** Oldest first, today last; days without a submission too. */
  readonly activity: readonly DayOfActivity[];
  /** Most students first. */
  readonly diagnoses: readonly FrequentDiagnosis[];
}

interface OverviewOptions {
  readonly courseId: string;
  readonly now: Date;
  /** How far back the activity goes. */
  readonly days: number;
  readonly diagnoses: number;
}

export async function readCourseOverview(store: Store, options: OverviewOptions): Promise<CourseOverview> {
  const { courseId } = options;
  const [students, assignments, activity, diagnoses] = await Promise.all([
    store.db.enrollment.count({ where: { courseId, role: 'student' } }),
    readAssignments(store, courseId),
    readActivity(store, options),
    readDiagnoses(store, options),
  ]);
  return { students, assignments, activity, diagnoses };
}

/** Grouped by everything small that is asked about; the rest is added up here. */
interface Group {
  assignmentId: string;
  students: number;
  state: string | null;
  bin: number | null;
  passed: boolean;
  submissions: number;
  verdicts: Verdict[];
}

async function readAssignments(store: Store, courseId: string): Promise<AssignmentOverview[]> {
  const [assignments, groups, times] = await Promise.all([
    store.db.assignment.findMany({
      where: { courseId },
      orderBy: [{ position: 'asc' }, { slug: 'asc' }],
      select: { id: true, slug: true, title: true, deadline: true },
    }),
    store.db.$queryRaw<Group[]>`
      SELECT p."assignmentId", p."state"::text, p."submissions", p."verdicts"::text[] AS "verdicts",
        p."passedAt" IS NOT NULL AS "passed", count(*)::int AS "students",
        CASE WHEN p."maxPoints" > 0 THEN least(${SCORE_BINS - 1}::int, floor(10 * p."points" / p."maxPoints")::int) END AS "bin"
      FROM "Progress" p
      JOIN "Assignment" t ON t."id" = p."assignmentId"
      JOIN "Enrollment" e ON e."id" = p."enrollmentId"
      WHERE t."courseId" = ${courseId}::uuid AND e."role" = 'student'
      GROUP BY 1, 2, 3, 4, 5, 7`,
    store.db.$queryRaw<{ assignmentId: string; seconds: number }[]>`
      SELECT p."assignmentId",
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM p."passedAt" - p."firstAt")::float8) AS "seconds"
      FROM "Progress" p
      JOIN "Assignment" t ON t."id" = p."assignmentId"
      JOIN "Enrollment" e ON e."id" = p."enrollmentId"
      WHERE t."courseId" = ${courseId}::uuid AND e."role" = 'student' AND p."passedAt" IS NOT NULL
      GROUP BY 1`,
  ]);
  const secondsOf = new Map(times.map(({ assignmentId, seconds }) => [assignmentId, seconds]));
  const groupsOf = Map.groupBy(groups, ({ assignmentId }) => assignmentId);
  return assignments.map((assignment) => {
    const own = groupsOf.get(assignment.id) ?? [];
    const count = (is: (group: Group) => boolean): number =>
      own.reduce((sum, group) => sum + (is(group) ? group.students : 0), 0);
    const verdicts = new Map<Verdict, number>();
    for (const group of own) {
      const verdict = verdictOfTasks(group.verdicts);
      if (verdict) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + group.students);
    }
    return {
      ...assignment,
      submitted: count(() => true),
      passed: count((group) => group.passed),
      open: count(({ state }) => state === null || state === 'queued' || state === 'running'),
      notGraded: count(({ state }) => state === 'not_graded'),
      scores: Array.from({ length: SCORE_BINS }, (_, bin) => count((group) => group.bin === bin)),
      verdicts,
      medianSubmissions: median(own),
      medianSecondsToPass: secondsOf.get(assignment.id) ?? null,
    };
  });
}

/** The mean of the two in the middle, where there are two. */
function median(groups: readonly Group[]): number | null {
  const sorted = groups.toSorted((a, b) => a.submissions - b.submissions);
  const total = groups.reduce((sum, { students }) => sum + students, 0);
  if (total === 0) return null;
  const at = (index: number): number => {
    let seen = 0;
    return sorted.find(({ students }) => (seen += students) > index)!.submissions;
  };
  return (at(Math.floor((total - 1) / 2)) + at(Math.floor(total / 2))) / 2;
}

async function readActivity(
  store: Store,
  { courseId, now, days }: OverviewOptions,
): Promise<DayOfActivity[]> {
  return store.db.$queryRaw<DayOfActivity[]>`
    WITH zone AS (SELECT "timeZone" AS name FROM "Course" WHERE "id" = ${courseId}::uuid),
    counted AS (
      SELECT (s."receivedAt" AT TIME ZONE zone.name)::date AS day, count(*)::int AS submissions
      FROM "Assignment" t
      JOIN "Submission" s ON s."assignmentId" = t."id", zone
      WHERE t."courseId" = ${courseId}::uuid AND s."receivedAt" >= date_trunc('day',
        ${now}::timestamptz AT TIME ZONE zone.name - make_interval(days => ${days - 1}::int)) AT TIME ZONE zone.name
      GROUP BY 1
    )
    SELECT to_char(d, 'YYYY-MM-DD') AS "day", coalesce(counted.submissions, 0) AS "submissions"
    FROM zone, generate_series((${now}::timestamptz AT TIME ZONE zone.name)::date - ${days - 1}::int,
      (${now}::timestamptz AT TIME ZONE zone.name)::date, interval '1 day') d
    LEFT JOIN counted ON counted.day = d::date
    ORDER BY d`;
}

async function readDiagnoses(
  store: Store,
  { courseId, diagnoses }: OverviewOptions,
): Promise<FrequentDiagnosis[]> {
  const rows = await store.db.$queryRaw<
    { slug: string; assignment: string; task: string; name: string; title: string | null; students: number }[]
  >`
    SELECT t."slug", t."title" AS "assignment", split_part(frequent.key, '/', 1) AS "task",
      split_part(frequent.key, '/', 2) AS "name", frequent.students AS "students", (
        SELECT d ->> 'title' FROM "TaskResult" r, jsonb_array_elements(r."report" -> 'diagnoses') d
        WHERE r."attemptId" = frequent.example AND r."task" = split_part(frequent.key, '/', 1)
          AND d ->> 'name' = split_part(frequent.key, '/', 2) LIMIT 1
      ) AS "title"
    FROM (
      SELECT p."assignmentId", key, count(*)::int AS students, (array_agg(p."attemptId"))[1] AS example
      FROM "Assignment" a
      JOIN "Progress" p ON p."assignmentId" = a."id"
      JOIN "Enrollment" e ON e."id" = p."enrollmentId" AND e."role" = 'student', unnest(p."diagnoses") key
      WHERE a."courseId" = ${courseId}::uuid AND p."diagnoses" <> '{}'
      GROUP BY 1, 2 ORDER BY students DESC, key LIMIT ${diagnoses}
    ) frequent
    JOIN "Assignment" t ON t."id" = frequent."assignmentId"
    ORDER BY frequent.students DESC, frequent.key`;
  return rows.map(({ slug, assignment, task, name, title, students }) => ({
    assignment: { slug, title: assignment },
    task,
    name,
    title: title ?? name,
    students,
  }));
}

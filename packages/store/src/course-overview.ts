// A whole course at a glance: sums over `Progress`, one row a student and assignment, never over single attempts.
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
}

async function readAssignments(store: Store, courseId: string): Promise<AssignmentOverview[]> {
  const [assignments, groups, times] = await Promise.all([
    store.db.assignment.findMany({
      where: { courseId },
      orderBy: [{ position: 'asc' }, { slug: 'asc' }],
      select: { id: true, slug: true, title: true, deadline: true },
    }),
    store.db.$queryRaw<Group[]>`
      SELECT p."assignmentId", p."state", p."submissions", p."scoreBin" AS "bin",
        p."passedAt" IS NOT NULL AS "passed", count(*)::int AS "students"
      FROM "Progress" p
      JOIN "Assignment" t ON t."id" = p."assignmentId"
      JOIN "Enrollment" e ON e."id" = p."enrollmentId"
      WHERE t."courseId" = ${courseId}::uuid AND e."role" = 'student'
      GROUP BY 1, 2, 3, 4, 5`,
    store.db.$queryRaw<{ assignmentId: string; seconds: number }[]>`
      SELECT p."assignmentId",
        percentile_cont(0.5) WITHIN GROUP (ORDER BY p."secondsToPass") AS "seconds"
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
    return {
      ...assignment,
      submitted: count(() => true),
      passed: count((group) => group.passed),
      open: count(({ state }) => state === null || state === 'queued' || state === 'running'),
      notGraded: count(({ state }) => state === 'not_graded'),
      scores: Array.from({ length: SCORE_BINS }, (_, bin) => count((group) => group.bin === bin)),
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
  // A range of the index for each assignment and day: counting needs no row, and no zone for each.
  return store.db.$queryRaw<DayOfActivity[]>`
    WITH zone AS (SELECT "timeZone" AS name FROM "Course" WHERE "id" = ${courseId}::uuid)
    SELECT to_char(d, 'YYYY-MM-DD') AS "day", (
      SELECT coalesce(sum(counted.submissions), 0)::int FROM "Assignment" t CROSS JOIN LATERAL (
        SELECT count(*) AS submissions FROM "Submission" s WHERE s."assignmentId" = t."id"
          AND s."receivedAt" >= d AT TIME ZONE zone.name
          AND s."receivedAt" < (d + interval '1 day') AT TIME ZONE zone.name
      ) counted WHERE t."courseId" = ${courseId}::uuid
    ) AS "submissions"
    FROM zone, generate_series(
      date_trunc('day', ${now}::timestamptz AT TIME ZONE zone.name) - make_interval(days => ${days - 1}::int),
      date_trunc('day', ${now}::timestamptz AT TIME ZONE zone.name), interval '1 day') d
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
      SELECT alike."assignmentId", key, sum(alike.students)::int AS students, any_value(alike.example) AS example
      FROM (
        SELECT p."assignmentId", p."diagnoses", count(*) AS students, any_value(p."attemptId") AS example
        FROM "Assignment" a
        JOIN "Progress" p ON p."assignmentId" = a."id"
        JOIN "Enrollment" e ON e."id" = p."enrollmentId" AND e."role" = 'student'
        WHERE a."courseId" = ${courseId}::uuid AND p."diagnoses" <> '{}'
        GROUP BY 1, 2
      ) alike, unnest(alike."diagnoses") key
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

// Grades: read what was received and what holds now, and compute. Nothing computed is stored, so a policy, an extension
// or a result that changes changes the grades at once, and nothing can be out of date.
import { assignmentPolicySchema, coursePolicySchema, type AssignmentPolicy } from '@residual/contracts';
import {
  computeGrades,
  rulesOf,
  type Grade,
  type PolicyAssignment,
  type PolicySubmission,
} from '@residual/grading/policy';
import type { AttemptState } from './generated/enums.ts';
import type { Store } from './store.ts';

export interface GradesQuery {
  readonly courseId: string;
  readonly enrollmentIds: readonly string[];
  readonly now: Date;
  /** As if this regrade were published. */
  readonly regradeId?: string | undefined;
  /** As if this held for an assignment. */
  readonly assume?: AssignmentSettings | undefined;
  /** Only this assignment: right where no late days are shared among assignments, and much less to read. */
  readonly assignmentId?: string | undefined;
}

/** What staff decide about an assignment, whatever version of it is published. */
export interface AssignmentSettings {
  readonly assignmentId: string;
  readonly deadline: Date | null;
  readonly policy: AssignmentPolicy;
}

/** By enrollment, then by assignment: every assignment of the course, whether anything was handed in or not. */
export type CourseGrades = ReadonlyMap<string, ReadonlyMap<string, Grade>>;

export async function readGrades(store: Store, query: GradesQuery): Promise<CourseGrades> {
  const { courseId, enrollmentIds, now, assume } = query;
  const inCourse = { enrollmentId: { in: [...enrollmentIds] }, assignment: { courseId } };
  const [{ assignments: found, ...course }, submissions, extensions, memberships, overrides, choices] =
    await Promise.all([
      store.db.course.findUniqueOrThrow({
        where: { id: courseId },
        select: {
          timeZone: true,
          policy: true,
          assignments: {
            where: { id: query.assignmentId },
            select: { id: true, slug: true, deadline: true, policy: true },
          },
        },
      }),
      readSubmissions(store, query),
      store.db.extension.findMany({
        where: {
          assignment: { courseId },
          revokedAt: null,
          OR: [{ enrollmentId: { in: [...enrollmentIds] } }, { groupId: { not: null } }],
        },
      }),
      store.db.groupMember.findMany({ where: { enrollmentId: { in: [...enrollmentIds] } } }),
      store.db.gradeOverride.findMany({ where: inCourse }),
      store.db.submissionChoice.findMany({ where: inCourse }),
    ]);
  const coursePolicy = coursePolicySchema.nullable().parse(course.policy);
  const assignments = found.map((each) => (each.id === assume?.assignmentId ? { ...each, ...assume } : each));
  const rules = new Map(
    assignments.map(({ id, policy }) => [
      id,
      rulesOf(coursePolicy, assignmentPolicySchema.nullable().parse(policy)),
    ]),
  );
  const key = (row: { enrollmentId: string; assignmentId: string }) =>
    `${row.enrollmentId} ${row.assignmentId}`;
  const submissionsOf = Map.groupBy(submissions, key);
  const overrideOf = new Map(overrides.map((row) => [key(row), row]));
  const choiceOf = new Map(choices.map((row) => [key(row), row.submissionId]));
  const groupsOf = Map.groupBy(memberships, ({ enrollmentId }) => enrollmentId);
  const extensionsOf = Map.groupBy(extensions, ({ assignmentId }) => assignmentId);

  return new Map(
    enrollmentIds.map((enrollmentId) => {
      const groups = new Set(groupsOf.get(enrollmentId)?.map(({ groupId }) => groupId));
      const own = assignments.map(({ id: assignmentId, slug, deadline }): PolicyAssignment => {
        const cell = key({ enrollmentId, assignmentId });
        const override = overrideOf.get(cell);
        return {
          slug,
          deadline,
          rules: rules.get(assignmentId)!,
          submissions: submissionsOf.get(cell)?.map(toPolicySubmission) ?? [],
          extensions: (extensionsOf.get(assignmentId) ?? []).filter(
            (each) =>
              each.enrollmentId === enrollmentId || (each.groupId !== null && groups.has(each.groupId)),
          ),
          override: override ? { points: override.points?.toFixed() ?? null, reason: override.reason } : null,
          chosen: choiceOf.get(cell) ?? null,
        };
      });
      const grades = computeGrades({
        assignments: own,
        lateDays: coursePolicy?.lateDays ?? 0,
        timeZone: course.timeZone,
        now,
      });
      return [enrollmentId, new Map(assignments.map(({ id }, i) => [id, grades[i]]))];
    }),
  );
}

/** No regrade's id. */
const NONE = '00000000-0000-0000-0000-000000000000';

interface SubmissionRow {
  id: string;
  enrollmentId: string;
  assignmentId: string;
  receivedAt: Date;
  state: AttemptState | null;
  points: string | null;
  maxPoints: string | null;
}

/** What is held back (its number is below 0) counts only for the regrade that is asked about. */
async function readSubmissions(
  store: Store,
  { courseId, enrollmentIds, assignmentId, regradeId = NONE }: GradesQuery,
): Promise<SubmissionRow[]> {
  return store.db.$queryRaw<SubmissionRow[]>`
    SELECT s."id", s."enrollmentId", s."assignmentId", s."receivedAt", newest."state"::text AS "state",
      trim_scale(graded."points")::text AS "points", trim_scale(graded."maxPoints")::text AS "maxPoints"
    FROM "Submission" s
    JOIN "Assignment" t ON t."id" = s."assignmentId"
    LEFT JOIN LATERAL (
      SELECT a."points", a."maxPoints" FROM "Attempt" a
      WHERE a."submissionId" = s."id" AND a."state" = 'graded'
        AND (a."number" > 0 OR a."regradeId" = ${regradeId}::uuid)
      ORDER BY a."number" > 0, a."number" DESC LIMIT 1
    ) graded ON true
    LEFT JOIN LATERAL (
      SELECT a."state" FROM "Attempt" a
      WHERE a."submissionId" = s."id" AND a."number" > 0 ORDER BY a."number" DESC LIMIT 1
    ) newest ON true
    WHERE t."courseId" = ${courseId}::uuid AND s."enrollmentId" = ANY(${[...enrollmentIds]}::uuid[])
      AND t."id" = coalesce(${assignmentId ?? null}::uuid, t."id")`;
}

function toPolicySubmission({ id, receivedAt, state, points, maxPoints }: SubmissionRow): PolicySubmission {
  return { id, receivedAt, points, maxPoints, state: points === null ? stateOf(state) : 'graded' };
}

function stateOf(state: AttemptState | null): PolicySubmission['state'] {
  switch (state) {
    case 'cancelled':
    case 'superseded':
      return 'cancelled';
    case 'not_graded':
      return 'not graded';
    default:
      // Without an attempt yet it waits to be queued.
      return 'pending';
  }
}

/** One student's grade in one assignment. @throws if there is no such enrollment or assignment */
export async function getGrade(
  store: Store,
  { enrollmentId, assignmentId, now }: { enrollmentId: string; assignmentId: string; now: Date },
): Promise<Grade> {
  const { courseId } = await store.db.enrollment.findUniqueOrThrow({ where: { id: enrollmentId } });
  const grades = await readGrades(store, { courseId, enrollmentIds: [enrollmentId], now });
  const grade = grades.get(enrollmentId)?.get(assignmentId);
  if (!grade) throw new Error(`no assignment ${assignmentId} in the course of enrollment ${enrollmentId}`);
  return grade;
}

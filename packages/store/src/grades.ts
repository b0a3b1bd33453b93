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
import { Prisma } from './generated/client.ts';
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

interface SubmissionRow {
  id: string;
  enrollmentId: string;
  assignmentId: string;
  receivedAt: Date;
  state: AttemptState | null;
  points: string | null;
  maxPoints: string | null;
}

async function readSubmissions(
  store: Store,
  { courseId, enrollmentIds, assignmentId, regradeId }: GradesQuery,
): Promise<SubmissionRow[]> {
  // As lines of text: a page of the gradebook has thousands of submissions, and rows cost many times as much to read.
  const rows = await store.db.$queryRaw<{ enrollmentId: string; lines: string }[]>`
    SELECT s."enrollmentId", string_agg(concat_ws(' ', s."id", s."assignmentId",
      (extract(epoch FROM s."receivedAt") * 1000)::bigint, coalesce(s."resultState"::text, '-'),
      ${regradeId ? REGRADED : STANDING}
    ), ',') AS "lines"
    FROM "Submission" s
    ${regradeId ? inRegrade(regradeId) : Prisma.empty}
    WHERE s."enrollmentId" = ANY(${[...enrollmentIds]}::uuid[]) AND s."assignmentId" = ANY(ARRAY(
      SELECT t."id" FROM "Assignment" t
      WHERE t."courseId" = ${courseId}::uuid AND t."id" = coalesce(${assignmentId ?? null}::uuid, t."id")
    ))
    GROUP BY 1`;
  return rows.flatMap(({ enrollmentId, lines }) =>
    lines.split(',').map((line) => {
      const [id, of, receivedAt, state, points, maxPoints] = line.split(' ');
      return {
        id,
        enrollmentId,
        assignmentId: of,
        receivedAt: new Date(Number(receivedAt)),
        state: state === '-' ? null : (state as AttemptState),
        points: points === '-' ? null : points,
        maxPoints: maxPoints === '-' ? null : maxPoints,
      };
    }),
  );
}

const STANDING = Prisma.sql`
  coalesce(trim_scale(s."resultPoints")::text, '-'), coalesce(trim_scale(s."resultMaxPoints")::text, '-')`;
const REGRADED = Prisma.sql`
  coalesce(trim_scale(coalesce(held."points", s."resultPoints"))::text, '-'),
  coalesce(trim_scale(coalesce(held."maxPoints", s."resultMaxPoints"))::text, '-')`;

/** What is held back (its number is below 0) counts only for the regrade that is asked about. */
const inRegrade = (regradeId: string): Prisma.Sql => Prisma.sql`
  LEFT JOIN LATERAL (
    SELECT a."points", a."maxPoints" FROM "Attempt" a
    WHERE a."submissionId" = s."id" AND a."regradeId" = ${regradeId}::uuid AND a."state" = 'graded'
    ORDER BY a."number" DESC LIMIT 1
  ) held ON true`;

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

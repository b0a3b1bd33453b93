// One page of the gradebook: filtered, sorted and cut in the database, so that its size does not matter.
import type { Verdict } from '@residual/contracts';
import type { Grade } from '@residual/grading/policy';
import { risksOf } from './at-risk.ts';
import { Prisma } from './generated/client.ts';
import type { AttemptState } from './generated/enums.ts';
import type { GradebookAssignment } from './gradebook.ts';
import { readGrades } from './grades.ts';
import { isLate, verdictOfTasks } from './standings.ts';
import type { Store } from './store.ts';

export const GRADEBOOK_FILTERS = [
  'submitted',
  'missing',
  'passed',
  'not-passed',
  'late',
  'extended',
  'overridden',
  'open',
  'not-graded',
  'at-risk',
] as const;
export type GradebookFilter = (typeof GRADEBOOK_FILTERS)[number];

export type GradebookSort = 'name' | 'points' | 'submissions' | 'last';

export interface GradebookQuery {
  readonly courseId: string;
  readonly now: Date;
  /** Part of a name or an e-mail address, in any case. */
  readonly search?: string;
  readonly filter?: GradebookFilter | null;
  /** That filter and diagnosis are about; null: any of them. */
  readonly assignmentId?: string | null;
  /** That sorting is about; null: the sum of all. */
  readonly sortAssignmentId?: string | null;
  /** `task/name`: only those whose latest result has it. */
  readonly diagnosis?: string | null;
  readonly sort?: GradebookSort;
  readonly descending?: boolean;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

export interface GradebookCell {
  /** Of the latest submission; null where there is none. */
  readonly submissionId: string | null;
  readonly submissions: number;
  /** Of the latest submission's newest attempt. */
  readonly state: AttemptState | null;
  /** Of the latest result. */
  readonly verdict: Verdict | null;
  readonly points: string | null;
  readonly maxPoints: string | null;
  readonly late: boolean;
  /** By the policy that holds now. */
  readonly grade: Grade;
}

export interface GradebookPageRow {
  readonly enrollmentId: string;
  readonly name: string;
  readonly email: string;
  /** In the order of the assignments. */
  readonly cells: readonly GradebookCell[];
}

export interface GradebookPage {
  readonly assignments: readonly GradebookAssignment[];
  readonly rows: readonly GradebookPageRow[];
  /** On all pages. */
  readonly total: number;
}

/** In the order of the course. */
export async function listCourseAssignments(store: Store, courseId: string): Promise<GradebookAssignment[]> {
  return store.db.assignment.findMany({
    where: { courseId },
    orderBy: [{ position: 'asc' }, { slug: 'asc' }],
    select: { id: true, slug: true, title: true, deadline: true, versionHash: true },
  });
}

export async function readGradebookPage(store: Store, query: GradebookQuery): Promise<GradebookPage> {
  const { courseId, now } = query;
  const [assignments, students] = await Promise.all([
    listCourseAssignments(store, courseId),
    findStudents(store, query),
  ]);
  const enrollmentIds = students.map(({ id }) => id);
  const [progress, grades] = await Promise.all([
    readProgress(store, enrollmentIds),
    readGrades(store, { courseId, enrollmentIds, now }),
  ]);
  const progressOf = new Map(progress.map((row) => [`${row.enrollmentId} ${row.assignmentId}`, row]));
  const rows = students.map(({ id, name, email }) => ({
    enrollmentId: id,
    name,
    email,
    cells: assignments.map((assignment): GradebookCell => {
      const grade = grades.get(id)!.get(assignment.id)!;
      const row = progressOf.get(`${id} ${assignment.id}`);
      return {
        submissionId: row?.submissionId ?? null,
        submissions: row?.submissions ?? 0,
        state: row ? (row.state ?? 'queued') : null,
        verdict: verdictOfTasks(row?.verdicts ?? []),
        points: row?.points ?? null,
        maxPoints: row?.maxPoints ?? null,
        late: row?.lastAt ? isLate(row.lastAt, grade.lateAfter) : false,
        grade,
      };
    }),
  }));
  return { assignments, rows, total: students[0]?.total ?? 0 };
}

interface ProgressRow {
  readonly enrollmentId: string;
  readonly assignmentId: string;
  readonly submissionId: string | null;
  readonly submissions: number;
  readonly lastAt: Date | null;
  readonly state: AttemptState | null;
  readonly verdicts: readonly Verdict[];
  readonly points: string | null;
  readonly maxPoints: string | null;
}

const readProgress = (store: Store, enrollmentIds: readonly string[]): Promise<ProgressRow[]> =>
  store.db.$queryRaw<ProgressRow[]>`
    SELECT "enrollmentId", "assignmentId", "submissionId", "submissions", "lastAt", "state"::text,
      "verdicts"::text[] AS "verdicts", trim_scale("points")::text AS "points", trim_scale("maxPoints")::text AS "maxPoints"
    FROM "Progress" WHERE "enrollmentId" = ANY(${[...enrollmentIds]}::uuid[])`;

interface StudentRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly total: number;
}

async function findStudents(store: Store, query: GradebookQuery): Promise<StudentRow[]> {
  const { courseId, page, pageSize, search = '', sort = 'name', descending = false } = query;
  const where = [Prisma.sql`e."courseId" = ${courseId}::uuid AND e."role" = 'student'`];
  if (search !== '') {
    const pattern = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    where.push(Prisma.sql`(u."name" ILIKE ${pattern} OR u."email" ILIKE ${pattern})`);
  }
  if (query.filter) where.push(filterSql(query.filter, query));
  if (query.diagnosis)
    where.push(inProgress(query, Prisma.sql`p."diagnoses" @> ARRAY[${query.diagnosis}]::text[]`));
  const direction = descending ? Prisma.sql`DESC NULLS LAST` : Prisma.sql`ASC NULLS LAST`;
  const order = sort === 'name' ? Prisma.empty : Prisma.sql`summed.key ${direction},`;
  const byName =
    sort === 'name' && descending
      ? Prisma.sql`lower(u."name") DESC, u."email" DESC`
      : Prisma.sql`lower(u."name"), u."email"`;
  return store.db.$queryRaw<StudentRow[]>`
    SELECT e."id", u."name", u."email", count(*) OVER ()::int AS "total"
    FROM "Enrollment" e
    JOIN "User" u ON u."id" = e."userId"
    ${sort === 'name' ? Prisma.empty : sortKeys(query, sort)}
    WHERE ${Prisma.join(where, ' AND ')}
    ORDER BY ${order} ${byName}
    LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`;
}

/** Points as staff set them, else as the latest result has them: lateness is not in it. */
function sortKeys(
  { courseId, sortAssignmentId }: GradebookQuery,
  sort: Exclude<GradebookSort, 'name'>,
): Prisma.Sql {
  const key = {
    points: Prisma.sql`sum(coalesce(o."points", p."points"))`,
    submissions: Prisma.sql`sum(p."submissions")`,
    last: Prisma.sql`max(p."lastAt")`,
  }[sort];
  return Prisma.sql`LEFT JOIN (
    SELECT p."enrollmentId", ${key} AS key
    FROM "Progress" p
    LEFT JOIN "GradeOverride" o ON o."enrollmentId" = p."enrollmentId" AND o."assignmentId" = p."assignmentId"
    WHERE ${ofAssignments(courseId, sortAssignmentId, 'p')}
    GROUP BY 1
  ) summed ON summed."enrollmentId" = e."id"`;
}

function ofAssignments(
  courseId: string,
  assignmentId: string | null | undefined,
  table: 'p' | 'o' | 'x',
): Prisma.Sql {
  const column = Prisma.raw(`${table}."assignmentId"`);
  return assignmentId
    ? Prisma.sql`${column} = ${assignmentId}::uuid`
    : Prisma.sql`${column} IN (SELECT "id" FROM "Assignment" WHERE "courseId" = ${courseId}::uuid)`;
}

/** Students with a row of progress of which `condition` holds. */
const inProgress = ({ courseId, assignmentId }: GradebookQuery, condition: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`e."id" IN (
    SELECT p."enrollmentId" FROM "Progress" p
    JOIN "Assignment" t ON t."id" = p."assignmentId"
    WHERE ${ofAssignments(courseId, assignmentId, 'p')} AND ${condition})`;

/** Extensions that hold, for whom and until when. */
const EXTENDED = Prisma.sql`
  SELECT x."assignmentId", coalesce(x."enrollmentId", m."enrollmentId") AS "enrollmentId", x."until"
  FROM "Extension" x LEFT JOIN "GroupMember" m ON m."groupId" = x."groupId" WHERE x."revokedAt" IS NULL`;

function filterSql(filter: GradebookFilter, query: GradebookQuery): Prisma.Sql {
  const { courseId, assignmentId, now } = query;
  switch (filter) {
    case 'submitted':
      return inProgress(query, Prisma.sql`p."submissions" > 0`);
    case 'missing':
      return Prisma.sql`EXISTS (
        SELECT FROM "Assignment" x WHERE x."courseId" = ${courseId}::uuid
          AND ${assignmentId ? Prisma.sql`x."id" = ${assignmentId}::uuid` : Prisma.sql`x."deadline" < ${now}`}
          AND NOT EXISTS (SELECT FROM "Progress" p WHERE p."enrollmentId" = e."id" AND p."assignmentId" = x."id"))`;
    case 'passed':
      return inProgress(query, Prisma.sql`p."passedAt" IS NOT NULL`);
    case 'not-passed':
      return inProgress(query, Prisma.sql`p."passedAt" IS NULL`);
    case 'late':
      return inProgress(
        query,
        Prisma.sql`p."lastAt" > t."deadline" AND NOT EXISTS (
          SELECT FROM (${EXTENDED}) h
          WHERE h."enrollmentId" = p."enrollmentId" AND h."assignmentId" = p."assignmentId" AND h."until" >= p."lastAt")`,
      );
    case 'extended':
      return Prisma.sql`e."id" IN (SELECT x."enrollmentId" FROM (${EXTENDED}) x WHERE ${ofAssignments(courseId, assignmentId, 'x')})`;
    case 'overridden':
      return Prisma.sql`e."id" IN (SELECT o."enrollmentId" FROM "GradeOverride" o WHERE ${ofAssignments(courseId, assignmentId, 'o')})`;
    case 'open':
      return inProgress(query, Prisma.sql`(p."state" IS NULL OR p."state" IN ('queued', 'running'))`);
    case 'not-graded':
      return inProgress(query, Prisma.sql`p."state" = 'not_graded'`);
    case 'at-risk': {
      const of = assignmentId
        ? Prisma.sql`WHERE r."slug" = (SELECT "slug" FROM "Assignment" WHERE "id" = ${assignmentId}::uuid)`
        : Prisma.empty;
      return Prisma.sql`e."id" IN (SELECT r."enrollmentId" FROM (${risksOf(courseId, now)}) r ${of})`;
    }
  }
}

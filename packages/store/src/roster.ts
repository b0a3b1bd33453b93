// The students of a course as exports need them: page after page, so that a course of any size fits into memory.
import { studentIdentifiersSchema, type StudentIdentifiers } from '@residual/contracts';
import { readRows, type GradebookAssignment, type GradebookRow } from './gradebook.ts';
import type { Store, Transaction } from './store.ts';

export interface RosterStudent {
  readonly enrollmentId: string;
  readonly name: string;
  readonly email: string;
  /** Null: none. */
  readonly section: string | null;
  readonly identifiers: StudentIdentifiers;
}

interface StudentRow {
  enrollmentId: string;
  name: string;
  email: string;
  section: string | null;
  identifiers: unknown;
}

const toStudent = ({ identifiers, ...row }: StudentRow): RosterStudent => ({
  ...row,
  identifiers: studentIdentifiersSchema.parse(identifiers),
});

const PAGE = 500;

/** Where a page ends: the next begins behind it. */
export interface StudentPlace {
  readonly section: string;
  readonly name: string;
  readonly email: string;
}

export const studentPlaceOf = ({ section, name, email }: RosterStudent): StudentPlace => ({
  section: section ?? '',
  name,
  email,
});

export interface StudentQuery {
  readonly courseId: string;
  /** Only of these; the empty text for none. */
  readonly sections?: readonly string[] | undefined;
  /** Only who has that address. */
  readonly email?: string | undefined;
  readonly enrollmentId?: string | undefined;
}

/** Students by section (those without one first), name and address. */
export async function listStudents(
  store: Store,
  query: StudentQuery & { after?: StudentPlace | undefined; limit: number },
): Promise<RosterStudent[]> {
  const { courseId, after = { section: '', name: '', email: '' }, limit } = query;
  const sections = query.sections ? [...query.sections] : null;
  const { email = null, enrollmentId = null } = query;
  // "C": the same order everywhere, whatever the database's collation, and the one that is compared by.
  const rows = await store.db.$queryRaw<StudentRow[]>`
    SELECT e."id" AS "enrollmentId", u."name", u."email", e."section", e."identifiers"
    FROM "Enrollment" e JOIN "User" u ON u."id" = e."userId"
    WHERE e."courseId" = ${courseId}::uuid AND e."role" = 'student'
      AND (${sections}::text[] IS NULL OR coalesce(e."section", '') = ANY(${sections}::text[]))
      AND (${email}::text IS NULL OR u."email" = ${email}::text)
      AND (${enrollmentId}::uuid IS NULL OR e."id" = ${enrollmentId}::uuid)
      AND (coalesce(e."section", '') COLLATE "C", u."name" COLLATE "C", u."email" COLLATE "C")
        > (${after.section}::text, ${after.name}::text, ${after.email}::text)
    ORDER BY coalesce(e."section", '') COLLATE "C", u."name" COLLATE "C", u."email" COLLATE "C"
    LIMIT ${limit}`;
  return rows.map(toStudent);
}

/** All of them, page after page. */
export async function* streamStudents(
  store: Store,
  query: StudentQuery & { pageSize?: number },
): AsyncGenerator<RosterStudent[]> {
  const { pageSize: limit = PAGE, ...rest } = query;
  let after: StudentPlace | undefined;
  for (;;) {
    const students = await listStudents(store, { ...rest, after, limit });
    if (students.length > 0) yield students;
    if (students.length < limit) return;
    after = studentPlaceOf(students.at(-1)!);
  }
}

export type StudentGrades = RosterStudent & Pick<GradebookRow, 'standings' | 'grades'>;

/** Where they stand, in the order of the students and, in each, of the assignments. */
export async function readStudentGrades(
  store: Store,
  query: {
    courseId: string;
    assignments: readonly Pick<GradebookAssignment, 'id'>[];
    students: readonly RosterStudent[];
    now: Date;
  },
): Promise<StudentGrades[]> {
  const { students, ...rest } = query;
  const enrollmentIds = students.map(({ enrollmentId }) => enrollmentId);
  const facts = await readRows(store, { ...rest, enrollmentIds });
  return students.map((student, i) => ({ ...student, ...facts[i] }));
}

/** How many students there are in each section, by name; null: those without one. */
export async function countSections(
  store: Store,
  courseId: string,
): Promise<{ section: string | null; students: number }[]> {
  const rows = await store.db.enrollment.groupBy({
    by: ['section'],
    where: { courseId, role: 'student' },
    _count: true,
    orderBy: { section: { sort: 'asc', nulls: 'first' } },
  });
  return rows.map(({ section, _count: students }) => ({ section, students }));
}

export interface StudentNames {
  readonly enrollmentId: string;
  /** Null: none. Absent: stays as it is. */
  readonly section?: string | null;
  /** Replace those of the same kind; the others stay. */
  readonly identifiers?: StudentIdentifiers;
}

/** What another system calls students, of this course and no other. @returns how many were changed */
export async function setStudentNames(
  store: Store | { db: Transaction },
  courseId: string,
  students: readonly StudentNames[],
): Promise<number> {
  const rows = students.map(({ enrollmentId, section, identifiers = {} }) => ({
    id: enrollmentId,
    keeps: section === undefined,
    section: section?.trim() || null,
    identifiers: studentIdentifiersSchema.parse(identifiers),
  }));
  return store.db.$executeRaw`
    UPDATE "Enrollment" e
    SET "section" = CASE WHEN n."keeps" THEN e."section" ELSE n."section" END,
      "identifiers" = e."identifiers" || n."identifiers"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS n("id" uuid, "keeps" boolean, "section" text, "identifiers" jsonb)
    WHERE e."id" = n."id" AND e."courseId" = ${courseId}::uuid`;
}

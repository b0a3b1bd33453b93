// Where the students of a course stand in its assignments.
import type { Grade } from '@residual/grading/policy';
import type { EnrollmentWhereInput } from './generated/models.ts';
import { readGrades } from './grades.ts';
import { readStandings, toStanding, type Standing } from './standings.ts';
import type { Store } from './store.ts';

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
  /** By the policy that holds now, in the same order. */
  readonly grades: readonly Grade[];
}

export interface Gradebook {
  readonly course: {
    readonly id: string;
    readonly slug: string;
    readonly title: string;
    readonly timeZone: string;
  };
  readonly assignments: readonly GradebookAssignment[];
  readonly rows: readonly GradebookRow[];
  /** How many rows there are on all pages. */
  readonly total: number;
}

export interface GradebookOptions {
  /** Only this member's row, whatever the role. */
  readonly enrollmentId?: string;
  /** Part of a name or an e-mail address, in any case. */
  readonly search?: string;
  /** `number` counts from 1. Without it all rows. */
  readonly page?: { readonly number: number; readonly size: number };
  readonly now?: Date;
}

/**
 * Students are sorted by name. Staff are not in it.
 * @returns null if there is no such course
 */
export async function findGradebook(
  store: Store,
  courseSlug: string,
  options: GradebookOptions = {},
): Promise<Gradebook | null> {
  const course = await store.db.course.findUnique({
    where: { slug: courseSlug },
    select: {
      id: true,
      slug: true,
      title: true,
      timeZone: true,
      assignments: {
        orderBy: [{ position: 'asc' }, { slug: 'asc' }],
        select: { id: true, slug: true, title: true, deadline: true, versionHash: true },
      },
    },
  });
  if (!course) return null;
  const { assignments, ...rest } = course;
  const where = membersWhere(course.id, options);
  const { page } = options;
  const [total, members] = await Promise.all([
    store.db.enrollment.count({ where }),
    store.db.enrollment.findMany({
      where,
      orderBy: [{ user: { name: 'asc' } }, { user: { email: 'asc' } }],
      select: { id: true, user: { select: { name: true, email: true } } },
      ...(page && { skip: (page.number - 1) * page.size, take: page.size }),
    }),
  ]);
  const facts = await readRows(store, {
    courseId: course.id,
    assignments,
    enrollmentIds: members.map(({ id }) => id),
    now: options.now ?? new Date(),
  });
  const rows = members.map(({ id, user }, i) => ({
    enrollmentId: id,
    name: user.name,
    email: user.email,
    ...facts[i],
  }));
  return { course: rest, assignments, rows, total };
}

/** Standings and grades in the order of the enrollments and, in each, of the assignments. */
export async function readRows(
  store: Store,
  query: {
    courseId: string;
    assignments: readonly Pick<GradebookAssignment, 'id'>[];
    enrollmentIds: readonly string[];
    now: Date;
  },
): Promise<Pick<GradebookRow, 'standings' | 'grades'>[]> {
  const { courseId, assignments, enrollmentIds, now } = query;
  const [records, grades] = await Promise.all([
    readStandings(store, enrollmentIds),
    readGrades(store, { courseId, enrollmentIds, now }),
  ]);
  const byCell = new Map(
    records.map((record) => [cellKey(record.enrollmentId, record.assignmentId), record]),
  );
  return enrollmentIds.map((id) => ({
    standings: assignments.map((assignment) => {
      const record = byCell.get(cellKey(id, assignment.id));
      return record ? toStanding(record, grades.get(id)!.get(assignment.id)!.lateAfter) : null;
    }),
    grades: assignments.map((assignment) => grades.get(id)!.get(assignment.id)!),
  }));
}

function membersWhere(courseId: string, { enrollmentId, search }: GradebookOptions): EnrollmentWhereInput {
  if (enrollmentId !== undefined) return { courseId, id: enrollmentId };
  if (!search) return { courseId, role: 'student' };
  // Prisma hands this to LIKE as it is.
  const literal = search.replaceAll(/[\\%_]/g, String.raw`\$&`);
  const contains = { contains: literal, mode: 'insensitive' } as const;
  return { courseId, role: 'student', user: { OR: [{ name: contains }, { email: contains }] } };
}

const cellKey = (enrollmentId: string, assignmentId: string): string => `${enrollmentId} ${assignmentId}`;

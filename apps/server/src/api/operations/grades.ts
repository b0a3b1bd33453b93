import type { Grade, RosterStudent, StudentPlace } from '@residual/store';
import { findGradebook, listStudents, readStudentGrades, studentPlaceOf } from '@residual/store';
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { pageOf, pageQuery, readCursor, writeCursor } from '../paging.ts';
import { notFound, ProblemError } from '../problem.ts';
import { studentGradesSchema, type gradeSchema, type studentSchema } from '../schemas.ts';
import { maxPointsOf } from './max-points.ts';

export const studentPlaceSchema: z.ZodType<StudentPlace> = z.strictObject({
  section: z.string(),
  name: z.string(),
  email: z.string(),
});

export const studentFilter = {
  email: z.string().toLowerCase().optional().describe('Only the student with this address.'),
  section: z.string().optional().describe('Only this section; empty: those without one.'),
};

export const toStudent = ({ enrollmentId, ...student }: RosterStudent): z.input<typeof studentSchema> => ({
  enrollment: enrollmentId,
  name: student.name,
  email: student.email,
  section: student.section,
  identifiers: student.identifiers,
});

export const toGrade = (
  assignment: string,
  grade: Grade,
  maxPoints: string | null,
): z.input<typeof gradeSchema> => ({
  assignment,
  status: grade.status,
  points: grade.points,
  maxPoints: grade.maxPoints ?? maxPoints,
  explanation: grade.explanation,
  isOverridden: grade.isOverridden,
  daysLate: grade.daysLate,
  lateDaysSpent: grade.lateDaysSpent,
  attemptsUsed: grade.attemptsUsed,
  submission: grade.submissionId,
  deadline: grade.deadline?.toISOString() ?? null,
});

export const listGrades = defineOperation({
  id: 'listGrades',
  method: 'get',
  path: '/courses/{course}/grades',
  summary: 'Grades, a student an item',
  description:
    'By the policy that holds now, with extensions and what staff set. Students come by section, name and address.',
  scope: 'grades:read',
  query: z.strictObject({
    ...pageQuery,
    ...studentFilter,
    assignment: z.string().optional().describe('Only this assignment.'),
  }),
  answer: pageOf(studentGradesSchema),
  example: {
    params: { course: 'deep-learning' },
    query: { assignment: 'linear-regression', limit: '2' },
    answer: {
      items: [
        {
          student: {
            enrollment: '0199d3f0-0000-7000-8000-00000000000a',
            name: 'Alan Turing',
            email: 'alan@example.edu',
            section: 'Lab A',
            identifiers: { login: 'turing', sisId: 'A0002' },
          },
          grades: [
            {
              assignment: 'linear-regression',
              status: 'graded',
              points: '7.65',
              maxPoints: '20',
              explanation: '8.5 of 20 − 10 % late = 7.65 (1 day late)',
              isOverridden: false,
              daysLate: 1,
              lateDaysSpent: 0,
              attemptsUsed: 2,
              submission: '0199d3f0-0000-7000-8000-00000000000b',
              deadline: '2026-11-20T22:59:59.000Z',
            },
          ],
        },
      ],
      next: 'eyJzZWN0aW9uIjoiTGFiIEEi…',
    },
  },
  async run({ context, access, query }) {
    const { store } = context;
    const { assignment, section, email, cursor, limit } = query;
    const gradebook = await findGradebook(store, access.course.slug, { page: { number: 1, size: 1 } });
    if (!gradebook) throw notFound();
    const assignments = gradebook.assignments.filter(
      ({ slug }) => assignment === undefined || slug === assignment,
    );
    if (assignment !== undefined && assignments.length === 0)
      throw new ProblemError(
        'bad-request',
        `query.assignment: the course has no assignment "${assignment}".`,
      );
    const students = await listStudents(store, {
      courseId: access.course.id,
      sections: section === undefined ? undefined : [section],
      email,
      after: readCursor(studentPlaceSchema, cursor),
      limit,
    });
    const rows = await readStudentGrades(store, {
      courseId: access.course.id,
      assignments,
      students,
      now: new Date(),
    });
    const maxPoints = await Promise.all(
      assignments.map(({ versionHash }) => maxPointsOf(store).of(versionHash)),
    );
    return {
      items: rows.map((row) => ({
        student: toStudent(row),
        grades: row.grades.map((grade, i) => toGrade(assignments[i].slug, grade, maxPoints[i])),
      })),
      next: students.length < limit ? null : writeCursor(studentPlaceOf(students.at(-1)!)),
    };
  },
});

import { listStudents, setStudentNames, studentPlaceOf } from '@residual/store';
import { z } from 'zod';
import { defineOperation, parseInput } from '../operation.ts';
import { pageOf, pageQuery, readCursor, writeCursor } from '../paging.ts';
import { notFound, ProblemError } from '../problem.ts';
import { studentChangeSchema, studentSchema } from '../schemas.ts';
import { studentFilter, studentPlaceSchema, toStudent } from './grades.ts';

const EXAMPLE = {
  enrollment: '0199d3f0-0000-7000-8000-00000000000a',
  name: 'Ada Lovelace',
  email: 'ada@example.edu',
  section: 'Lab A',
  identifiers: { login: 'ada', sisId: 'A0001', canvasId: '90210' },
};

export const listRoster = defineOperation({
  id: 'listRoster',
  method: 'get',
  path: '/courses/{course}/roster',
  summary: 'The students, by section, name and address',
  scope: 'roster:read',
  query: z.strictObject({ ...pageQuery, ...studentFilter }),
  answer: pageOf(studentSchema),
  example: {
    params: { course: 'deep-learning' },
    query: { section: 'Lab A' },
    answer: { items: [EXAMPLE], next: null },
  },
  async run({ context, access, query }) {
    const { section, email, cursor, limit } = query;
    const students = await listStudents(context.store, {
      courseId: access.course.id,
      sections: section === undefined ? undefined : [section],
      email,
      after: readCursor(studentPlaceSchema, cursor),
      limit,
    });
    return {
      items: students.map(toStudent),
      next: students.length < limit ? null : writeCursor(studentPlaceOf(students.at(-1)!)),
    };
  },
});

export const changeStudent = defineOperation({
  id: 'changeStudent',
  method: 'patch',
  path: '/courses/{course}/roster/{enrollment}',
  summary: 'What other systems call a student, and the section',
  scope: 'roster:write',
  body: studentChangeSchema,
  answer: studentSchema,
  example: {
    params: { course: 'deep-learning', enrollment: '0199d3f0-0000-7000-8000-00000000000a' },
    body: { section: 'Lab A', identifiers: { login: 'ada', sisId: 'A0001' } },
    answer: EXAMPLE,
  },
  async run({ context, access, params, body }) {
    const enrollmentId = parseInput(z.uuid(), params.enrollment, 'path');
    const { id: courseId } = access.course;
    if (body.section === undefined && body.identifiers === undefined)
      throw new ProblemError('bad-request', 'body: name a section or an identifier.');
    const change = {
      enrollmentId,
      ...(body.section !== undefined && { section: body.section }),
      ...(body.identifiers && { identifiers: body.identifiers }),
    };
    const changed = await setStudentNames(context.store, courseId, [change]);
    const [student] =
      changed === 0 ? [] : await listStudents(context.store, { courseId, enrollmentId, limit: 1 });
    if (!student) throw notFound();
    return toStudent(student);
  },
});

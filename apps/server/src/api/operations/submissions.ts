import { findSubmission, listCourseSubmissions } from '@residual/store';
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { pageOf, pageQuery, readCursor, writeCursor } from '../paging.ts';
import { notFound } from '../problem.ts';
import { submissionDetailsSchema, submissionSchema } from '../schemas.ts';
import { toGrade } from './grades.ts';

const placeSchema = z.strictObject({ receivedAt: z.coerce.date(), id: z.uuid() });

const stateOf = (state: string) => state.replaceAll('_', ' ') as z.infer<typeof submissionSchema>['state'];

const EXAMPLE = {
  id: '0199d3f0-0000-7000-8000-00000000000b',
  assignment: 'linear-regression',
  enrollment: '0199d3f0-0000-7000-8000-00000000000a',
  email: 'ada@example.edu',
  receivedAt: '2026-11-18T09:31:40.000Z',
  commit: '5d1c0f3e…',
  state: 'graded',
  points: '20',
  maxPoints: '20',
};

export const listSubmissions = defineOperation({
  id: 'listSubmissions',
  method: 'get',
  path: '/courses/{course}/submissions',
  summary: 'Submissions, newest first',
  scope: 'submissions:read',
  query: z.strictObject({
    ...pageQuery,
    assignment: z.string().optional().describe('Only to this assignment.'),
    email: z.string().toLowerCase().optional().describe('Only of the student with this address.'),
  }),
  answer: pageOf(submissionSchema),
  example: {
    params: { course: 'deep-learning' },
    query: { email: 'ada@example.edu', limit: '1' },
    answer: { items: [EXAMPLE], next: 'eyJyZWNlaXZlZEF0Ijoi…' },
  },
  async run({ context, access, query }) {
    const { cursor, limit, assignment, email } = query;
    const rows = await listCourseSubmissions(context.store, {
      courseId: access.course.id,
      limit,
      before: readCursor(placeSchema, cursor),
      assignment,
      email,
    });
    const last = rows.at(-1);
    return {
      items: rows.map(({ enrollmentId, receivedAt, state, ...row }) => ({
        ...row,
        enrollment: enrollmentId,
        receivedAt: receivedAt.toISOString(),
        state: stateOf(state),
      })),
      next: last && rows.length === limit ? writeCursor({ receivedAt: last.receivedAt, id: last.id }) : null,
    };
  },
});

export const getSubmission = defineOperation({
  id: 'getSubmission',
  method: 'get',
  path: '/courses/{course}/submissions/{submission}',
  summary: 'One submission: its programs, its attempts, their reports',
  description: 'Reports are as students see them: figures of hidden checks are not in them.',
  scope: 'submissions:read',
  answer: submissionDetailsSchema,
  example: {
    params: { course: 'deep-learning', submission: '0199d3f0-0000-7000-8000-00000000000b' },
    answer: {
      ...EXAMPLE,
      grade: {
        assignment: 'linear-regression',
        status: 'graded',
        points: '20',
        maxPoints: '20',
        explanation: '20 of 20',
        isOverridden: false,
        daysLate: 0,
        lateDaysSpent: 0,
        attemptsUsed: 1,
        submission: '0199d3f0-0000-7000-8000-00000000000b',
        deadline: '2026-11-20T22:59:59.000Z',
      },
      files: [{ path: 'closed-form.ts', text: "import tf from 'tensorflow';\n" }],
      attempts: [],
    },
  },
  async run({ context, access, params }) {
    const found = await findSubmission(context.store, params.submission);
    if (!found || found.course.id !== access.course.id) throw notFound();
    const graded = found.attempts.find(({ state }) => state === 'graded');
    return {
      id: found.id,
      assignment: found.assignment.slug,
      enrollment: found.student.enrollmentId,
      email: found.student.email,
      receivedAt: found.receivedAt.toISOString(),
      commit: found.commit,
      state: stateOf(found.attempts[0]?.state ?? 'queued'),
      points: graded?.points ?? null,
      maxPoints: graded?.maxPoints ?? null,
      grade: toGrade(found.assignment.slug, found.grade, null),
      files: found.files.map(({ path, text }) => ({ path, text })),
      attempts: found.attempts.map((attempt) => ({
        id: attempt.id,
        number: attempt.number,
        reason: attempt.reason,
        state: stateOf(attempt.state),
        version: attempt.versionHash,
        queuedAt: attempt.queuedAt.toISOString(),
        startedAt: attempt.startedAt?.toISOString() ?? null,
        finishedAt: attempt.finishedAt?.toISOString() ?? null,
        points: attempt.points,
        maxPoints: attempt.maxPoints,
        reports: [...attempt.reports],
      })),
    };
  },
});

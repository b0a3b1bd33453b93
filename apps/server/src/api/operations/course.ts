import { findGradebook } from '@residual/store';
import { defineOperation } from '../operation.ts';
import { notFound } from '../problem.ts';
import { courseSchema } from '../schemas.ts';
import { maxPointsOf } from './max-points.ts';

export const getCourse = defineOperation({
  id: 'getCourse',
  method: 'get',
  path: '/courses/{course}',
  summary: 'The course and its assignments',
  scope: null,
  answer: courseSchema,
  example: {
    params: { course: 'deep-learning' },
    answer: {
      slug: 'deep-learning',
      title: 'Introduction to Deep Learning',
      timeZone: 'Europe/Berlin',
      assignments: [
        {
          slug: 'linear-regression',
          title: 'Linear regression',
          deadline: '2026-11-20T22:59:59.000Z',
          maxPoints: '20',
          version: 'f3b0c1…',
        },
      ],
    },
  },
  async run({ context, access }) {
    const gradebook = await findGradebook(context.store, access.course.slug, {
      page: { number: 1, size: 1 },
    });
    if (!gradebook) throw notFound();
    const { slug, title, timeZone } = access.course;
    const assignments = await Promise.all(
      gradebook.assignments.map(async (assignment) => ({
        slug: assignment.slug,
        title: assignment.title,
        deadline: assignment.deadline?.toISOString() ?? null,
        maxPoints: await maxPointsOf(context.store).of(assignment.versionHash),
        version: assignment.versionHash,
      })),
    );
    return { slug, title, timeZone, assignments };
  },
});

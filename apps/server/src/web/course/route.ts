import { Router, type Request } from 'express';
import { gradesCsv } from '@residual/export';
import { findGradebook, listSubmissions, summarizeCourse } from '@residual/store';
import { z } from 'zod';
import type { ServerContext } from '../../context.ts';
import { AssignmentSpecs } from '../assignment-specs.ts';
import { notFound } from '../http-error.ts';
import type { GradingActivity } from '../live/activity.ts';
import { streamChanges } from '../live/stream.ts';
import { isStaff, requireMembership, requireViewer } from '../viewer.ts';
import { gradebookPage } from './gradebook-page.ts';
import { studentPage } from './student-page.ts';

const RECENT = 50;
const PAGE_SIZE = 50;

/** What the address says about the list; nonsense is as good as nothing. */
const listQuery = z.object({
  q: z.string().trim().max(200).catch(''),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});

export function courseRoutes(context: ServerContext, activity: GradingActivity): Router {
  const { store, stopping } = context;
  const specsOf = new AssignmentSpecs(context);
  const router = Router();

  /** @throws HttpError 404 if nobody in the course has that enrollment */
  async function findStudent(courseSlug: string, enrollmentId: string, { query }: Request) {
    const limit = query.submissions === 'all' ? undefined : RECENT;
    const [gradebook, submissions] = await Promise.all([
      findGradebook(store, courseSlug, { enrollmentId }),
      listSubmissions(store, { enrollmentId, limit }),
    ]);
    if (!gradebook?.rows.length) throw notFound();
    const specs = await specsOf.byVersion(gradebook.assignments.map(({ versionHash }) => versionHash));
    return { gradebook, submissions, specs };
  }

  /** One address for both: staff see everybody, a student sees their own. */
  router.get('/courses/:course', async (request, response) => {
    const viewer = requireViewer(response);
    const membership = requireMembership(viewer, request.params.course);
    if (isStaff(membership)) {
      const { q: search, page } = listQuery.parse(request.query);
      const [gradebook, summary] = await Promise.all([
        findGradebook(store, membership.course.slug, { search, page: { number: page, size: PAGE_SIZE } }),
        summarizeCourse(store, membership.course.id),
      ]);
      if (!gradebook) throw notFound();
      response.send(gradebookPage({ viewer, gradebook, summary, search, page, pageSize: PAGE_SIZE }));
      return;
    }
    const { enrollmentId, repositoryPath } = membership;
    if (!enrollmentId) throw notFound();
    const cloneUrl = repositoryPath && `${context.configuration.publicUrl}/git/${repositoryPath}`;
    const standing = await findStudent(membership.course.slug, enrollmentId, request);
    response.send(studentPage({ viewer, ...standing, cloneUrl, forStaff: false, now: new Date() }));
  });

  router.get('/courses/:course/students/:enrollment', async (request, response) => {
    const viewer = requireViewer(response);
    const membership = requireMembership(viewer, request.params.course);
    const enrollmentId = z.uuid().safeParse(request.params.enrollment).data;
    if (!isStaff(membership) || !enrollmentId) throw notFound();
    const standing = await findStudent(membership.course.slug, enrollmentId, request);
    response.send(studentPage({ viewer, ...standing, cloneUrl: null, forStaff: true, now: new Date() }));
  });

  router.get('/courses/:course/events', (request, response) => {
    const membership = requireMembership(requireViewer(response), request.params.course);
    const { course, enrollmentId } = membership;
    streamChanges(response, {
      activity,
      stopping,
      concerns: (place) =>
        place.courseId === course.id && (isStaff(membership) || place.enrollmentId === enrollmentId),
    });
  });

  router.get('/courses/:course/grades.csv', async (request, response) => {
    const membership = requireMembership(requireViewer(response), request.params.course);
    if (!isStaff(membership)) throw notFound();
    const gradebook = await findGradebook(store, membership.course.slug);
    if (!gradebook) throw notFound();
    const specs = await specsOf.byVersion(gradebook.assignments.map(({ versionHash }) => versionHash));
    response
      .attachment(`${membership.course.slug}-grades.csv`)
      .type('text/csv')
      .send(gradesCsv(gradebook, specs));
  });

  return router;
}

import { Router, type Request } from 'express';
import { findGradebook, listSubmissions } from '@residual/store';
import type { ServerContext } from '../../context.ts';
import { AssignmentSpecs } from '../assignment-specs.ts';
import { notFound } from '../http-error.ts';
import type { GradingActivity } from '../live/activity.ts';
import { streamChanges } from '../live/stream.ts';
import { renderOverview } from '../overview/overview.ts';
import { requireStaff } from '../staff.ts';
import { isStaff, requireMembership, requireViewer } from '../viewer.ts';
import { studentPage } from './student-page.ts';

const RECENT = 50;

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
      response.send(await renderOverview(context, requireStaff(request, response)));
      return;
    }
    const { enrollmentId, repositoryPath } = membership;
    if (!enrollmentId) throw notFound();
    const cloneUrl = repositoryPath && `${context.configuration.publicUrl}/git/${repositoryPath}`;
    const standing = await findStudent(membership.course.slug, enrollmentId, request);
    response.send(studentPage({ viewer, ...standing, cloneUrl, forStaff: false, now: new Date() }));
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

  return router;
}

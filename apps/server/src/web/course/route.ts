import { Router } from 'express';
import type { ServerContext } from '../../context.ts';
import { AssignmentSpecs } from '../assignment-specs.ts';
import type { GradingActivity } from '../live/activity.ts';
import { streamChanges } from '../live/stream.ts';
import { renderOwnCourse } from '../own/course.ts';
import { renderOverview } from '../overview/overview.ts';
import { RecentOverviews } from '../overview/recent-overviews.ts';
import { requireStaff } from '../staff.ts';
import { isStaff, requireMembership, requireViewer } from '../viewer.ts';

export function courseRoutes(context: ServerContext, activity: GradingActivity): Router {
  const { stopping } = context;
  const specsOf = new AssignmentSpecs(context);
  const overviews = new RecentOverviews(context);
  const router = Router();

  /** One address for both: staff see everybody, a student sees their own. */
  router.get('/courses/:course', async (request, response) => {
    const viewer = requireViewer(response);
    const membership = requireMembership(viewer, request.params.course);
    if (isStaff(membership)) {
      response.send(await renderOverview(context, overviews, requireStaff(request, response)));
      return;
    }
    response.send(await renderOwnCourse(context, specsOf, { membership, request, response }));
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

import { Router } from 'express';
import {
  cancelAttempt,
  drainWorker,
  findAttemptCourse,
  listCourses,
  listFailed,
  listLine,
  listWorkers,
  resumeWorker,
  retrySubmission,
  type Viewer,
} from '@residual/store';
import { z } from 'zod';
import type { ServerContext } from '../../context.ts';
import { notFound } from '../http-error.ts';
import { requireStaff } from '../staff.ts';
import { queuePage } from './page.ts';

const FAILED_SHOWN = 100;

const attemptForm = z.object({ attempt: z.uuid() });
const submissionForm = z.object({ submission: z.uuid() });
const workerForm = z.object({ worker: z.string().min(1).max(200) });

export function queueRoutes({ store }: ServerContext): Router {
  const router = Router();
  const path = '/courses/:course/queue';

  /** Workers serve all courses: who empties one answers for all of them. */
  async function mayDrain(viewer: Viewer): Promise<boolean> {
    if (viewer.isAdmin) return true;
    const taught = new Set(
      viewer.memberships.filter(({ role }) => role === 'instructor').map(({ course }) => course.id),
    );
    return (await listCourses(store)).every(({ id }) => taught.has(id));
  }

  router.get(path, async (request, response) => {
    const view = requireStaff(request, response);
    const courseId = view.course.id;
    const [line, failed, workers, isAllowed] = await Promise.all([
      listLine(store, { courseId }),
      listFailed(store, { courseId, limit: FAILED_SHOWN }),
      listWorkers(store),
      mayDrain(view.viewer),
    ]);
    response.send(
      queuePage({
        ...view,
        line,
        failed,
        workers,
        mayDrain: isAllowed,
        done: request.query.done,
        now: new Date(),
      }),
    );
  });

  router.post(`${path}/cancel`, async (request, response) => {
    const { course, viewer } = requireStaff(request, response);
    const read = attemptForm.safeParse(request.body);
    const courseId = read.success ? await findAttemptCourse(store, read.data.attempt) : null;
    if (!read.success || courseId !== course.id) throw notFound();
    const state = await cancelAttempt(store, { attemptId: read.data.attempt, by: viewer.email });
    const done = state === 'queued' || state === 'running' ? 'cancelled' : 'ended';
    response.redirect(303, `/courses/${course.slug}/queue?done=${done}`);
  });

  router.post(`${path}/again`, async (request, response) => {
    const { course, viewer } = requireStaff(request, response);
    const read = submissionForm.safeParse(request.body);
    const failed = await listFailed(store, { courseId: course.id });
    const found = read.success && failed.find(({ submissionId }) => submissionId === read.data.submission);
    if (!found) throw notFound();
    await retrySubmission(store, { submissionId: found.submissionId, by: viewer.email });
    response.redirect(303, `/courses/${course.slug}/queue?done=again`);
  });

  for (const [step, change] of [
    ['drain', drainWorker],
    ['resume', resumeWorker],
  ] as const)
    router.post(`${path}/${step}`, async (request, response) => {
      const { course, viewer } = requireStaff(request, response);
      const read = workerForm.safeParse(request.body);
      if (!read.success || !(await mayDrain(viewer))) throw notFound();
      if ((await change(store, { worker: read.data.worker, by: viewer.email })) === null) throw notFound();
      response.redirect(
        303,
        `/courses/${course.slug}/queue?done=${step === 'drain' ? 'drained' : 'resumed'}`,
      );
    });

  return router;
}

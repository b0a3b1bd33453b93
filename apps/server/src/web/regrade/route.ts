import { Router, type Request, type Response } from 'express';
import {
  discardRegrade,
  listCourseAssignments,
  listRegrades,
  previewRegrade,
  publishRegrade,
  type Regrade,
} from '@residual/store';
import { z } from 'zod';
import type { ServerContext } from '../../context.ts';
import { refuse, type RefusedForm } from '../forms/read-form.ts';
import { notFound } from '../http-error.ts';
import { requireInstructor, requireStaff, type StaffView } from '../staff.ts';
import { regradeListPage, regradePage } from './page.ts';

type RegradeRequest = Request<{ course: string; regrade: string }>;

const settleForm = z.object({
  reason: z
    .string()
    .trim()
    .max(500)
    .transform((text) => text || undefined)
    .optional()
    .catch(undefined),
});

export function regradeRoutes({ store }: ServerContext): Router {
  const router = Router();
  const path = '/courses/:course/regrades/:regrade';

  router.get('/courses/:course/regrades', async (request, response) => {
    const view = requireStaff(request, response);
    response.send(
      regradeListPage({ ...view, regrades: await listRegrades(store, { courseId: view.course.id }) }),
    );
  });

  /** @throws HttpError 404 */
  async function requireRegrade({ course }: StaffView, { params }: RegradeRequest): Promise<Regrade> {
    const id = z.uuid().safeParse(params.regrade).data;
    const [regrade] = id ? await listRegrades(store, { id, courseId: course.id }) : [];
    if (!regrade) throw notFound();
    return regrade;
  }

  async function show(
    request: RegradeRequest,
    response: Response,
    view: StaffView,
    refused: RefusedForm | null = null,
  ): Promise<void> {
    const regrade = await requireRegrade(view, request);
    const [assignments, changes] = await Promise.all([
      listCourseAssignments(store, view.course.id),
      regrade.state === 'open' ? previewRegrade(store, regrade.id, new Date()) : [],
    ]);
    const title =
      assignments.find(({ id }) => id === regrade.assignment.id)?.title ?? regrade.assignment.slug;
    response
      .status(refused ? 422 : 200)
      .send(regradePage({ ...view, regrade, title, changes, refused, done: request.query.done }));
  }

  router.get(path, async (request, response) => {
    await show(request, response, requireStaff(request, response));
  });

  /** Settled by somebody else meanwhile: the page says by whom. */
  router.post(`${path}/publish`, async (request, response) => {
    const view = requireInstructor(request, response);
    const { id } = await requireRegrade(view, request);
    const { reason } = settleForm.parse(request.body ?? {});
    const settled = await publishRegrade(store, { id, by: view.viewer.email, reason });
    if (settled.kind === 'unfinished')
      return show(request, response, view, refuse('publish', request.body, { '': 'unfinished' }));
    const done = settled.kind === 'settled' ? '?done=published' : '';
    response.redirect(303, `/courses/${view.course.slug}/regrades/${id}${done}`);
  });

  router.post(`${path}/discard`, async (request, response) => {
    const view = requireInstructor(request, response);
    const { id } = await requireRegrade(view, request);
    const { reason } = settleForm.parse(request.body ?? {});
    const settled = await discardRegrade(store, { id, by: view.viewer.email, reason });
    const done = settled.kind === 'settled' ? '?done=discarded' : '';
    response.redirect(303, `/courses/${view.course.slug}/regrades/${id}${done}`);
  });

  return router;
}

// Connections of a course with learning management systems. For its instructors.
import { ServiceError, toolUrls } from '@residual/lti';
import {
  addLtiDeployment,
  addLtiPlatform,
  beginLtiSending,
  disconnectLtiContext,
  getLtiContext,
  inviteLtiPlatform,
  listLtiContexts,
  listLtiPlatforms,
  removeLtiPlatform,
  type LtiContext,
} from '@residual/store';
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { ServerContext } from '../context.ts';
import { readForm, refuse, type RefusedForm } from '../web/forms/read-form.ts';
import { HttpError, notFound } from '../web/http-error.ts';
import { requireInstructor, type StaffView } from '../web/staff.ts';
import { connectionPage, type ConnectionPage } from './connection-page.ts';
import { planScores, takesScores, type PlannedScore } from './grade-plan.ts';
import { sendGrades } from './grade-send.ts';
import { Platforms } from './platforms.ts';
import { syncRoster } from './roster-sync.ts';
import { staffPage } from './staff-page.ts';
import { words } from './words.ts';

const PATH = '/courses/:course/lti';
const ROWS_SHOWN = 500;

const text = z.string({ error: 'empty' }).trim().min(1, 'empty').max(500, 'tooLong');
const address = z
  .string({ error: 'url' })
  .trim()
  .max(2_000, 'tooLong')
  .pipe(z.url({ protocol: /^https?$/, error: 'url' }));

const platformForm = z.object({
  name: text,
  issuer: address,
  clientId: text,
  authorizationUrl: address,
  tokenUrl: address,
  keysUrl: address,
  tokenAudience: z.string().trim().max(2_000, 'tooLong').default(''),
  deployment: z.string().trim().max(255, 'tooLong').default(''),
});

const sendForm = z.object({
  missing: z.enum(['zero']).optional().catch(undefined),
  only: z.enum(['failed']).optional().catch(undefined),
});

type CourseRequest = Request<{ course: string }>;
type PartRequest = Request<{ course: string; id: string }>;

export function ltiStaffRoutes(context: ServerContext, platforms = new Platforms(context)): Router {
  const { store } = context;
  const router = Router();

  async function show(
    request: CourseRequest,
    response: Response,
    { refused = null, invitation = null }: { refused?: RefusedForm | null; invitation?: string | null } = {},
  ): Promise<void> {
    const view = requireInstructor(request, response);
    const [connections, registered] = await Promise.all([
      listLtiContexts(store, view.course.id),
      listLtiPlatforms(store, view.course.id),
    ]);
    response
      .status(refused ? 422 : 200)
      .set('Cache-Control', 'no-store')
      .send(
        staffPage({
          ...view,
          connections,
          platforms: registered,
          tool: toolUrls(platforms.tool),
          canvasUrl: `${platforms.tool.publicUrl}/lti/canvas.json`,
          invitation: invitation && `${platforms.tool.publicUrl}/lti/register/${invitation}`,
          refused,
          done: request.query.done,
        }),
      );
  }

  router.get(PATH, (request, response) => show(request, response));

  router.post(`${PATH}/platforms`, async (request, response) => {
    const { course, viewer } = requireInstructor(request, response);
    const read = readForm('platform', platformForm, request.body);
    if (!read.ok) return show(request, response, { refused: read.refused });
    const { deployment, tokenAudience, ...platform } = read.value;
    const added = await addLtiPlatform(store, {
      ...platform,
      courseId: course.id,
      tokenAudience: tokenAudience || null,
      deployments: deployment === '' ? [] : [deployment],
      isShared: viewer.isAdmin,
      by: viewer.email,
    });
    if (!added)
      return show(request, response, {
        refused: refuse('platform', request.body, { clientId: 'registered' }),
      });
    response.redirect(303, `/courses/${course.slug}/lti?done=registered`);
  });

  router.post(`${PATH}/invitations`, async (request, response) => {
    const { course, viewer } = requireInstructor(request, response);
    const invitation = await inviteLtiPlatform(store, {
      courseId: course.id,
      isShared: viewer.isAdmin,
      by: viewer.email,
    });
    await show(request, response, { invitation });
  });

  router.post(`${PATH}/platforms/:id/deployments`, async (request: PartRequest, response) => {
    const { course, viewer } = requireInstructor(request, response);
    const form = z.object({ deployment: text }).safeParse(request.body);
    const change = { courseId: course.id, id: idOf(request), by: viewer.email };
    if (!form.success || !(await addLtiDeployment(store, { ...change, ...form.data }))) throw notFound();
    response.redirect(303, `/courses/${course.slug}/lti?done=registered`);
  });

  router.post(`${PATH}/platforms/:id/remove`, async (request: PartRequest, response) => {
    const { course, viewer } = requireInstructor(request, response);
    const change = { courseId: course.id, id: idOf(request), by: viewer.email };
    if (!(await removeLtiPlatform(store, change))) throw notFound();
    response.redirect(303, `/courses/${course.slug}/lti?done=removed`);
  });

  /** @throws HttpError 404 */
  async function requireConnection(
    request: PartRequest,
    response: Response,
  ): Promise<StaffView & { readonly connection: LtiContext }> {
    const view = requireInstructor(request, response);
    const connection = await getLtiContext(store, { courseId: view.course.id, id: idOf(request) });
    if (!connection) throw notFound();
    return { ...view, connection };
  }

  async function showConnection(
    response: Response,
    view: StaffView & { readonly connection: LtiContext },
    more: Pick<ConnectionPage, 'roster' | 'problem'> = {},
  ): Promise<void> {
    const counts = new Map<PlannedScore['state'], number>();
    const rows: PlannedScore[] = [];
    const now = new Date();
    for await (const planned of planScores(store, view.connection, now))
      for (const score of planned) {
        counts.set(score.state, (counts.get(score.state) ?? 0) + 1);
        // Of many the first; what failed in any case.
        if (score.state !== 'nothing' && (rows.length < ROWS_SHOWN || score.state === 'failed'))
          rows.push(score);
      }
    const { sendingUntil } = view.connection;
    response.send(
      connectionPage({
        ...view,
        counts,
        rows,
        isSending: sendingUntil !== null && sendingUntil > now,
        ...more,
      }),
    );
  }

  router.get(`${PATH}/:id`, async (request: PartRequest, response) => {
    await showConnection(response, await requireConnection(request, response));
  });

  router.post(`${PATH}/:id/roster`, async (request: PartRequest, response) => {
    const view = await requireConnection(request, response);
    if (view.connection.membershipsUrl === null) throw new HttpError(409, words[view.language].noRoster);
    try {
      const roster = await syncRoster(context, platforms, view.connection);
      await showConnection(response, view, { roster });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      await showConnection(response, view, { problem: error.message });
    }
  });

  router.post(`${PATH}/:id/grades`, async (request: PartRequest, response) => {
    const { course, connection, language } = await requireConnection(request, response);
    const { missing, only } = sendForm.parse(request.body);
    const onlyFailed = only === 'failed';
    if (!takesScores(connection)) throw new HttpError(409, words[language].noGradebook);
    const missingAsZero = onlyFailed ? connection.missingAsZero : missing === 'zero';
    if (!(await beginLtiSending(store, connection.id, missingAsZero)))
      throw new HttpError(409, words[language].sendingAlready);
    void sendGrades(context, platforms, { connection: { ...connection, missingAsZero }, onlyFailed });
    response.redirect(303, `/courses/${course.slug}/lti/${connection.id}`);
  });

  router.post(`${PATH}/:id/disconnect`, async (request: PartRequest, response) => {
    const { course, connection, viewer } = await requireConnection(request, response);
    await disconnectLtiContext(store, { courseId: course.id, id: connection.id, by: viewer.email });
    response.redirect(303, `/courses/${course.slug}/lti?done=disconnected`);
  });

  return router;
}

/** @throws HttpError 404 */
function idOf({ params }: PartRequest): string {
  const id = z.uuid().safeParse(params.id);
  if (!id.success) throw notFound();
  return id.data;
}

// Tokens of the programming interface and webhooks of a course. For its instructors.
import {
  API_SCOPES,
  createApiToken,
  createWebhook,
  deleteWebhook,
  enableWebhook,
  listApiTokens,
  listDeliveries,
  listWebhooks,
  revokeApiToken,
  WEBHOOK_EVENTS,
} from '@residual/store';
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { ServerContext } from '../../context.ts';
import { AddressError, parseWebhookUrl } from '../../webhooks/address.ts';
import { notFound } from '../http-error.ts';
import { requireInstructor } from '../staff.ts';
import { accessPage, type AccessPage } from './access-page.ts';
import { words } from './access-words.ts';

const DELIVERIES = 20;
const DAY_MS = 24 * 3_600_000;

/** A box that is ticked alone comes as text. */
const ticked = <Value extends string>(values: readonly [Value, ...Value[]]) =>
  z.preprocess((value) => [value ?? []].flat(), z.array(z.enum(values)).min(1));

const tokenForm = z.object({
  name: z.string().trim().min(1).max(100),
  scopes: ticked(API_SCOPES),
  days: z.coerce.number().int().min(1).max(730),
});

const webhookForm = z.object({ url: z.string().trim().max(500), events: ticked(WEBHOOK_EVENTS) });

type CourseRequest = Request<{ course: string }>;

export function accessRoutes({ store, configuration }: ServerContext): Router {
  const router = Router();
  const allowPrivate = configuration.webhooksToPrivateAddresses;

  async function sendPage(
    request: CourseRequest,
    response: Response,
    more: Pick<AccessPage, 'made' | 'problem'> = {},
  ): Promise<void> {
    const { viewer, course, language } = requireInstructor(request, response);
    const page = accessPage({
      viewer,
      course,
      language,
      tokens: await listApiTokens(store, course.id),
      webhooks: await listWebhooks(store, course.id),
      deliveries: await listDeliveries(store, course.id, DELIVERIES),
      now: new Date(),
      ...more,
    });
    response
      .status(more.problem === undefined ? 200 : 400)
      // A token is in it, once.
      .set('Cache-Control', 'no-store')
      .send(page);
  }

  router.get('/courses/:course/export/access', (request, response) => sendPage(request, response));

  router.post('/courses/:course/export/access/tokens', async (request, response) => {
    const { viewer, course, language } = requireInstructor(request, response);
    const form = tokenForm.safeParse(request.body);
    if (!form.success) {
      const isAboutDays = form.error.issues.every(({ path }) => path[0] === 'days');
      const problem = words[language][isAboutDays ? 'daysWrong' : 'nameMissing'];
      return sendPage(request, response, { problem });
    }
    const { name, scopes, days } = form.data;
    const { token } = await createApiToken(store, {
      courseId: course.id,
      name,
      scopes,
      expiresAt: new Date(Date.now() + days * DAY_MS),
      by: viewer.email,
    });
    await sendPage(request, response, { made: { kind: 'token', text: token } });
  });

  router.post('/courses/:course/export/access/webhooks', async (request, response) => {
    const { viewer, course, language } = requireInstructor(request, response);
    const form = webhookForm.safeParse(request.body);
    if (!form.success) return sendPage(request, response, { problem: words[language].eventMissing });
    try {
      const url = parseWebhookUrl(form.data.url, { allowPrivate }).href;
      const { secret } = await createWebhook(store, {
        courseId: course.id,
        url,
        events: form.data.events,
        by: viewer.email,
      });
      await sendPage(request, response, { made: { kind: 'secret', text: secret } });
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      await sendPage(request, response, { problem: error.message });
    }
  });

  const actions = { revoke: revokeApiToken, enable: enableWebhook, remove: deleteWebhook } as const;
  for (const [path, action] of [
    ['tokens/:id/revoke', 'revoke'],
    ['webhooks/:id/enable', 'enable'],
    ['webhooks/:id/remove', 'remove'],
  ] as const)
    router.post(
      `/courses/:course/export/access/${path}`,
      async (request: Request<{ course: string; id: string }>, response: Response) => {
        const { viewer, course } = requireInstructor(request, response);
        const id = z.uuid().safeParse(request.params.id);
        const change = { courseId: course.id, id: id.data ?? '', by: viewer.email };
        if (!id.success || !(await actions[action](store, change))) throw notFound();
        response.redirect(303, `/courses/${course.slug}/export/access`);
      },
    );

  return router;
}

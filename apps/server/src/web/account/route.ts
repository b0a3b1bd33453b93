import { Router, type Request, type Response } from 'express';
import {
  addSshKey,
  closeOtherSessions,
  countLoginSessions,
  findUserByPassword,
  listIdentities,
  listLinkedPlatforms,
  listSshKeys,
  parsePublicKey,
  removeSshKey,
  setPassword,
  unlinkLtiIdentity,
} from '@residual/store';
import { z } from 'zod';
import type { ServerContext } from '../../context.ts';
import { notFound } from '../http-error.ts';
import { languageOf } from '../language/language.ts';
import { limitTries } from '../login/limits.ts';
import { logIn, requireViewer, sessionToken } from '../viewer.ts';
import { accountPage, type RefusedAccountForm } from './page.ts';

const passwordForm = z
  .object({
    current: z.string().max(1_000),
    next: z.string().min(12, 'short').max(200, 'long'),
    repeat: z.string(),
  })
  .refine(({ next, repeat }) => next === repeat, { error: 'differs', path: ['repeat'] })
  .refine(({ current, next }) => next !== current, { error: 'same', path: ['next'] });

const keyForm = z.object({ key: z.string().max(10_000) });

export function accountRoutes(context: ServerContext): Router {
  const { store, configuration } = context;
  const router = Router();

  async function show(
    { query }: Request,
    response: Response,
    refused: RefusedAccountForm | null = null,
  ): Promise<void> {
    const viewer = requireViewer(response);
    const { oidc } = configuration;
    const [keys, sessions, identities, platforms] = await Promise.all([
      listSshKeys(store, viewer.userId),
      countLoginSessions(store, viewer.userId, new Date()),
      listIdentities(store, viewer.userId),
      listLinkedPlatforms(store, viewer.userId),
    ]);
    const institution = oidc && {
      name: oidc.name,
      isLinked: identities.some(({ issuer }) => issuer === oidc.issuer),
    };
    response.status(refused ? 422 : 200).send(
      accountPage({
        viewer,
        language: languageOf(response),
        keys,
        sessions,
        institution: institution ?? null,
        platforms,
        done: query.done,
        refused,
      }),
    );
  }

  router.get('/account', (request, response) => show(request, response));

  router.post(
    '/account/password',
    limitTries({
      limit: 10,
      identifier: 'password',
      keyOf: (_request, response) => requireViewer(response).userId,
    }),
    async (request, response) => {
      const viewer = requireViewer(response);
      const form = passwordForm.safeParse(request.body);
      if (!form.success) return show(request, response, refusalOf('password', form.error));
      const { current, next } = form.data;
      if (!(await findUserByPassword(store, viewer.email, current)))
        return show(request, response, { form: 'password', mistakes: { current: 'wrong' } });
      await setPassword(store, viewer.userId, next);
      // All sessions have ended, this one too.
      await logIn(context, request, response, viewer.userId);
      response.redirect(303, '/account?done=password');
    },
  );

  router.post('/account/keys', async (request, response) => {
    const form = keyForm.safeParse(request.body);
    const key = form.success ? parsePublicKey(form.data.key) : null;
    if (!key) return show(request, response, { form: 'key', mistakes: { key: 'notAKey' } });
    if (!(await addSshKey(store, { userId: requireViewer(response).userId, ...key })))
      return show(request, response, { form: 'key', mistakes: { key: 'otherAccount' } });
    response.redirect(303, '/account?done=key#keys');
  });

  router.post('/account/keys/remove', async (request, response) => {
    const form = keyForm.safeParse(request.body);
    const { userId } = requireViewer(response);
    if (!form.success || !(await removeSshKey(store, { userId, fingerprint: form.data.key })))
      throw notFound();
    response.redirect(303, '/account?done=removed#keys');
  });

  router.post('/account/platforms/unlink', async (request, response) => {
    const form = z.object({ platform: z.uuid() }).safeParse(request.body);
    const { userId } = requireViewer(response);
    if (!form.success || !(await unlinkLtiIdentity(store, { userId, platformId: form.data.platform })))
      throw notFound();
    response.redirect(303, '/account?done=unlinked');
  });

  router.post('/account/sessions/end', async (request, response) => {
    const token = sessionToken(context, request);
    if (token) await closeOtherSessions(store, requireViewer(response).userId, token);
    response.redirect(303, '/account?done=sessions#sessions');
  });

  return router;
}

/** The first mistake of each field. */
function refusalOf(form: RefusedAccountForm['form'], { issues }: z.ZodError): RefusedAccountForm {
  const mistakes: Record<string, string> = {};
  for (const { path, message } of issues) mistakes[String(path[0])] ??= message;
  return { form, mistakes };
}

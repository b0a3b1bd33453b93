import { Router, type RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import { findUserByPassword } from '@residual/store';
import type { ServerContext } from '../../context.ts';
import { HttpError } from '../http-error.ts';
import { languageOf } from '../language/language.ts';
import { localPath } from '../local-path.ts';
import { logIn, logOut, viewerOf } from '../viewer.ts';
import { loginPage } from './page.ts';

const loginForm = z.object({
  email: z.string().trim().toLowerCase().max(320),
  password: z.string().max(1_000),
  next: z.string().max(2_000).catch('/'),
});

const WINDOW_MS = 15 * 60_000;

export function loginRoutes(context: ServerContext): Router {
  const router = Router();

  router.get('/login', (request, response) => {
    const next = localPath(request.query.next);
    if (viewerOf(response)) return response.redirect(303, next);
    response.send(loginPage({ next, language: languageOf(response) }));
  });

  router.post('/login', ...limitFailures(), async (request, response) => {
    const form = loginForm.safeParse(request.body);
    if (!form.success) throw new HttpError(400, 'The login form needs an e-mail address and a password.');
    const { email, password } = form.data;
    const next = localPath(form.data.next);
    const user = await findUserByPassword(context.store, email, password);
    if (!user) {
      const language = languageOf(response);
      response.status(401).send(loginPage({ next, email, language, refused: true }));
      return;
    }
    await logIn(context, request, response, user.id);
    response.redirect(303, next);
  });

  router.post('/logout', async (request, response) => {
    await logOut(context, request, response);
    response.redirect(303, '/login');
  });

  return router;
}

const refuse: RequestHandler = (_request, _response, next) =>
  next(new HttpError(429, 'Too many failed logins. Wait a quarter of an hour, then try again.'));

/**
 * Only failures count: ten for one account from one address, so that nobody guesses a password and nobody locks
 * another out from elsewhere; three hundred from one address, which a lecture hall may share.
 */
function limitFailures(): RequestHandler[] {
  const common = {
    windowMs: WINDOW_MS,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
  } as const;
  return [
    rateLimit({ ...common, limit: 300, identifier: 'address', handler: refuse }),
    rateLimit({
      ...common,
      limit: 10,
      identifier: 'account',
      keyGenerator: (request) =>
        `${ipKeyGenerator(request.ip ?? '')} ${String(request.body?.email).trim().toLowerCase()}`,
      handler: refuse,
    }),
  ];
}

import { Router } from 'express';
import { z } from 'zod';
import { findUserByPassword } from '@residual/store';
import type { ServerContext } from '../../context.ts';
import { HttpError } from '../http-error.ts';
import { languageOf } from '../language/language.ts';
import { localPath } from '../local-path.ts';
import { logIn, logOut, viewerOf } from '../viewer.ts';
import { institutionRoutes } from './institution.ts';
import { limitLogins } from './limits.ts';
import { loginPage } from './page.ts';

const loginForm = z.object({
  email: z.string().trim().toLowerCase().max(320),
  password: z.string().max(1_000),
  next: z.string().max(2_000).catch('/'),
});

export function loginRoutes(context: ServerContext): Router {
  const router = Router();
  const institution = context.configuration.oidc?.name;
  router.use(institutionRoutes(context));

  router.get('/login', (request, response) => {
    const next = localPath(request.query.next);
    if (viewerOf(response)) return response.redirect(303, next);
    response.send(loginPage({ next, language: languageOf(response), institution }));
  });

  router.post('/login', ...limitLogins(), async (request, response) => {
    const form = loginForm.safeParse(request.body);
    if (!form.success)
      throw new HttpError(400, {
        en: 'The login form needs an e-mail address and a password.',
        de: 'Die Anmeldung braucht eine E-Mail-Adresse und ein Passwort.',
      });
    const { email, password } = form.data;
    const next = localPath(form.data.next);
    const user = await findUserByPassword(context.store, email, password);
    if (!user) {
      const language = languageOf(response);
      response.status(401).send(loginPage({ next, email, language, institution, refused: true }));
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

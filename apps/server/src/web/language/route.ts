// The switch in the footer: a form that comes back to the page it stands on.
import { Router } from 'express';
import { setLanguage } from '@residual/store';
import { z } from 'zod';
import type { ServerContext } from '../../context.ts';
import { HttpError } from '../http-error.ts';
import { localPath } from '../local-path.ts';
import { viewerOf } from '../viewer.ts';
import { LANGUAGE_COOKIE, LANGUAGES } from './language.ts';

const form = z.object({ language: z.enum(LANGUAGES) });

const YEAR_MS = 365 * 24 * 3_600_000;

export function languageRoutes({ store, configuration }: ServerContext): Router {
  const router = Router();
  router.post('/language', async (request, response) => {
    const choice = form.safeParse(request.body);
    if (!choice.success)
      throw new HttpError(400, `There is no such language; choose ${LANGUAGES.join(' or ')}.`);
    const { language } = choice.data;
    const viewer = viewerOf(response);
    if (viewer) await setLanguage(store, viewer.userId, language);
    response.cookie(LANGUAGE_COOKIE, language, {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure: configuration.publicUrl.startsWith('https:'),
      maxAge: YEAR_MS,
    });
    response.redirect(303, pathOf(request.get('referer')));
  });
  return router;
}

/** Our pages send forms with their own address as referrer; whatever host it names is left out. */
function pathOf(referrer: string | undefined): string {
  if (referrer === undefined || !URL.canParse(referrer)) return '/';
  const { pathname, search } = new URL(referrer);
  return localPath(pathname + search);
}

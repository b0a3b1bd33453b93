import { Router } from 'express';
import { languageOf } from '../language/language.ts';
import { requireViewer } from '../viewer.ts';
import { homePage } from './page.ts';

export function homeRoutes(): Router {
  const router = Router();
  router.get('/', (_request, response) => {
    const viewer = requireViewer(response);
    const [only, ...others] = viewer.memberships;
    if (only && others.length === 0) return response.redirect(303, `/courses/${only.course.slug}`);
    response.send(homePage(viewer, languageOf(response)));
  });
  return router;
}

import { Router } from 'express';
import { requireViewer } from '../viewer.ts';
import { homePage } from './page.ts';

export function homeRoutes(): Router {
  const router = Router();
  router.get('/', (_request, response) => {
    const viewer = requireViewer(response);
    const [only, ...others] = viewer.memberships;
    if (only && others.length === 0) return response.redirect(303, `/courses/${only.course.slug}`);
    response.send(homePage(viewer));
  });
  return router;
}

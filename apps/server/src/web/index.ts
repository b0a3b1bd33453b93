// Everything that is looked at in a browser. Mount it last: it answers all that is left, with 404 at the end.
import express, { Router } from 'express';
import type { ServerContext } from '../context.ts';
import { serveAssets } from './assets.ts';
import { courseRoutes } from './course/route.ts';
import { errorPage } from './error-page.ts';
import { homeRoutes } from './home/route.ts';
import { notFound } from './http-error.ts';
import { recognizeLanguage } from './language/language.ts';
import { languageRoutes } from './language/route.ts';
import { GradingActivity } from './live/activity.ts';
import { loginRoutes } from './login/route.ts';
import { refuseCrossSite, securityHeaders } from './security.ts';
import { submissionRoutes } from './submission/route.ts';
import { recognizeViewer, requireLogin } from './viewer.ts';

export function webRouter(context: ServerContext): Router {
  const { publicUrl } = context.configuration;
  const activity = new GradingActivity(context);
  const router = Router();
  router.use(securityHeaders(publicUrl));
  router.use('/static', serveAssets);
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'private, no-cache');
    next();
  });
  router.use(refuseCrossSite(publicUrl));
  router.use(express.urlencoded({ extended: false, limit: '10kb' }));
  router.use(recognizeViewer(context));
  router.use(recognizeLanguage);
  router.use(languageRoutes(context));
  router.use(loginRoutes(context));
  router.use(requireLogin);
  router.use(homeRoutes());
  router.use(courseRoutes(context, activity));
  router.use(submissionRoutes(context, activity));
  router.use((_request, _response, next) => next(notFound()));
  router.use(errorPage(context));
  return router;
}

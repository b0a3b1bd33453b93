// Everything that is looked at in a browser. Mount it last: it answers all that is left, with 404 at the end.
import compression from 'compression';
import express, { Router } from 'express';
import type { ServerContext } from '../context.ts';
import { ltiStaffRoutes } from '../lti/staff-route.ts';
import { assignmentRoutes } from './assignment/route.ts';
import { serveAssets } from './assets.ts';
import { auditRoutes } from './audit/route.ts';
import { courseRoutes } from './course/route.ts';
import { accountRoutes } from './account/route.ts';
import { errorPage } from './error-page.ts';
import { gradebookRoutes } from './gradebook/route.ts';
import { exportRoutes } from './export/route.ts';
import { homeRoutes } from './home/route.ts';
import { notFound } from './http-error.ts';
import { recognizeLanguage } from './language/language.ts';
import { languageRoutes } from './language/route.ts';
import { GradingActivity } from './live/activity.ts';
import { loginRoutes } from './login/route.ts';
import { queueRoutes } from './queue/route.ts';
import { regradeRoutes } from './regrade/route.ts';
import { rosterRoutes } from './roster/route.ts';
import { refuseCrossSite, securityHeaders } from './security.ts';
import { studentRoutes } from './student/route.ts';
import { submissionRoutes } from './submission/route.ts';
import { ownRoutes } from './own/route.ts';
import { recognizeViewer, requireLogin } from './viewer.ts';

export function webRouter(context: ServerContext): Router {
  const { publicUrl } = context.configuration;
  const activity = new GradingActivity(context);
  const router = Router();
  router.use(securityHeaders(publicUrl));
  // Streams of events go out as they are: each line at once. No page holds a secret that its size could tell.
  router.use(
    compression({
      filter: (request, response) => !isStream(response) && compression.filter(request, response),
    }),
  );
  router.use('/static', serveAssets);
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'private, no-cache');
    next();
  });
  router.use(refuseCrossSite(publicUrl));
  // A list of participants is larger than any other form.
  router.use('/courses/:course/roster', express.urlencoded({ extended: false, limit: '1mb' }));
  router.use(express.urlencoded({ extended: false, limit: '10kb' }));
  router.use(recognizeViewer(context));
  router.use(recognizeLanguage);
  router.use(languageRoutes(context));
  router.use(loginRoutes(context));
  router.use(requireLogin);
  router.use(homeRoutes());
  router.use(accountRoutes(context));
  router.use(ownRoutes(context));
  router.use(exportRoutes(context));
  router.use(ltiStaffRoutes(context));
  router.use(courseRoutes(context, activity));
  router.use(gradebookRoutes(context));
  router.use(studentRoutes(context));
  router.use(assignmentRoutes(context));
  router.use(regradeRoutes(context));
  router.use(auditRoutes(context));
  router.use(rosterRoutes(context));
  router.use(queueRoutes(context));
  router.use(submissionRoutes(context, activity));
  router.use((_request, _response, next) => next(notFound()));
  router.use(errorPage(context));
  return router;
}

const isStream = (response: express.Response): boolean =>
  String(response.getHeader('content-type')).startsWith('text/event-stream');

// A student's own pages of a course beside the first: access to the repository, the data that is kept.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router, type Request, type Response } from 'express';
import { findRepositoryByPath, issuePushToken, listPushTokens, revokePushToken } from '@residual/store';
import { z } from 'zod';
import type { ServerContext } from '../../context.ts';
import { notFound } from '../http-error.ts';
import { languageOf } from '../language/language.ts';
import { isStaff, requireMembership, requireViewer } from '../viewer.ts';
import { accessPage, dataPage, newTokenPage } from './access-page.ts';
import { ownData } from './data.ts';

type CourseRequest = Request<{ course: string }>;

const revokeForm = z.object({ token: z.string().regex(/^[0-9a-f]+$/) });

export function ownRoutes({ store, configuration }: ServerContext): Router {
  const router = Router();
  const { publicUrl, sshPort } = configuration;

  /** @throws HttpError 404 for all but students of the course */
  function requireStudent(request: CourseRequest, response: Response) {
    const viewer = requireViewer(response);
    const membership = requireMembership(viewer, request.params.course);
    const { course, enrollmentId, repositoryPath } = membership;
    if (isStaff(membership) || enrollmentId === null) throw notFound();
    return { viewer, course, enrollmentId, repositoryPath, language: languageOf(response) };
  }

  router.get('/courses/:course/access', async (request, response) => {
    const view = requireStudent(request, response);
    const { repositoryPath: path } = view;
    response.send(
      accessPage({
        ...view,
        tokens: path === null ? [] : await listPushTokens(store, path, new Date()),
        cloneUrl: path && `${publicUrl}/git/${path}`,
        sshUrl:
          path !== null && sshPort !== undefined
            ? `ssh://git@${new URL(publicUrl).hostname}:${sshPort}/git/${path}`
            : null,
        done: request.query.done,
      }),
    );
  });

  /** The answer is the only place where the token ever stands. */
  router.post('/courses/:course/access/tokens', async (request, response) => {
    const view = requireStudent(request, response);
    const repository = view.repositoryPath && (await findRepositoryByPath(store, view.repositoryPath));
    if (!repository || !view.repositoryPath) throw notFound();
    const token = await issuePushToken(store, repository.id);
    const url = new URL(`${publicUrl}/git/${view.repositoryPath}`);
    url.username = view.viewer.email.split('@')[0];
    url.password = token;
    response.set('Cache-Control', 'no-store');
    response.send(newTokenPage({ ...view, token, cloneUrl: url.href }));
  });

  router.post('/courses/:course/access/tokens/revoke', async (request, response) => {
    const { course, repositoryPath } = requireStudent(request, response);
    const form = revokeForm.safeParse(request.body);
    const isRevoked =
      form.success &&
      repositoryPath !== null &&
      (await revokePushToken(store, { repositoryPath, id: form.data.token }));
    if (!isRevoked) throw notFound();
    response.redirect(303, `/courses/${course.slug}/access?done=revoked`);
  });

  router.get('/courses/:course/data', (request, response) => {
    response.send(dataPage(requireStudent(request, response)));
  });

  router.get('/courses/:course/data.json', async (request, response) => {
    const { viewer, course, enrollmentId } = requireStudent(request, response);
    response.attachment(`${course.slug}-${viewer.email.split('@')[0]}.json`).type('application/json');
    await pipeline(
      Readable.from(ownData(store, { viewer, course, enrollmentId, now: new Date() })),
      response,
    );
  });

  return router;
}

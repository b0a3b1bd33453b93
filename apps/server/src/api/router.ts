// The programming interface, /api/v1.
import express, { Router, type RequestHandler } from 'express';
import type { ServerContext } from '../context.ts';
import { streamFile } from '../web/export/stream-file.ts';
import { securityHeaders } from '../web/security.ts';
import { limitFailures, limitRequests, recognizeToken, requireAccess } from './access.ts';
import { API_PATH, openApiDocument } from './openapi.ts';
import { parseInput, type FileAnswer, type Operation } from './operation.ts';
import { OPERATIONS } from './operations/index.ts';
import { notFound, sendProblem } from './problem.ts';
import { referencePage } from './reference-page.ts';

/** Mount it before the pages: they answer everything that is left. */
export function apiRouter(context: ServerContext): Router {
  const { publicUrl } = context.configuration;
  const document = openApiDocument(publicUrl);
  const reference = referencePage(publicUrl);
  const v1 = Router();
  v1.get('/openapi.json', (_request, response) => {
    response.set('Cache-Control', 'public, max-age=300').json(document);
  });
  v1.get('/', (_request, response) => {
    response.send(reference);
  });
  v1.use(limitFailures(), recognizeToken(context), limitRequests());
  v1.use((_request, response, next) => {
    response.set('Cache-Control', 'private, no-store');
    next();
  });
  v1.use(express.json({ limit: '100kb', strict: true }));
  for (const operation of OPERATIONS)
    v1[operation.method](operation.path.replaceAll(/\{(\w+)\}/g, ':$1'), answerWith(operation, context));

  const router = Router();
  router.use(API_PATH, securityHeaders(publicUrl), v1);
  router.use('/api', nothingElse, sendProblem(context));
  return router;
}

const nothingElse: RequestHandler = (_request, _response, next) => next(notFound());

function answerWith(operation: Operation, context: ServerContext): RequestHandler {
  const { query, body, answer, scope } = operation;
  return async (request, response) => {
    const access = requireAccess(request, response, scope);
    const result = await operation.run({
      context,
      access,
      params: request.params as Record<string, string>,
      query: parseInput(query, { ...request.query }, 'query'),
      body: body && parseInput(body, request.body ?? {}, 'body'),
    });
    if (answer) response.json(answer.parse(result));
    else {
      const { name, contentType, opened, exportId } = result as FileAnswer;
      response.attachment(name).type(contentType);
      await streamFile(response, opened.file({ exportId }));
    }
  };
}

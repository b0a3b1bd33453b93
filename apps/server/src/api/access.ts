// Who asks: a bearer token opens one course, within its scopes. To any other, that course does not exist.
import { findApiAccess, type ApiAccess, type ApiScope } from '@residual/store';
import type { Request, RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { ServerContext } from '../context.ts';
import { notFound, ProblemError } from './problem.ts';

const MINUTE_MS = 60_000;
const REQUESTS_A_MINUTE = 600;
/** From one address: nobody guesses a token of 192 bits, but nobody has to try for long either. */
const FAILURES_A_MINUTE = 60;

export function recognizeToken({ store }: ServerContext): RequestHandler {
  return async (request, response, next) => {
    const [, token] = /^Bearer\s+(\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
    if (!token)
      throw new ProblemError('unauthorized', 'Send the token in a header: Authorization: Bearer residual_….');
    const access = await findApiAccess(store, token, new Date());
    if (!access)
      throw new ProblemError(
        'unauthorized',
        'The token is unknown, has expired or was revoked: make another one.',
      );
    response.locals.access = access;
    next();
  };
}

/** @throws ProblemError 404 for another course, 403 without the scope */
export function requireAccess(request: Request, response: Response, scope: ApiScope | null): ApiAccess {
  const access: ApiAccess = response.locals.access;
  if (request.params.course !== access.course.slug) throw notFound();
  if (scope !== null && !access.scopes.includes(scope))
    throw new ProblemError(
      'missing-scope',
      `This needs the scope ${scope}; the token has ${access.scopes.join(', ') || 'none'}.`,
    );
  return access;
}

const refuse: RequestHandler = (_request, _response, next) =>
  next(new ProblemError('too-many-requests', 'Wait as many seconds as Retry-After says, then go on.'));

const common = {
  windowMs: MINUTE_MS,
  standardHeaders: 'draft-8',
  legacyHeaders: false,
  handler: refuse,
} as const;

export const limitFailures = (): RequestHandler =>
  rateLimit({ ...common, limit: FAILURES_A_MINUTE, identifier: 'failures', skipSuccessfulRequests: true });

/** Behind {@link recognizeToken}. */
export const limitRequests = (): RequestHandler =>
  rateLimit({
    ...common,
    limit: REQUESTS_A_MINUTE,
    identifier: 'requests',
    keyGenerator: (_request, response) => (response.locals.access as ApiAccess).tokenId,
  });

// How often something may be tried before it has to wait: only failures count.
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Request, RequestHandler, Response } from 'express';
import { HttpError } from '../http-error.ts';

const WINDOW_MS = 15 * 60_000;

interface Limit {
  readonly limit: number;
  /** Names the limit in the answer's headers. */
  readonly identifier: string;
  /** Whose tries are counted together; the address of who asks if absent. */
  readonly keyOf?: (request: Request, response: Response) => string;
}

export const limitTries = ({ limit, identifier, keyOf }: Limit): RequestHandler =>
  rateLimit({
    windowMs: WINDOW_MS,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    limit,
    identifier,
    ...(keyOf ? { keyGenerator: keyOf } : {}),
    handler: (_request, _response, next) =>
      next(
        new HttpError(429, {
          en: 'Too many failed logins. Wait a quarter of an hour, then try again.',
          de: 'Zu viele misslungene Anmeldungen. Warten Sie eine Viertelstunde, dann versuchen Sie es noch einmal.',
        }),
      ),
  });

/**
 * Ten for one account from one address, so that nobody guesses a password and nobody locks another out from elsewhere;
 * three hundred from one address, which a lecture hall may share.
 */
export const limitLogins = (): RequestHandler[] => [
  limitTries({ limit: 300, identifier: 'address' }),
  limitTries({
    limit: 10,
    identifier: 'account',
    keyOf: (request) =>
      `${ipKeyGenerator(request.ip ?? '')} ${String(request.body?.email).trim().toLowerCase()}`,
  }),
];

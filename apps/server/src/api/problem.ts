// Errors of the programming interface: RFC 9457, application/problem+json.
import { randomUUID } from 'node:crypto';
import { ExportError } from '@residual/export';
import type { ErrorRequestHandler } from 'express';
import { z } from 'zod';
import type { ServerContext } from '../context.ts';

export const problemSchema = z
  .strictObject({
    type: z.string().describe('Names the kind of problem; it does not lead anywhere.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What is wrong with this request, and what to do.'),
    errors: z
      .array(z.strictObject({ at: z.string(), message: z.string() }))
      .optional()
      .describe('Of a query or body: what is wrong where.'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;

const TITLES = {
  'bad-request': [400, 'The request is not as described'],
  unauthorized: [401, 'No token, or one that opens nothing'],
  'missing-scope': [403, 'The token has not the scope'],
  'not-found': [404, 'There is no such thing, or the token does not open it'],
  'cannot-export': [422, 'Grades cannot leave as asked'],
  'too-many-requests': [429, 'Too many requests'],
  'our-fault': [500, 'Something broke on our side'],
} as const;
export type ProblemKind = keyof typeof TITLES;

export class ProblemError extends Error {
  override name = 'ProblemError';
  readonly kind: ProblemKind;
  readonly errors: Problem['errors'];

  constructor(kind: ProblemKind, detail: string, errors?: Problem['errors']) {
    super(detail);
    this.kind = kind;
    this.errors = errors;
  }
}

export const notFound = (): ProblemError =>
  new ProblemError('not-found', 'Look at the address and at the course of the token.');

export function toProblem(kind: ProblemKind, detail: string, errors?: Problem['errors']): Problem {
  const [status, title] = TITLES[kind];
  return { type: `/problems/${kind}`, title, status, detail, ...(errors && { errors }) };
}

/** The one place where a failed request is answered. */
export function sendProblem({ log }: Pick<ServerContext, 'log'>): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const problem = problemOf(error);
    if (problem.status >= 500) {
      const incident = randomUUID().slice(0, 8);
      log.error({ err: error, incident, url: request.originalUrl }, 'a request of the API failed');
      problem.detail = `The incident is ${incident}; tell it to whoever runs this site.`;
    }
    if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
}

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return toProblem(error.kind, error.message, error.errors);
  if (error instanceof ExportError) return toProblem('cannot-export', error.message);
  // Express's parsers mark what they cannot read.
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (status >= 400 && status < 500) return toProblem('bad-request', (error as Error).message);
  return toProblem('our-fault', '');
}

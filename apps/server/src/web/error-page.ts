// The one place where a failed request is answered.
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { isOutage } from '@residual/store';
import type { ErrorRequestHandler } from 'express';
import type { ServerContext } from '../context.ts';
import { html } from './design/html.ts';
import { renderPage } from './design/layout.ts';
import { HttpError } from './http-error.ts';
import { defineWords, languageOf } from './language/language.ts';
import { viewerOf } from './viewer.ts';

const words = defineWords({
  en: {
    titles: {
      403: 'That was refused',
      404: 'Nothing here',
      429: 'Too many tries',
      500: 'Something broke on our side',
      503: 'Back in a minute',
    } as Readonly<Record<number, string>>,
    notUnderstood: 'The request could not be understood.',
    ours: (incident: string) =>
      `Your work is safe. The incident is ${incident}; tell it to whoever runs this site.`,
    toCourses: 'To your courses',
    toLogin: 'To the login',
  },
  de: {
    titles: {
      400: 'Das war nicht zu verstehen',
      403: 'Das wurde abgelehnt',
      404: 'Hier ist nichts',
      429: 'Zu viele Versuche',
      500: 'Bei uns ist etwas kaputtgegangen',
      503: 'Gleich wieder da',
    },
    notUnderstood: 'Die Anfrage war nicht zu verstehen.',
    ours: (incident: string) =>
      `Ihre Arbeit ist sicher. Der Vorfall heißt ${incident}; nennen Sie ihn denen, die diese Seite betreiben.`,
    toCourses: 'Zu Ihren Kursen',
    toLogin: 'Zur Anmeldung',
  },
});

/** Bad requests get their message; our own failures a number that leads to the log, and no details. */
export function errorPage({ log }: ServerContext): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    const incident = randomUUID().slice(0, 8);
    if (status >= 500) log.error({ err: error, incident, url: request.originalUrl }, 'a request failed');
    const language = languageOf(response);
    const say = words[language];
    const title = say.titles[status] ?? STATUS_CODES[status] ?? 'Error';
    const viewer = viewerOf(response);
    const message =
      error instanceof HttpError
        ? (error.texts?.[language] ?? error.message)
        : status < 500
          ? say.notUnderstood
          : say.ours(incident);
    const body = html`<section class="message">
      <p class="figure" aria-hidden="true">${status}</p>
      <h1>${title}</h1>
      <p>${message}</p>
      <p><a class="button" href="/">${viewer ? say.toCourses : say.toLogin}</a></p>
    </section>`;
    response.status(status).type('html').send(renderPage({ title, viewer, language, body }));
  };
}

/** Express and its parsers mark a bad request with `status`; without a database it is worth trying again. */
function statusOf(error: unknown): number {
  if (error instanceof Error && 'status' in error && typeof error.status === 'number') {
    if (error.status >= 400 && error.status < 600) return error.status;
  }
  return isOutage(error) ? 503 : 500;
}

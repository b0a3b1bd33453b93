// Headers and the check that a form was sent from our own pages.
import helmet from 'helmet';
import type { RequestHandler } from 'express';
import { HttpError } from './http-error.ts';

/** Nothing inline, nothing foreign: a program's output on a page can never run. */
export function securityHeaders(publicUrl: string): RequestHandler {
  const isSecure = publicUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isSecure && { maxAge: 31_536_000 },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}

/**
 * Refuses requests that change something and come from another site. Browsers say where a request comes from in
 * Sec-Fetch-Site, older ones in Origin; a request with neither is not a browser's and carries no one's cookie unasked.
 */
export function refuseCrossSite(publicUrl: string): RequestHandler {
  const { host: publicHost } = new URL(publicUrl);
  return (request, _response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') return next();
    const site = request.get('sec-fetch-site');
    const origin = request.get('origin');
    const isOurs = site
      ? site === 'same-origin' || site === 'none'
      : origin === undefined || [request.get('host'), publicHost].includes(hostOf(origin));
    if (isOurs) return next();
    next(
      new HttpError(403, {
        en: 'This request came from another site. Open the page here and try again.',
        de: 'Diese Anfrage kam von einer anderen Seite. Öffnen Sie die Seite hier und versuchen Sie es noch einmal.',
      }),
    );
  };
}

const hostOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host : undefined;

// Binds a launch to the browser that set out for it, so that nobody is sent in with the launch of somebody else. Lax is
// enough: it is set and read when a page is gone to, not by the form which the platform sends.
import type { CookieOptions, Request, Response } from 'express';
import type { ServerContext } from '../context.ts';

const LIFETIME_MS = 15 * 60_000;

const isSecure = ({ configuration }: ServerContext): boolean => configuration.publicUrl.startsWith('https:');

const nameOf = (context: ServerContext, id: string): string =>
  `${isSecure(context) ? '__Host-' : ''}residual-lti-${id}`;

const optionsOf = (context: ServerContext): CookieOptions => ({
  httpOnly: true,
  sameSite: 'lax',
  path: '/',
  secure: isSecure(context),
});

export function setBrowserCookie(
  context: ServerContext,
  response: Response,
  { id, browser }: { id: string; browser: string },
): void {
  response.cookie(nameOf(context, id), browser, { ...optionsOf(context), maxAge: LIFETIME_MS });
}

export function readBrowserCookie(context: ServerContext, request: Request, id: string): string | null {
  const prefix = `${nameOf(context, id)}=`;
  const cookie = (request.get('cookie') ?? '').split(/;\s*/).find((part) => part.startsWith(prefix));
  return cookie ? cookie.slice(prefix.length) : null;
}

export function clearBrowserCookie(context: ServerContext, response: Response, id: string): void {
  response.clearCookie(nameOf(context, id), optionsOf(context));
}

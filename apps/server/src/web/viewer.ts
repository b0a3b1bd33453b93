// Who is looking, and what they may see: decided from the route and the session, never from what a caller claims.
import {
  closeLoginSession,
  findViewer,
  openLoginSession,
  type Membership,
  type Viewer,
} from '@residual/store';
import type { Request, RequestHandler, Response } from 'express';
import type { ServerContext } from '../context.ts';
import { notFound } from './http-error.ts';

const LIFETIME_MS = 7 * 24 * 3_600_000;

/** With the __Host- prefix a browser takes the cookie only over https, for this host alone. */
const cookieName = (context: ServerContext): string =>
  isSecure(context) ? '__Host-residual-session' : 'residual-session';

const isSecure = (context: ServerContext): boolean => context.configuration.publicUrl.startsWith('https:');

/** What the cookie holds; only its hash is kept. */
export function sessionToken(context: ServerContext, request: Request): string | null {
  const prefix = `${cookieName(context)}=`;
  const cookie = (request.get('cookie') ?? '').split(/;\s*/).find((part) => part.startsWith(prefix));
  return cookie ? cookie.slice(prefix.length) : null;
}

const cookieOptions = (context: ServerContext) =>
  ({ httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure(context) }) as const;

export async function logIn(
  context: ServerContext,
  request: Request,
  response: Response,
  userId: string,
): Promise<void> {
  const earlier = sessionToken(context, request);
  if (earlier) await closeLoginSession(context.store, earlier);
  const token = await openLoginSession(context.store, userId, { now: new Date(), lifetimeMs: LIFETIME_MS });
  response.cookie(cookieName(context), token, { ...cookieOptions(context), maxAge: LIFETIME_MS });
}

export async function logOut(context: ServerContext, request: Request, response: Response): Promise<void> {
  const token = sessionToken(context, request);
  if (token) await closeLoginSession(context.store, token);
  response.clearCookie(cookieName(context), cookieOptions(context));
}

/** Finds out who is looking; pages ask with {@link viewerOf} and {@link requireViewer}. */
export function recognizeViewer(context: ServerContext): RequestHandler {
  return async (request, response, next) => {
    const token = sessionToken(context, request);
    response.locals.viewer = token ? await findViewer(context.store, token, new Date()) : null;
    next();
  };
}

export const viewerOf = (response: Response): Viewer | null => response.locals.viewer ?? null;

/** Sends strangers to the login page and back afterwards. */
export const requireLogin: RequestHandler = (request, response, next) => {
  if (viewerOf(response)) return next();
  response.redirect(303, `/login?next=${encodeURIComponent(request.originalUrl)}`);
};

/** @throws HttpError 404; use behind {@link requireLogin} */
export function requireViewer(response: Response): Viewer {
  const viewer = viewerOf(response);
  if (!viewer) throw notFound();
  return viewer;
}

/** @throws HttpError 404 if the viewer is no member of the course */
export function requireMembership(viewer: Viewer, courseSlug: string): Membership {
  const membership = viewer.memberships.find(({ course }) => course.slug === courseSlug);
  if (!membership) throw notFound();
  return membership;
}

export const isStaff = (membership: Membership): boolean => membership.role !== 'student';

// Pages for the staff of a course. Assistants look at everything and help; what changes grades or members is for
// instructors. To anybody else these pages do not exist.
import type { Membership, Viewer } from '@residual/store';
import type { Request, Response } from 'express';
import { HttpError, notFound } from './http-error.ts';
import { languageOf, type Language } from './language/language.ts';
import { isStaff, requireMembership, requireViewer } from './viewer.ts';

export interface StaffView {
  readonly viewer: Viewer;
  readonly course: Membership['course'];
  readonly isInstructor: boolean;
  readonly language: Language;
}

/** The address of a page: below `/courses/:course`. */
type CourseRequest = Request<{ course: string }>;

/** @throws HttpError 404 */
export function requireStaff(request: CourseRequest, response: Response): StaffView {
  const viewer = requireViewer(response);
  const membership = requireMembership(viewer, request.params.course);
  if (!isStaff(membership)) throw notFound();
  const { course, role } = membership;
  return { viewer, course, isInstructor: role === 'instructor', language: languageOf(response) };
}

/** @throws HttpError 404, or 403 for an assistant */
export function requireInstructor(request: CourseRequest, response: Response): StaffView {
  const view = requireStaff(request, response);
  if (!view.isInstructor) throw new HttpError(403, REFUSAL[view.language]);
  return view;
}

const REFUSAL: Readonly<Record<Language, string>> = {
  en: 'Only instructors of the course may change this. Ask one of them.',
  de: 'Das dürfen nur Lehrende des Kurses ändern. Bitte dort nachfragen.',
};

/** What staff pages have beside what every page has. */
export const STAFF_ASSETS = { stylesheets: ['staff.css'], scripts: ['staff.js'] } as const;

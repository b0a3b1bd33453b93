import { findGradebook, listSubmissions, type Membership } from '@residual/store';
import type { Request, Response } from 'express';
import type { ServerContext } from '../../context.ts';
import type { AssignmentSpecs } from '../assignment-specs.ts';
import { notFound } from '../http-error.ts';
import { languageOf } from '../language/language.ts';
import { requireViewer } from '../viewer.ts';
import { ownCoursePage } from './course-page.ts';

const RECENT = 50;

/** A student's own page of a course. @throws HttpError 404 */
export async function renderOwnCourse(
  { store, configuration }: ServerContext,
  specsOf: AssignmentSpecs,
  { membership, request, response }: { membership: Membership; request: Request; response: Response },
): Promise<string> {
  const { course, enrollmentId, repositoryPath } = membership;
  if (!enrollmentId) throw notFound();
  const limit = request.query.submissions === 'all' ? undefined : RECENT;
  const [gradebook, submissions] = await Promise.all([
    findGradebook(store, course.slug, { enrollmentId }),
    listSubmissions(store, { enrollmentId, limit }),
  ]);
  if (!gradebook?.rows.length) throw notFound();
  return ownCoursePage({
    viewer: requireViewer(response),
    language: languageOf(response),
    gradebook,
    specs: await specsOf.byVersion(gradebook.assignments.map(({ versionHash }) => versionHash)),
    submissions,
    cloneUrl: repositoryPath && `${configuration.publicUrl}/git/${repositoryPath}`,
    now: new Date(),
  });
}

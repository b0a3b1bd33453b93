import { Router, type Response } from 'express';
import {
  cancelAttempt,
  chooseSubmission,
  findSubmission,
  listSubmissions,
  retrySubmission,
  type SubmissionDetails,
} from '@residual/store';
import type { ServerContext } from '../../context.ts';
import { notFound } from '../http-error.ts';
import type { GradingActivity } from '../live/activity.ts';
import { streamChanges } from '../live/stream.ts';
import { isStaff, requireViewer } from '../viewer.ts';
import { cancellableStates } from './cancellable.ts';
import { submissionPage } from './page.ts';

const SIBLINGS = 20;

export function submissionRoutes(context: ServerContext, activity: GradingActivity): Router {
  const router = Router();

  /** @throws HttpError 404 unless it is the viewer's own or the viewer is staff of its course */
  async function requireSubmission(
    id: string,
    response: Response,
  ): Promise<{ submission: SubmissionDetails; forStaff: boolean }> {
    const viewer = requireViewer(response);
    const submission = await findSubmission(context.store, id);
    const membership = viewer.memberships.find(({ course }) => course.id === submission?.course.id);
    if (!submission || !membership) throw notFound();
    const forStaff = isStaff(membership);
    if (!forStaff && membership.enrollmentId !== submission.student.enrollmentId) throw notFound();
    return { submission, forStaff };
  }

  router.get('/submissions/:submission', async (request, response) => {
    const { submission, forStaff } = await requireSubmission(request.params.submission, response);
    const chosen = typeof request.query.attempt === 'string' ? Number(request.query.attempt) : null;
    const attempt =
      chosen === null ? submission.attempts[0] : submission.attempts.find(({ number }) => number === chosen);
    if (chosen !== null && !attempt) throw notFound();
    const siblings = await listSubmissions(context.store, {
      enrollmentId: submission.student.enrollmentId,
      assignmentId: submission.assignment.id,
      limit: request.query.submissions === 'all' ? undefined : SIBLINGS,
    });
    const progress = attempt ? activity.progressOf(attempt.id) : [];
    const viewer = requireViewer(response);
    response.send(
      submissionPage({ viewer, submission, attempt: attempt ?? null, siblings, progress, forStaff }),
    );
  });

  /** Its student may, and so may staff, before it has a result. */
  router.post('/submissions/:submission/cancel', async (request, response) => {
    const { submission, forStaff } = await requireSubmission(request.params.submission, response);
    const by = requireViewer(response).email;
    const states = cancellableStates(submission, forStaff);
    // One that has just ended shows its result.
    for (const { id: attemptId } of submission.attempts)
      await cancelAttempt(context.store, { attemptId, by, states });
    response.redirect(303, `/submissions/${submission.id}`);
  });

  /** For staff; and for its student, who may have cancelled by mistake. */
  router.post('/submissions/:submission/grade-again', async (request, response) => {
    const { submission } = await requireSubmission(request.params.submission, response);
    const by = requireViewer(response).email;
    await retrySubmission(context.store, { submissionId: submission.id, by });
    response.redirect(303, `/submissions/${submission.id}`);
  });

  /** For its student alone, where the policy says so. */
  router.post('/submissions/:submission/choose', async (request, response) => {
    const { submission, forStaff } = await requireSubmission(request.params.submission, response);
    if (forStaff || submission.grade.counts !== 'chosen') throw notFound();
    await chooseSubmission(context.store, {
      enrollmentId: submission.student.enrollmentId,
      assignmentId: submission.assignment.id,
      submissionId: submission.id,
      by: requireViewer(response).email,
    });
    response.redirect(303, `/submissions/${submission.id}`);
  });

  router.get('/submissions/:submission/events', async (request, response) => {
    const { submission } = await requireSubmission(request.params.submission, response);
    streamChanges(response, {
      activity,
      stopping: context.stopping,
      concerns: (place) => place.submissionId === submission.id,
    });
  });

  return router;
}

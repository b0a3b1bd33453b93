import { Router, type Response } from 'express';
import {
  answerAppeal,
  cancelAttempt,
  chooseSubmission,
  findEarlierSubmission,
  findPlaceInLine,
  findSubmission,
  findTaskGraph,
  findTaskGraphs,
  listAppeals,
  listSubmissions,
  makeAppeal,
  retrySubmission,
  type SubmissionDetails,
} from '@residual/store';
import { z } from 'zod';
import type { ServerContext } from '../../context.ts';
import { HttpError, notFound } from '../http-error.ts';
import { languageOf } from '../language/language.ts';
import type { GradingActivity } from '../live/activity.ts';
import { streamChanges } from '../live/stream.ts';
import { isStaff, requireViewer } from '../viewer.ts';
import { cancellableStates } from './cancellable.ts';
import { Drawings } from './graph/drawings.ts';
import { standingAttempt, submissionPage } from './page.ts';
import { words } from './words.ts';

const SIBLINGS = 20;

const appealForm = z.object({ text: z.string().trim().min(1).max(4_000) });

/** @throws HttpError 400 */
function textOf(body: unknown): string {
  const form = appealForm.safeParse(body);
  if (!form.success)
    throw new HttpError(400, {
      en: 'Write something, in at most 4,000 characters.',
      de: 'Schreiben Sie etwas, in höchstens 4.000 Zeichen.',
    });
  return form.data.text;
}

export function submissionRoutes(context: ServerContext, activity: GradingActivity): Router {
  const router = Router();
  const drawings = new Drawings();

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
    const { store } = context;
    const standing = standingAttempt(submission, attempt ?? null);
    const [siblings, earlier, appeals, graphs, place] = await Promise.all([
      listSubmissions(store, {
        enrollmentId: submission.student.enrollmentId,
        assignmentId: submission.assignment.id,
        limit: request.query.submissions === 'all' ? undefined : SIBLINGS,
      }),
      findEarlierSubmission(store, submission),
      listAppeals(store, submission.id),
      standing ? findTaskGraphs(store, standing.id) : new Map(),
      attempt && !attempt.finishedAt ? findPlaceInLine(store, attempt.id) : null,
    ]);
    response.send(
      submissionPage({
        viewer: requireViewer(response),
        language: languageOf(response),
        submission,
        attempt: attempt ?? null,
        place,
        graphs,
        earlier,
        appeals,
        siblings,
        progress: attempt ? activity.progressOf(attempt.id) : [],
        forStaff,
      }),
    );
  });

  /** An attempt's graphs never change. */
  router.get('/submissions/:submission/attempts/:number/graphs/:task.svg', async (request, response) => {
    const { submission } = await requireSubmission(request.params.submission, response);
    const { number, task } = request.params;
    const attempt = submission.attempts.find((each) => each.number === Number(number));
    const graph = attempt && (await findTaskGraph(context.store, { attemptId: attempt.id, task }));
    if (!attempt || !graph) throw notFound();
    const say = words[languageOf(response)];
    const svg = await drawings.draw(`${attempt.id} ${task} ${languageOf(response)}`, {
      graph,
      title: say.graphOf(task),
    });
    if (svg === null)
      throw new HttpError(503, {
        en: 'The graph is too tangled to be drawn in time.',
        de: 'Der Graph ist zu verworren, um ihn rechtzeitig zu zeichnen.',
      });
    response
      .set('Cache-Control', 'private, max-age=86400')
      // Its own sheet, and nothing else.
      .set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
      .type('image/svg+xml')
      .send(svg);
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

  /** For its student alone, about a result. */
  router.post('/submissions/:submission/appeals', async (request, response) => {
    const { submission, forStaff } = await requireSubmission(request.params.submission, response);
    if (forStaff || !submission.attempts.some(({ state }) => state === 'graded')) throw notFound();
    const text = textOf(request.body);
    // A second click finds the first one's.
    await makeAppeal(context.store, { submissionId: submission.id, text });
    response.redirect(303, `/submissions/${submission.id}#appeals`);
  });

  router.post('/submissions/:submission/appeals/:appeal/answer', async (request, response) => {
    const { submission, forStaff } = await requireSubmission(request.params.submission, response);
    const id = z.uuid().safeParse(request.params.appeal).data;
    if (!forStaff || id === undefined) throw notFound();
    await answerAppeal(context.store, {
      id,
      submissionId: submission.id,
      answer: textOf(request.body),
      by: requireViewer(response).name,
    });
    response.redirect(303, `/submissions/${submission.id}#appeals`);
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

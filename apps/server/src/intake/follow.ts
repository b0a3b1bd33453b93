// Follows attempts for a push: says what happens as it happens, for as long as the push may wait.
import { type Line, placeOf, readLine } from '@residual/store';
import type { Intake } from './intake.ts';
import type { PushAnswer } from './push-answer.ts';

export interface FollowOptions {
  readonly say: (lines: readonly string[]) => void;
  /** Called once everything is followed: what is queued now cannot be missed. */
  readonly begin: () => void;
  readonly milliseconds: number;
  /** Ends the waiting: nobody listens any more, or the server stops. */
  readonly signal: AbortSignal;
}

/** A wait shorter than this is not worth a line. */
const NOTICEABLE_MILLISECONDS = 2_000;
const REMIND_MILLISECONDS = 15_000;

/** @returns when every attempt is finished, the time is over or the signal says so */
export async function followAttempts(
  intake: Intake,
  answer: PushAnswer,
  options: FollowOptions,
): Promise<void> {
  const { say, signal } = options;
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const stop = intake.watch.follow(answer.open, {
    event(event) {
      if (event.type === 'started') say(answer.started(event.attemptId));
      if (event.type === 'task started') say(answer.taskStarted(event.attemptId, event.task));
      if (event.type === 'task finished') say(answer.taskFinished(event.attemptId, event));
    },
    running: (attemptId) => say(answer.started(attemptId)),
    ended(attemptId, outcome) {
      say(answer.finished(attemptId, outcome));
      if (answer.open.length === 0) resolve();
    },
  });
  const deadline = setTimeout(resolve, options.milliseconds);
  signal.addEventListener('abort', () => resolve(), { once: true });
  let reminder = setTimeout(remind, NOTICEABLE_MILLISECONDS);
  function remind(): void {
    void sayPositions(intake, answer, say);
    reminder = setTimeout(remind, REMIND_MILLISECONDS);
  }
  try {
    options.begin();
    if (answer.open.length > 0 && !signal.aborted) await over;
  } finally {
    clearTimeout(deadline);
    clearTimeout(reminder);
    stop();
  }
}

async function sayPositions(intake: Intake, answer: PushAnswer, say: FollowOptions['say']): Promise<void> {
  if (answer.waiting.length === 0) return;
  try {
    const line = await lineOf(intake);
    for (const attemptId of answer.waiting) {
      const place = placeOf(line, attemptId);
      if (place) say(answer.waits(attemptId, place));
    }
  } catch (error) {
    intake.log.warn({ err: error }, 'cannot read the position in the queue');
  }
}

/** Hundreds of pushes may ask at the same time, and one look will do for all of them. */
const lines = new WeakMap<Intake, { readonly at: number; readonly line: Promise<Line> }>();
const FRESH_MILLISECONDS = 1_000;

function lineOf(intake: Intake): Promise<Line> {
  const known = lines.get(intake);
  if (known && performance.now() - known.at < FRESH_MILLISECONDS) return known.line;
  const line = readLine(intake.store);
  lines.set(intake, { at: performance.now(), line });
  return line;
}

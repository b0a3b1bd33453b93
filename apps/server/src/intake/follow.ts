// Follows attempts for a push: says what happens as it happens, for as long as the push may wait.
import { countQueuedBefore } from '@residual/store';
import type { Intake } from './intake.ts';
import type { PushAnswer } from './push-answer.ts';

export interface FollowOptions {
  readonly say: (lines: readonly string[]) => void;
  /** Called once everything is followed: what is queued now cannot be missed. */
  readonly begin: () => Promise<void>;
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
    progress(row) {
      if (row.state === 'running') say(answer.started(row.attemptId));
      if (row.state === 'graded' || row.state === 'not_graded') say(answer.finished(row.attemptId, row));
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
    await options.begin();
    if (answer.open.length > 0 && !signal.aborted) await over;
  } finally {
    clearTimeout(deadline);
    clearTimeout(reminder);
    stop();
  }
}

async function sayPositions(intake: Intake, answer: PushAnswer, say: FollowOptions['say']): Promise<void> {
  try {
    for (const attemptId of answer.waiting)
      say(answer.waits(attemptId, await countQueuedBefore(intake.store, attemptId)));
  } catch (error) {
    intake.log.warn({ err: error }, 'cannot read the position in the queue');
  }
}

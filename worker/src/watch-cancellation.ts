// An attempt that is being graded may be cancelled meanwhile. The row says so; it is looked at while the program runs.
import { isCancelled, type Store } from '@residual/store';
import type { Logger } from 'pino';

const INTERVAL_MS = 1_000;

export interface Cancellation {
  /** Aborts once the attempt's row says that it was cancelled. */
  readonly signal: AbortSignal;
  stop(): void;
}

export function watchCancellation(
  { store, log }: { readonly store: Store; readonly log: Logger },
  attemptId: string,
): Cancellation {
  const controller = new AbortController();
  const timer = setInterval(() => {
    isCancelled(store, attemptId).then(
      (cancelled) => {
        if (cancelled) controller.abort(new Error('the attempt was cancelled'));
      },
      // A database that is away is not a cancellation; whatever it keeps us from will say so.
      (error: unknown) => log.warn({ attemptId, err: error }, 'cannot see whether the attempt was cancelled'),
    );
  }, INTERVAL_MS);
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}

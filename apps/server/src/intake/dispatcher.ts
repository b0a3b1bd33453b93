// Hands attempts to the queue when it is their turn. It is woken by every push and by every attempt that a worker
// begins, which leaves room in the queue.
import { markDispatched, nextInLine } from '@residual/store';
import type { ServerContext } from '../context.ts';

/** So many wait in the queue at least, that no worker has to wait for us. */
const WINDOW = 4;

export class Dispatcher {
  readonly #context: Pick<ServerContext, 'store' | 'queue' | 'log'>;
  #round: Promise<void> | undefined;
  #again = false;

  constructor(context: Pick<ServerContext, 'store' | 'queue' | 'log'>) {
    this.#context = context;
  }

  /** Fills the queue. Whoever asks while it is being filled waits for a further look. @throws what queue or database throw */
  run(): Promise<void> {
    if (this.#round) {
      this.#again = true;
      return this.#round;
    }
    return (this.#round = this.#fill());
  }

  /** As {@link run}, for those who cannot wait: what fails is logged, and the reconciler tries again. */
  wake(): void {
    this.run().catch((error: unknown) =>
      this.#context.log.warn({ err: error }, 'nothing can be queued just now; it is tried again'),
    );
  }

  async #fill(): Promise<void> {
    const { store, queue, log } = this.#context;
    try {
      do {
        this.#again = false;
        for (const { attemptId, pushId, device } of await nextInLine(store, { window: WINDOW })) {
          await queue.add({ attemptId }, { device });
          await markDispatched(store, attemptId, device);
          log.info({ pushId, attemptId, device }, 'attempt queued');
        }
      } while (this.#again);
    } finally {
      // In one step with the look at #again: nobody's call may fall in between.
      this.#round = undefined;
    }
  }
}

// Tells who waits for an attempt how it goes. Events come as they happen; one query every half second for all
// attempts that anybody waits for makes up for every event that was missed.
import type { GradingEvent } from '@residual/contracts';
import { type AttemptOutcome, getAttemptOutcome, isFinished, listAttemptStates } from '@residual/store';
import type { ServerContext } from '../context.ts';

export interface AttemptListener {
  event(event: GradingEvent): void;
  /** The attempt's row says that a worker is at it; may come again. */
  running(attemptId: string): void;
  /** The attempt has ended, and how; may come again. */
  ended(attemptId: string, outcome: AttemptOutcome): void;
}

const POLL_MILLISECONDS = 500;

export class AttemptWatch {
  readonly #context: Pick<ServerContext, 'store' | 'events' | 'log'>;
  readonly #listeners = new Map<string, Set<AttemptListener>>();
  #unsubscribe: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #polling = false;
  #pollAgain = false;

  constructor(context: Pick<ServerContext, 'store' | 'events' | 'log'>) {
    this.#context = context;
  }

  /** Follow before the attempts are queued, and nothing is missed. @returns how to stop */
  follow(attemptIds: readonly string[], listener: AttemptListener): () => void {
    for (const attemptId of attemptIds) {
      const listeners = this.#listeners.get(attemptId) ?? new Set();
      this.#listeners.set(attemptId, listeners.add(listener));
    }
    this.#unsubscribe ??= this.#context.events.subscribe((event) => this.#onEvent(event));
    this.#pollSoon();
    return () => {
      for (const attemptId of attemptIds) {
        const listeners = this.#listeners.get(attemptId);
        listeners?.delete(listener);
        if (listeners?.size === 0) this.#listeners.delete(attemptId);
      }
      if (this.#listeners.size > 0) return;
      this.#unsubscribe?.();
      this.#unsubscribe = undefined;
      clearTimeout(this.#timer);
    };
  }

  #onEvent(event: GradingEvent): void {
    const listeners = this.#listeners.get(event.attemptId);
    if (!listeners) return;
    // How it ended is read from its row.
    if (event.type === 'finished') this.#pollSoon();
    else for (const listener of listeners) listener.event(event);
  }

  #pollSoon(): void {
    if (this.#polling) this.#pollAgain = true;
    else void this.#poll();
  }

  async #poll(): Promise<void> {
    this.#polling = true;
    clearTimeout(this.#timer);
    do {
      this.#pollAgain = false;
      try {
        for (const { attemptId, ...row } of await listAttemptStates(this.#context.store, [
          ...this.#listeners.keys(),
        ]))
          if (isFinished(row)) await this.#tellEnd(attemptId);
          else if (row.state === 'running')
            for (const listener of this.#listeners.get(attemptId) ?? []) listener.running(attemptId);
      } catch (error) {
        // Whoever waits has a deadline of their own; the next poll may work again.
        this.#context.log.warn({ err: error }, 'cannot read how attempts go');
      }
    } while (this.#pollAgain && this.#listeners.size > 0);
    this.#polling = false;
    if (this.#listeners.size > 0) this.#timer = setTimeout(() => void this.#poll(), POLL_MILLISECONDS);
  }

  /** A result that cannot be read is the trouble of those who wait for it, and of nobody else. */
  async #tellEnd(attemptId: string): Promise<void> {
    try {
      const outcome = await getAttemptOutcome(this.#context.store, attemptId);
      for (const listener of this.#listeners.get(attemptId) ?? []) listener.ended(attemptId, outcome);
    } catch (error) {
      this.#context.log.error({ err: error, attemptId }, 'cannot read how an attempt ended');
    }
  }
}

// What is being graded right now. Events tell at once, the database tells surely: while somebody looks, the open
// attempts are read every second, so that a push shows before a worker has it and a missed event heals.
import { findAttemptPlace, listOpenAttempts, type AttemptPlace } from '@residual/store';
import type { GradingEvent, Verdict } from '@residual/contracts';
import type { ServerContext } from '../../context.ts';
import { Revisions } from './revisions.ts';

const POLL_MS = 1_000;

export interface TaskProgress {
  readonly task: string;
  /** Null while the task runs. */
  readonly outcome: { readonly verdict: Verdict; readonly points: string; readonly maxPoints: string } | null;
}

type Listener = (place: AttemptPlace) => void;

export class GradingActivity {
  readonly revisions = new Revisions();
  readonly #context: ServerContext;
  readonly #listeners = new Set<Listener>();
  readonly #progress = new Map<string, Map<string, TaskProgress>>();
  readonly #places = new Map<string, AttemptPlace>();
  #open = new Map<string, AttemptPlace & { state: string }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(context: ServerContext) {
    this.#context = context;
    const unsubscribe = context.events.subscribe((event) => void this.#hear(event));
    context.stopping.addEventListener('abort', () => {
      unsubscribe();
      clearTimeout(this.#timer);
      this.#listeners.clear();
    });
  }

  /** Calls back after each change of an attempt's state or progress. @returns how to stop */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#schedule();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) clearTimeout(this.#timer);
    };
  }

  /** What a running attempt has announced so far, in the order of its tasks. */
  progressOf(attemptId: string): readonly TaskProgress[] {
    return [...(this.#progress.get(attemptId)?.values() ?? [])];
  }

  async #hear(event: GradingEvent): Promise<void> {
    this.#note(event);
    if (this.#listeners.size === 0) {
      this.revisions.add(null);
      return;
    }
    try {
      const place =
        this.#places.get(event.attemptId) ?? (await findAttemptPlace(this.#context.store, event.attemptId));
      if (!place) return;
      if (event.type === 'finished') this.#places.delete(event.attemptId);
      else this.#places.set(event.attemptId, place);
      this.#announce(place);
    } catch (error) {
      this.#context.log.warn({ err: error, attemptId: event.attemptId }, 'a grading event reached no page');
    }
  }

  #note(event: GradingEvent): void {
    const { attemptId } = event;
    if (event.type === 'finished') {
      this.#progress.delete(attemptId);
    } else if (event.type === 'started') {
      this.#progress.set(attemptId, new Map());
    } else {
      const tasks = this.#progress.get(attemptId) ?? new Map<string, TaskProgress>();
      const { verdict, points, maxPoints } = event.type === 'task finished' ? event : {};
      const outcome = verdict && points && maxPoints ? { verdict, points, maxPoints } : null;
      this.#progress.set(attemptId, tasks.set(event.task, { task: event.task, outcome }));
    }
  }

  #announce(place: AttemptPlace): void {
    this.revisions.add(place);
    for (const listener of this.#listeners) listener(place);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#context.stopping.aborted || this.#listeners.size === 0) return;
    this.#timer = setTimeout(() => void this.#poll(), POLL_MS);
  }

  async #poll(): Promise<void> {
    try {
      const open = new Map(
        (await listOpenAttempts(this.#context.store)).map((each) => [each.attemptId, each]),
      );
      const changed = [
        ...[...open.values()].filter((each) => this.#open.get(each.attemptId)?.state !== each.state),
        ...[...this.#open.values()].filter((each) => !open.has(each.attemptId)),
      ];
      for (const each of this.#open.keys()) if (!open.has(each)) this.#forget(each);
      this.#open = open;
      for (const each of changed) this.#announce(each);
    } catch (error) {
      this.#context.log.warn({ err: error }, 'the open attempts could not be read; trying again');
    } finally {
      this.#schedule();
    }
  }

  #forget(attemptId: string): void {
    this.#progress.delete(attemptId);
    this.#places.delete(attemptId);
  }
}

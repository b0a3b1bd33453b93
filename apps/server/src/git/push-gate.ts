// How often, and how many at once, pushes may come to one repository, whichever way. For one server process.
import type { PushLimits } from '../configuration.ts';

const WINDOW_MILLISECONDS = 5 * 60_000;

export class PushGate {
  readonly #limits: PushLimits;
  readonly #recent = new Map<string, number[]>();
  readonly #running = new Map<string, number>();

  constructor(limits: PushLimits) {
    this.#limits = limits;
  }

  /**
   * Asked before each push.
   * @param now milliseconds, by a clock that nobody sets
   * @returns which rule it breaks and what to do; null to come in
   */
  admit(repositoryId: string, now = performance.now()): string | null {
    const { concurrent, perFiveMinutes } = this.#limits;
    if ((this.#running.get(repositoryId) ?? 0) >= concurrent)
      return `[pushes at once] ${concurrent} pushes to this repository are in progress: wait until one has its verdict.`;
    const recent = (this.#recent.get(repositoryId) ?? []).filter((time) => now - time < WINDOW_MILLISECONDS);
    this.#recent.set(repositoryId, recent);
    if (recent.length >= perFiveMinutes) {
      const seconds = Math.ceil((recent[0] + WINDOW_MILLISECONDS - now) / 1000);
      return `[pushes in five minutes] This repository has had ${recent.length}: push again in ${seconds} s.`;
    }
    recent.push(now);
    this.#forget(now);
    return null;
  }

  /** For as long as a push runs. */
  enter(repositoryId: string): Disposable {
    this.#running.set(repositoryId, (this.#running.get(repositoryId) ?? 0) + 1);
    return {
      [Symbol.dispose]: () => {
        const left = (this.#running.get(repositoryId) ?? 1) - 1;
        if (left === 0) this.#running.delete(repositoryId);
        else this.#running.set(repositoryId, left);
      },
    };
  }

  /** Repositories that have been quiet for long are of no interest. */
  #forget(now: number): void {
    if (this.#recent.size < 10_000) return;
    for (const [id, times] of this.#recent)
      if (now - (times.at(-1) ?? 0) > WINDOW_MILLISECONDS) this.#recent.delete(id);
  }
}

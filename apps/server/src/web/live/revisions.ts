// Which announcements there were, so that a browser that was away learns whether it missed one.
import { randomUUID } from 'node:crypto';
import type { AttemptPlace } from '@residual/store';

const KEPT = 2_000;

export class Revisions {
  /** Another in each process: a number of a server that is gone means nothing. */
  readonly #era = randomUUID().slice(0, 8);
  readonly #places: (AttemptPlace | null)[] = [];
  #last = 0;

  /** @param place null: nobody listened, so it was not looked for */
  add(place: AttemptPlace | null): void {
    this.#last += 1;
    this.#places.push(place);
    if (this.#places.length > KEPT) this.#places.shift();
  }

  /** Names the newest announcement: the `id` of server-sent events. */
  get current(): string {
    return `${this.#era}-${this.#last}`;
  }

  /** @returns true too where that cannot be told */
  hasChangedSince(id: string, concerns: (place: AttemptPlace) => boolean): boolean {
    const [era, number] = id.split('-');
    const missed = this.#last - Number(number);
    if (era !== this.#era || !Number.isInteger(missed) || missed < 0 || missed > this.#places.length)
      return true;
    return missed > 0 && this.#places.slice(-missed).some((place) => place === null || concerns(place));
  }
}

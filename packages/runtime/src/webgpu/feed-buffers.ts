import type { Feed } from '../backend.ts';
import { RecentlyUsed } from '../recently-used.ts';
import type { DeviceLink } from './device-link.ts';
import { upload } from './device-values.ts';

/** Fed arrays that stay on the device, since they may be fed again. */
const MOST_KEPT = 16;

interface Kept {
  readonly id: number;
  readonly version: number;
  readonly buffer: number;
}

/** Uploads each version of a fed array once. */
export class FeedBuffers {
  readonly #link: DeviceLink;
  readonly #byId = new Map<number, Kept>();
  readonly #recent = new RecentlyUsed<Kept>(MOST_KEPT, (kept) => this.#free(kept));

  constructor(link: DeviceLink) {
    this.#link = link;
  }

  place(feed: Feed, id: number, version: number): number {
    let kept = this.#byId.get(id);
    if (kept !== undefined && kept.version !== version) {
      this.#recent.delete(kept);
      this.#free(kept);
      kept = undefined;
    }
    if (kept === undefined) {
      const buffer = this.#link.create(4 * feed.data.length);
      upload(this.#link, buffer, feed);
      kept = { id, version, buffer };
      this.#byId.set(id, kept);
    }
    this.#recent.use(kept);
    return kept.buffer;
  }

  clear(): void {
    for (const kept of this.#byId.values()) {
      this.#recent.delete(kept);
      this.#free(kept);
    }
  }

  #free(kept: Kept): void {
    this.#byId.delete(kept.id);
    this.#link.send({ type: 'destroy', buffer: kept.buffer });
  }
}

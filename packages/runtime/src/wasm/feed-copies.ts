// Copies of fed arrays. One that tells its id and version is copied once and found again until another version comes.
import type { Feed } from '../backend.ts';
import { RunError } from '../run-error.ts';
import type { Address, Heap } from './heap.ts';

/** Kept for arrays that are not fed at present. */
const MOST_BYTES = 512 << 20;

interface Copy {
  version: number;
  readonly address: Address;
  readonly bytes: number;
  /** The run that last used it. */
  run: number;
}

export class FeedCopies {
  readonly #heap: Heap;
  /** By id, the least recently used first. */
  readonly #copies = new Map<number, Copy>();
  #bytes = 0;
  #run = 0;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /** What was placed for earlier runs may go from now on. */
  beginRun(): void {
    this.#run++;
  }

  /** @throws RunError */
  place(feed: Feed, id: number, version: number): Address {
    const { data } = feed;
    const known = this.#copies.get(id);
    if (known !== undefined && known.bytes === data.byteLength) {
      if (known.version !== version) this.#fill(known, feed);
      known.version = version;
      if (known.run !== this.#run) {
        known.run = this.#run;
        if (this.#copies.size > 1) {
          this.#copies.delete(id);
          this.#copies.set(id, known);
        }
      }
      return known.address;
    }
    if (known !== undefined) this.#drop(id, known);
    const copy: Copy = {
      version,
      address: this.#room(data.byteLength),
      bytes: data.byteLength,
      run: this.#run,
    };
    this.#fill(copy, feed);
    this.#copies.set(id, copy);
    this.#bytes += copy.bytes;
    return copy.address;
  }

  #fill({ address }: Copy, { data }: Feed): void {
    this.#heap.write(data, address);
  }

  #room(bytes: number): Address {
    for (const [id, copy] of this.#copies) {
      if (this.#bytes + bytes <= MOST_BYTES) break;
      if (copy.run !== this.#run) this.#drop(id, copy);
    }
    try {
      return this.#heap.allocate(bytes);
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      for (const [id, copy] of this.#copies) if (copy.run !== this.#run) this.#drop(id, copy);
      return this.#heap.allocate(bytes);
    }
  }

  #drop(id: number, copy: Copy): void {
    this.#copies.delete(id);
    this.#bytes -= copy.bytes;
    this.#heap.free(copy.address);
  }
}

// Fed values that stay on the device from run to run, by their id and version. One for each session: another client
// counts its ids from the same start.
import type { Feed } from '../backend.ts';
import { OverBudget, type Address, type Block } from './device-memory.ts';
import type { Device } from './device.ts';
import { bytesOf } from './staging.ts';

/** Of the device's budget, for what one session feeds again and again. */
const SHARE = 0.25;

interface Entry {
  readonly block: Block;
  /** The last run that used it. */
  run: number;
}

export class FeedCache {
  readonly #device: Device;
  readonly #most: number;
  readonly #removeReclaimer: () => void;
  /** The least recently used first. */
  readonly #blocks = new Map<string, Entry>();
  #bytes = 0;
  #run = 0;

  constructor(device: Device) {
    this.#device = device;
    this.#most = device.budget * SHARE;
    this.#removeReclaimer = device.memory.addReclaimer(() => this.#evict(0));
  }

  /** What was found before may be evicted from now on. */
  nextRun(): void {
    this.#run++;
  }

  /**
   * Where the value is on the device; it stays there for the run.
   * Null if it has no identity or does not fit.
   * @param mayStay false: it is looked up, but not put in
   */
  find({ id, version, data }: Feed, mayStay: boolean): Address | null {
    if (id === undefined || version === undefined) return null;
    const key = `${id}:${version}`;
    const known = this.#blocks.get(key);
    if (known !== undefined) {
      this.#blocks.delete(key);
      this.#blocks.set(key, known);
      known.run = this.#run;
      return known.block.address;
    }
    if (!mayStay || data.byteLength > this.#most) return null;
    const block = this.#allocate(data.byteLength);
    if (block === null) return null;
    this.#device.staging.write(block.address, bytesOf(data));
    this.#blocks.set(key, { block, run: this.#run });
    this.#bytes += block.bytes;
    return block.address;
  }

  close(): void {
    this.#removeReclaimer();
    for (const key of this.#blocks.keys()) this.#drop(key);
  }

  #allocate(bytes: number): Block | null {
    this.#evict(this.#most - bytes);
    try {
      return this.#device.memory.allocate(bytes);
    } catch (error) {
      if (error instanceof OverBudget) return null;
      throw error;
    }
  }

  /** Down to so many bytes, if the present run does not need more. */
  #evict(bytes: number): void {
    for (const [key, { run }] of this.#blocks) {
      if (this.#bytes <= bytes) return;
      if (run !== this.#run) this.#drop(key);
    }
  }

  #drop(key: string): void {
    const { block } = this.#blocks.get(key)!;
    this.#blocks.delete(key);
    this.#bytes -= block.bytes;
    this.#device.memory.free(block);
  }
}

// The temporaries of runs. One run ends before the next begins, so all executables of a session share them.
import type { Address, Heap } from './heap.ts';

const ALIGNMENT = 64;

export class Scratch {
  readonly #heap: Heap;
  #address: Address = 0;
  #bytes = 0;
  /** Another one each time that it has moved. */
  generation = 0;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /**
   * Where each of so many buffers lies; good until `generation` changes.
   * @throws RunError
   */
  place(bytes: readonly number[]): Address[] {
    let total = 0;
    const offsets = bytes.map((size) => {
      const offset = total;
      total += Math.ceil(size / ALIGNMENT) * ALIGNMENT;
      return offset;
    });
    if (total > this.#bytes) {
      if (this.#bytes > 0) this.#heap.free(this.#address);
      this.#bytes = 0;
      this.generation++;
      this.#address = this.#heap.allocate(total);
      this.#bytes = total;
    }
    return offsets.map((offset) => this.#address + offset);
  }
}

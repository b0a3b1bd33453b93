// A session's linear memory, and who has which part of it.
import type { DType, TypedArray } from '@residual/graph';
import { RunError } from '../run-error.ts';
import { MOST_PAGES } from './assembler.ts';

export type Address = number;

/** Of a WebAssembly memory. */
const PAGE = 65_536;
/** Blocks begin at cache lines. */
const ALIGNMENT = 64;

interface Block {
  readonly address: Address;
  readonly bytes: number;
}

export class Heap {
  readonly memory: WebAssembly.Memory;
  /** Whether other threads may have it too. */
  readonly isShared: boolean;
  /** Views of the whole memory; others after it has grown. */
  bytes: Uint8Array;
  words: Int32Array;
  doubles: Float64Array;
  readonly #free: Block[] = [];
  readonly #used = new Map<Address, number>();
  #usedBytes = 0;

  /** @param mostBytes that it may grow to */
  constructor(mostBytes: number, { isShared = false }: { readonly isShared?: boolean } = {}) {
    const maximum = Math.min(MOST_PAGES, Math.max(1, Math.floor(mostBytes / PAGE)));
    this.isShared = isShared;
    this.memory = new WebAssembly.Memory({ initial: 1, maximum, shared: isShared });
    this.bytes = new Uint8Array(this.memory.buffer);
    this.words = new Int32Array(this.memory.buffer);
    this.doubles = new Float64Array(this.memory.buffer);
    // Address 0 is nobody's.
    this.#free.push({ address: ALIGNMENT, bytes: PAGE - ALIGNMENT });
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** @throws RunError (ResourceExhaustedError) */
  allocate(bytes: number): Address {
    const size = Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
    let place = this.#free.findIndex((block) => block.bytes >= size);
    if (place < 0) place = this.#grow(size);
    const { address, bytes: available } = this.#free[place];
    if (available === size) this.#free.splice(place, 1);
    else this.#free[place] = { address: address + size, bytes: available - size };
    this.#used.set(address, size);
    this.#usedBytes += size;
    return address;
  }

  free(address: Address): void {
    const bytes = this.#used.get(address);
    if (bytes === undefined) throw new TypeError(`Nothing is allocated at ${address}`);
    this.#used.delete(address);
    this.#usedBytes -= bytes;
    this.#release({ address, bytes });
  }

  /** Copies an array's bytes to an address. */
  write(data: TypedArray, address: Address): void {
    this.bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), address);
  }

  view(dtype: DType, address: Address, length: number): TypedArray {
    const { buffer } = this.memory;
    switch (dtype) {
      case 'float32':
        return new Float32Array(buffer, address, length);
      case 'float64':
        return new Float64Array(buffer, address, length);
      case 'int32':
        return new Int32Array(buffer, address, length);
      case 'bool':
        return new Uint8Array(buffer, address, length);
    }
  }

  /** Whether an array lies in this memory, and so may change or move. */
  holds(data: TypedArray): boolean {
    return data.buffer === this.memory.buffer;
  }

  /** @returns the place, among the free blocks, of one that is large enough */
  #grow(size: number): number {
    const end = this.memory.buffer.byteLength;
    const last = this.#free.at(-1);
    const atEnd = last !== undefined && last.address + last.bytes === end ? last.bytes : 0;
    const pages = Math.ceil((size - atEnd) / PAGE);
    try {
      if (pages > MOST_PAGES) throw new RangeError('more than any memory has');
      // Somewhat more than needed, so that many small blocks do not make it grow each time.
      this.#growBy(Math.max(pages, Math.min(256, Math.floor(end / PAGE / 4))), pages);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw new RunError(
        'ResourceExhaustedError',
        `OOM when allocating ${size} bytes: ${this.#usedBytes} are in use and the memory cannot grow beyond ${end}`,
      );
    }
    this.bytes = new Uint8Array(this.memory.buffer);
    this.words = new Int32Array(this.memory.buffer);
    this.doubles = new Float64Array(this.memory.buffer);
    this.#release({ address: end, bytes: this.memory.buffer.byteLength - end });
    return this.#free.findIndex((block) => block.bytes >= size);
  }

  #growBy(generous: number, needed: number): void {
    try {
      this.memory.grow(generous);
    } catch (error) {
      if (generous === needed || !(error instanceof RangeError)) throw error;
      this.memory.grow(needed);
    }
  }

  /** Adds a free block, joined with its neighbours. */
  #release(block: Block): void {
    let { address, bytes } = block;
    let place = this.#free.findIndex((other) => other.address > address);
    if (place < 0) place = this.#free.length;
    const after = this.#free[place];
    const joinsAfter = after !== undefined && address + bytes === after.address;
    if (joinsAfter) bytes += after.bytes;
    const before = this.#free[place - 1];
    const joinsBefore = before !== undefined && before.address + before.bytes === address;
    if (joinsBefore) {
      ({ address } = before);
      bytes += before.bytes;
    }
    const from = joinsBefore ? place - 1 : place;
    this.#free.splice(from, Number(joinsBefore) + Number(joinsAfter), { address, bytes });
  }
}

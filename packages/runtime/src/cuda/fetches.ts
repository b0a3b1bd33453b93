// Values that a run hands out. What is on the device is copied before later runs overwrite it: small values into
// staging memory, large ones into memory of their own, which goes to the host when there is too much of it.
import { DTYPE, type DType, type TypedArray } from '@residual/graph';
import type { Dimensions, Fetched } from '../backend.ts';
import { copyOf } from '../js/js-backend.ts';
import type { ValueId } from '../compiler/program.ts';
import { OverBudget, type Address, type Block } from './device-memory.ts';
import type { Device } from './device.ts';
import { countOf } from '../js/kernel.ts';
import type { Places } from './places.ts';

const MOST_STAGED = 64 << 10;
/** Of large values that nobody has read. */
const MOST_KEPT = 1 << 30;

class KeptCopy implements Fetched {
  readonly dtype: DType;
  readonly shape: Dimensions;
  readonly block: Block;
  readonly #copies: FetchedCopies;
  #data: TypedArray | null = null;

  constructor(copies: FetchedCopies, type: { dtype: DType; shape: Dimensions }, block: Block) {
    this.#copies = copies;
    this.dtype = type.dtype;
    this.shape = type.shape;
    this.block = block;
  }

  read(): TypedArray {
    return (this.#data ??= this.#copies.take(this));
  }
}

export class FetchedCopies {
  readonly #device: Device;
  /** The oldest first. */
  readonly #kept = new Set<KeptCopy>();
  #bytes = 0;
  readonly #removeReclaimer: () => void;

  constructor(device: Device) {
    this.#device = device;
    this.#removeReclaimer = device.memory.addReclaimer(() => this.#makeRoom(Infinity));
  }

  fetch(id: ValueId, places: Places): Fetched {
    const { dtype, shape } = places.value(id);
    if (shape === null || !places.isOnDevice(id)) {
      const value = copyOf(places.host(id));
      return { dtype, shape: value.shape, read: () => value.data };
    }
    const bytes = countOf(shape) * DTYPE[dtype].bytes;
    const address = places.address(id);
    if (bytes > MOST_STAGED) return this.#keep(address, bytes, { dtype, shape });
    const staged = this.#device.staging.readLater(address, dtype, bytes);
    return { dtype, shape, read: () => this.#device.use(() => staged.read()) };
  }

  /** To the host, and its memory back. */
  take(copy: KeptCopy): TypedArray {
    const { dtype, shape, block } = copy;
    const bytes = countOf(shape) * DTYPE[dtype].bytes;
    const data = this.#device.use(() => this.#device.staging.read(block.address, dtype, bytes));
    this.#kept.delete(copy);
    this.#bytes -= block.bytes;
    this.#device.memory.free(block);
    return data;
  }

  /** Everything stays readable. */
  close(): void {
    this.#makeRoom(Infinity);
    this.#device.staging.takeAll();
    this.#removeReclaimer();
  }

  #keep(from: Address, bytes: number, type: { dtype: DType; shape: Dimensions }): Fetched {
    this.#makeRoom(this.#bytes + bytes - MOST_KEPT);
    let block: Block;
    try {
      block = this.#device.memory.allocate(bytes);
    } catch (error) {
      if (!(error instanceof OverBudget)) throw error;
      const data = this.#device.staging.read(from, type.dtype, bytes);
      return { ...type, read: () => data };
    }
    const { driver } = this.#device.api;
    driver.cuMemcpyDtoDAsync_v2(block.address, from, bytes, this.#device.stream);
    const copy = new KeptCopy(this, type, block);
    this.#kept.add(copy);
    this.#bytes += block.bytes;
    return copy;
  }

  #makeRoom(bytes: number): void {
    for (const copy of this.#kept) {
      if (bytes <= 0) return;
      bytes -= copy.block.bytes;
      copy.read();
    }
  }
}

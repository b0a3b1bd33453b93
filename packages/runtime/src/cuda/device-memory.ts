// Memory of the device, within a budget. What is given back is kept for the next of its size: since all work goes
// through one stream, a place may be handed out again while the work that last used it is still under way.
import type { Driver } from './native/driver.ts';
import { CudaFailure } from './cuda-failure.ts';
import { outHandle } from './native/bind.ts';

/** An address on the device; never 0. */
export type Address = number;

export interface Block {
  readonly address: Address;
  readonly bytes: number;
}

/** The budget does not allow it, even after all that could be given back was. */
export class OverBudget extends Error {
  override name = 'OverBudget';
}

/** Small blocks are rounded up to a power of two, large ones to a multiple of this. */
const LARGE = 1 << 20;
const SMALLEST = 256;

const rounded = (bytes: number): number =>
  bytes >= LARGE
    ? Math.ceil(bytes / LARGE) * LARGE
    : Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(Math.max(1, bytes))));

export class DeviceMemory {
  readonly #driver: Driver;
  readonly #stream: number;
  readonly #budget: number;
  readonly #idle = new Map<number, Address[]>();
  readonly #reclaimers = new Set<() => void>();
  /** Bytes taken from the driver, in use and idle. */
  #taken = 0;

  /** @param stream on which all work is enqueued that uses the memory */
  constructor(driver: Driver, stream: number, budget: number) {
    this.#driver = driver;
    this.#stream = stream;
    this.#budget = budget;
  }

  /** @param reclaim gives back whatever its owner can do without; called before an allocation fails */
  addReclaimer(reclaim: () => void): () => void {
    this.#reclaimers.add(reclaim);
    return () => this.#reclaimers.delete(reclaim);
  }

  /**
   * Uninitialized memory.
   * @throws OverBudget; CudaFailure if the device has less than the budget
   */
  allocate(bytes: number): Block {
    const size = rounded(bytes);
    const address = this.#idle.get(size)?.pop() ?? this.#take(size);
    return { address, bytes: size };
  }

  free({ address, bytes }: Block): void {
    const idle = this.#idle.get(bytes);
    if (idle === undefined) this.#idle.set(bytes, [address]);
    else idle.push(address);
  }

  /** Returns what is idle to the driver. */
  trim(): void {
    this.#driver.cuStreamSynchronize(this.#stream);
    for (const [size, addresses] of this.#idle)
      for (const address of addresses) {
        this.#driver.cuMemFree_v2(address);
        this.#taken -= size;
      }
    this.#idle.clear();
  }

  #take(size: number): Address {
    if (this.#taken + size > this.#budget) this.#reclaim();
    const again = this.#idle.get(size)?.pop();
    if (again !== undefined) return again;
    if (this.#taken + size > this.#budget) this.trim();
    if (this.#taken + size > this.#budget)
      throw new OverBudget(`${size} bytes wanted, ${this.#budget - this.#taken} of ${this.#budget} left`);
    let address: Address;
    try {
      address = this.#allocate(size);
    } catch (error) {
      // Somebody else uses the device too: what we do not need ourselves may be enough.
      if (!(error instanceof CudaFailure && error.isOutOfMemory)) throw error;
      this.#reclaim();
      this.trim();
      address = this.#allocate(size);
    }
    this.#taken += size;
    return address;
  }

  #allocate(size: number): Address {
    return outHandle((cell) => this.#driver.cuMemAlloc_v2(cell, size));
  }

  #reclaim(): void {
    for (const reclaim of this.#reclaimers) reclaim();
  }
}

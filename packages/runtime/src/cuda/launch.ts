// Launches of compiled kernels, prepared once: their parameters lie in memory of C's, where the driver reads them.
import { BLOCK } from './kernels/prelude.ts';
import { allocateHost, freeHost, hostMemory } from './native/bind.ts';
import type { Driver } from './native/driver.ts';
import type { Address } from './device-memory.ts';

/** CU_LAUNCH_PARAM_BUFFER_POINTER, CU_LAUNCH_PARAM_BUFFER_SIZE, CU_LAUNCH_PARAM_END */
const [BUFFER_POINTER, BUFFER_SIZE, END] = [1n, 2n, 0n];
const POINTER = 8;
/** Cells before the parameters: three pairs of `extra` (the last half empty) and the size it points to. */
const HEADER = 6;

export class Launch {
  readonly #driver: Driver;
  readonly #kernel: number;
  readonly #grid: readonly [x: number, y: number];
  readonly #address: number;
  readonly #cells: BigUint64Array;

  constructor(driver: Driver, kernel: number, grid: readonly [x: number, y: number], parameters: number) {
    this.#driver = driver;
    this.#kernel = kernel;
    this.#grid = grid;
    const bytes = (HEADER + parameters) * POINTER;
    this.#address = allocateHost(bytes);
    this.#cells = new BigUint64Array(hostMemory(this.#address, bytes));
    const at = (cell: number): bigint => BigInt(this.#address + cell * POINTER);
    this.#cells.set([
      BUFFER_POINTER,
      at(HEADER),
      BUFFER_SIZE,
      at(HEADER - 1),
      END,
      BigInt(parameters * POINTER),
    ]);
  }

  setParameter(index: number, address: Address): void {
    this.#cells[HEADER + index] = BigInt(address);
  }

  enqueue(stream: number): void {
    const [x, y] = this.#grid;
    // Nothing to do is no launch that the driver would take.
    if (x > 0 && y > 0)
      this.#driver.cuLaunchKernel(this.#kernel, x, y, 1, BLOCK, 1, 1, 0, stream, 0, this.#address);
  }

  free(): void {
    freeHost(this.#address);
  }
}

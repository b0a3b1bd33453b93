// Other threads for products of matrices, for those who ask for them: a thread that waits for one that the machine has
// put aside loses more than two can win. Every block of rows is some thread's, so that the bits are the same as without.
import { Worker } from 'node:worker_threads';
import type { Heap } from './heap.ts';
import type { Product, Share, Sharing } from './matmul.ts';

/** What is told to threads once, when they start. */
export interface ThreadData {
  readonly memory: WebAssembly.Memory;
  readonly control: Int32Array;
  readonly job: Float64Array;
  readonly index: number;
  readonly count: number;
}

/** Places in `control`: the number of the present product, how many threads are done with it. */
export const PRODUCT = 0;
export const DONE = 1;

/** Multiplications and additions below which nobody is woken. */
const WORTH_SHARING = 4e6;
/** A thread that is silent for so long has died. */
const PATIENCE_MS = 60_000;
const NUMBERS = 16;

export class ProductThreads implements Sharing {
  readonly #heap: Heap;
  readonly #count: number;
  readonly #control = new Int32Array(new SharedArrayBuffer(8));
  readonly #job = new Float64Array(new SharedArrayBuffer(8 * NUMBERS));
  #workers: readonly Worker[] | null = null;

  /** @param heap in shared memory; @param count of threads, this one included */
  constructor(heap: Heap, count: number) {
    this.#heap = heap;
    this.#count = count;
  }

  isWorthIt({ m, k, n }: Product, rowsOfBlock: number): boolean {
    return m > rowsOfBlock && 2 * m * k * n >= WORTH_SHARING;
  }

  /**
   * Has all threads do their share, this one by `own`.
   * @param scratchBytes that each of them needs
   * @throws Error when one of them has died; RunError when there is no room
   */
  run(product: Product, scratchBytes: number, own: (share: Share) => void): void {
    this.#workers ??= this.#start();
    const count = this.#count;
    const scratch = this.#heap.allocate(count * scratchBytes);
    const control = this.#control;
    this.#job.set([...numbersOf(product), scratch, scratchBytes]);
    Atomics.store(control, DONE, 0);
    Atomics.add(control, PRODUCT, 1);
    Atomics.notify(control, PRODUCT);
    own({ index: 0, count, scratch });
    for (let done = 0; (done = Atomics.load(control, DONE)) < count - 1;)
      if (Atomics.wait(control, DONE, done, PATIENCE_MS) === 'timed-out')
        throw new Error('a thread of the wasm backend does not answer');
    this.#heap.free(scratch);
  }

  close(): void {
    for (const worker of this.#workers ?? []) void worker.terminate();
    this.#workers = null;
  }

  #start(): Worker[] {
    return Array.from({ length: this.#count - 1 }, (_, i) => {
      const workerData: ThreadData = {
        memory: this.#heap.memory,
        control: this.#control,
        job: this.#job,
        index: i + 1,
        count: this.#count,
      };
      const worker = new Worker(new URL('./product-thread.ts', import.meta.url), {
        workerData,
        execArgv: [],
      });
      worker.unref();
      return worker;
    });
  }
}

const MODES = ['set', 'add', 'subtract'] as const;

const numbersOf = ({ type, a, b, m, k, n, to, rowStride, mode, lower }: Product): number[] => [
  Number(type === 'f64'),
  ...[a, b].flatMap((matrix) => [matrix.at, matrix.rowStride, matrix.columnStride]),
  m,
  k,
  n,
  to,
  rowStride,
  MODES.indexOf(mode),
  Number(lower),
];

/** Inverse of what `run` writes, for thread `index`. */
export function readJob(job: Float64Array, index: number): { product: Product; scratch: number } {
  const [f64, aAt, aRow, aColumn, bAt, bRow, bColumn, m, k, n, to, rowStride, mode, lower, scratch, bytes] =
    job;
  const product: Product = {
    type: f64 === 1 ? 'f64' : 'f32',
    a: { at: aAt, rowStride: aRow, columnStride: aColumn },
    b: { at: bAt, rowStride: bRow, columnStride: bColumn },
    m,
    k,
    n,
    to,
    rowStride,
    mode: MODES[mode],
    lower: lower === 1,
  };
  return { product, scratch: scratch + index * bytes };
}

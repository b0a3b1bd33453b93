// What the executables of a session share: its memory, and what lies in it for longer than a run.
import type { TypedArray } from '@residual/graph';
import { FeedCopies } from './feed-copies.ts';
import { Heap, type Address } from './heap.ts';
import { LinkedKernels } from './kernel-cache.ts';
import { LinearAlgebra } from './linear-algebra.ts';
import { MatrixProducts } from './matmul.ts';
import { ProductThreads } from './product-threads.ts';
import { Scratch } from './scratch.ts';
import { WasmVariables } from './wasm-variables.ts';

interface Constant {
  readonly address: Address;
  users: number;
}

export class SessionMemory {
  readonly heap: Heap;
  readonly kernels: LinkedKernels;
  readonly products: MatrixProducts;
  readonly algebra: LinearAlgebra;
  readonly variables: WasmVariables;
  readonly feeds: FeedCopies;
  readonly scratch: Scratch;
  readonly #constants = new Map<TypedArray, Constant>();
  readonly #threads: ProductThreads | null;

  /** @param threads for products of matrices */
  constructor(mostBytes: number, threads: number) {
    this.heap = new Heap(mostBytes, { isShared: threads > 1 });
    this.#threads = threads > 1 ? new ProductThreads(this.heap, threads) : null;
    this.kernels = new LinkedKernels(this.heap);
    this.products = new MatrixProducts(this.heap, this.#threads);
    this.algebra = new LinearAlgebra(this.heap, this.products);
    this.variables = new WasmVariables(this.heap);
    this.feeds = new FeedCopies(this.heap);
    this.scratch = new Scratch(this.heap);
  }

  close(): void {
    this.#threads?.close();
  }

  /** Where a constant lies; it stays until as many have released it as have taken it. */
  takeConstant(data: TypedArray): Address {
    let constant = this.#constants.get(data);
    if (constant === undefined) {
      const address = this.heap.allocate(data.byteLength);
      this.heap.write(data, address);
      constant = { address, users: 0 };
      this.#constants.set(data, constant);
    }
    constant.users++;
    return constant.address;
  }

  releaseConstant(data: TypedArray): void {
    const constant = this.#constants.get(data);
    if (constant === undefined || --constant.users > 0) return;
    this.heap.free(constant.address);
    this.#constants.delete(data);
  }
}

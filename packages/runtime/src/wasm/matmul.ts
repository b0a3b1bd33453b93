// Matrix products, blocked for registers and caches (Goto and van de Geijn, "Anatomy of high-performance matrix
// multiplication", 2008): both operands are packed so that the innermost loop reads memory in order.
import { WasmFunction, WasmModule, type Local } from './assembler.ts';
import type { Address, Heap } from './heap.ts';
import type { Float } from './math.ts';
import { multiplyAdd } from './multiply-add.ts';

/** A matrix in memory; the strides count bytes. */
export interface MatrixAt {
  readonly at: Address;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** Rows and vectors of the block of the product that stays in registers. */
const ROWS = 6;
const VECTORS = 2;
const VECTOR = 16;
/** Blocks of the operands: a packed ROWS_IN_CACHE × DEPTH of a, DEPTH × COLUMNS_IN_CACHE of b. */
const DEPTH = 256;
const ROWS_IN_CACHE = 96;
const COLUMNS_IN_CACHE = 512;
/** Square blocks in which a matrix is turned over. */
const MIRRORED = 16;
const LINE = 64;
/** Room for a tile that sticks out. */
const EDGE_BYTES = ROWS * VECTORS * VECTOR;
/** More rows than a memory has room for: no tile is left out. */
const EVERYWHERE = 2 ** 30;

interface Functions {
  /** Packs `rows` × `depth` of a into strips of ROWS rows, column by column, filled up with zeros. */
  packRows(
    from: Address,
    rowStride: number,
    columnStride: number,
    rows: number,
    depth: number,
    to: Address,
  ): void;
  /** product ±= packed a · packed b, or = it; nothing where a column's number is larger than row + `below`. */
  multiply(
    a: Address,
    b: Address,
    rows: number,
    columns: number,
    depth: number,
    to: Address,
    rowStride: number,
    mode: number,
    edge: Address,
    below: number,
  ): void;
  /** Packs `columns` × `depth` of b into strips as wide as VECTORS. */
  packColumns(
    from: Address,
    columnStride: number,
    rowStride: number,
    columns: number,
    depth: number,
    to: Address,
  ): void;
}

export type ProductMode = 'set' | 'add' | 'subtract';
const MODES: readonly ProductMode[] = ['set', 'add', 'subtract'];

export interface Product {
  readonly type: Float;
  readonly a: MatrixAt;
  readonly b: MatrixAt;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly to: Address;
  /** Of the product, in bytes. */
  readonly rowStride: number;
  readonly mode: ProductMode;
  /** Only what is below the diagonal is wanted; what is above it may be written or not. */
  readonly lower: boolean;
}

/** Which of the blocks of rows are to be done: every `count`th from the `index`th. */
export interface Share {
  readonly index: number;
  readonly count: number;
  /** Room for packed blocks. */
  readonly scratch: Address;
}

/** Other threads, that may take a share too. */
export interface Sharing {
  isWorthIt(product: Product, rowsOfBlock: number): boolean;
  /** Has every block of rows done, some of them by `own`, each share with so many bytes of scratch. */
  run(product: Product, scratchBytes: number, own: (share: Share) => void): void;
}

const up = (count: number, step: number): number => Math.ceil(count / step) * step;

/** The code, linked to a memory. */
export class ProductKernels {
  readonly #memory: WebAssembly.Memory;
  readonly #isShared: boolean;
  readonly #functions = new Map<Float, Functions>();

  constructor(memory: WebAssembly.Memory, isShared: boolean) {
    this.#memory = memory;
    this.#isShared = isShared;
  }

  /** @param k at least 1 */
  share(
    { type, a, b, m, k, n, to, rowStride, mode, lower }: Product,
    { index, count, scratch }: Share,
  ): void {
    const { packRows, packColumns, multiply } = this.#get(type);
    const size = type === 'f32' ? 4 : 8;
    const { bytesA } = packedBytes(type, m, k, n);
    const packedA = scratch + EDGE_BYTES;
    const packedB = packedA + bytesA;
    for (let j = 0; j < n; j += COLUMNS_IN_CACHE) {
      const columns = Math.min(COLUMNS_IN_CACHE, n - j);
      for (let p = 0; p < k; p += DEPTH) {
        const inner = Math.min(DEPTH, k - p);
        packColumns(
          b.at + p * b.rowStride + j * b.columnStride,
          b.columnStride,
          b.rowStride,
          columns,
          inner,
          packedB,
        );
        const how = MODES.indexOf(p === 0 || mode !== 'set' ? mode : 'add');
        // Nothing of the rows before these is below the diagonal.
        const first = lower ? j - (j % ROWS_IN_CACHE) : 0;
        for (let i = first; i < m; i += ROWS_IN_CACHE) {
          if ((i / ROWS_IN_CACHE) % count !== index) continue;
          const rows = Math.min(ROWS_IN_CACHE, m - i);
          packRows(
            a.at + i * a.rowStride + p * a.columnStride,
            a.rowStride,
            a.columnStride,
            rows,
            inner,
            packedA,
          );
          multiply(
            packedA,
            packedB,
            rows,
            columns,
            inner,
            to + i * rowStride + j * size,
            rowStride,
            how,
            scratch,
            lower ? i - j : EVERYWHERE,
          );
        }
      }
    }
  }

  #get(type: Float): Functions {
    let functions = this.#functions.get(type);
    if (functions === undefined) {
      const module = moduleOf(type, this.#isShared);
      const { exports } = new WebAssembly.Instance(module, { env: { memory: this.#memory } });
      functions = exports as unknown as Functions;
      this.#functions.set(type, functions);
    }
    return functions;
  }
}

/** What packed blocks take; `all` with room for the edge. */
function packedBytes(type: Float, m: number, k: number, n: number): { bytesA: number; all: number } {
  const size = type === 'f32' ? 4 : 8;
  const strip = (VECTORS * VECTOR) / size;
  const depth = Math.min(DEPTH, k) * size;
  const bytesA = up(Math.min(ROWS_IN_CACHE, m), ROWS) * depth;
  return { bytesA, all: EDGE_BYTES + bytesA + up(Math.min(COLUMNS_IN_CACHE, n), strip) * depth };
}

export class MatrixProducts {
  readonly #heap: Heap;
  readonly #kernels: ProductKernels;
  readonly #threads: Sharing | null;

  /** @param threads that share large products */
  constructor(heap: Heap, threads: Sharing | null = null) {
    this.#heap = heap;
    this.#kernels = new ProductKernels(heap.memory, heap.isShared);
    this.#threads = threads;
  }

  /**
   * to[m × n] (rows `rowStride` bytes apart) = a[m × k] · b[k × n], or plus it, or minus it.
   * @throws RunError when there is no room for the packed blocks
   */
  multiply(
    type: Float,
    {
      mode = 'set',
      lower = false,
      ...matrices
    }: Omit<Product, 'type' | 'mode' | 'lower'> & Partial<Pick<Product, 'mode' | 'lower'>>,
  ): void {
    const product: Product = { type, mode, lower, ...matrices };
    const { m, k, n, to, rowStride } = product;
    if (m === 0 || n === 0) return;
    if (k === 0) {
      const bytes = n * (type === 'f32' ? 4 : 8);
      if (mode === 'set')
        for (let i = 0; i < m; i++) this.#heap.bytes.fill(0, to + i * rowStride, to + i * rowStride + bytes);
      return;
    }
    const bytes = up(packedBytes(type, m, k, n).all, LINE);
    if (this.#threads?.isWorthIt(product, ROWS_IN_CACHE)) {
      this.#threads.run(product, bytes, (share) => this.#kernels.share(product, share));
      return;
    }
    const scratch = this.#heap.allocate(bytes);
    this.#kernels.share(product, { index: 0, count: 1, scratch });
    this.#heap.free(scratch);
  }

  /**
   * to[n × n] = a[n × k] · aᵀ, of which only one half is computed.
   * @throws RunError when there is no room for the packed blocks
   */
  gram(
    type: Float,
    {
      a,
      n,
      k,
      to,
      rowStride,
    }: {
      readonly a: MatrixAt;
      readonly n: number;
      readonly k: number;
      readonly to: Address;
      readonly rowStride: number;
    },
  ): void {
    const size = type === 'f32' ? 4 : 8;
    const b = { at: a.at, rowStride: a.columnStride, columnStride: a.rowStride };
    this.multiply(type, { a, b, m: n, k, n, to, rowStride, lower: true });
    const { buffer } = this.#heap.memory;
    mirror(type === 'f32' ? new Float32Array(buffer) : new Float64Array(buffer), {
      start: to / size,
      stride: rowStride / size,
      n,
    });
  }
}

/** Copies what is below the diagonal of an n × n matrix over what is above it. */
export function mirror(
  values: Float32Array | Float64Array,
  { start, stride, n }: { readonly start: number; readonly stride: number; readonly n: number },
): void {
  for (let rows = 0; rows < n; rows += MIRRORED)
    for (let columns = 0; columns <= rows; columns += MIRRORED) {
      const end = Math.min(n, rows + MIRRORED);
      for (let i = rows; i < end; i++) {
        const last = Math.min(i, columns + MIRRORED);
        for (let j = columns; j < last; j++) values[start + j * stride + i] = values[start + i * stride + j];
      }
    }
}

const modules = new Map<string, WebAssembly.Module>();

function moduleOf(type: Float, isShared: boolean): WebAssembly.Module {
  const key = `${type} ${isShared}`;
  let compiled = modules.get(key);
  if (compiled === undefined) {
    const module = new WasmModule({ isShared });
    const size = type === 'f32' ? 4 : 8;
    module.add(packStrips(type, ROWS), 'packRows');
    module.add(packStrips(type, (VECTORS * VECTOR) / size), 'packColumns');
    const tile = module.add(writeTile(type));
    module.add(writeMultiply(type, tile), 'multiply');
    compiled = new WebAssembly.Module(module.bytes());
    modules.set(key, compiled);
  }
  return compiled;
}

/** (from, lineStride, depthStride, lines, depth, to): strips of `width` lines, position after position. */
function packStrips(type: Float, width: number): WasmFunction {
  const code = new WasmFunction(['i32', 'i32', 'i32', 'i32', 'i32', 'i32']);
  const [from, lineStride, depthStride, lines, depth, to] = [0, 1, 2, 3, 4, 5].map((i) => code.parameter(i));
  const size = type === 'f32' ? 4 : 8;
  const line = code.local('i32');
  const position = code.local('i32');
  const at = code.local('i32');
  const left = code.local('i32');
  const here = code.local('i32');
  const store = (i: number): void => {
    code.memory(type === 'f32' ? 'f32.store' : 'f64.store', i * size);
  };
  const load = (): void => {
    code.memory(type === 'f32' ? 'f32.load' : 'f64.load');
  };
  const eachPosition = (body: () => void): void => {
    code.get(from).set(at);
    code.countTo(position, depth, 1, () => {
      body();
      code.get(at).get(depthStride).do('i32.add').set(at);
      code
        .get(to)
        .i32(width * size)
        .do('i32.add')
        .set(to);
    });
  };
  code.countTo(line, lines, width, () => {
    code.get(lines).get(line).do('i32.sub').set(left);
    code
      .get(left)
      .i32(width)
      .do('i32.ge_s')
      .if(
        () => {
          const vectors = (width * size) / VECTOR;
          const one = (): void =>
            eachPosition(() => {
              code.get(at).set(here);
              for (let i = 0; i < width; i++) {
                code.get(to).get(here);
                load();
                store(i);
                if (i < width - 1) code.get(here).get(lineStride).do('i32.add').set(here);
              }
            });
          if (Number.isInteger(vectors))
            code
              .get(lineStride)
              .i32(size)
              .do('i32.eq')
              .if(
                () =>
                  eachPosition(() => {
                    for (let i = 0; i < vectors; i++)
                      code
                        .get(to)
                        .get(at)
                        .memory('v128.load', i * VECTOR)
                        .memory('v128.store', i * VECTOR);
                  }),
                one,
              );
          else one();
        },
        () =>
          eachPosition(() => {
            code.get(at).set(here);
            for (let i = 0; i < width; i++)
              code
                .get(left)
                .i32(i)
                .do('i32.gt_s')
                .if(
                  () => {
                    code.get(to).get(here);
                    load();
                    store(i);
                    code.get(here).get(lineStride).do('i32.add').set(here);
                  },
                  () => {
                    code.get(to);
                    if (type === 'f32') code.f32(0);
                    else code.f64(0);
                    store(i);
                  },
                );
          }),
      );
    code.get(from).get(lineStride).i32(width).do('i32.mul', 'i32.add').set(from);
  });
  return code;
}

/** (a, b, depth, to, rowStride, mode): a ROWS × VECTORS block of the product. */
function writeTile(type: Float): WasmFunction {
  const code = new WasmFunction(['i32', 'i32', 'i32', 'i32', 'i32', 'i32']);
  const [a, b, depth, to, rowStride, mode] = [0, 1, 2, 3, 4, 5].map((i) => code.parameter(i));
  const size = type === 'f32' ? 4 : 8;
  const lanes = type === 'f32' ? 'f32x4' : 'f64x2';
  const splat = type === 'f32' ? 'v128.load32_splat' : 'v128.load64_splat';
  const sums = Array.from({ length: ROWS }, () => Array.from({ length: VECTORS }, () => code.local('v128')));
  const columns = Array.from({ length: VECTORS }, () => code.local('v128'));
  const row = code.local('v128');
  const position = code.local('i32');
  code.countTo(position, depth, 1, () => {
    columns.forEach((column, j) =>
      code
        .get(b)
        .memory('v128.load', j * VECTOR)
        .set(column),
    );
    sums.forEach((line, i) => {
      code
        .get(a)
        .memory(splat, i * size)
        .set(row);
      line.forEach((sum, j) =>
        multiplyAdd(
          code,
          type,
          sum,
          () => code.get(row),
          () => code.get(columns[j]),
        ),
      );
    });
    code
      .get(a)
      .i32(ROWS * size)
      .do('i32.add')
      .set(a);
    code
      .get(b)
      .i32(VECTORS * VECTOR)
      .do('i32.add')
      .set(b);
  });
  const eachRow = (put: (sum: Local, offset: number) => void): void => {
    const start = code.local('i32');
    code.get(to).set(start);
    sums.forEach((line, i) => {
      line.forEach((sum, j) => put(sum, j * VECTOR));
      if (i < ROWS - 1) code.get(to).get(rowStride).do('i32.add').set(to);
    });
    code.get(start).set(to);
  };
  const combine = (op: 'add' | 'sub'): void =>
    eachRow((sum, offset) => {
      code
        .get(to)
        .get(to)
        .memory('v128.load', offset)
        .get(sum)
        .do(`${lanes}.${op}`)
        .memory('v128.store', offset);
    });
  code.get(mode).if(
    () => {
      code
        .get(mode)
        .i32(1)
        .do('i32.eq')
        .if(
          () => combine('add'),
          () => combine('sub'),
        );
    },
    () =>
      eachRow((sum, offset) => {
        code.get(to).get(sum).memory('v128.store', offset);
      }),
  );
  return code;
}

/** (a, b, rows, columns, depth, to, rowStride, mode, edge, below): see Functions. What sticks out goes through `edge`. */
function writeMultiply(type: Float, tile: number): WasmFunction {
  const code = new WasmFunction(new Array<'i32'>(10).fill('i32'));
  const [a, b, rows, columns, depth, to, rowStride, mode, edge, below] = Array.from({ length: 10 }, (_, i) =>
    code.parameter(i),
  );
  const size = type === 'f32' ? 4 : 8;
  const width = (VECTORS * VECTOR) / size;
  const scalar = type;
  const [row, column, stripA, stripB, target, i, j, from, into, high, wide] = Array.from({ length: 11 }, () =>
    code.local('i32'),
  );
  const least = (count: Local, at: Local, most: number, result: Local): void => {
    code.get(count).get(at).do('i32.sub').i32(most).get(count).get(at).do('i32.sub').i32(most);
    code.do('i32.lt_s', 'select').set(result);
  };
  const copyEdge = (): void => {
    code.countTo(i, high, 1, () => {
      code.get(target).get(i).get(rowStride).do('i32.mul', 'i32.add').set(into);
      code
        .get(edge)
        .get(i)
        .i32(VECTORS * VECTOR)
        .do('i32.mul', 'i32.add')
        .set(from);
      code.countTo(j, wide, 1, () => {
        const load = (): void => {
          code.memory(type === 'f32' ? 'f32.load' : 'f64.load');
        };
        const put = (op: 'add' | 'sub' | null): void => {
          code.get(into);
          if (op !== null) {
            code.get(into);
            load();
          }
          code.get(from);
          load();
          if (op !== null) code.do(`${scalar}.${op}`);
          code.memory(type === 'f32' ? 'f32.store' : 'f64.store');
        };
        code.get(mode).if(
          () => {
            code
              .get(mode)
              .i32(1)
              .do('i32.eq')
              .if(
                () => put('add'),
                () => put('sub'),
              );
          },
          () => put(null),
        );
        for (const pointer of [from, into]) code.get(pointer).i32(size).do('i32.add').set(pointer);
      });
    });
  };
  code.get(b).set(stripB);
  code.countTo(column, columns, width, () => {
    least(columns, column, width, wide);
    code.get(a).set(stripA);
    code.countTo(row, rows, ROWS, () => {
      code
        .get(row)
        .get(below)
        .do('i32.add')
        .i32(ROWS)
        .do('i32.add')
        .get(column)
        .do('i32.gt_s')
        .if(() => {
          least(rows, row, ROWS, high);
          code
            .get(to)
            .get(row)
            .get(rowStride)
            .do('i32.mul', 'i32.add')
            .get(column)
            .i32(size)
            .do('i32.mul', 'i32.add');
          code.set(target);
          code
            .get(high)
            .i32(ROWS)
            .do('i32.eq')
            .get(wide)
            .i32(width)
            .do('i32.eq', 'i32.and')
            .if(
              () => {
                code.get(stripA).get(stripB).get(depth).get(target).get(rowStride).get(mode).call(tile);
              },
              () => {
                code
                  .get(stripA)
                  .get(stripB)
                  .get(depth)
                  .get(edge)
                  .i32(VECTORS * VECTOR)
                  .i32(0)
                  .call(tile);
                copyEdge();
              },
            );
        });
      code
        .get(stripA)
        .get(depth)
        .i32(ROWS * size)
        .do('i32.mul', 'i32.add')
        .set(stripA);
    });
    code
      .get(stripB)
      .get(depth)
      .i32(VECTORS * VECTOR)
      .do('i32.mul', 'i32.add')
      .set(stripB);
  });
  return code;
}

// The pass over the rows of a matrix, as WebAssembly. Four rows at a time stay in the first-level cache between their
// products with the vectors and their part in the transposed products, so that memory is read once.
import type { DType } from '@residual/graph';
import type { RowOutput, RowPassKernel } from '../compiler/program.ts';
import { Accumulator } from './accumulator.ts';
import { WasmFunction, type Local, type WasmModule } from './assembler.ts';
import { BodyWriter, lanesOf, type Lanes } from './body-writer.ts';
import { BYTES, loadElements, storeElements } from './elements.ts';
import type { KernelTypes } from './elementwise.ts';
import type { Float } from './math.ts';
import { multiplyAdd } from './multiply-add.ts';

/** Rows in a block. */
const ROWS = 4;
const VECTOR = 16;

/**
 * A function of the address of a table: the addresses of the matrix, the vectors, the further inputs, the outputs.
 * @param types of the same, in this order
 */
export function writeRowPass(module: WasmModule, kernel: RowPassKernel, types: KernelTypes): WasmFunction {
  const code = new WasmFunction(['i32']);
  new RowPassWriter(module, code, kernel, types).write();
  return code;
}

interface Output {
  readonly of: RowOutput;
  readonly pointer: Local;
  readonly dtype: DType;
  /** Of sums and means. */
  readonly accumulator: Accumulator | null;
}

class RowPassWriter {
  readonly #code: WasmFunction;
  readonly #kernel: RowPassKernel;
  readonly #body: BodyWriter;
  readonly #type: Float;
  /** Elements of the matrix in a vector, and of the body; 1 where the body mixes dtypes. */
  readonly #lanes: Lanes;
  readonly #bodyLanes: Lanes;
  readonly #matrix: Local;
  readonly #vectors: readonly Local[];
  readonly #inputs: readonly { readonly pointer: Local; readonly dtype: DType; readonly stride: 0 | 1 }[];
  readonly #outputs: readonly Output[];
  /** Where the body finds the products of its rows, one after the other. */
  #products: readonly Local[] = [];
  /** Rows of the block that came before those that the body is written for. */
  #row = 0;

  constructor(module: WasmModule, code: WasmFunction, kernel: RowPassKernel, types: KernelTypes) {
    this.#code = code;
    this.#kernel = kernel;
    const [dtype, ...others] = types.inputs;
    this.#type = dtype === 'float32' ? 'f32' : 'f64';
    this.#lanes = dtype === 'float32' ? 4 : 2;
    this.#bodyLanes = lanesOf(kernel.body) === this.#lanes ? this.#lanes : 1;
    let table = 0;
    const pointer = (): Local => {
      const local = code.local('i32');
      code
        .get(code.parameter(0))
        .memory('i32.load', 4 * table++)
        .set(local);
      return local;
    };
    this.#matrix = pointer();
    this.#vectors = kernel.vectors.map(pointer);
    this.#inputs = kernel.inputs.map(({ stride }, i) => ({
      pointer: pointer(),
      dtype: others[kernel.vectors.length + i],
      stride,
    }));
    this.#outputs = kernel.outputs.map((of, i) => ({
      of,
      pointer: pointer(),
      dtype: types.outputs[i],
      accumulator:
        of.kind === 'sum' || of.kind === 'mean'
          ? new Accumulator(code, of.kind, types.outputs[i], this.#bodyLanes)
          : null,
    }));
    this.#body = new BodyWriter(module, code, {
      body: kernel.body,
      input: (input, lanes) => this.#input(input, lanes),
      wanted: kernel.outputs.map(({ instruction }) => instruction),
      isUniform: (input) => this.#inputs[input - kernel.vectors.length]?.stride === 0,
    });
  }

  write(): void {
    const code = this.#code;
    const { rows, columns } = this.#kernel;
    for (const { accumulator } of this.#outputs) accumulator?.start();
    for (const { of, pointer } of this.#outputs) if (of.kind === 'transposed') this.#clear(pointer, columns);
    this.#body.writeUniform([this.#bodyLanes, 1]);
    const counter = code.local('i32');
    const blocks = Math.floor(rows / ROWS);
    code.count(counter, blocks, 1, () => this.#block(ROWS));
    code.count(counter, rows - blocks * ROWS, 1, () => this.#block(1));
    for (const { accumulator, pointer } of this.#outputs) accumulator?.finish(pointer, 1, rows);
  }

  #clear(pointer: Local, columns: number): void {
    const code = this.#code;
    const at = code.local('i32');
    const bytes = BYTES[this.#type === 'f32' ? 'float32' : 'float64'];
    code.get(pointer).set(at);
    const vectors = Math.floor(columns / this.#lanes);
    const counter = code.local('i32');
    code.count(counter, vectors, 1, () => {
      code.get(at).zeros().memory('v128.store');
      code.get(at).i32(VECTOR).do('i32.add').set(at);
    });
    code.count(counter, columns - vectors * this.#lanes, 1, () => {
      code.get(at);
      if (this.#type === 'f32') code.f32(0).memory('f32.store');
      else code.f64(0).memory('f64.store');
      code.get(at).i32(bytes).do('i32.add').set(at);
    });
  }

  /** The next `count` rows, from their products to their part in the transposed products. */
  #block(count: number): void {
    const code = this.#code;
    const { columns } = this.#kernel;
    const size = this.#type === 'f32' ? 4 : 8;
    const lanes: Lanes = count === ROWS ? this.#bodyLanes : 1;
    const perVector = this.#vectors.map((vector) => this.#productsOf(vector, count, lanes));
    const transposed = this.#outputs.filter(({ of }) => of.kind === 'transposed');
    const factors = transposed.map((): Local[] => []);
    for (let row = 0; row < count; row += lanes) {
      this.#row = row;
      this.#products = perVector.map((products) => products[row / lanes]);
      const results = this.#body.write(lanes);
      for (const { of, pointer, dtype, accumulator } of this.#outputs) {
        const result = results.get(of.instruction)!;
        if (accumulator !== null) accumulator.add(result, lanes);
        else if (of.kind === 'rows') {
          const at = code.local('i32');
          code
            .get(pointer)
            .i32(row * BYTES[dtype])
            .do('i32.add')
            .set(at);
          storeElements(code, at, result, dtype, lanes);
        }
      }
      transposed.forEach(({ of }, i) =>
        factors[i].push(...this.#spread(results.get(of.instruction)!, lanes)),
      );
    }
    transposed.forEach(({ pointer }, i) => this.#addRows(pointer, factors[i]));
    code
      .get(this.#matrix)
      .i32(count * columns * size)
      .do('i32.add')
      .set(this.#matrix);
    for (const { pointer, dtype, stride } of this.#inputs)
      if (stride === 1)
        code
          .get(pointer)
          .i32(count * BYTES[dtype])
          .do('i32.add')
          .set(pointer);
    for (const { of, pointer, dtype } of this.#outputs)
      if (of.kind === 'rows')
        code
          .get(pointer)
          .i32(count * BYTES[dtype])
          .do('i32.add')
          .set(pointer);
  }

  #input(input: number, lanes: Lanes): void {
    const product = this.#products[input];
    if (product !== undefined) {
      this.#code.get(product);
      return;
    }
    const { pointer, dtype, stride } = this.#inputs[input - this.#vectors.length];
    loadElements(this.#code.get(pointer), dtype, lanes, false, stride * this.#row * BYTES[dtype]);
  }

  /** Products of `count` rows with a vector: a local for every `lanes` rows. */
  #productsOf(vector: Local, count: number, lanes: Lanes): Local[] {
    const code = this.#code;
    const { columns } = this.#kernel;
    const size = this.#type === 'f32' ? 4 : 8;
    const rowBytes = columns * size;
    const x = code.local('i32');
    const w = code.local('i32');
    code.get(this.#matrix).set(x).get(vector).set(w);
    const sums = Array.from({ length: count }, () => [code.local('v128'), code.local('v128')] as const);
    for (const pair of sums) for (const sum of pair) code.zeros().set(sum);
    const counter = code.local('i32');
    const pairs = Math.floor(columns / (2 * this.#lanes));
    const step = (vectors: number): void => {
      const parts = Array.from({ length: vectors }, () => code.local('v128'));
      parts.forEach((part, i) =>
        code
          .get(w)
          .memory('v128.load', i * VECTOR)
          .set(part),
      );
      parts.forEach((part, i) =>
        sums.forEach((pair, row) =>
          multiplyAdd(
            code,
            this.#type,
            pair[i],
            () => code.get(x).memory('v128.load', row * rowBytes + i * VECTOR),
            () => code.get(part),
          ),
        ),
      );
      for (const pointer of [x, w])
        code
          .get(pointer)
          .i32(vectors * VECTOR)
          .do('i32.add')
          .set(pointer);
    };
    code.count(counter, pairs, 1, () => step(2));
    code.count(counter, Math.floor(columns / this.#lanes) - 2 * pairs, 1, () => step(1));
    const lanesName = this.#type === 'f32' ? 'f32x4' : 'f64x2';
    for (const [sum, other] of sums) code.get(sum).get(other).do(`${lanesName}.add`).set(sum);
    const rest = columns % this.#lanes;
    const vectors = sums.map(([sum]) => sum);
    if (rest > 0) this.#addRest(vectors, rest, { x, w, rowBytes, size });
    return lanes === 1
      ? vectors.map((sum) => this.#total(sum))
      : Array.from({ length: count / lanes }, (_, i) =>
          this.#totals(vectors.slice(i * lanes, (i + 1) * lanes)),
        );
  }

  /** Adds the products of the columns that fill no vector, into the first lane. */
  #addRest(
    sums: readonly Local[],
    rest: number,
    { x, w, rowBytes, size }: { x: Local; w: Local; rowBytes: number; size: number },
  ): void {
    const code = this.#code;
    for (let column = 0; column < rest; column++)
      sums.forEach((sum, row) =>
        multiplyAdd(
          code,
          this.#type,
          sum,
          () => this.#loadFirst(x, row * rowBytes + column * size),
          () => this.#loadFirst(w, column * size),
        ),
      );
  }

  /** One element into the first lane, zeros into the others. */
  #loadFirst(pointer: Local, offset: number): void {
    this.#code.get(pointer).memory(this.#type === 'f32' ? 'v128.load32_zero' : 'v128.load64_zero', offset);
  }

  /** The sum of a vector's lanes. */
  #total(sum: Local): Local {
    const code = this.#code;
    const lanes = this.#type === 'f32' ? 'f32x4' : 'f64x2';
    const total = code.local(this.#type);
    for (let lane = 0; lane < this.#lanes; lane++) {
      code.get(sum).lane(`${lanes}.extract_lane`, lane);
      if (lane > 0) code.do(`${this.#type}.add`);
    }
    code.set(total);
    return total;
  }

  /** The sums of the lanes of as many vectors as a vector has lanes, each in the lane of its place. */
  #totals(sums: readonly Local[]): Local {
    const code = this.#code;
    const total = code.local('v128');
    if (this.#type === 'f64') {
      const [a, b] = sums;
      code
        .get(a)
        .get(b)
        .shuffle(lanes64(0, 2))
        .get(a)
        .get(b)
        .shuffle(lanes64(1, 3))
        .do('f64x2.add')
        .set(total);
      return total;
    }
    const [ab, cd] = [0, 2].map((i) => {
      const half = code.local('v128');
      const [a, b] = [sums[i], sums[i + 1]];
      code
        .get(a)
        .get(b)
        .shuffle(lanes32(0, 4, 1, 5))
        .get(a)
        .get(b)
        .shuffle(lanes32(2, 6, 3, 7));
      code.do('f32x4.add').set(half);
      return half;
    });
    code
      .get(ab)
      .get(cd)
      .shuffle(lanes32(0, 1, 4, 5))
      .get(ab)
      .get(cd)
      .shuffle(lanes32(2, 3, 6, 7));
    code.do('f32x4.add').set(total);
    return total;
  }

  /** Each of the results in all lanes of a vector of its own. */
  #spread(result: Local, lanes: Lanes): Local[] {
    const code = this.#code;
    return Array.from({ length: lanes }, (_, lane) => {
      const all = code.local('v128');
      code.get(result);
      if (lanes === 1) code.do(this.#type === 'f32' ? 'f32x4.splat' : 'f64x2.splat');
      else {
        code.get(result);
        code.shuffle(this.#type === 'f32' ? lanes32(lane, lane, lane, lane) : lanes64(lane, lane));
      }
      code.set(all);
      return all;
    });
  }

  /** out += Σ factorᵢ · rowᵢ of the block */
  #addRows(out: Local, factors: readonly Local[]): void {
    const code = this.#code;
    const { columns } = this.#kernel;
    const size = this.#type === 'f32' ? 4 : 8;
    const rowBytes = columns * size;
    const x = code.local('i32');
    const to = code.local('i32');
    const counter = code.local('i32');
    code.get(this.#matrix).set(x).get(out).set(to);
    const step = (vectors: number): void => {
      const sums = Array.from({ length: vectors }, () => code.local('v128'));
      sums.forEach((sum, i) =>
        code
          .get(to)
          .memory('v128.load', i * VECTOR)
          .set(sum),
      );
      factors.forEach((factor, row) =>
        sums.forEach((sum, i) =>
          multiplyAdd(
            code,
            this.#type,
            sum,
            () => code.get(x).memory('v128.load', row * rowBytes + i * VECTOR),
            () => code.get(factor),
          ),
        ),
      );
      sums.forEach((sum, i) =>
        code
          .get(to)
          .get(sum)
          .memory('v128.store', i * VECTOR),
      );
      for (const pointer of [x, to])
        code
          .get(pointer)
          .i32(vectors * VECTOR)
          .do('i32.add')
          .set(pointer);
    };
    const pairs = Math.floor(columns / (2 * this.#lanes));
    code.count(counter, pairs, 1, () => step(2));
    code.count(counter, Math.floor(columns / this.#lanes) - 2 * pairs, 1, () => step(1));
    const name = this.#type === 'f32' ? 'f32x4' : 'f64x2';
    for (let column = 0; column < columns % this.#lanes; column++) {
      const sum = code.local('v128');
      this.#loadFirst(to, column * size);
      code.set(sum);
      factors.forEach((factor, row) =>
        multiplyAdd(
          code,
          this.#type,
          sum,
          () => this.#loadFirst(x, row * rowBytes + column * size),
          () => code.get(factor),
        ),
      );
      code.get(to).get(sum).lane(`${name}.extract_lane`, 0);
      code.memory(this.#type === 'f32' ? 'f32.store' : 'f64.store', column * size);
    }
  }
}

const lanes32 = (...lanes: readonly number[]): number[] =>
  lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]);
const lanes64 = (...lanes: readonly number[]): number[] =>
  lanes.flatMap((lane) => Array.from({ length: 8 }, (_, byte) => 8 * lane + byte));

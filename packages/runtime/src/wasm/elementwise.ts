// Element-wise kernels with reductions, as WebAssembly: a nest of loops over the kernel's axes, the innermost for all
// lanes of a vector at a time where every operand lies so that it can be.
import type { DType } from '@residual/graph';
import type { ElementwiseKernel, ElementwiseOutput } from '../compiler/program.ts';
import { WasmFunction, type Local, type WasmModule } from './assembler.ts';
import { BodyWriter, lanesOf, type Lanes } from './body-writer.ts';
import { BYTES, loadElements, storeElements } from './elements.ts';
import { Accumulator } from './accumulator.ts';
import { stridesOf } from '../js/layout.ts';

export interface KernelTypes {
  readonly inputs: readonly DType[];
  readonly outputs: readonly DType[];
}

/** An operand and how its address moves along each axis, in bytes. */
interface Walk {
  readonly pointer: Local;
  readonly dtype: DType;
  readonly steps: readonly number[];
}

/** A function of the address of a table: the addresses of the inputs, then of the outputs. */
export function writeElementwise(
  module: WasmModule,
  kernel: ElementwiseKernel,
  types: KernelTypes,
): WasmFunction {
  const code = new WasmFunction(['i32']);
  new ElementwiseWriter(module, code, kernel, types).write();
  return code;
}

class ElementwiseWriter {
  readonly #code: WasmFunction;
  readonly #kernel: ElementwiseKernel;
  readonly #body: BodyWriter;
  readonly #inputs: readonly Walk[];
  readonly #outputs: readonly Walk[];
  readonly #accumulators: ReadonlyMap<ElementwiseOutput, Accumulator>;
  /** Axes from the outermost loop to the innermost: kept ones, then folded ones; the last is walked in vectors. */
  readonly #axes: readonly number[];
  readonly #kept: number;
  readonly #lanes: Lanes;

  constructor(module: WasmModule, code: WasmFunction, kernel: ElementwiseKernel, types: KernelTypes) {
    this.#code = code;
    this.#kernel = kernel;
    const { shape, inputs, outputs, body } = kernel;
    const folded = outputs.find(({ reduce }) => reduce !== null)?.reduce?.axes ?? [];
    const all = shape.map((_, axis) => axis);
    const kept = all.filter((axis) => !folded.includes(axis));
    this.#kept = kept.length;
    this.#inputs = inputs.map(({ strides }, i) => ({
      pointer: this.#pointer(i),
      dtype: types.inputs[i],
      steps: strides.map((stride) => stride * BYTES[types.inputs[i]]),
    }));
    const whole = stridesOf(shape);
    const rest = stridesOf(kept.map((axis) => shape[axis]));
    this.#outputs = outputs.map(({ reduce }, i) => {
      const bytes = BYTES[types.outputs[i]];
      const steps =
        reduce === null
          ? whole.map((stride) => stride * bytes)
          : all.map((axis) => (kept.includes(axis) ? rest[kept.indexOf(axis)] * bytes : 0));
      return { pointer: this.#pointer(inputs.length + i), dtype: types.outputs[i], steps };
    });
    this.#lanes = this.#vectorLanes(types);
    // Vectors run along the last axis of all: a kept one becomes the innermost loop only if nothing is folded
    // inside of it, otherwise the folds run inside, a vector of accumulators wide.
    this.#axes = [...kept, ...folded];
    this.#body = new BodyWriter(module, code, {
      body,
      input: (input, lanes) => this.#load(this.#inputs[input], lanes),
      wanted: outputs.map(({ instruction }) => instruction),
      isUniform: (input) => this.#inputs[input].steps.every((step) => step === 0),
    });
    this.#accumulators = new Map(
      outputs.flatMap((output, i) =>
        output.reduce === null
          ? []
          : [[output, new Accumulator(code, output.reduce.by, types.outputs[i], this.#lanes)] as const],
      ),
    );
  }

  write(): void {
    this.#body.writeUniform([this.#lanes, 1]);
    this.#loopKept(0);
  }

  #pointer(index: number): Local {
    const pointer = this.#code.local('i32');
    this.#code
      .get(this.#code.parameter(0))
      .memory('i32.load', 4 * index)
      .set(pointer);
    return pointer;
  }

  /** Vectors along the last axis need every operand to walk it element by element, or to stand still. */
  #vectorLanes(types: KernelTypes): Lanes {
    const { shape, body } = this.#kernel;
    const lanes = lanesOf(body);
    const last = shape.length - 1;
    if (lanes === 1 || last < 0 || shape[last] < lanes) return 1;
    const foldsFloats = (output: ElementwiseOutput, i: number): boolean =>
      output.reduce === null || types.outputs[i] === 'float32' || types.outputs[i] === 'float64';
    if (!this.#kernel.outputs.every(foldsFloats)) return 1;
    const fits = (walk: Walk): boolean => walk.steps[last] === 0 || walk.steps[last] === BYTES[walk.dtype];
    return [...this.#inputs, ...this.#outputs].every(fits) ? lanes : 1;
  }

  #load(walk: Walk, lanes: Lanes): void {
    const last = this.#kernel.shape.length - 1;
    loadElements(this.#code.get(walk.pointer), walk.dtype, lanes, lanes > 1 && walk.steps[last] === 0);
  }

  /** The loops over kept axes; inside them what is folded. */
  #loopKept(level: number): void {
    if (level === this.#kept) {
      this.#fold(1);
      return;
    }
    const axis = this.#axes[level];
    const isVector = axis === this.#kernel.shape.length - 1 && level === this.#kept - 1;
    this.#walk(axis, isVector ? this.#lanes : 1, (lanes) =>
      isVector ? this.#fold(lanes) : this.#loopKept(level + 1),
    );
  }

  /** At one index of the kept axes, or at as many as `lanes` of the last. */
  #fold(lanes: Lanes): void {
    if (this.#axes.length === this.#kept) {
      this.#element(lanes, false);
      return;
    }
    for (const accumulator of this.#accumulators.values()) accumulator.start();
    this.#loopFolded(this.#kept, lanes);
    this.#kernel.outputs.forEach((output, i) => {
      const accumulator = this.#accumulators.get(output);
      if (accumulator === undefined) return;
      const folded = this.#axes.slice(this.#kept).reduce((n, axis) => n * this.#kernel.shape[axis], 1);
      accumulator.finish(this.#outputs[i].pointer, lanes, folded);
    });
  }

  #loopFolded(level: number, outer: Lanes): void {
    if (level === this.#axes.length) {
      this.#element(outer, true);
      return;
    }
    const axis = this.#axes[level];
    const isVector = axis === this.#kernel.shape.length - 1;
    this.#walk(axis, isVector ? this.#lanes : 1, (lanes) =>
      level === this.#axes.length - 1
        ? this.#element(isVector ? lanes : outer, true)
        : this.#loopFolded(level + 1, outer),
    );
  }

  #element(lanes: Lanes, folds: boolean): void {
    const results = this.#body.write(lanes);
    this.#kernel.outputs.forEach((output, i) => {
      const result = results.get(output.instruction)!;
      const accumulator = folds ? this.#accumulators.get(output) : undefined;
      if (accumulator !== undefined) accumulator.add(result, lanes);
      else storeElements(this.#code, this.#outputs[i].pointer, result, this.#outputs[i].dtype, lanes);
    });
  }

  /** A loop along an axis, in steps of `lanes`; what is left over one by one. Leaves all pointers as they were. */
  #walk(axis: number, lanes: Lanes, body: (lanes: Lanes) => void): void {
    const extent = this.#kernel.shape[axis];
    const counter = this.#code.local('i32');
    const inVectors = extent - (extent % lanes);
    const part = (count: number, step: Lanes): void => {
      this.#code.count(counter, count, step, () => {
        body(step);
        this.#move(axis, step);
      });
    };
    part(inVectors, lanes);
    if (lanes > 1) part(extent - inVectors, 1);
    this.#move(axis, -extent);
  }

  #move(axis: number, elements: number): void {
    for (const { pointer, steps } of [...this.#inputs, ...this.#outputs])
      if (steps[axis] !== 0)
        this.#code
          .get(pointer)
          .i32(steps[axis] * elements)
          .do('i32.add')
          .set(pointer);
  }
}

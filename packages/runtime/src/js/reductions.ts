// Kernels that fold axes away. Sums are kept in float64 whatever the dtype.
import { boolAttr, type DType, type TensorValue, type TypedArray } from '@residual/graph';
import { invalidArgument } from '../run-error.ts';
import { allocate, broadcastStrides, countOf, shapeText, tensor, type Kernel } from './kernel.ts';

interface Fold {
  readonly start: number;
  readonly step: (accumulated: number, value: number) => number;
  readonly finish?: (accumulated: number, count: number) => number;
}

/** Axes counted from the front, each once. @throws RunError if one is out of range */
export function normaliseAxes(indices: TensorValue, rank: number): ReadonlySet<number> {
  const axes = new Set<number>();
  for (const axis of indices.data) {
    if (axis < -rank || axis >= rank)
      throw invalidArgument(`Invalid reduction dimension (${axis} for input with ${rank} dimension(s)`);
    axes.add(axis < 0 ? axis + rank : axis);
  }
  return axes;
}

function reduce(input: TensorValue, indices: TensorValue, keep: boolean, fold: Fold): TensorValue {
  const axes = normaliseAxes(indices, input.shape.length);
  const kept = input.shape.map((d, axis) => (axes.has(axis) ? 1 : d));
  const count = countOf(kept);
  const sums = new Float64Array(count).fill(fold.start);
  accumulate(input, kept, sums, fold.step);
  const folded = count === 0 ? 0 : input.data.length / count;
  if (fold.finish) for (let i = 0; i < count; i++) sums[i] = fold.finish(sums[i], folded);
  const out = allocate(input.dtype, count);
  out.set(sums);
  return tensor(input.dtype, keep ? kept : input.shape.filter((_, axis) => !axes.has(axis)), out);
}

function accumulate(
  { data, shape }: TensorValue,
  kept: readonly number[],
  sums: Float64Array,
  step: Fold['step'],
): void {
  if (sums.length === 1) {
    let sum = sums[0];
    for (let i = 0; i < data.length; i++) sum = step(sum, data[i]);
    sums[0] = sum;
    return;
  }
  const strides = broadcastStrides(kept, shape);
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0, at = 0; i < data.length; i++) {
    sums[at] = step(sums[at], data[i]);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

const reduction =
  (fold: Fold): Kernel =>
  ([input, indices], { attrs }) => [reduce(input, indices, boolAttr(attrs, 'keep_dims'), fold)];

/** Extremes of the dtype: what a maximum over nothing gives. */
const lowest = (dtype: DType): number => (dtype === 'int32' ? -0x8000_0000 : -Infinity);
const highest = (dtype: DType): number => (dtype === 'int32' ? 0x7fff_ffff : Infinity);

/** NaN wins over every number. */
const larger = (a: number, b: number): number => (b > a || Number.isNaN(b) ? b : a);
const smaller = (a: number, b: number): number => (b < a || Number.isNaN(b) ? b : a);

function argument(better: (candidate: number, best: number) => boolean): Kernel {
  return ([input, dimension]) => {
    const { shape, data } = input;
    const rank = shape.length;
    const [given] = dimension.data;
    if (given < -rank || given >= rank)
      throw invalidArgument(`Expected dimension in the range [${-rank || 0}, ${rank}), but got ${given}`);
    const axis = given < 0 ? given + rank : given;
    const length = shape[axis];
    if (length === 0) throw invalidArgument(`Reduction axis ${axis} is empty in shape ${shapeText(shape)}`);
    const inner = countOf(shape.slice(axis + 1));
    const outShape = shape.filter((_, i) => i !== axis);
    const out = new Int32Array(countOf(outShape));
    for (let i = 0; i < out.length; i++) {
      const start = Math.floor(i / inner) * inner * length + (i % inner);
      let best = 0;
      for (let k = 1; k < length; k++)
        if (better(data[start + k * inner], data[start + best * inner])) best = k;
      out[i] = best;
    }
    return [tensor('int32', outShape, out)];
  };
}

function addN(inputs: readonly TensorValue[]): TensorValue {
  const [first] = inputs;
  if (inputs.length === 1) return first;
  const sums: TypedArray = Float64Array.from(first.data);
  for (const { shape, data } of inputs.slice(1)) {
    if (shape.length !== first.shape.length || shape.some((d, i) => d !== first.shape[i]))
      throw invalidArgument(
        `Inputs to operation AddN must have the same shape: ${shapeText(first.shape)} vs. ${shapeText(shape)}`,
      );
    for (let i = 0; i < sums.length; i++) sums[i] += data[i];
  }
  const out = allocate(first.dtype, sums.length);
  out.set(sums);
  return tensor(first.dtype, first.shape, out);
}

/** Running totals along an axis. */
const running =
  (start: number, step: Fold['step']): Kernel =>
  ([x, axisInput], { attrs }) => {
    const rank = x.shape.length;
    const [given] = axisInput.data;
    if (given < -rank || given >= rank)
      throw invalidArgument(`ScanOp: Expected scan axis in the range [${-rank}, ${rank}), but got ${given}`);
    const axis = given < 0 ? given + rank : given;
    const length = x.shape[axis];
    const inner = countOf(x.shape.slice(axis + 1));
    const exclusive = boolAttr(attrs, 'exclusive');
    const reverse = boolAttr(attrs, 'reverse');
    const out = allocate(x.dtype, x.data.length);
    for (let line = 0; line < (length === 0 ? 0 : out.length / length); line++) {
      const first = Math.floor(line / inner) * inner * length + (line % inner);
      let total = start;
      for (let k = 0; k < length; k++) {
        const at = first + (reverse ? length - 1 - k : k) * inner;
        if (exclusive) out[at] = total;
        total = step(total, x.data[at]);
        if (!exclusive) out[at] = total;
      }
    }
    return [tensor(x.dtype, x.shape, out)];
  };

export const reductions = {
  Sum: reduction({ start: 0, step: (a, b) => a + b }),
  Mean: ([input, indices], { attrs }) => [
    reduce(input, indices, boolAttr(attrs, 'keep_dims'), {
      start: 0,
      step: (a, b) => a + b,
      finish: input.dtype === 'int32' ? (sum, n) => Math.trunc(sum / n) : (sum, n) => sum / n,
    }),
  ],
  Prod: reduction({ start: 1, step: (a, b) => a * b }),
  EuclideanNorm: reduction({ start: 0, step: (a, b) => a + b * b, finish: Math.sqrt }),
  Max: ([input, indices], { attrs }) => [
    reduce(input, indices, boolAttr(attrs, 'keep_dims'), { start: lowest(input.dtype), step: larger }),
  ],
  Min: ([input, indices], { attrs }) => [
    reduce(input, indices, boolAttr(attrs, 'keep_dims'), { start: highest(input.dtype), step: smaller }),
  ],
  All: reduction({ start: 1, step: (a, b) => a & b }),
  Any: reduction({ start: 0, step: (a, b) => a | b }),
  ArgMax: argument((candidate, best) => candidate > best),
  ArgMin: argument((candidate, best) => candidate < best),
  Cumsum: running(0, (a, b) => a + b),
  Cumprod: running(1, (a, b) => a * b),
  AddN: (inputs) => [addN(inputs)],
} satisfies Record<string, Kernel>;

// Reductions along axes, in the order in which NumPy adds, so that the last digits agree.
import { BOOL, FLOAT32, FLOAT64, INT64, isInteger, requireExact, type ArrayType } from './dtypes.ts';
import { NumPyError, reportFault } from './errors.ts';
import { binary } from './binary.ts';
import { astype } from './assign.ts';
import { transpose } from './rearrange.ts';
import { axesOf, axisOf, rowMajor, sizeOf, type Axes } from './shapes.ts';
import { allocateDoubles, StridedArray } from './strided-array.ts';
import { coalesce, walk, walkAsGiven } from './walk.ts';

/** Folds `count` values from `at` on into what has been folded so far. */
type Fold = (so: number, data: Float64Array, at: number, count: number, step: number) => number;

const PAIRWISE_BLOCK = 128;
/** NumPy folds so many values at a time. */
const BUFFER = 8192;

/**
 * NumPy's pairwise sum: eight partial sums in blocks of 128, halves of longer runs added.
 * Rounding errors grow with log n (Higham, "The accuracy of floating point summation", 1993).
 */
export function pairwiseSum(data: Float64Array, at: number, count: number, step: number): number {
  if (count < 8) {
    let sum = 0;
    for (let n = 0, i = at; n < count; n++, i += step) sum += data[i];
    return sum;
  }
  if (count > PAIRWISE_BLOCK) {
    const half = (count >> 1) - ((count >> 1) % 8);
    return pairwiseSum(data, at, half, step) + pairwiseSum(data, at + half * step, count - half, step);
  }
  let [r0, r1, r2, r3] = [data[at], data[at + step], data[at + 2 * step], data[at + 3 * step]];
  let [r4, r5, r6, r7] = [data[at + 4 * step], data[at + 5 * step], data[at + 6 * step], data[at + 7 * step]];
  const whole = count - (count % 8);
  let i = at + 8 * step;
  for (let n = 8; n < whole; n += 8) {
    r0 += data[i];
    r1 += data[i + step];
    r2 += data[i + 2 * step];
    r3 += data[i + 3 * step];
    r4 += data[i + 4 * step];
    r5 += data[i + 5 * step];
    r6 += data[i + 6 * step];
    r7 += data[i + 7 * step];
    i += 8 * step;
  }
  let sum = r0 + r1 + (r2 + r3) + (r4 + r5 + (r6 + r7));
  for (let n = whole; n < count; n++, i += step) sum += data[i];
  return sum;
}

function foldInBlocks(
  fold: Fold,
  from: number,
  data: Float64Array,
  at: number,
  count: number,
  step: number,
): number {
  let result = from;
  for (let n = 0; n < count; n += BUFFER)
    result = fold(result, data, at + n * step, Math.min(BUFFER, count - n), step);
  return result;
}

const round = Math.fround;

/** {@link pairwiseSum} in float32. */
function pairwiseSum32(data: Float64Array, at: number, count: number, step: number): number {
  if (count < 8) {
    let sum = 0;
    for (let n = 0, i = at; n < count; n++, i += step) sum = round(sum + data[i]);
    return sum;
  }
  if (count > PAIRWISE_BLOCK) {
    const half = (count >> 1) - ((count >> 1) % 8);
    return round(
      pairwiseSum32(data, at, half, step) + pairwiseSum32(data, at + half * step, count - half, step),
    );
  }
  const r = new Float32Array(8);
  for (let k = 0; k < 8; k++) r[k] = data[at + k * step];
  const whole = count - (count % 8);
  for (let n = 8; n < whole; n += 8) for (let k = 0; k < 8; k++) r[k] += data[at + (n + k) * step];
  let sum = round(
    round(round(r[0] + r[1]) + round(r[2] + r[3])) + round(round(r[4] + r[5]) + round(r[6] + r[7])),
  );
  for (let n = whole; n < count; n++) sum = round(sum + data[at + n * step]);
  return sum;
}

const folding =
  (f: (so: number, x: number) => number): Fold =>
  (so, data, at, count, step) => {
    let result = so;
    for (let n = 0, i = at; n < count; n++, i += step) result = f(result, data[i]);
    return result;
  };

const maximum = folding((so, x) => (so >= x || Number.isNaN(so) ? so : x));
const minimum = folding((so, x) => (so <= x || Number.isNaN(so) ? so : x));
const sum: Fold = (so, data, at, count, step) => so + pairwiseSum(data, at, count, step);
const sum32: Fold = (so, data, at, count, step) => round(so + pairwiseSum32(data, at, count, step));
const product = folding((so, x) => so * x);
const product32 = folding((so, x) => round(so * x));
const any = folding((so, x) => (so !== 0 || x !== 0 ? 1 : 0));
const all = folding((so, x) => (so !== 0 && x !== 0 ? 1 : 0));

/** Folds each of `count` values into a result of its own. */
type FoldEach = (
  results: Float64Array,
  o: number,
  out: number,
  data: Float64Array,
  at: number,
  step: number,
  count: number,
) => void;

const addEach: FoldEach = (results, o, out, data, at, step, count) => {
  for (let n = 0; n < count; n++, o += out, at += step) results[o] += data[at];
};

interface Reduction {
  readonly start: number;
  readonly fold: Fold;
  /** Written out where it is frequent; else made of `fold`. */
  readonly foldEach?: FoldEach;
  /** Whether there is nothing to start from: refused for no values. */
  readonly needsValues?: boolean;
}

function reduceDoubles(
  array: StridedArray,
  axes: readonly number[],
  { start, fold, foldEach, needsValues = false }: Reduction,
  name: string,
): { readonly values: Float64Array; readonly shape: number[] } {
  const kept = array.shape.map((d, i) => (axes.includes(i) ? 1 : d));
  const outStrides = rowMajor(kept).map((stride, i) => (axes.includes(i) ? 0 : stride));
  const values = allocateDoubles(sizeOf(kept)).fill(start);
  if (needsValues && array.count === 0 && values.length > 0)
    throw new NumPyError(
      'ValueError',
      `zero-size array to reduction operation ${name} which has no identity`,
    );
  const isDoubles = array.data instanceof Float64Array;
  const data = isDoubles ? (array.data as Float64Array) : array.doubles();
  const offset = isDoubles ? array.offset : 0;
  const strides = isDoubles ? array.strides : rowMajor(array.shape);
  const order = memoryOrder(array.shape, strides);
  const runs = coalesce(
    order.map((axis) => array.shape[axis]),
    [order.map((axis) => outStrides[axis]), order.map((axis) => strides[axis])],
  );
  const [outs, ins] = runs.strides;
  if (runs.shape.length > 1 && outs.every((stride) => stride === 0)) {
    const inOrder = allocateDoubles(sizeOf(runs.shape));
    walk(runs.shape, [0, offset], [rowMajor(runs.shape), ins], (count, [o, i], [, step]) => {
      for (let n = 0; n < count; n++) inOrder[o + n] = data[i + n * step];
    });
    values[0] = foldInBlocks(fold, values[0], inOrder, 0, inOrder.length, 1);
    return { values, shape: kept };
  }
  walkAsGiven(runs.shape, [0, offset], [outs, ins], (count, [o, i], [out, step]) => {
    if (out === 0) values[o] = foldInBlocks(fold, values[o], data, i, count, step);
    else if (foldEach !== undefined) foldEach(values, o, out, data, i, step, count);
    else
      for (let n = 0; n < count; n++)
        values[o + n * out] = fold(values[o + n * out], data, i + n * step, 1, step);
  });
  return { values, shape: kept };
}

/** Axes by falling stride: the order in which NumPy goes through memory. */
function memoryOrder(shape: readonly number[], strides: readonly number[]): number[] {
  const size = (i: number): number => (shape[i] === 1 ? 0 : Math.abs(strides[i]));
  return shape.map((_, i) => i).toSorted((a, b) => size(b) - size(a));
}

const dropAxes = (shape: readonly number[], axes: readonly number[]): number[] =>
  shape.filter((_, i) => !axes.includes(i));

export type ReductionName = 'sum' | 'prod' | 'max' | 'min' | 'any' | 'all';

const accumulated = (type: ArrayType): ArrayType => (type.kind === 'f' ? type : INT64);

/** @param dtype what sums and products are computed in; absent: floats in their own, integers in int64 */
export function reduce(
  name: ReductionName,
  array: StridedArray,
  axes: Axes,
  keepDims = false,
  dtype?: ArrayType,
): StridedArray {
  const over = axesOf(axes, array.rank);
  const arithmetic = name === 'sum' || name === 'prod';
  const type =
    name === 'any' || name === 'all' ? BOOL : arithmetic ? (dtype ?? accumulated(array.dtype)) : array.dtype;
  const source = dtype !== undefined && dtype !== array.dtype && arithmetic ? astype(array, dtype) : array;
  const { values, shape } = reduceDoubles(
    source,
    over,
    reductionOf(name, type),
    name === 'max' ? 'maximum' : name === 'min' ? 'minimum' : name,
  );
  if (isInteger(type) && arithmetic && type === INT64) requireExact(values);
  if (type.kind === 'f' && arithmetic) reportReduceFaults(source, values, type);
  return StridedArray.fromDoubles(type, keepDims ? shape : dropAxes(shape, over), values);
}

function reductionOf(name: ReductionName, type: ArrayType): Reduction {
  if (name === 'sum')
    return type === FLOAT32 ? { start: 0, fold: sum32 } : { start: 0, fold: sum, foldEach: addEach };
  if (name === 'prod') return { start: 1, fold: type === FLOAT32 ? product32 : product };
  if (name === 'max') return { start: -Infinity, fold: maximum, needsValues: true };
  if (name === 'min') return { start: Infinity, fold: minimum, needsValues: true };
  return name === 'any' ? { start: 0, fold: any } : { start: 1, fold: all };
}

function reportReduceFaults(source: StridedArray, values: Float64Array, type: ArrayType): void {
  if (values.every((value) => Math.abs(value) <= type.max)) return;
  const given = source.values();
  let [special, nan] = [false, false];
  for (let i = 0; i < given.length; i++) {
    if (Number.isFinite(given[i])) continue;
    special = true;
    nan ||= Number.isNaN(given[i]);
  }
  if (!special) reportFault('overflow', 'reduce');
  if (!nan && values.some((value) => Number.isNaN(value))) reportFault('invalid', 'reduce');
}

/** Sum over count. @param dtype what it is computed in; absent: floats in their own, else float64 */
export function mean(array: StridedArray, axes: Axes, keepDims = false, dtype?: ArrayType): StridedArray {
  const type = dtype ?? (array.dtype.kind === 'f' ? array.dtype : FLOAT64);
  const total = reduce('sum', array, axes, keepDims, type === array.dtype ? undefined : type);
  return dividedBy(total, countOf(array, axes), type);
}

const countOf = (array: StridedArray, axes: Axes): number =>
  axesOf(axes, array.rank).reduce((count, axis) => count * array.shape[axis], 1);

function dividedBy(total: StridedArray, count: number, type: ArrayType): StridedArray {
  const values = total.copiedDoubles();
  if (count <= 0 && values.length > 0)
    reportFault('invalid', values.length === 1 && total.rank === 0 ? 'scalar divide' : 'divide');
  for (let i = 0; i < values.length; i++) values[i] /= count;
  return StridedArray.fromDoubles(type, total.shape, values);
}

/** Mean of the squared distance from the mean. @param freedom what is taken from the count */
export function variance(
  array: StridedArray,
  axes: Axes,
  keepDims = false,
  freedom = 0,
  dtype?: ArrayType,
): StridedArray {
  const source = dtype === undefined ? array : astype(array, dtype);
  const center = mean(array, axes, true, dtype);
  // Like NumPy's, intermediate arrays lie in memory as the array does.
  const order = memoryOrder(array.shape, array.strides);
  const turn = (a: StridedArray): StridedArray => transpose(a, order.join(','));
  const distance = binary('subtract', turn(source), turn(center));
  const squares = binary('multiply', distance, distance);
  const back = transpose(squares, order.map((_, i) => order.indexOf(i)).join(','));
  const total = reduce('sum', back, axes, keepDims);
  return dividedBy(total, Math.max(countOf(array, axes) - freedom, 0), total.dtype);
}

/** Position of the first greatest (or least) value; NaN counts as such. Without an axis: in the flattened array. */
export function argExtreme(
  which: 'max' | 'min',
  array: StridedArray,
  axis: number | null | undefined,
): StridedArray {
  if (axis === null || axis === undefined) {
    const values = array.values();
    if (values.length === 0)
      throw new NumPyError('ValueError', `attempt to get arg${which} of an empty sequence`);
    return StridedArray.of(INT64, [], Float64Array.of(firstExtreme(which, values, 0, values.length, 1)));
  }
  const along = axisOf(axis, array.rank);
  const values = array.values();
  const length = array.shape[along];
  if (length === 0) throw new NumPyError('ValueError', `attempt to get arg${which} of an empty sequence`);
  const inner = sizeOf(array.shape.slice(along + 1));
  const outer = sizeOf(array.shape.slice(0, along));
  const result = new Float64Array(outer * inner);
  for (let i = 0; i < outer; i++)
    for (let j = 0; j < inner; j++)
      result[i * inner + j] = firstExtreme(which, values, i * length * inner + j, length, inner);
  return StridedArray.of(INT64, dropAxes(array.shape, [along]), result);
}

function firstExtreme(
  which: 'max' | 'min',
  values: ArrayLike<number>,
  at: number,
  count: number,
  step: number,
): number {
  let best = values[at];
  let index = 0;
  if (Number.isNaN(best)) return 0;
  for (let n = 1, i = at + step; n < count; n++, i += step) {
    const value = values[i];
    if (Number.isNaN(value)) return n;
    if (which === 'max' ? value > best : value < best) [best, index] = [value, n];
  }
  return index;
}

/** Running sum or product. Without an axis: of the flattened array. */
export function accumulate(
  name: 'sum' | 'prod' | 'max' | 'min',
  array: StridedArray,
  axis: number | null | undefined,
  dtype?: ArrayType,
): StridedArray {
  const type = dtype ?? (name === 'max' || name === 'min' ? array.dtype : accumulated(array.dtype));
  const flat = axis === null || axis === undefined;
  const shape = flat ? [array.count] : array.shape;
  const along = flat ? 0 : axisOf(axis, array.rank);
  const values = astype(array, type).copiedDoubles();
  const length = shape[along];
  const inner = sizeOf(shape.slice(along + 1));
  const store = type === FLOAT32 ? Math.fround : (x: number): number => x;
  const { fold } = reductionOf(name, type);
  for (let i = 0; i < values.length; i++) {
    if (Math.floor(i / inner) % length === 0) continue;
    const before = values[i - inner];
    values[i] = name === 'sum' ? store(before + values[i]) : store(fold(before, values, i, 1, 1));
  }
  if (type === INT64) requireExact(values);
  return StridedArray.fromDoubles(type, shape, values);
}

// NumPy's reductions over one axis or over everything.
import { NDArray, valuesOf } from '../array/ndarray.ts';
import { allocateShared, isFloat } from '../dtypes.ts';
import { ValueError } from '../errors.ts';
import type { DType } from '../graphdef.ts';
import { elementCount } from '../shapes.ts';
import { asArray, type ArrayLike } from './broadcast.ts';

export interface ReduceOptions {
  /** Axis to fold; all of them if absent. */
  readonly axis?: number;
  readonly keepdims?: boolean;
}

/** All values that fold into one. */
type Fold = (values: Float64Array) => number;

const reduce =
  (fold: Fold, dtypeOf: (dtype: DType) => DType, needsValues = false) =>
  (x: ArrayLike, { axis, keepdims = false }: ReduceOptions = {}): NDArray => {
    const array = asArray(x);
    if (axis !== undefined && (!Number.isInteger(axis) || axis < -array.ndim || axis >= array.ndim))
      throw new ValueError(`'axis' entry is out of bounds`);
    const at = axis === undefined ? null : axis < 0 ? axis + array.ndim : axis;
    const length = at === null ? array.size : array.shape[at];
    if (needsValues && length === 0)
      throw new ValueError('zero-size array to reduction operation which has no identity');
    const inner = at === null ? 1 : elementCount(array.shape.slice(at + 1));
    const outer = at === null ? 1 : elementCount(array.shape.slice(0, at));
    const dtype = dtypeOf(array.dtype);
    const data = allocateShared(dtype, outer * inner);
    const from = valuesOf(array);
    const values = new Float64Array(length);
    for (let i = 0; i < outer; i++)
      for (let j = 0; j < inner; j++) {
        for (let k = 0; k < length; k++) values[k] = from[(i * length + k) * inner + j];
        data[i * inner + j] = fold(values);
      }
    const shape = array.shape.flatMap((d, i) => (at === null || i === at ? (keepdims ? [1] : []) : [d]));
    return NDArray.owning({ dtype, shape, data });
  };

const numeric = (dtype: DType): DType => (dtype === 'bool' ? 'int32' : dtype);
const floating = (dtype: DType): DType => (isFloat(dtype) ? dtype : 'float64');
const same = (dtype: DType): DType => dtype;

const total: Fold = (values) => pairwiseSum(values, 0, values.length);
const extreme =
  (better: (x: number, y: number) => boolean): Fold =>
  (values) =>
    values.reduce((best, x) => (Number.isNaN(best) || !(better(x, best) || Number.isNaN(x)) ? best : x));

/** Halves the sum, as NumPy does, so that rounding errors stay small. */
function pairwiseSum(values: Float64Array, from: number, to: number): number {
  if (to - from <= 128) {
    let sum = 0;
    for (let i = from; i < to; i++) sum += values[i];
    return sum;
  }
  const middle = (from + to) >> 1;
  return pairwiseSum(values, from, middle) + pairwiseSum(values, middle, to);
}

export const sum = reduce(total, numeric);
export const mean = reduce((values) => total(values) / values.length, floating);
export const max = reduce(
  extreme((x, y) => x > y),
  same,
  true,
);
export const min = reduce(
  extreme((x, y) => x < y),
  same,
  true,
);

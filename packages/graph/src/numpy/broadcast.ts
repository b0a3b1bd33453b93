// NumPy's arithmetic on arrays and numbers: result dtypes and broadcasting.
import { Dims, NDArray, valuesOf, type NestedArray } from '../array/ndarray.ts';
import { allocateShared, isFloat } from '../dtypes.ts';
import { ValueError } from '../errors.ts';
import type { DType, TypedArray } from '../graphdef.ts';
import { broadcastShapes, elementCount, ShapeError } from '../shapes.ts';

/** What NumPy's functions take. */
export type ArrayLike = NDArray | TypedArray | NestedArray;

/** NumPy's own dtypes for plain values: floats are float64. (There is no int64 here: integers are int32.) */
export function asArray(value: ArrayLike, dtype?: DType): NDArray {
  if (value instanceof NDArray)
    return dtype === undefined || dtype === value.dtype ? value : value.astype(dtype);
  const array = NDArray.from(value, dtype);
  return dtype === undefined && array.dtype === 'float32' && !(value instanceof Float32Array)
    ? NDArray.from(value, 'float64')
    : array;
}

/** The dtype that two operands give; a single number adapts to the array it meets. */
export function resultType(a: NDArray, b: NDArray): DType {
  if (a.dtype === b.dtype) return a.dtype;
  const [scalar, array] =
    a.ndim === 0 && b.ndim > 0 ? [a, b] : b.ndim === 0 && a.ndim > 0 ? [b, a] : [null, a];
  if (scalar !== null && array.dtype !== 'bool' && (isFloat(array.dtype) || !isFloat(scalar.dtype)))
    return array.dtype;
  if (a.dtype === 'bool') return b.dtype;
  if (b.dtype === 'bool') return a.dtype;
  return 'float64';
}

/** f(a, b) value by value; NumPy's broadcasting. @throws ValueError when the shapes do not fit */
export function elementwise(
  x: ArrayLike,
  y: ArrayLike,
  f: (x: number, y: number) => number,
  dtypeOf: (common: DType) => DType = (common) => common,
): NDArray {
  const a = asArray(x);
  const b = asArray(y);
  const shape = commonShape(a, b);
  const dtype = dtypeOf(resultType(a, b));
  const data = allocateShared(dtype, elementCount(shape));
  const from = steps(a.shape, shape);
  const to = steps(b.shape, shape);
  const index = shape.map(() => 0);
  const left = valuesOf(a);
  const right = valuesOf(b);
  let i = 0;
  let j = 0;
  for (let at = 0; at < data.length; at++) {
    data[at] = f(left[i], right[j]);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      i += from[axis];
      j += to[axis];
      if (++index[axis] < shape[axis]) break;
      i -= from[axis] * shape[axis];
      j -= to[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return NDArray.owning({ dtype, shape, data });
}

function commonShape(a: NDArray, b: NDArray): readonly number[] {
  try {
    return broadcastShapes(a.shape, b.shape)!;
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const texts = [a, b].map(({ shape }) => Dims.from1D(shape).toString().replaceAll(' ', ''));
    throw new ValueError(`operands could not be broadcast together with shapes ${texts.join(' ')} `);
  }
}

/** How far the next value along each axis lies; 0 along stretched ones. */
function steps(shape: readonly number[], result: readonly number[]): number[] {
  const strides = result.map(() => 0);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis + result.length - shape.length] = shape[axis] === 1 ? 0 : stride;
    stride *= shape[axis];
  }
  return strides;
}

// Other shapes, other orders, arrays joined: views where NumPy has views.
import { assign } from './assign.ts';
import { FLOAT32, FLOAT64, INT64, promote, type ArrayType } from './dtypes.ts';
import { NumPyError } from './errors.ts';
import { commonType, type Operand } from './binary.ts';
import {
  axesOf,
  axisOf,
  broadcastShapes,
  broadcastStrides,
  requireRank,
  rowMajor,
  shapeText,
  sizeOf,
} from './shapes.ts';
import { allocate, allocateDoubles, StridedArray } from './strided-array.ts';
import { rint } from './unary.ts';
import { walk } from './walk.ts';

/** A view where the strides allow it, else a copy. One length may be −1. @throws NumPyError (ValueError) */
export function reshape(array: StridedArray, ...lengths: number[]): StridedArray {
  requireRank(lengths);
  const unknown = lengths.indexOf(-1);
  const { count } = array;
  const refuse = (): never => {
    throw new NumPyError(
      'ValueError',
      `cannot reshape array of size ${count} into shape ${shapeText(lengths)}`,
    );
  };
  if (lengths.some((d, i) => !Number.isInteger(d) || (d < 0 && i !== unknown))) {
    if (lengths.filter((d) => d === -1).length > 1)
      throw new NumPyError('ValueError', 'can only specify one unknown dimension');
    refuse();
  }
  const shape = lengths.slice();
  if (unknown >= 0) {
    const known = sizeOf(lengths.filter((_, i) => i !== unknown));
    if (known === 0 || count % known !== 0) refuse();
    shape[unknown] = count / known;
  }
  if (sizeOf(shape) !== count) refuse();
  if (array.isContiguous()) return array.view(shape, rowMajor(shape));
  const strides = stridesFor(array, shape);
  return strides === null
    ? StridedArray.of(array.dtype, shape, array.copiedValues())
    : array.view(shape, strides);
}

/** Strides with which the array's own memory has that shape: groups of axes of the same size must lie evenly. */
function stridesFor(array: StridedArray, shape: readonly number[]): number[] | null {
  const from = array.shape
    .map((length, i) => ({ length, stride: array.strides[i] }))
    .filter(({ length }) => length !== 1);
  const strides = new Array<number>(shape.length).fill(1);
  let i = 0;
  for (let j = 0; j < shape.length && i < from.length;) {
    let [have, want, iEnd, jEnd] = [from[i].length, shape[j], i + 1, j + 1];
    while (have !== want) {
      if (have < want) have *= from[iEnd++].length;
      else want *= shape[jEnd++];
    }
    for (let k = i; k < iEnd - 1; k++)
      if (from[k].stride !== from[k + 1].stride * from[k + 1].length) return null;
    let { stride } = from[iEnd - 1];
    for (let k = jEnd - 1; k >= j; k--) {
      strides[k] = stride;
      stride *= shape[k];
    }
    [i, j] = [iEnd, jEnd];
  }
  return strides;
}

/** Axes in another order, in reverse without one. A view. */
export function transpose(array: StridedArray, axes?: string | number | null): StridedArray {
  const reverse = axes === undefined || axes === null;
  const order = reverse ? array.shape.map((_, i) => array.rank - 1 - i) : axesOf(axes, array.rank);
  if (order.length !== array.rank) throw new NumPyError('ValueError', "axes don't match array");
  return array.view(
    order.map((axis) => array.shape[axis]),
    order.map((axis) => array.strides[axis]),
  );
}

/** Without axes of length 1: all of them, or those given. A view. */
export function squeeze(array: StridedArray, axes?: string | number | null): StridedArray {
  const all = axes === undefined || axes === null;
  const dropped = all ? array.shape.flatMap((d, i) => (d === 1 ? [i] : [])) : axesOf(axes, array.rank);
  if (dropped.some((axis) => array.shape[axis] !== 1))
    throw new NumPyError(
      'ValueError',
      'cannot select an axis to squeeze out which has size not equal to one',
    );
  const kept = array.shape.map((_, i) => i).filter((i) => !dropped.includes(i));
  return array.view(
    kept.map((i) => array.shape[i]),
    kept.map((i) => array.strides[i]),
  );
}

/** Read-only in NumPy; here a view, whose writing is up to Python to refuse. */
export function broadcastTo(array: StridedArray, ...shape: number[]): StridedArray {
  let fits = false;
  try {
    fits = String(broadcastShapes(array.shape, shape)) === String(shape);
  } catch (error) {
    if (!(error instanceof NumPyError)) throw error;
  }
  if (!fits)
    throw new NumPyError(
      'ValueError',
      'operands could not be broadcast together with remapped shapes [original->remapped]: ' +
        `${shapeText(array.shape)}  and requested shape ${shapeText(shape)}`,
    );
  return array.view(shape, broadcastStrides(array.shape, array.strides, shape));
}

const commonOf = (arrays: readonly StridedArray[]): ArrayType =>
  arrays.map(({ dtype }) => dtype).reduce(promote);

/** Arrays one behind the other along an axis. @throws NumPyError (ValueError, AxisError) */
export function concatenate(axis: number, ...arrays: StridedArray[]): StridedArray {
  if (arrays.length === 0) throw new NumPyError('ValueError', 'need at least one array to concatenate');
  const [first] = arrays;
  if (first.rank === 0) throw new NumPyError('ValueError', 'zero-dimensional arrays cannot be concatenated');
  const along = axisOf(axis, first.rank);
  arrays.forEach((array, k) => {
    if (array.rank !== first.rank)
      throw new NumPyError(
        'ValueError',
        'all the input array dimensions except for the concatenation axis must match exactly, but the array at index 0 ' +
          `has ${first.rank} dimension(s) and the array at index ${k} has ${array.rank} dimension(s)`,
      );
    array.shape.forEach((d, i) => {
      if (i !== along && d !== first.shape[i])
        throw new NumPyError(
          'ValueError',
          'all the input array dimensions except for the concatenation axis must match exactly, but along ' +
            `dimension ${i}, the array at index 0 has size ${first.shape[i]} and the array at index ${k} has size ${d}`,
        );
    });
  });
  const shape = first.shape.map((d, i) => (i === along ? arrays.reduce((n, a) => n + a.shape[i], 0) : d));
  const result = StridedArray.zeros(commonOf(arrays), shape);
  let at = 0;
  for (const array of arrays) {
    assign(result.view(array.shape, result.strides, at * result.strides[along]), array);
    at += array.shape[along];
  }
  return result;
}

/** x where the condition holds, else y. */
export function where(condition: StridedArray, x: Operand, y: Operand, code = 0): StridedArray {
  const type = commonType(x, y, code);
  const shapes = [condition, x, y].map((a) => (typeof a === 'number' ? [] : a.shape));
  const shape = broadcastShapes(...shapes);
  const result = allocate(type, sizeOf(shape));
  const [a, b] = [x, y].map((v) =>
    typeof v === 'number' ? StridedArray.of(FLOAT64, [], Float64Array.of(v)) : v,
  );
  const sources = [condition, a, b];
  const strides = sources.map((source) => broadcastStrides(source.shape, source.strides, shape));
  walk(
    shape,
    [0, ...sources.map(({ offset }) => offset)],
    [rowMajor(shape), ...strides],
    (count, at, step) => {
      for (let n = 0; n < count; n++)
        result[at[0] + n * step[0]] =
          condition.data[at[1] + n * step[1]] === 0
            ? b.data[at[3] + n * step[3]]
            : a.data[at[2] + n * step[2]];
    },
  );
  return StridedArray.of(type, shape, result);
}

/** Each element so many times along an axis: one number for all, or one for each. */
export function repeat(array: StridedArray, axis: number, times: StridedArray): StridedArray {
  const along = axisOf(axis, array.rank);
  const length = array.shape[along];
  const counts = times.doubles();
  if (counts.length !== 1 && counts.length !== length)
    throw new NumPyError(
      'ValueError',
      `operands could not be broadcast together with shape (${length},) (${counts.length},)`,
    );
  if (counts.some((count) => count < 0))
    throw new NumPyError('ValueError', 'repeats may not contain negative values.');
  const countOf = (i: number): number => counts[counts.length === 1 ? 0 : i];
  let total = 0;
  for (let i = 0; i < length; i++) total += countOf(i);
  const positions = allocateDoubles(total);
  for (let i = 0, o = 0; i < length; o += countOf(i++)) positions.fill(i, o, o + countOf(i));
  return take(array, positions, along);
}

/** Slices along an axis, at positions that exist. */
export function take(array: StridedArray, positions: Float64Array, axis: number): StridedArray {
  const shape = array.shape.map((d, i) => (i === axis ? positions.length : d));
  const result = StridedArray.zeros(array.dtype, shape);
  const [slice, strides] = [array.shape.toSpliced(axis, 1), array.strides.toSpliced(axis, 1)];
  const to = result.strides.toSpliced(axis, 1);
  const { data } = array;
  walk(slice, [array.offset, 0], [strides, to], (count, [i, o], [from, into]) => {
    for (let k = 0; k < positions.length; k++) {
      const [source, target] = [i + positions[k] * array.strides[axis], o + k * result.strides[axis]];
      for (let n = 0; n < count; n++) result.data[target + n * into] = data[source + n * from];
    }
  });
  return result;
}

/** Calls with each line along an axis as doubles, and puts what it returns into a new array. */
function alongAxis(
  array: StridedArray,
  axis: number,
  type: ArrayType,
  f: (line: Float64Array) => ArrayLike<number>,
): StridedArray {
  const along = axisOf(axis, array.rank);
  const values = array.doubles();
  const result = allocate(type, values.length);
  const length = array.shape[along];
  const inner = sizeOf(array.shape.slice(along + 1));
  const line = new Float64Array(length);
  for (let block = 0; block < values.length; block += length * inner)
    for (let j = 0; j < inner; j++) {
      for (let n = 0; n < length; n++) line[n] = values[block + j + n * inner];
      const out = f(line);
      for (let n = 0; n < length; n++) result[block + j + n * inner] = out[n];
    }
  return StridedArray.of(type, array.shape, result);
}

/** NaN comes last. */
export const sort = (array: StridedArray, axis: number): StridedArray =>
  alongAxis(array, axis, array.dtype, (line) => line.toSorted());

const order = (a: number, b: number): number =>
  a < b ? -1 : a > b ? 1 : Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : 0;

function sortedPositions(line: Float64Array): Uint32Array {
  return Uint32Array.from(line, (_, i) => i).toSorted((i, j) => order(line[i], line[j]) || i - j);
}

/** Positions in rising order of value; equal ones stay in order. */
export const argsort = (array: StridedArray, axis: number): StridedArray =>
  alongAxis(array, axis, INT64, sortedPositions);

/** The different values in rising order; where each comes first; which of them each is; how often each occurs. */
export function unique(array: StridedArray): StridedArray[] {
  const values = array.doubles();
  const [found, first, inverse, counts] = [0, 1, 2, 3].map(() => allocateDoubles(values.length));
  let size = 0;
  for (const i of sortedPositions(values)) {
    if (size === 0 || order(values[i], found[size - 1]) !== 0) {
      found[size] = values[i];
      first[size] = i;
      size++;
    }
    counts[size - 1]++;
    inverse[i] = size - 1;
  }
  const integers = (list: Float64Array): StridedArray => StridedArray.of(INT64, [list.length], list);
  return [
    StridedArray.fromDoubles(array.dtype, [size], found.slice(0, size)),
    integers(first.slice(0, size)),
    integers(inverse),
    integers(counts.slice(0, size)),
  ];
}

/** Where each value would have to be put into a rising array, before or behind its equals. */
export function searchSorted(sorted: StridedArray, values: StridedArray, behind: boolean): StridedArray {
  const line = sorted.doubles();
  const result = Float64Array.from(values.doubles(), (value) => {
    let [low, high] = [0, line.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const before = order(line[middle], value);
      if (before < 0 || (behind && before === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  });
  return StridedArray.of(INT64, values.shape, result);
}

/** Rounded to so many decimals as NumPy does: scaled, to the nearest even, scaled back. */
export function round(array: StridedArray, decimals: number): StridedArray {
  if (array.dtype.kind !== 'f' && decimals >= 0) return array.copy();
  const values = array.copiedDoubles();
  const scale = 10 ** Math.abs(decimals);
  const store = array.dtype === FLOAT32 ? Math.fround : (x: number): number => x;
  for (let i = 0; i < values.length; i++) {
    if (decimals === 0) values[i] = rint(values[i]);
    else if (decimals > 0) {
      const scaled = rint(store(values[i] * scale));
      values[i] = Number.isFinite(scaled) ? scaled / scale : values[i];
    } else values[i] = rint(store(values[i] / scale)) * scale;
  }
  return StridedArray.fromDoubles(array.dtype, array.shape, values);
}

/** start, start + step, …: so many. */
export function arange(type: ArrayType, start: number, step: number, count: number): StridedArray {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = start + i * step;
  return StridedArray.fromDoubles(type, [count], values);
}

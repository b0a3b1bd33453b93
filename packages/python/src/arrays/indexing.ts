// a[…]: views where the index is made of integers, slices and new axes; copies where it holds arrays.
import { assign, cast } from './assign.ts';
import { BOOL, INT64, isInteger, type Values } from './dtypes.ts';
import { NumPyError } from './errors.ts';
import { broadcastShapes, broadcastStrides, requireRank, rowMajor, sameShape, sizeOf } from './shapes.ts';
import { allocate, StridedArray } from './strided-array.ts';
import { walk } from './walk.ts';

/** How Python tells the parts of an index, one after the other. */
export const INTEGER = 0;
export const SLICE = 1;
export const NEW_AXIS = 2;
export const ELLIPSIS = 3;
export const ARRAY = 4;

/** A kind, and what belongs to it: an integer; start, stop and step; an array. */
export type IndexPart = number | undefined | null | StridedArray;

/** Python's `slice.indices`, and how many there are. @throws NumPyError (ValueError) for a step of 0 */
export function sliceBounds(
  length: number,
  start: number | null | undefined,
  stop: number | null | undefined,
  step: number | null | undefined,
): { readonly start: number; readonly step: number; readonly count: number } {
  const by = step ?? 1;
  if (by === 0) throw new NumPyError('ValueError', 'slice step cannot be zero');
  const clamp = (value: number | null | undefined, absent: number): number => {
    if (value === null || value === undefined) return absent;
    const at = value < 0 ? value + length : value;
    return by > 0 ? Math.min(Math.max(at, 0), length) : Math.min(Math.max(at, -1), length - 1);
  };
  const first = clamp(start, by > 0 ? 0 : length - 1);
  const end = clamp(stop, by > 0 ? length : -1);
  return { start: first, step: by, count: Math.max(0, Math.ceil((end - first) / by)) };
}

/** @throws NumPyError (IndexError) */
export function integerIndex(index: number, axis: number, length: number): number {
  if (index < -length || index >= length)
    throw new NumPyError(
      'IndexError',
      `index ${index} is out of bounds for axis ${axis} with size ${length}`,
    );
  return index < 0 ? index + length : index;
}

/** Where the parts of an index lead: a view, and arrays of positions along some of its axes. */
interface Selection {
  readonly view: StridedArray;
  readonly arrays: readonly { readonly axis: number; readonly index: StridedArray }[];
  /** Where the axes of the arrays come to stand. */
  readonly at: number;
}

function select(array: StridedArray, parts: readonly IndexPart[]): Selection {
  const shape: number[] = [];
  const strides: number[] = [];
  let { offset } = array;
  let axis = 0;
  const arrays: { axis: number; index: StridedArray }[] = [];
  /** Places of the arrays (and the integers beside them) in the index: together or apart. */
  const places: number[] = [];
  let firstArrayAxis = 0;
  const { used, hasEllipsis, hasArrays } = measure(parts);
  if (used > array.rank)
    throw new NumPyError(
      'IndexError',
      `too many indices for array: array is ${array.rank}-dimensional, but ${used} were indexed`,
    );
  const keep = (count: number): void => {
    for (let i = 0; i < count; i++, axis++) {
      shape.push(array.shape[axis]);
      strides.push(array.strides[axis]);
    }
  };
  const addArray = (index: StridedArray, place: number): void => {
    if (arrays.length === 0) firstArrayAxis = shape.length;
    places.push(place);
    arrays.push({ axis: shape.length, index });
    keep(1);
  };
  let place = 0;
  for (let p = 0; p < parts.length; place++) {
    const kind = parts[p++];
    if (kind === INTEGER) {
      const index = integerIndex(parts[p++] as number, axis, array.shape[axis]);
      if (hasArrays) addArray(StridedArray.of(INT64, [], Float64Array.of(index)), place);
      else offset += index * array.strides[axis++];
    } else if (kind === SLICE) {
      const [start, stop, step] = parts.slice(p, p + 3) as number[];
      p += 3;
      const bounds = sliceBounds(array.shape[axis], start, stop, step);
      if (bounds.count > 0) offset += bounds.start * array.strides[axis];
      shape.push(bounds.count);
      strides.push(bounds.step * array.strides[axis++]);
    } else if (kind === NEW_AXIS) {
      shape.push(1);
      strides.push(0);
    } else if (kind === ELLIPSIS) keep(array.rank - used);
    else {
      const index = parts[p++] as StridedArray;
      if (index.dtype === BOOL) {
        requireMaskShape(index, array.shape, axis);
        if (index.rank === 0) {
          if (arrays.length === 0) firstArrayAxis = shape.length;
          shape.push(1);
          strides.push(0);
          places.push(place);
          arrays.push({ axis: shape.length - 1, index: flatNonzero(index) });
        } else for (const positions of nonzero(index)) addArray(positions, place);
      } else if (isInteger(index.dtype)) addArray(index, place);
      else if (index.count === 0) addArray(StridedArray.zeros(INT64, index.shape), place);
      else throw new NumPyError('IndexError', 'arrays used as indices must be of integer (or boolean) type');
    }
  }
  if (!hasEllipsis) keep(array.rank - axis);
  requireRank(shape);
  const together = places.every((at, i) => i === 0 || at - places[i - 1] <= 1);
  return { view: array.view(shape, strides, offset), arrays, at: together ? firstArrayAxis : 0 };
}

function measure(parts: readonly IndexPart[]): { used: number; hasEllipsis: boolean; hasArrays: boolean } {
  let used = 0;
  let ellipses = 0;
  let hasArrays = false;
  for (let p = 0; p < parts.length;) {
    const kind = parts[p++];
    if (kind === INTEGER) [used, p] = [used + 1, p + 1];
    else if (kind === SLICE) [used, p] = [used + 1, p + 3];
    else if (kind === ELLIPSIS) ellipses++;
    else if (kind === ARRAY) {
      const index = parts[p++] as StridedArray;
      hasArrays = true;
      used += index.dtype === BOOL ? index.rank : 1;
    }
  }
  if (ellipses > 1) throw new NumPyError('IndexError', "an index can only have a single ellipsis ('...')");
  return { used, hasEllipsis: ellipses === 1, hasArrays };
}

function requireMaskShape(mask: StridedArray, shape: readonly number[], axis: number): void {
  mask.shape.forEach((length, i) => {
    if (length !== shape[axis + i])
      throw new NumPyError(
        'IndexError',
        `boolean index did not match indexed array along dimension ${axis + i}; dimension is ${shape[axis + i]} ` +
          `but corresponding boolean dimension is ${length}`,
      );
  });
}

/** Positions, along each axis, of what is not 0. */
export function nonzero(array: StridedArray): StridedArray[] {
  const values = array.values();
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) count++;
  const rank = Math.max(array.rank, 1);
  const shape = array.rank === 0 ? [1] : array.shape;
  const positions = Array.from({ length: rank }, () => new Float64Array(count));
  const strides = rowMajor(shape);
  for (let i = 0, n = 0; i < values.length; i++) {
    if (values[i] === 0) continue;
    for (let axis = 0, rest = i; axis < rank; axis++) {
      const at = Math.floor(rest / strides[axis]);
      positions[axis][n] = at;
      rest -= at * strides[axis];
    }
    n++;
  }
  return positions.map((data) => StridedArray.of(INT64, [count], data));
}

const flatNonzero = (mask: StridedArray): StridedArray => nonzero(mask)[0];

/** Offsets that the arrays of an index lead to, and what is left of the view. */
function offsetsOf({ view, arrays, at }: Selection): {
  readonly indexShape: number[];
  readonly offsets: Float64Array;
  readonly rest: StridedArray;
  readonly at: number;
} {
  let indexShape: number[];
  try {
    indexShape = broadcastShapes(...arrays.map(({ index }) => index.shape));
  } catch (error) {
    if (!(error instanceof NumPyError)) throw error;
    const shapes = arrays
      .map(({ index }) => `(${index.shape.join(',')}${index.rank === 1 ? ',' : ''})`)
      .join(' ');
    throw new NumPyError(
      'IndexError',
      `shape mismatch: indexing arrays could not be broadcast together with shapes ${shapes} `,
    );
  }
  const offsets = new Float64Array(sizeOf(indexShape));
  for (const { axis, index } of arrays) {
    const data = index.values();
    const [length, stride] = [view.shape[axis], view.strides[axis]];
    const strides = [rowMajor(indexShape), broadcastStrides(index.shape, rowMajor(index.shape), indexShape)];
    const isMaskOfScalar = stride === 0 && length === 1;
    walk(indexShape, [0, 0], strides, (count, [o, i], [os, is]) => {
      for (let n = 0; n < count; n++, o += os, i += is)
        offsets[o] += (isMaskOfScalar ? 0 : integerIndex(data[i], axis, length)) * stride;
    });
  }
  const taken = new Set(arrays.map(({ axis }) => axis));
  const left = view.shape.map((_, axis) => axis).filter((axis) => !taken.has(axis));
  const rest = view.view(
    left.map((axis) => view.shape[axis]),
    left.map((axis) => view.strides[axis]),
  );
  return { indexShape, offsets, rest, at };
}

/** The one mask of the array's own shape that an index consists of: by far the most frequent index of arrays. */
function wholeMask(array: StridedArray, parts: readonly IndexPart[]): Values | null {
  if (parts.length !== 2 || parts[0] !== ARRAY || array.rank === 0) return null;
  const mask = parts[1] as StridedArray;
  return mask.dtype === BOOL && sameShape(mask.shape, array.shape) ? mask.values() : null;
}

function masked(array: StridedArray, mask: Values): StridedArray {
  let count = 0;
  for (let i = 0; i < mask.length; i++) count += mask[i];
  const values = array.values();
  const result = allocate(array.dtype, count);
  for (let i = 0, o = 0; i < mask.length; i++) if (mask[i] !== 0) result[o++] = values[i];
  return StridedArray.of(array.dtype, [count], result);
}

/** a[index]. @throws NumPyError (IndexError) */
export function getIndex(array: StridedArray, ...parts: readonly IndexPart[]): StridedArray {
  const mask = wholeMask(array, parts);
  if (mask !== null) return masked(array, mask);
  const selection = select(array, parts);
  if (selection.arrays.length === 0) return selection.view;
  const { indexShape, offsets, rest, at } = offsetsOf(selection);
  const shape = [...rest.shape.slice(0, at), ...indexShape, ...rest.shape.slice(at)];
  const result = allocate(array.dtype, sizeOf(shape));
  const { data } = array;
  forEachSelected(rest, offsets, at, shape, indexShape.length, (from, to) => (result[to] = data[from]));
  return StridedArray.of(array.dtype, shape, result);
}

/** a[index] = value. @throws NumPyError (IndexError, ValueError) */
export function setIndex(
  array: StridedArray,
  value: StridedArray | number,
  ...parts: readonly IndexPart[]
): void {
  const mask = typeof value === 'number' && array.isContiguous() ? wholeMask(array, parts) : null;
  if (mask !== null) {
    const { data, offset } = array;
    const own = cast(value as number, array.dtype);
    for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) data[offset + i] = own;
    array.memory.version++;
    return;
  }
  const selection = select(array, parts);
  if (selection.arrays.length === 0) {
    assign(selection.view, value);
    return;
  }
  const { indexShape, offsets, rest, at } = offsetsOf(selection);
  const shape = [...rest.shape.slice(0, at), ...indexShape, ...rest.shape.slice(at)];
  const values = StridedArray.zeros(array.dtype, shape);
  try {
    assign(values, value);
  } catch (error) {
    if (!(error instanceof NumPyError) || typeof value === 'number') throw error;
    throw new NumPyError('ValueError', setMismatch(parts, value, shape));
  }
  const { data } = array;
  forEachSelected(rest, offsets, at, shape, indexShape.length, (to, from) => (data[to] = values.data[from]));
  array.memory.version++;
}

function setMismatch(parts: readonly IndexPart[], value: StridedArray, shape: readonly number[]): string {
  const single = parts.length === 2 && parts[0] === ARRAY && (parts[1] as StridedArray).dtype === BOOL;
  if (single && value.rank <= 1)
    return `NumPy boolean array indexing assignment cannot assign ${value.count} input values to the ${shape[0]} output values where the mask is true`;
  const text = (dims: readonly number[]): string => `(${dims.join(',')}${dims.length === 1 ? ',' : ''})`;
  return `shape mismatch: value array of shape ${text(value.shape)} could not be broadcast to indexing result of shape ${text(shape)}`;
}

/** Calls with the place in memory and the place in the result, row by row, of each selected element. */
function forEachSelected(
  rest: StridedArray,
  offsets: Float64Array,
  at: number,
  shape: readonly number[],
  indexRank: number,
  visit: (inMemory: number, inResult: number) => void,
): void {
  const strides = rowMajor(shape);
  const restStrides = [...strides.slice(0, at), ...strides.slice(at + indexRank)];
  const perIndex = sizeOf(shape.slice(at + indexRank));
  walk(rest.shape, [rest.offset, 0], [rest.strides, restStrides], (count, [from, to], [step, out]) => {
    for (let k = 0; k < offsets.length; k++)
      for (let n = 0, i = from + offsets[k], o = to + k * perIndex; n < count; n++, i += step, o += out)
        visit(i, o);
  });
}

/** a.take(indices, axis), a[i] for one integer. */
export function elementAt(array: StridedArray, index: number): StridedArray {
  if (array.rank === 0)
    throw new NumPyError(
      'IndexError',
      'too many indices for array: array is 0-dimensional, but 1 were indexed',
    );
  const i = integerIndex(index, 0, array.shape[0]);
  return array.view(array.shape.slice(1), array.strides.slice(1), array.offset + i * array.strides[0]);
}

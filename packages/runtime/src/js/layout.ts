// Where values lie in memory: row-major strides, walks over them, and checks of shapes and axes.
import type { TypedArray } from '@residual/graph';
import { invalidArgument } from '../run-error.ts';
import { countOf, shapeText } from './kernel.ts';

/** More values than this in one tensor is a mistake, not a program. */
const MAX_ELEMENTS = 1 << 28;

export function requireShape(dims: TypedArray): number[] {
  const shape = Array.from(dims);
  const negative = shape.find((d) => d < 0);
  if (negative !== undefined) throw invalidArgument(`Dimension ${negative} must be >= 0`);
  requireCount(shape);
  return shape;
}

export function requireCount(shape: readonly number[]): number {
  const count = countOf(shape);
  if (count > MAX_ELEMENTS)
    throw invalidArgument(
      `A tensor of shape ${shapeText(shape)} has ${count} values; at most ${MAX_ELEMENTS} fit`,
    );
  return count;
}

export function requireAxis(axis: number, rank: number): number {
  if (axis < -rank || axis >= rank) throw invalidArgument(`Axis ${axis} is not in [${-rank}, ${rank})`);
  return axis < 0 ? axis + rank : axis;
}

/** Copies from `data`, whose value at result index i lies at offset + Σ iₖ·strides[k]. */
export function gatherStrided(
  data: TypedArray,
  strides: readonly number[],
  shape: readonly number[],
  out: TypedArray,
  offset = 0,
): void {
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0, at = offset; i < out.length; i++) {
    out[i] = data[at];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

export const stridesOf = (shape: readonly number[]): number[] => {
  const strides = new Array<number>(shape.length);
  for (let axis = shape.length - 1, stride = 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
};

/** Adds values to `out`, result index i going to offset + Σ iₖ·strides[k]. */
export function scatterStrided(
  data: TypedArray,
  strides: readonly number[],
  shape: readonly number[],
  out: TypedArray,
  offset = 0,
): void {
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0, at = offset; i < data.length; i++) {
    out[at] += data[i];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

/** The values of matrix `index` in a stack of matrices of `length` values each. */
export const matrixAt = (data: TypedArray, index: number, length: number): TypedArray =>
  index === 0 && data.length === length ? data : data.subarray(index * length, (index + 1) * length);

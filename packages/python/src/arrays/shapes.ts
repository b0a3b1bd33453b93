// Shapes: their sizes, strides and how they are broadcast.
import { NumPyError } from './errors.ts';

export type Shape = readonly number[];

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i];
  return size;
}

/** NumPy's own limit. */
const MOST_AXES = 32;

/** @throws NumPyError (ValueError) for more axes than arrays have */
export function requireRank(shape: Shape): void {
  if (shape.length > MOST_AXES)
    throw new NumPyError(
      'ValueError',
      `maximum supported dimension for an ndarray is ${MOST_AXES}, found ${shape.length}`,
    );
}

/** As Python writes the tuple. */
export const shapeText = (shape: Shape): string =>
  shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(',')})`;

/** Strides, in elements, of an array that lies row by row. */
export function rowMajor(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= shape[i];
  }
  return strides;
}

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((d, i) => d === b[i]);

/** @throws NumPyError (ValueError) when they do not fit together */
export function broadcastShapes(...shapes: readonly Shape[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes)
    for (let i = 0; i < shape.length; i++) {
      const at = rank - shape.length + i;
      if (shape[i] === 1 || shape[i] === result[at]) continue;
      if (result[at] !== 1)
        throw new NumPyError(
          'ValueError',
          `operands could not be broadcast together with shapes ${shapes.map(shapeText).join(' ')} `,
        );
      result[at] = shape[i];
    }
  return result;
}

/** Strides of an array as it appears in the shape that it is broadcast to. */
export function broadcastStrides(from: Shape, strides: readonly number[], to: Shape): number[] {
  const extra = to.length - from.length;
  return to.map((_, i) => (i < extra || from[i - extra] === 1 ? 0 : strides[i - extra]));
}

/** @throws NumPyError (AxisError) unless it is an axis of an array of that rank */
export function axisOf(axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new NumPyError('AxisError', `axis ${axis} is out of bounds for array of dimension ${rank}`);
  return axis < 0 ? axis + rank : axis;
}

/** Axes as Python gives them: none for all, one, or several as text. */
export type Axes = number | string | undefined | null;

export function axesOf(axes: Axes, rank: number): number[] {
  if (axes === undefined || axes === null) return Array.from({ length: rank }, (_, i) => i);
  const list = typeof axes === 'number' ? [axes] : axes === '' ? [] : axes.split(',').map(Number);
  const result = list.map((axis) => axisOf(axis, rank));
  if (new Set(result).size < result.length) throw new NumPyError('ValueError', "duplicate value in 'axis'");
  return result;
}

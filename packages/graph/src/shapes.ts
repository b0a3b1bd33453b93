// Algebra of static shapes: null is unknown rank, -1 an unknown dimension.
import type { Shape } from './graphdef.ts';

/** A mismatch found by a shape rule; the graph adds the op's name and its inputs to the message. */
export class ShapeError extends Error {}

export const UNKNOWN = -1;

export const isFullyDefined = (shape: Shape): shape is readonly number[] =>
  shape !== null && shape.every((d) => d >= 0);

/** Number of values of a fully defined shape; 1 for a scalar. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

export const unknownOfRank = (rank: number): Shape => Array.from({ length: rank }, () => UNKNOWN);

export const sameShape = (a: Shape, b: Shape): boolean =>
  a === b || (a !== null && b !== null && a.length === b.length && a.every((d, i) => d === b[i]));

/** Whether some concrete shape fits both. */
export const isCompatible = (a: Shape, b: Shape): boolean =>
  a === null ||
  b === null ||
  (a.length === b.length && a.every((d, i) => d === UNKNOWN || b[i] === UNKNOWN || d === b[i]));

/** `(2, ?)`, `<unknown>`: how tensors print their shapes. One dimension keeps Python's comma: `(3,)`. */
export function formatShape(shape: Shape): string {
  if (shape === null) return '<unknown>';
  const dims = shape.map((d) => (d === UNKNOWN ? '?' : String(d)));
  return dims.length === 1 ? `(${dims[0]},)` : `(${dims.join(', ')})`;
}

/** `[2,?]`, `?`: how the messages of shape rules write them. */
export const formatPartialShape = (shape: Shape): string =>
  shape === null ? '?' : `[${shape.map((d) => (d === UNKNOWN ? '?' : d)).join(',')}]`;

export function requireRank(shape: Shape, rank: number): readonly number[] {
  if (shape === null) return unknownOfRank(rank)!;
  if (shape.length !== rank) throw new ShapeError(`Shape must be rank ${rank} but is rank ${shape.length}`);
  return shape;
}

export function requireAtLeastRank(shape: Shape, rank: number): Shape {
  if (shape !== null && shape.length < rank)
    throw new ShapeError(`Shape must be at least rank ${rank} but is rank ${shape.length}`);
  return shape;
}

export function requireAtMostRank(shape: Shape, rank: number): Shape {
  if (shape !== null && shape.length > rank)
    throw new ShapeError(`Shape must be at most rank ${rank} but is rank ${shape.length}`);
  return shape;
}

export function mergeDims(a: number, b: number): number {
  if (a === UNKNOWN) return b;
  if (b !== UNKNOWN && a !== b) throw new ShapeError(`Dimensions must be equal, but are ${a} and ${b}`);
  return a;
}

/** A dimension that must be `wanted`. */
export function requireDim(dim: number, wanted: number): number {
  if (dim !== UNKNOWN && dim !== wanted) throw new ShapeError(`Dimension must be ${wanted} but is ${dim}`);
  return wanted;
}

/** What both shapes say together. */
export function mergeShapes(a: Shape, b: Shape): Shape {
  if (a === null) return b;
  if (b === null) return a;
  if (a.length !== b.length)
    throw new ShapeError(`Shapes must be equal rank, but are ${a.length} and ${b.length}`);
  return a.map((d, i) => {
    if (d !== UNKNOWN && b[i] !== UNKNOWN && d !== b[i])
      throw new ShapeError(
        `Dimension ${i} in both shapes must be equal, but are ${d} and ${b[i]}. ` +
          `Shapes are ${formatPartialShape(a)} and ${formatPartialShape(b)}.`,
      );
    return d === UNKNOWN ? b[i] : d;
  });
}

/** As mergeShapes; `context` tells more of a mismatch. */
export function mergeInContext(a: Shape, b: Shape, context: string): Shape {
  try {
    return mergeShapes(a, b);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new ShapeError(`${error.message}\n\t${context}`);
  }
}

/** Shape of an element-wise result: trailing dimensions are matched, 1 stretches (NumPy's rule). */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  if (a === null || b === null) return null;
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (x === UNKNOWN || y === UNKNOWN) {
      // A known dimension above 1 decides: the other is that or 1.
      if (x > 1) return x;
      if (y > 1) return y;
      if (x === 1) return y;
      return y === 1 ? x : UNKNOWN;
    }
    if (x === 1) return y;
    if (y === 1 || x === y) return x;
    throw new ShapeError(`Dimensions must be equal, but are ${x} and ${y}`);
  });
}

// A static shape as programs see it: prints as TensorFlow prints it, iterates over its dimensions.
import { formatPrint } from './array/print.ts';
import { ValueError } from './errors.ts';
import type { Shape } from './graphdef.ts';
import {
  elementCount,
  formatShape,
  isCompatible,
  isFullyDefined,
  mergeShapes,
  sameShape,
  ShapeError,
  UNKNOWN,
  unknownOfRank,
} from './shapes.ts';

/** Dimensions with null (or -1) for each unknown one; null when not even their number is known. */
export type ShapeLike = TensorShape | readonly (number | null)[] | null;

/** The form that the rest of the library uses. */
export function toShape(shape: ShapeLike): Shape {
  if (shape === null) return null;
  return shape instanceof TensorShape ? shape.toShape() : shape.map((d) => d ?? UNKNOWN);
}

export class TensorShape implements Iterable<number | null> {
  /** A dimension, null if it is not known. */
  readonly [axis: number]: number | null;
  readonly #shape: Shape;

  constructor(shape: ShapeLike) {
    this.#shape = toShape(shape);
    this.#shape?.forEach((d, axis) =>
      Object.defineProperty(this, axis, { value: d === UNKNOWN ? null : d, enumerable: true }),
    );
  }

  /** Number of dimensions. @throws ValueError if it is not known */
  get length(): number {
    return this.asList().length;
  }

  /** Number of dimensions; null if unknown. */
  get ndims(): number | null {
    return this.#shape === null ? null : this.#shape.length;
  }

  /** Dimensions, null for each unknown one. @throws ValueError if not even their number is known */
  asList(): (number | null)[] {
    if (this.#shape === null) throw new ValueError('as_list() is not defined on an unknown TensorShape.');
    return this.#shape.map((d) => (d === UNKNOWN ? null : d));
  }

  at(axis: number): number | null {
    return this.asList().at(axis) ?? null;
  }

  slice(start?: number, end?: number): TensorShape {
    return new TensorShape(this.asList().slice(start, end));
  }

  /** Number of values; null if it is not known. */
  numElements(): number | null {
    return isFullyDefined(this.#shape) ? elementCount(this.#shape) : null;
  }

  isFullyDefined(): boolean {
    return isFullyDefined(this.#shape);
  }

  /** Whether some concrete shape fits both. */
  isCompatibleWith(other: ShapeLike): boolean {
    return isCompatible(this.#shape, toShape(other));
  }

  equals(other: ShapeLike): boolean {
    return sameShape(this.#shape, toShape(other));
  }

  /** What both say together. @throws ValueError if they contradict each other */
  mergeWith(other: ShapeLike): TensorShape {
    try {
      return new TensorShape(mergeShapes(this.#shape, toShape(other)));
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      throw new ValueError(`Shapes ${this.toString()} and ${formatShape(toShape(other))} are not compatible`);
    }
  }

  /** The dimensions of this, then those of the other. */
  concatenate(other: ShapeLike): TensorShape {
    const more = toShape(other);
    return new TensorShape(this.#shape === null || more === null ? null : [...this.#shape, ...more]);
  }

  /** @throws ValueError */
  assertIsCompatibleWith(other: ShapeLike): void {
    if (!this.isCompatibleWith(other))
      throw new ValueError(`Shapes ${this.toString()} and ${formatPrint(other)} are incompatible`);
  }

  /** @throws ValueError */
  assertHasRank(rank: number): void {
    if (this.ndims !== null && this.ndims !== rank)
      throw new ValueError(`Shape ${this.toString()} must have rank ${rank}`);
  }

  /** @throws ValueError */
  assertSameRank(other: ShapeLike): void {
    const shape = new TensorShape(other);
    if (this.ndims !== null && shape.ndims !== null && this.ndims !== shape.ndims)
      throw new ValueError(`Shapes ${this.toString()} and ${shape.toString()} must have the same rank`);
  }

  /** @throws ValueError */
  assertIsFullyDefined(): void {
    if (!this.isFullyDefined()) throw new ValueError(`Shape ${this.toString()} is not fully defined`);
  }

  /** The same with that many dimensions. @throws ValueError if it has others */
  withRank(rank: number): TensorShape {
    this.assertHasRank(rank);
    return this.#shape === null ? new TensorShape(unknownOfRank(rank)) : this;
  }

  /** @throws ValueError */
  withRankAtLeast(rank: number): TensorShape {
    if (this.ndims !== null && this.ndims < rank)
      throw new ValueError(`Shape ${this.toString()} must have rank at least ${rank}`);
    return this;
  }

  /** @throws ValueError */
  withRankAtMost(rank: number): TensorShape {
    if (this.ndims !== null && this.ndims > rank)
      throw new ValueError(`Shape ${this.toString()} must have rank at most ${rank}`);
    return this;
  }

  /** The raw form, for other functions of this library. */
  toShape(): Shape {
    return this.#shape;
  }

  [Symbol.iterator](): Iterator<number | null> {
    return this.asList()[Symbol.iterator]();
  }

  toString(): string {
    return formatShape(this.#shape);
  }

  repr(): string {
    if (this.#shape === null) return 'TensorShape(None)';
    const dims = this.asList().map((d) => `Dimension(${d === null ? 'None' : d})`);
    return `TensorShape([${dims.join(', ')}])`;
  }
}

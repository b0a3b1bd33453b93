// Variables as kernels see them.
import type { Shape, TensorValue } from '@residual/graph';
import { RunError } from './run-error.ts';

export interface Variables {
  /** What the graph says of a variable's shape. */
  declaredShape(name: string): Shape;
  isInitialized(name: string): boolean;
  find(name: string): TensorValue | null;
  /** @throws RunError if nothing was ever assigned */
  read(name: string): TensorValue;
  /** Takes the value over; the caller must not write to it any more. */
  write(name: string, value: TensorValue): void;
}

export const uninitialized = (name: string): RunError =>
  new RunError('FailedPreconditionError', `Attempting to use uninitialized value ${name}`);

/**
 * Values are never changed in place: a write stores another array, so whoever has read the old one keeps it unchanged.
 */
export class VariableStore implements Variables {
  readonly #values = new Map<string, TensorValue>();
  readonly #shapes = new Map<string, Shape>();

  declare(name: string, shape: Shape): void {
    this.#shapes.set(name, shape);
  }

  declaredShape(name: string): Shape {
    return this.#shapes.get(name) ?? null;
  }

  isInitialized(name: string): boolean {
    return this.#values.has(name);
  }

  find(name: string): TensorValue | null {
    return this.#values.get(name) ?? null;
  }

  read(name: string): TensorValue {
    const value = this.#values.get(name);
    if (value === undefined) throw uninitialized(name);
    return value;
  }

  write(name: string, value: TensorValue): void {
    this.#values.set(name, value);
  }

  clear(): void {
    this.#values.clear();
  }
}

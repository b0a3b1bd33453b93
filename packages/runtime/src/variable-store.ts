// The variables of one session. A value, once stored, is never written to: an assignment stores another array, so
// whoever has read the old one keeps it unchanged.
import type { Shape, TensorValue } from '@residual/graph';
import { RunError } from './run-error.ts';

export class VariableStore {
  readonly #values = new Map<string, TensorValue>();
  readonly #shapes = new Map<string, Shape>();

  /** What the graph says of a variable's shape. */
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

  /** @throws RunError if nothing was ever assigned */
  read(name: string): TensorValue {
    const value = this.#values.get(name);
    if (value === undefined)
      throw new RunError('FailedPreconditionError', `Attempting to use uninitialized value ${name}`);
    return value;
  }

  /** Takes the value over; the caller must not write to it any more. */
  write(name: string, value: TensorValue): void {
    this.#values.set(name, value);
  }

  names(): string[] {
    return [...this.#values.keys()];
  }

  clear(): void {
    this.#values.clear();
  }
}

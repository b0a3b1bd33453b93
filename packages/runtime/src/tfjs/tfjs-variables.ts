import { isCompatible, type Shape, type TensorValue } from '@residual/graph';
import { VariableStore, type Variables } from '../variable-store.ts';
import { DeviceTensor } from './device-tensor.ts';

/** Variables of which some lie with tfjs; those it gives back when they are overwritten. */
export class TfjsVariables implements Variables {
  readonly #store = new VariableStore();
  /** Those that lie with tfjs. */
  readonly #held = new Map<string, DeviceTensor>();

  declare(name: string, shape: Shape): void {
    this.#store.declare(name, shape);
  }

  declaredShape(name: string): Shape {
    return this.#store.declaredShape(name);
  }

  fits(name: string, shape: readonly number[]): boolean {
    return isCompatible(this.#store.declaredShape(name), shape);
  }

  isInitialized(name: string): boolean {
    return this.#store.isInitialized(name);
  }

  find(name: string): TensorValue | null {
    return this.#store.find(name);
  }

  read(name: string): TensorValue {
    return this.#store.read(name);
  }

  /** A tensor must be one that outlives the run, and nobody else's. */
  write(name: string, value: TensorValue): void {
    this.#store.write(name, value);
    this.#held.get(name)?.tensor.dispose();
    this.#held.delete(name);
    if (value instanceof DeviceTensor) this.#held.set(name, value);
  }

  clear(): void {
    for (const { tensor } of this.#held.values()) tensor.dispose();
    this.#held.clear();
    this.#store.clear();
  }
}

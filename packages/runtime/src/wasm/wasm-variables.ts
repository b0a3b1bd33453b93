// The variables of a session. One whose shape the graph knows has a place in the memory, where runs update it; any
// other is kept as the array that was last assigned.
import { isFullyDefined, type DType, type Shape, type TensorValue } from '@residual/graph';
import type { Dimensions } from '../backend.ts';
import { uninitialized, type Variables } from '../variable-store.ts';
import type { Address, Heap } from './heap.ts';

interface Placed {
  readonly dtype: DType;
  readonly shape: Dimensions;
  readonly length: number;
  readonly address: Address;
  initialized: boolean;
}

export class WasmVariables implements Variables {
  readonly #heap: Heap;
  readonly #shapes = new Map<string, Shape>();
  readonly #placed = new Map<string, Placed>();
  readonly #values = new Map<string, TensorValue>();

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  declare(name: string, dtype: DType, shape: Shape): void {
    if (this.#shapes.has(name)) return;
    if (!isFullyDefined(shape)) {
      this.#shapes.set(name, shape);
      return;
    }
    const length = shape.reduce((count, d) => count * d, 1);
    const bytes = length * (dtype === 'float64' ? 8 : dtype === 'bool' ? 1 : 4);
    const address = this.#heap.allocate(bytes);
    this.#shapes.set(name, shape);
    this.#placed.set(name, { dtype, shape, length, address, initialized: false });
    const value = this.#values.get(name);
    this.#values.delete(name);
    if (value !== undefined) this.write(name, value);
  }

  /** Of a variable whose shape the graph knows. */
  addressOf(name: string): Address {
    return this.#placed.get(name)!.address;
  }

  declaredShape(name: string): Shape {
    return this.#shapes.get(name) ?? null;
  }

  isInitialized(name: string): boolean {
    return this.#placed.get(name)?.initialized ?? this.#values.has(name);
  }

  markInitialized(name: string): void {
    this.#placed.get(name)!.initialized = true;
  }

  /** A view: good until the next run. */
  find(name: string): TensorValue | null {
    const placed = this.#placed.get(name);
    if (placed === undefined) return this.#values.get(name) ?? null;
    const { dtype, shape, address, length, initialized } = placed;
    return initialized ? { dtype, shape, data: this.#heap.view(dtype, address, length) } : null;
  }

  read(name: string): TensorValue {
    const value = this.find(name);
    if (value === null) throw uninitialized(name);
    return value;
  }

  write(name: string, value: TensorValue): void {
    const placed = this.#placed.get(name);
    if (placed === undefined) {
      this.#values.set(name, value);
      return;
    }
    this.#heap.write(value.data, placed.address);
    placed.initialized = true;
  }

  clear(): void {
    this.#values.clear();
    this.#placed.clear();
  }
}

// The variables of a session. A value is on the device, on the host, or on both; it moves when the other side needs
// it, and a write makes the other side's copy stale.
import { DTYPE, type DType, type Shape, type TensorValue } from '@residual/graph';
import type { Dimensions } from '../backend.ts';
import { uninitialized, type Variables } from '../variable-store.ts';
import type { Address, Block } from './device-memory.ts';
import type { Device } from './device.ts';
import { bytesOf } from './staging.ts';
import { countOf } from '../js/kernel.ts';

interface DeviceVariable {
  block: Block | null;
  /** Of the present value; null if there is none. */
  type: { readonly dtype: DType; readonly shape: Dimensions } | null;
  isOnDevice: boolean;
  host: TensorValue | null;
}

export class DeviceVariables implements Variables {
  readonly #device: Device;
  readonly #variables = new Map<string, DeviceVariable>();
  readonly #declared = new Map<string, Shape>();

  constructor(device: Device) {
    this.#device = device;
  }

  declare(name: string, shape: Shape): void {
    this.#declared.set(name, shape);
  }

  declaredShape(name: string): Shape {
    return this.#declared.get(name) ?? null;
  }

  isInitialized(name: string): boolean {
    return this.#variables.get(name)?.type != null;
  }

  find(name: string): TensorValue | null {
    const variable = this.#variables.get(name);
    if (variable?.type == null) return null;
    const { dtype, shape } = variable.type;
    const bytes = countOf(shape) * DTYPE[dtype].bytes;
    variable.host ??= {
      dtype,
      shape,
      data: this.#device.staging.read(variable.block!.address, dtype, bytes),
    };
    return variable.host;
  }

  read(name: string): TensorValue {
    const value = this.find(name);
    if (value === null) throw uninitialized(name);
    return value;
  }

  write(name: string, value: TensorValue): void {
    const variable = this.#get(name);
    variable.type = { dtype: value.dtype, shape: value.shape };
    variable.host = value;
    variable.isOnDevice = false;
  }

  /** Where the present value is on the device. It must have one. */
  address(name: string): Address {
    const variable = this.#get(name);
    const { dtype, shape } = variable.type!;
    const block = this.#room(variable, countOf(shape) * DTYPE[dtype].bytes);
    if (!variable.isOnDevice) {
      this.#device.staging.write(block.address, bytesOf(variable.host!.data));
      variable.isOnDevice = true;
    }
    return block.address;
  }

  /** Where a kernel may put a value; a present one of the same size stays there until then. */
  addressToWrite(name: string, dtype: DType, shape: Dimensions): Address {
    const variable = this.#get(name);
    if (variable.type !== null && variable.block !== null && !variable.isOnDevice) this.address(name);
    return this.#room(variable, countOf(shape) * DTYPE[dtype].bytes).address;
  }

  /** A kernel has put a value where it was told to. */
  wroteOnDevice(name: string, dtype: DType, shape: Dimensions): void {
    const variable = this.#get(name);
    variable.type = { dtype, shape };
    variable.host = null;
    variable.isOnDevice = true;
  }

  clear(): void {
    for (const { block } of this.#variables.values()) if (block !== null) this.#device.memory.free(block);
    this.#variables.clear();
  }

  #get(name: string): DeviceVariable {
    let variable = this.#variables.get(name);
    if (variable === undefined) {
      variable = { block: null, type: null, isOnDevice: false, host: null };
      this.#variables.set(name, variable);
    }
    return variable;
  }

  #room(variable: DeviceVariable, bytes: number): Block {
    if (variable.block !== null && variable.block.bytes >= bytes) return variable.block;
    const block = this.#device.memory.allocate(bytes);
    if (variable.block !== null) this.#device.memory.free(variable.block);
    return (variable.block = block);
  }
}

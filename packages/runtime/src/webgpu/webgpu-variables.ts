// The variables of a session: on the host, on the device, or on both, wherever they were last written or wanted.
import type { Shape, TensorValue } from '@residual/graph';
import { uninitialized, type Variables } from '../variable-store.ts';
import type { DeviceLink } from './device-link.ts';
import { download, upload } from './device-values.ts';

interface Variable {
  readonly shape: Shape;
  /** Null where only the device has the present value, or nobody. */
  host: TensorValue | null;
  device: { readonly buffer: number; readonly shape: readonly number[]; fresh: boolean } | null;
}

export class WebgpuVariables implements Variables {
  readonly #link: DeviceLink;
  readonly #variables = new Map<string, Variable>();

  constructor(link: DeviceLink) {
    this.#link = link;
  }

  declare(name: string, shape: Shape): void {
    if (!this.#variables.has(name)) this.#variables.set(name, { shape, host: null, device: null });
  }

  declaredShape(name: string): Shape {
    return this.#variables.get(name)?.shape ?? null;
  }

  isInitialized(name: string): boolean {
    const variable = this.#variables.get(name);
    return variable !== undefined && (variable.host !== null || variable.device?.fresh === true);
  }

  find(name: string): TensorValue | null {
    const variable = this.#variables.get(name);
    if (variable === undefined) return null;
    const { device } = variable;
    if (variable.host === null && device?.fresh === true)
      variable.host = download(this.#link, device.buffer, 'float32', device.shape);
    return variable.host;
  }

  read(name: string): TensorValue {
    const value = this.find(name);
    if (value === null) throw uninitialized(name);
    return value;
  }

  write(name: string, value: TensorValue): void {
    this.declare(name, null);
    const variable = this.#variables.get(name)!;
    variable.host = value;
    if (variable.device !== null) variable.device.fresh = false;
  }

  /** Where the device has its present value. Only float32 variables lie there. */
  bufferToRead(name: string, shape: readonly number[]): number {
    const device = this.#place(name, shape);
    if (!device.fresh) {
      upload(this.#link, device.buffer, this.read(name));
      device.fresh = true;
    }
    return device.buffer;
  }

  /** Where the device is to write its next value: from now on that is its value. */
  bufferToWrite(name: string, shape: readonly number[]): number {
    const device = this.#place(name, shape);
    device.fresh = true;
    this.#variables.get(name)!.host = null;
    return device.buffer;
  }

  clear(): void {
    for (const { device } of this.#variables.values())
      if (device !== null) this.#link.send({ type: 'destroy', buffer: device.buffer });
    this.#variables.clear();
  }

  #place(name: string, shape: readonly number[]): NonNullable<Variable['device']> {
    const variable = this.#variables.get(name)!;
    variable.device ??= {
      buffer: this.#link.create(4 * shape.reduce((n, d) => n * d, 1)),
      shape,
      fresh: false,
    };
    return variable.device;
  }
}

// Values on their way to the device and back: there each has 4 bytes.
import { allocateShared, type DType, type TensorValue, type TypedArray } from '@residual/graph';
import { countOf } from '../js/kernel.ts';
import type { DeviceLink } from './device-link.ts';

export function upload(link: DeviceLink, buffer: number, { dtype, data }: TensorValue): void {
  const values = dtype === 'bool' ? Uint32Array.from(data) : data;
  link.write(buffer, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** Waits. */
export function download(
  link: DeviceLink,
  buffer: number,
  dtype: DType,
  shape: readonly number[],
): TensorValue {
  const length = countOf(shape);
  const data: TypedArray = allocateShared(dtype, length);
  if (length > 0) {
    const { buffer: bytes, byteOffset } = link.read(buffer, 4 * length);
    data.set(
      dtype === 'bool'
        ? new Uint32Array(bytes, byteOffset, length)
        : new Float32Array(bytes, byteOffset, length),
    );
  }
  return { dtype, shape, data };
}

// What cuBLAS itself takes for a product, with nothing of ours around it and its usual math mode (no TF32 either): the
// limit for the backend's own.
import { Device } from './device.ts';
import { outHandle } from './native/bind.ts';
import { loadCuda } from './open-cuda-backend.ts';

const REPEATS = 10;

/** Seconds for n × n times n × n, the mean of ten after two to warm up, by the device's own clock. */
export function cublasAlone(dtype: 'float32' | 'float64', n: number): number {
  const { api, reason } = loadCuda({});
  if (api === null) throw new Error(reason);
  const device = new Device(api, { ordinal: 0 });
  const { driver, cublas } = api;
  const values = dtype === 'float32' ? new Float32Array(n * n) : new Float64Array(n * n);
  // Zeros would need less power, and be done sooner.
  for (let i = 0; i < values.length; i++) values[i] = Math.sin(i);
  const one = dtype === 'float32' ? Float32Array.of(1) : Float64Array.of(1);
  const zero = dtype === 'float32' ? Float32Array.of(0) : Float64Array.of(0);
  const [a, b, c] = [0, 1, 2].map(() => device.memory.allocate(values.byteLength));
  for (const { address } of [a, b]) device.staging.write(address, new Uint8Array(values.buffer));
  const gemm = dtype === 'float32' ? cublas.cublasSgemm_v2 : cublas.cublasDgemm_v2;
  const multiply = (): void =>
    gemm(device.cublas, 0, 0, n, n, n, one, b.address, n, a.address, n, zero, c.address, n);
  const [start, end] = [0, 1].map(() => outHandle((cell) => driver.cuEventCreate(cell, 0)));
  multiply();
  multiply();
  driver.cuEventRecord(start, device.stream);
  for (let i = 0; i < REPEATS; i++) multiply();
  driver.cuEventRecord(end, device.stream);
  driver.cuEventSynchronize(end);
  const milliseconds = new Float32Array(1);
  driver.cuEventElapsedTime(milliseconds, start, end);
  for (const event of [start, end]) driver.cuEventDestroy_v2(event);
  for (const block of [a, b, c]) device.memory.free(block);
  device.close();
  return milliseconds[0] / 1000 / REPEATS;
}

// The default backend: kernels written as WebAssembly with SIMD when a plan is compiled, for one thread. What has no
// kernel here is done by the reference kernels, on views of the same memory.
import { CPU_DEVICE } from '@residual/graph';
import type { Backend } from '../backend.ts';
import { WasmSession } from './wasm-session.ts';

export interface WasmBackendOptions {
  /** That a session's memory may grow to. */
  readonly mostBytes?: number;
}

const MOST_BYTES = 2 ** 32 - 2 ** 16;

export const createWasmBackend = ({ mostBytes = MOST_BYTES }: WasmBackendOptions = {}): Backend => ({
  name: 'wasm',
  dtypes: ['float32', 'float64', 'int32', 'bool'],
  devices: [CPU_DEVICE],
  openSession: () => new WasmSession(mostBytes),
});

export const wasmBackend: Backend = createWasmBackend();

// The default backend: kernels written as WebAssembly with SIMD when a plan is compiled, for one thread unless told. What has no
// kernel here is done by the reference kernels, on views of the same memory.
import { CPU_DEVICE } from '@residual/graph';
import type { Backend } from '../backend.ts';
import { WasmSession } from './wasm-session.ts';

export interface WasmBackendOptions {
  /** That a session's memory may grow to. */
  readonly mostBytes?: number;
  /** That share large products of matrices; 1 unless given. They die with their session, so it should be closed. */
  readonly threads?: number;
}

const MOST_BYTES = 2 ** 32 - 2 ** 16;

export const createWasmBackend = ({
  mostBytes = MOST_BYTES,
  threads = 1,
}: WasmBackendOptions = {}): Backend => ({
  name: 'wasm',
  dtypes: ['float32', 'float64', 'int32', 'bool'],
  devices: [CPU_DEVICE],
  openSession: () => new WasmSession(mostBytes, threads),
});

export const wasmBackend: Backend = createWasmBackend();

// Matrix products by cuBLAS. It takes matrices column by column; a row-major matrix is its own transpose there, so
// that C = A·B is asked for as Cᵀ = Bᵀ·Aᵀ and nothing is turned round.
import type { DType } from '@residual/graph';
import type { MatmulKernel } from '../compiler/program.ts';
import type { Device } from './device.ts';
import { MATH_MODE, OP } from './native/cublas.ts';
import type { DeviceStep } from './step.ts';

const FACTORS = {
  float32: [Float32Array.of(1), Float32Array.of(0)],
  float64: [Float64Array.of(1), Float64Array.of(0)],
} as const;

/** @param dtype float32 or float64 */
export function matmulStep(kernel: MatmulKernel, dtype: DType, device: Device): DeviceStep {
  if (dtype !== 'float32' && dtype !== 'float64') throw new TypeError(`No matrix products of ${dtype}`);
  const { m, k, n, batch, transposeA, transposeB } = kernel;
  const { cublas: handle, stream } = device;
  const { cublas, driver } = device.api;
  const [one, zero] = FACTORS[dtype];
  const [gemm, gemmBatched, gemv] =
    dtype === 'float32'
      ? [cublas.cublasSgemm_v2, cublas.cublasSgemmStridedBatched, cublas.cublasSgemv_v2]
      : [cublas.cublasDgemm_v2, cublas.cublasDgemmStridedBatched, cublas.cublasDgemv_v2];
  const bytes = batch * m * n * one.BYTES_PER_ELEMENT;
  const opA = transposeA ? OP.transpose : OP.none;
  const opB = transposeB ? OP.transpose : OP.none;
  const lda = transposeA ? m : k;
  const ldb = transposeB ? k : n;
  let a = 0;
  let b = 0;
  let c = 0;
  return {
    kind: 'device',
    nodes: kernel.nodes,
    reads: [kernel.a, kernel.b],
    writes: [kernel.output],
    isReplayable: true,
    bind(address) {
      a = address(kernel.a);
      b = address(kernel.b);
      c = address(kernel.output);
    },
    enqueue() {
      if (bytes === 0) return;
      cublas.cublasSetMathMode(handle, MATH_MODE[dtype]);
      if (k === 0) driver.cuMemsetD8Async(c, 0, bytes, stream);
      else if (batch > 1)
        gemmBatched(handle, opB, opA, n, m, k, one, b, ldb, k * n, a, lda, m * k, zero, c, n, m * n, batch);
      else if (n === 1)
        // A column is a vector however it lies; A, seen column by column, is its transpose.
        gemv(
          handle,
          transposeA ? OP.none : OP.transpose,
          lda,
          transposeA ? k : m,
          one,
          a,
          lda,
          b,
          1,
          zero,
          c,
          1,
        );
      else gemm(handle, opB, opA, n, m, k, one, b, ldb, a, lda, zero, c, n);
    },
    free() {},
  };
}

// cuBLAS, as far as it is used: https://docs.nvidia.com/cuda/cublas
import { bind, type Bound, type NativeLibrary, type Prototypes } from './bind.ts';

/** handle, transA, transB, m, n, k, alpha, A, lda, B, ldb, beta, C, ldc */
// prettier-ignore
const GEMM = [
  'handle', 'int', 'int', 'int', 'int', 'int',
  'host', 'handle', 'int', 'handle', 'int', 'host', 'handle', 'int',
] as const;
/** … each matrix followed by the distance from one of its stack to the next, and the number of them at the end. */
// prettier-ignore
const GEMM_STRIDED_BATCHED = [
  'handle', 'int', 'int', 'int', 'int', 'int',
  'host', 'handle', 'int', 'int64', 'handle', 'int', 'int64', 'host', 'handle', 'int', 'int64', 'int',
] as const;
/** handle, trans, m, n, alpha, A, lda, x, incx, beta, y, incy */
// prettier-ignore
const GEMV = ['handle', 'int', 'int', 'int', 'host', 'handle', 'int', 'handle', 'int', 'host', 'handle', 'int'] as const;
/** handle, side, uplo, trans, diag, m, n, alpha, A, lda, B, ldb */
// prettier-ignore
const TRSM = ['handle', 'int', 'int', 'int', 'int', 'int', 'int', 'host', 'handle', 'int', 'handle', 'int'] as const;

const PROTOTYPES = {
  cublasCreate_v2: ['host'],
  cublasDestroy_v2: ['handle'],
  cublasSetStream_v2: ['handle', 'handle'],
  cublasSetMathMode: ['handle', 'int'],
  cublasSetWorkspace_v2: ['handle', 'handle', 'size'],
  cublasGetProperty: ['int', 'host'],
  cublasSgemm_v2: GEMM,
  cublasDgemm_v2: GEMM,
  cublasSgemmStridedBatched: GEMM_STRIDED_BATCHED,
  cublasDgemmStridedBatched: GEMM_STRIDED_BATCHED,
  cublasSgemv_v2: GEMV,
  cublasDgemv_v2: GEMV,
  cublasStrsm_v2: TRSM,
  cublasDtrsm_v2: TRSM,
} as const satisfies Prototypes;

export type Cublas = Bound<typeof PROTOTYPES>;

/**
 * float32: CUBLAS_PEDANTIC_MATH, whatever the environment asks for never in TF32. float64: CUBLAS_DEFAULT_MATH, since
 * tensor cores do float64 in full.
 */
export const MATH_MODE = { float32: 2, float64: 0 } as const;
export const OP = { none: 0, transpose: 1 } as const;
export const FILL = { lower: 0, upper: 1 } as const;
export const SIDE = { left: 0, right: 1 } as const;

const STATUS: Readonly<Record<number, string>> = {
  1: 'CUBLAS_STATUS_NOT_INITIALIZED',
  3: 'CUBLAS_STATUS_ALLOC_FAILED',
  7: 'CUBLAS_STATUS_INVALID_VALUE',
  8: 'CUBLAS_STATUS_ARCH_MISMATCH',
  11: 'CUBLAS_STATUS_MAPPING_ERROR',
  13: 'CUBLAS_STATUS_EXECUTION_FAILED',
  14: 'CUBLAS_STATUS_INTERNAL_ERROR',
  15: 'CUBLAS_STATUS_NOT_SUPPORTED',
};

export const bindCublas = (library: NativeLibrary): Cublas =>
  bind(library, PROTOTYPES, (status) => STATUS[status] ?? `status ${status}`);

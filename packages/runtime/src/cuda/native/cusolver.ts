// cuSOLVER's dense routines, as far as they are used: https://docs.nvidia.com/cuda/cusolver
// Matrices lie column by column; `info` is on the device.
import { bind, type Bound, type NativeLibrary, type Prototypes } from './bind.ts';

/** handle, uplo, n, A, lda, out lwork */
const POTRF_SIZE = ['handle', 'int', 'int', 'handle', 'int', 'host'] as const;
/** handle, uplo, n, A, lda, work, lwork, info */
const POTRF = ['handle', 'int', 'int', 'handle', 'int', 'handle', 'int', 'handle'] as const;
/** handle, m, n, A, lda, out lwork */
const GETRF_SIZE = ['handle', 'int', 'int', 'handle', 'int', 'host'] as const;
/** handle, m, n, A, lda, work, pivots, info */
const GETRF = ['handle', 'int', 'int', 'handle', 'int', 'handle', 'handle', 'handle'] as const;
/** handle, trans, n, columns of B, A, lda, pivots, B, ldb, info */
const GETRS = ['handle', 'int', 'int', 'int', 'handle', 'int', 'handle', 'handle', 'int', 'handle'] as const;
const PROTOTYPES = {
  cusolverDnCreate: ['host'],
  cusolverDnDestroy: ['handle'],
  cusolverDnSetStream: ['handle', 'handle'],
  cusolverGetProperty: ['int', 'host'],
  cusolverDnSpotrf_bufferSize: POTRF_SIZE,
  cusolverDnDpotrf_bufferSize: POTRF_SIZE,
  cusolverDnSpotrf: POTRF,
  cusolverDnDpotrf: POTRF,
  cusolverDnSgetrf_bufferSize: GETRF_SIZE,
  cusolverDnDgetrf_bufferSize: GETRF_SIZE,
  cusolverDnSgetrf: GETRF,
  cusolverDnDgetrf: GETRF,
  cusolverDnSgetrs: GETRS,
  cusolverDnDgetrs: GETRS,
} as const satisfies Prototypes;

export type Cusolver = Bound<typeof PROTOTYPES>;

const STATUS: Readonly<Record<number, string>> = {
  1: 'CUSOLVER_STATUS_NOT_INITIALIZED',
  2: 'CUSOLVER_STATUS_ALLOC_FAILED',
  3: 'CUSOLVER_STATUS_INVALID_VALUE',
  4: 'CUSOLVER_STATUS_ARCH_MISMATCH',
  6: 'CUSOLVER_STATUS_EXECUTION_FAILED',
  7: 'CUSOLVER_STATUS_INTERNAL_ERROR',
};

export const bindCusolver = (library: NativeLibrary): Cusolver =>
  bind(library, PROTOTYPES, (status) => STATUS[status] ?? `status ${status}`);

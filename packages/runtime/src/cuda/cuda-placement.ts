// Which ops the device computes; the host does the others.
import type { OpType } from '@residual/graph';
import type { Supports } from '../backend.ts';
import { hasRule } from '../compiler/lower.ts';

/** As TensorFlow names it. */
export const CUDA_DEVICE = '/job:localhost/replica:0/task:0/device:GPU:0';

/** Ops with kernels of their own, beside those that the compiler has rules for. */
const OWN: ReadonlySet<OpType> = new Set<OpType>([
  'Const',
  'VariableV2',
  'Cholesky',
  'MatrixInverse',
  'MatrixSolve',
  'MatrixTriangularSolve',
  'ConcatV2',
  'Pack',
  'Split',
  'SplitV',
  'Unpack',
  'Slice',
  'StridedSlice',
]);

/** All dtypes are at home on it. In a case that its kernel does not take the host does the op, and the trace says so. */
export const cudaSupports: Supports = (device, op) => device !== CUDA_DEVICE || hasRule(op) || OWN.has(op);

// Builders of solvers and decompositions of matrices and of stacks of them.
import { applyOp } from '../apply-op.ts';
import { convertToTensor, type TensorLike } from '../convert.ts';
import { ValueError } from '../errors.ts';
import { Tensor, type Graph } from '../graph.ts';
import { isFullyDefined, UNKNOWN } from '../shapes.ts';
import { shape } from './arrays.ts';
import { eye } from './diagonals.ts';
import { operators } from './elementwise.ts';
import { matmul } from './matrices.ts';
import { getItem } from './slicing.ts';

type Name = string | null;

export const matrixInverse = (graph: Graph, x: TensorLike, adjoint = false, name: Name = null): Tensor =>
  applyOp(graph, 'MatrixInverse', [x], { name, attrs: { adjoint: { b: adjoint } } }).outputs[0];

export const matrixSolve = (
  graph: Graph,
  matrix: TensorLike,
  rhs: TensorLike,
  adjoint = false,
  name: Name = null,
): Tensor =>
  applyOp(graph, 'MatrixSolve', [matrix, rhs], { name, attrs: { adjoint: { b: adjoint } } }).outputs[0];

export interface TriangularOptions {
  readonly lower?: boolean;
  readonly adjoint?: boolean;
  readonly name?: Name;
}

export const matrixTriangularSolve = (
  graph: Graph,
  matrix: TensorLike,
  rhs: TensorLike,
  { lower = true, adjoint = false, name = null }: TriangularOptions = {},
): Tensor =>
  applyOp(graph, 'MatrixTriangularSolve', [matrix, rhs], {
    name,
    attrs: { lower: { b: lower }, adjoint: { b: adjoint } },
  }).outputs[0];

export const matrixDeterminant = (graph: Graph, x: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'MatrixDeterminant', [x], { name }).outputs[0];

export function logMatrixDeterminant(
  graph: Graph,
  x: TensorLike,
  name: Name = null,
): readonly [sign: Tensor, log: Tensor] {
  const [sign, log] = applyOp(graph, 'LogMatrixDeterminant', [x], { name }).outputs;
  return [sign, log];
}

export const cholesky = (graph: Graph, x: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'Cholesky', [x], { name }).outputs[0];

/** X with chol · cholᵀ · X = rhs. */
export const choleskySolve = (graph: Graph, chol: TensorLike, rhs: TensorLike, name: Name = null): Tensor =>
  graph.nameScope(name ?? 'cholesky_solve', () => {
    const factor = convertToTensor(graph, chol);
    const y = matrixTriangularSolve(graph, factor, rhs);
    return matrixTriangularSolve(graph, factor, y, { adjoint: true });
  });

export function qr(
  graph: Graph,
  x: TensorLike,
  fullMatrices: boolean,
  name: Name = null,
): readonly [q: Tensor, r: Tensor] {
  const attrs = { full_matrices: { b: fullMatrices } };
  const [q, r] = applyOp(graph, 'Qr', [x], { name, attrs }).outputs;
  return [q, r];
}

export interface SvdOptions {
  readonly fullMatrices?: boolean;
  readonly computeUv?: boolean;
  readonly name?: Name;
}

export function svd(
  graph: Graph,
  x: TensorLike,
  { fullMatrices = false, computeUv = true, name = null }: SvdOptions = {},
): readonly [s: Tensor, u: Tensor, v: Tensor] {
  const attrs = { compute_uv: { b: computeUv }, full_matrices: { b: fullMatrices } };
  const [s, u, v] = applyOp(graph, 'Svd', [x], { name, attrs }).outputs;
  return [s, u, v];
}

export function selfAdjointEig(
  graph: Graph,
  x: TensorLike,
  computeV: boolean,
  name: Name = null,
): readonly [e: Tensor, v: Tensor] {
  const attrs = { compute_v: { b: computeV } };
  const [e, v] = applyOp(graph, 'SelfAdjointEigV2', [x], { name, attrs }).outputs;
  return [e, v];
}

export interface LeastSquaresOptions {
  /** Weight of ‖X‖². */
  readonly l2Regularizer?: number;
  /** By the normal equations; false takes the slower way that works for matrices without full rank. */
  readonly fast?: boolean;
  readonly name?: Name;
}

/** The op itself, whose kernel does it in one step; gradients are composed as the fast way is. */
export const matrixSolveLs = (
  graph: Graph,
  matrix: TensorLike,
  rhs: TensorLike,
  { l2Regularizer = 0, fast = true, name = null }: LeastSquaresOptions = {},
): Tensor => {
  const a = convertToTensor(graph, matrix, { name: 'matrix' });
  if (!fast)
    return applyOp(graph, 'MatrixSolveLs', [a, rhs, l2Regularizer], { name, attrs: { fast: { b: fast } } })
      .outputs[0];
  return graph.nameScope(name ?? 'matrix_solve_ls', () => {
    const [m, n] = a.staticShape?.slice(-2) ?? [UNKNOWN, UNKNOWN];
    if (m === UNKNOWN || n === UNKNOWN)
      throw new ValueError(
        'tf.matrixSolveLs needs to know the rows and columns of its matrix when the graph is built; ' +
          'give the placeholder a shape, or pass { fast: false }',
      );
    const factor = gramianFactor(graph, a, l2Regularizer, m >= n);
    if (m >= n) return choleskySolve(graph, factor, matmul(graph, a, rhs, { transposeA: true }));
    return matmul(graph, a, choleskySolve(graph, factor, rhs), { transposeA: true });
  });
};

/** Cholesky factor of AᵀA (or AAᵀ) + l2·I. */
export function gramianFactor(graph: Graph, a: Tensor, l2: number | Tensor, first: boolean): Tensor {
  let gramian = matmul(graph, a, a, { transposeA: first, transposeB: !first });
  if (l2 instanceof Tensor || l2 !== 0) {
    const dims = shape(graph, a);
    const batchShape = getItem(graph, dims, [[null, -2]]);
    const size = getItem(graph, dims, [first ? -1 : -2]);
    const identity = eye(graph, size, { batchShape, dtype: a.dtype });
    const known = a.staticShape;
    if (known !== null) {
      const n = known.at(first ? -1 : -2)!;
      if (isFullyDefined(known)) identity.setShape([...known.slice(0, -2), n, n]);
    }
    gramian = operators.add(graph, gramian, operators.mul(graph, l2, identity));
  }
  return cholesky(graph, gramian);
}

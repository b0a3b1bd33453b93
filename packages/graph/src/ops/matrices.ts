// Builders of linear algebra.
import { applyOp } from '../apply-op.ts';
import { convertToTensor, dtypeOf, type TensorLike } from '../convert.ts';
import type { Graph, Tensor } from '../graph.ts';

type Name = string | null;

export interface MatMulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly name?: Name;
}

/** Matrix product; of stacks of matrices when neither operand is known to be a matrix. */
export function matmul(
  graph: Graph,
  a: TensorLike,
  b: TensorLike,
  { transposeA = false, transposeB = false, name = null }: MatMulOptions = {},
): Tensor {
  return graph.nameScope(name ?? 'MatMul', (scope) => {
    const x = convertToTensor(graph, a, {
      name: 'a',
      dtype: dtypeOf(a) === undefined ? dtypeOf(b) : undefined,
    });
    const y = convertToTensor(graph, b, { name: 'b', dtype: dtypeOf(b) === undefined ? x.dtype : undefined });
    const stacked = (t: Tensor): boolean => t.staticShape === null || t.staticShape.length > 2;
    if (stacked(x) && stacked(y)) {
      const attrs = { adj_x: { b: transposeA }, adj_y: { b: transposeB } };
      return applyOp(graph, 'BatchMatMul', [x, y], { name: scope, attrs }).outputs[0];
    }
    return product(graph, x, y, transposeA, transposeB, scope);
  });
}

/** The MatMul op itself, for two matrices. */
export const product = (
  graph: Graph,
  a: Tensor,
  b: Tensor,
  transposeA: boolean,
  transposeB: boolean,
  name: Name = null,
): Tensor =>
  applyOp(graph, 'MatMul', [a, b], {
    name,
    attrs: { transpose_a: { b: transposeA }, transpose_b: { b: transposeB } },
  }).outputs[0];

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

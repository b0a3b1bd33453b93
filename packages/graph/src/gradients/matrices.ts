// Gradients of linear algebra.
import { boolAttr } from '../attributes.ts';
import { applyOp } from '../apply-op.ts';
import type { Tensor } from '../graph.ts';
import { unary } from '../ops/elementwise.ts';
import { matmul, matrixSolve, product } from '../ops/matrices.ts';
import type { GradientRule } from './rule.ts';

const Neg = unary('Neg');

const batched = (x: Tensor, y: Tensor, adjX: boolean, adjY: boolean): Tensor =>
  applyOp(x.graph, 'BatchMatMul', [x, y], { attrs: { adj_x: { b: adjX }, adj_y: { b: adjY } } }).outputs[0];

/** Of product(a, b), for each way its operands may have been transposed. */
function ofProduct(
  multiply: (x: Tensor, y: Tensor, transposeX: boolean, transposeY: boolean) => Tensor,
  [a, b]: readonly Tensor[],
  transposeA: boolean,
  transposeB: boolean,
  grad: Tensor,
): Tensor[] {
  const gradA = transposeA ? multiply(b, grad, transposeB, true) : multiply(grad, b, false, !transposeB);
  const gradB = transposeB ? multiply(grad, a, true, transposeA) : multiply(a, grad, !transposeA, false);
  return [gradA, gradB];
}

export const matrixGradients = {
  MatMul: (op, grad) =>
    ofProduct(
      (x, y, tx, ty) => product(op.graph, x, y, tx, ty),
      op.inputs,
      boolAttr(op.attrs, 'transpose_a'),
      boolAttr(op.attrs, 'transpose_b'),
      grad,
    ),
  BatchMatMul: (op, grad) =>
    ofProduct(batched, op.inputs, boolAttr(op.attrs, 'adj_x'), boolAttr(op.attrs, 'adj_y'), grad),
  /** −A⁻ᵀ · grad · A⁻ᵀ */
  MatrixInverse: (op, grad) => {
    const g = op.graph;
    const adjoint = boolAttr(op.attrs, 'adjoint');
    const [inverse] = op.outputs;
    const right = matmul(g, grad, inverse, { transposeA: adjoint, transposeB: !adjoint });
    return [Neg(g, matmul(g, inverse, right, { transposeA: !adjoint }))];
  },
  MatrixSolve: (op, grad) => {
    const g = op.graph;
    const adjoint = boolAttr(op.attrs, 'adjoint');
    const [x] = op.outputs;
    const gradB = matrixSolve(g, op.inputs[0], grad, !adjoint);
    const gradA = adjoint
      ? matmul(g, x, gradB, { transposeB: true })
      : matmul(g, gradB, x, { transposeB: true });
    return [Neg(g, gradA), gradB];
  },
} satisfies Record<string, GradientRule>;

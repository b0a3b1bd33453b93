// Gradients of matrix products.
import { boolAttr } from '../attributes.ts';
import type { Tensor } from '../graph.ts';
import { cross, matmul, product } from '../ops/matrices.ts';
import type { GradientRule } from './rule.ts';

type Multiply = (x: Tensor, y: Tensor, transposeX: boolean, transposeY: boolean) => Tensor;

/** Of product(a, b), for each way its operands may have been transposed. */
function ofProduct(
  multiply: Multiply,
  [a, b]: readonly Tensor[],
  transposeA: boolean,
  transposeB: boolean,
  grad: Tensor,
): [Tensor, Tensor] {
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
    ofProduct(
      (x, y, transposeA, transposeB) => matmul(op.graph, x, y, { transposeA, transposeB }),
      op.inputs,
      boolAttr(op.attrs, 'adj_x'),
      boolAttr(op.attrs, 'adj_y'),
      grad,
    ),
  Cross: (op, grad) => {
    const [u, v] = op.inputs;
    return [cross(op.graph, v, grad), cross(op.graph, grad, u)];
  },
} satisfies Record<string, GradientRule>;

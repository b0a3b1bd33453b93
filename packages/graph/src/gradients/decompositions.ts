// Gradients of eigenvalues, singular values and their vectors. They grow without bound where two values meet: there
// the vectors are not determined.
import { boolAttr } from '../attributes.ts';
import { NotImplementedError } from '../errors.ts';
import type { Graph, Operation, Tensor } from '../graph.ts';
import { expandDims, zerosLike } from '../ops/arrays.ts';
import { matrixBandPart, matrixDiag, matrixDiagPart, matrixSetDiag } from '../ops/diagonals.ts';
import { operators, unary } from '../ops/elementwise.ts';
import { selfAdjointEig, svd } from '../ops/linear-algebra.ts';
import { adjoint, matmul, matrixTranspose } from '../ops/matrices.ts';
import { getItem } from '../ops/slicing.ts';
import { UNKNOWN } from '../shapes.ts';
import type { GradientRule } from './rule.ts';

const { add, sub, mul } = operators;

/** Keeps the reciprocal of a difference of 0 finite. */
const BROADENING = 1e-20;

const safeReciprocal = (g: Graph, x: Tensor): Tensor =>
  mul(g, x, unary('Reciprocal')(g, add(g, mul(g, x, x), BROADENING)));

/** 1 / (xᵢ − xⱼ) off the diagonal, 0 on it. */
function gaps(g: Graph, x: Tensor): Tensor {
  const differences = sub(g, expandDims(g, x, -2), expandDims(g, x, -1));
  return matrixSetDiag(g, safeReciprocal(g, differences), zerosLike(g, x));
}

function selfAdjoint(op: Operation, gradE: Tensor, gradV: Tensor): Tensor {
  const g = op.graph;
  return g.controlDependencies([gradE, gradV], () => {
    let gradA: Tensor;
    if (boolAttr(op.attrs, 'compute_v')) {
      const [e, v] = op.outputs;
      const f = gaps(g, e);
      const diagonal = matrixDiag(g, gradE);
      const turned = mul(g, f, matmul(g, v, gradV, { transposeA: true }));
      const inner = matmul(g, add(g, diagonal, turned), v, { transposeB: true });
      gradA = matmul(g, v, inner);
    } else {
      const [, v] = selfAdjointEig(g, op.inputs[0], true);
      gradA = matmul(g, v, matmul(g, matrixDiag(g, gradE), v, { transposeB: true }));
    }
    // Only the lower triangle was read.
    const lower = matrixBandPart(g, add(g, gradA, adjoint(g, gradA)), -1, 0);
    return matrixSetDiag(g, lower, mul(g, 0.5, matrixDiagPart(g, lower)));
  });
}

/** @throws NotImplementedError where there is no formula: unknown shapes, or full matrices of sizes far apart */
function singular(op: Operation, [gradS, gradU, gradV]: readonly [Tensor, Tensor, Tensor]): Tensor {
  const g = op.graph;
  const [a] = op.inputs;
  const diagonal = matrixDiag(g, gradS);
  if (!boolAttr(op.attrs, 'compute_uv')) {
    const [, u, v] = svd(g, a);
    return matmul(g, u, matmul(g, diagonal, v, { transposeB: true }));
  }
  const full = boolAttr(op.attrs, 'full_matrices');
  const [rows, columns] = a.staticShape?.slice(-2) ?? [UNKNOWN, UNKNOWN];
  if (rows === UNKNOWN || columns === UNKNOWN)
    throw new NotImplementedError(
      'SVD gradient has not been implemented for input with unknown inner matrix shape.',
    );
  // A deep matrix is taken transposed.
  const deep = rows > columns;
  const [m, n] = deep ? [columns, rows] : [rows, columns];
  const [s, first, second] = op.outputs;
  const [u, v] = deep ? [second, first] : [first, second];
  const [du, dv] = deep ? [gradV, gradU] : [gradU, gradV];
  if (full && n - m > 1)
    throw new NotImplementedError(
      `svd gradient is not implemented for abs(m - n) > 1 when full_matrices is True. Received: m=${m} and n=${n}`,
    );
  return g.controlDependencies([gradS, gradU, gradV], () => {
    const columnsOf = (t: Tensor, from: number | null, to: number): Tensor =>
      getItem(g, t, ['...', [], [from, to]]);
    const sMatrix = matrixDiag(g, s);
    const f = gaps(g, unary('Square')(g, s));
    const inverse = matrixDiag(g, safeReciprocal(g, s));
    const v1 = columnsOf(v, null, m);
    const dv1 = columnsOf(dv, null, m);
    const fu = mul(g, f, matmul(g, u, du, { transposeA: true }));
    const fv = mul(g, f, matmul(g, v1, dv1, { transposeA: true }));
    const turned = add(
      g,
      add(g, diagonal, matmul(g, add(g, fu, matrixTranspose(g, fu)), sMatrix)),
      matmul(g, sMatrix, add(g, fv, matrixTranspose(g, fv))),
    );
    let result = matmul(g, u, matmul(g, turned, v1, { transposeB: true }));
    if (m !== n) {
      const dv1t = matrixTranspose(g, dv1);
      let outside = sub(g, dv1t, matmul(g, matmul(g, dv1t, v1), v1, { transposeB: true }));
      if (full) {
        const v2 = columnsOf(v, m, n);
        const dv2 = columnsOf(dv, m, n);
        const crossed = matmul(g, v1, dv2, { transposeA: true });
        outside = sub(g, outside, matmul(g, crossed, v2, { transposeB: true }));
      }
      result = add(g, result, matmul(g, matmul(g, u, inverse), outside));
    }
    return deep ? matrixTranspose(g, result) : result;
  });
}

export const decompositionGradients = {
  SelfAdjointEigV2: (op, _, [gradE, gradV]) => [selfAdjoint(op, gradE!, gradV!)],
  Svd: (op, _, grads) => [singular(op, [grads[0]!, grads[1]!, grads[2]!])],
} satisfies Record<string, GradientRule>;

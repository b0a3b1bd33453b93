// Gradients of solvers, determinants and decompositions (Giles, "An extended collection of matrix derivative results
// for forward and reverse mode algorithmic differentiation", 2008).
import { boolAttr } from '../attributes.ts';
import { NotImplementedError, ValueError } from '../errors.ts';
import type { Graph, Operation, Tensor } from '../graph.ts';
import { reshape, shape } from '../ops/arrays.ts';
import { eye, matrixBandPart, matrixDiagPart, matrixSetDiag } from '../ops/diagonals.ts';
import { cast, operators, unary } from '../ops/elementwise.ts';
import { concat } from '../ops/joining.ts';
import {
  choleskySolve,
  gramianFactor,
  matrixInverse,
  matrixSolve,
  matrixTriangularSolve,
} from '../ops/linear-algebra.ts';
import { adjoint, matmul, matrixTranspose } from '../ops/matrices.ts';
import { getItem } from '../ops/slicing.ts';
import { UNKNOWN } from '../shapes.ts';
import type { GradientFunction, GradientRule } from './rule.ts';

const { add, sub, mul } = operators;
const Neg = unary('Neg');

/** factor · A⁻ᵀ, the factor one number for each matrix. */
function timesInverse(g: Graph, a: Tensor, determinant: Tensor, factorOf: () => Tensor): Tensor {
  const inverse = matrixInverse(g, a, true);
  const factor = factorOf();
  const tall = concat(g, [shape(g, determinant), [1, 1]], 0);
  return mul(g, reshape(g, factor, tall), inverse);
}

const cholesky: GradientFunction = (op, grad) => {
  const g = op.graph;
  const [l] = op.outputs;
  const rows = getItem(g, shape(g, l), [-1]);
  const batchShape = getItem(g, shape(g, l), [[null, -2]]);
  const inverse = matrixTriangularSolve(g, l, eye(g, rows, { batchShape, dtype: l.dtype }));
  let middle = matmul(g, l, grad, { transposeA: true });
  middle = matrixSetDiag(g, middle, mul(g, 0.5, matrixDiagPart(g, middle)));
  middle = matrixBandPart(g, middle, -1, 0);
  const gradA = matmul(g, matmul(g, inverse, middle, { transposeA: true }), inverse);
  return [mul(g, add(g, gradA, adjoint(g, gradA)), 0.5)];
};

const triangular: GradientFunction = (op, grad) => {
  const g = op.graph;
  const flipped = boolAttr(op.attrs, 'adjoint');
  const lower = boolAttr(op.attrs, 'lower');
  const [a] = op.inputs;
  const gradB = matrixTriangularSolve(g, a, grad, { lower, adjoint: !flipped });
  const outer = ofMatrix(g, flipped, op.outputs[0], gradB);
  const gradA = lower ? matrixBandPart(g, outer, -1, 0) : matrixBandPart(g, outer, 0, -1);
  return [gradA, gradB];
};

/** By the matrix of a system that was solved: −(A⁻ᵀ grad) · xᵀ. */
const ofMatrix = (g: Graph, flipped: boolean, x: Tensor, gradB: Tensor): Tensor =>
  Neg(g, flipped ? matmul(g, x, gradB, { transposeB: true }) : matmul(g, gradB, x, { transposeB: true }));

/** @throws ValueError where TensorFlow has no formula */
function leastSquares(op: Operation, grad: Tensor): (Tensor | null)[] {
  const g = op.graph;
  if (!boolAttr(op.attrs, 'fast')) throw new ValueError('Gradient not defined for fast=False');
  const [a, b, regularizer] = op.inputs;
  const [m, n] = a.staticShape?.slice(-2) ?? [UNKNOWN, UNKNOWN];
  if (m === UNKNOWN || n === UNKNOWN)
    throw new ValueError('the gradient of MatrixSolveLs needs a matrix of known rows and columns');
  const factor = gramianFactor(g, a, cast(g, regularizer, a.dtype), m >= n);
  if (m >= n) {
    const z = choleskySolve(g, factor, grad);
    const xzt = matmul(g, op.outputs[0], z, { transposeB: true });
    const symmetric = add(g, xzt, matrixTranspose(g, xzt));
    const gradA = add(g, Neg(g, matmul(g, a, symmetric)), matmul(g, b, z, { transposeB: true }));
    return [gradA, matmul(g, a, z), null];
  }
  const gradB = choleskySolve(g, factor, matmul(g, a, grad));
  const solved = choleskySolve(g, factor, b);
  const first = Neg(g, matmul(g, gradB, matmul(g, solved, a, { transposeA: true })));
  const rest = sub(g, grad, matmul(g, a, gradB, { transposeA: true }));
  return [add(g, first, matmul(g, solved, rest, { transposeB: true })), gradB, null];
}

/** x · r⁻ᵀ for an upper triangular r. */
const timesInverseTransposed = (g: Graph, x: Tensor, r: Tensor): Tensor =>
  adjoint(g, matrixTriangularSolve(g, r, adjoint(g, x), { lower: false }));

/** For matrices with no more columns than rows. */
function deepQr(g: Graph, q: Tensor, r: Tensor, dq: Tensor, dr: Tensor): Tensor {
  const qdq = matmul(g, q, dq, { transposeA: true });
  const qdqSkew = sub(g, qdq, adjoint(g, qdq));
  const rdr = matmul(g, r, dr, { transposeB: true });
  const rdrSkew = sub(g, rdr, adjoint(g, rdr));
  const lower = matrixBandPart(g, add(g, qdqSkew, rdrSkew), -1, 0);
  const gradA = matmul(g, q, add(g, dr, timesInverseTransposed(g, lower, r)));
  const gradB = timesInverseTransposed(g, sub(g, dq, matmul(g, q, qdq)), r);
  return add(g, gradA, gradB);
}

/** @throws NotImplementedError where there is no formula: unknown shapes, or a full q of a deep matrix */
function qr(op: Operation, dq: Tensor, dr: Tensor): Tensor {
  const g = op.graph;
  const [q, r] = op.outputs;
  const [rows, columns] = r.staticShape?.slice(-2) ?? [UNKNOWN, UNKNOWN];
  if (rows === UNKNOWN || columns === UNKNOWN)
    throw new NotImplementedError(
      `QrGrad not implemented with dynamic shapes. Received r.shape: ${r.shape.toString()}`,
    );
  const [m, p] = q.staticShape!.slice(-2);
  if (rows > columns && m === p)
    throw new NotImplementedError('QrGrad not implemented when nrows > ncols and full_matrices is true.');
  if (m >= columns) return deepQr(g, q, r, dq, dr);
  // a = [x, y] and r = [u, v], so that x = q · u is square.
  const part = (t: Tensor, from: number | null, to: number | null): Tensor =>
    getItem(g, t, ['...', [], [from, to]]);
  const y = part(op.inputs[0], m, null);
  const u = part(r, null, m);
  const dv = part(dr, m, null);
  const du = part(dr, null, m);
  const dy = matmul(g, q, dv);
  const dx = deepQr(g, q, u, add(g, dq, matmul(g, y, dv, { transposeB: true })), du);
  return concat(g, [dx, dy], -1);
}

export const linearAlgebraGradients = {
  /** −A⁻ᵀ · grad · A⁻ᵀ */
  MatrixInverse: (op, grad) => {
    const g = op.graph;
    const flipped = boolAttr(op.attrs, 'adjoint');
    const [inverse] = op.outputs;
    const right = matmul(g, grad, inverse, { transposeA: flipped, transposeB: !flipped });
    return [Neg(g, matmul(g, inverse, right, { transposeA: !flipped }))];
  },
  MatrixSolve: (op, grad) => {
    const g = op.graph;
    const flipped = boolAttr(op.attrs, 'adjoint');
    const gradB = matrixSolve(g, op.inputs[0], grad, !flipped);
    return [ofMatrix(g, flipped, op.outputs[0], gradB), gradB];
  },
  MatrixTriangularSolve: triangular,
  MatrixSolveLs: leastSquares,
  MatrixDeterminant: (op, grad) => {
    const g = op.graph;
    const [c] = op.outputs;
    const a = op.inputs[0];
    return [timesInverse(g, a, c, () => mul(g, grad, c))];
  },
  LogMatrixDeterminant: (op, _, grads) => [
    timesInverse(op.graph, op.inputs[0], op.outputs[1], () => grads[1]!),
  ],
  Cholesky: cholesky,
  Qr: (op, _, [dq, dr]) => [qr(op, dq!, dr!)],
} satisfies Record<string, GradientRule>;

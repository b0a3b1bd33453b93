// Gradients of ops about diagonals.
import {
  diag,
  diagPart,
  matrixBandPart,
  matrixDiag,
  matrixDiagPart,
  matrixSetDiag,
} from '../ops/diagonals.ts';
import { filled, rank, shape, zerosLike } from '../ops/arrays.ts';
import { operators } from '../ops/elementwise.ts';
import { concat } from '../ops/joining.ts';
import { reduction } from '../ops/reductions.ts';
import { slice } from '../ops/slicing.ts';
import { isFullyDefined, mergeShapes } from '../shapes.ts';
import type { GradientFunction, GradientRule } from './rule.ts';

/** Back on the diagonal of zeros of the input's shape. */
const diagonalPart: GradientFunction = (op, grad) => {
  const g = op.graph;
  const matrix = op.inputs[0].staticShape?.slice(-2) ?? null;
  if (isFullyDefined(matrix) && matrix[0] === matrix[1]) return [matrixDiag(g, grad)];
  return [matrixSetDiag(g, zerosLike(g, op.inputs[0]), grad)];
};

const settingDiagonal: GradientFunction = (op, grad) => {
  const g = op.graph;
  const shapes = mergeShapes(op.inputs[0].staticShape, grad.staticShape);
  let zeros;
  if (isFullyDefined(shapes))
    zeros = filled(g, 0, [...shapes.slice(0, -2), Math.min(...shapes.slice(-2))], grad.dtype);
  else {
    const dims = shape(g, grad);
    const n = rank(g, grad);
    const batch = slice(g, dims, [0], [operators.sub(g, n, 2)]);
    const matrix = slice(g, dims, [operators.sub(g, n, 2)], [2]);
    const shorter = reduction('Min')(g, matrix);
    zeros = filled(g, 0, concat(g, [batch, [shorter]], 0), grad.dtype);
  }
  return [matrixSetDiag(g, grad, zeros), matrixDiagPart(g, grad)];
};

export const diagonalGradients = {
  Diag: (op, grad) => [diagPart(op.graph, grad)],
  DiagPart: (op, grad) => [diag(op.graph, grad)],
  MatrixDiag: (op, grad) => [matrixDiagPart(op.graph, grad)],
  MatrixDiagPart: diagonalPart,
  MatrixSetDiag: settingDiagonal,
  MatrixBandPart: (op, grad) => [matrixBandPart(op.graph, grad, op.inputs[1], op.inputs[2]), null, null],
} satisfies Record<string, GradientRule>;

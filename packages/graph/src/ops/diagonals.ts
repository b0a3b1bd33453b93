// Builders of nodes about diagonals.
import { applyOp } from '../apply-op.ts';
import { convertToTensor, type TensorLike } from '../convert.ts';
import { Tensor, type Graph } from '../graph.ts';
import type { DType } from '../graphdef.ts';
import { filled } from './arrays.ts';
import { binary } from './elementwise.ts';
import { concat } from './joining.ts';
import { reduceSum } from './reductions.ts';

type Name = string | null;

export const diag = (graph: Graph, x: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'Diag', [x], { name }).outputs[0];

export const diagPart = (graph: Graph, x: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'DiagPart', [x], { name }).outputs[0];

export const matrixDiag = (graph: Graph, x: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'MatrixDiag', [x], { name }).outputs[0];

export const matrixDiagPart = (graph: Graph, x: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'MatrixDiagPart', [x], { name }).outputs[0];

export const matrixSetDiag = (graph: Graph, x: TensorLike, diagonal: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'MatrixSetDiag', [x, diagonal], { name }).outputs[0];

export const matrixBandPart = (
  graph: Graph,
  x: TensorLike,
  lower: TensorLike,
  upper: TensorLike,
  name: Name = null,
): Tensor => applyOp(graph, 'MatrixBandPart', [x, lower, upper], { name }).outputs[0];

export interface EyeOptions {
  /** As many as rows if absent. */
  readonly numColumns?: number | Tensor | null;
  readonly batchShape?: readonly number[] | Tensor | null;
  readonly dtype?: DType;
  readonly name?: Name;
}

/** Identity matrices. */
export function eye(
  graph: Graph,
  numRows: number | Tensor,
  { numColumns = null, batchShape = null, dtype = 'float32', name = null }: EyeOptions = {},
): Tensor {
  return graph.nameScope(name ?? 'eye', () => {
    const columns = numColumns ?? numRows;
    const batch = batchShape ?? [];
    if (typeof numRows === 'number' && typeof columns === 'number' && !(batch instanceof Tensor)) {
      const ones = filled(graph, 1, [...batch, Math.min(numRows, columns)], dtype);
      if (numRows === columns) return matrixDiag(graph, ones);
      return matrixSetDiag(graph, filled(graph, 0, [...batch, numRows, columns], dtype), ones);
    }
    const size =
      typeof numRows === 'number' && typeof columns === 'number'
        ? Math.min(numRows, columns)
        : binary('Minimum')(graph, numRows, columns);
    const stack = convertToTensor(graph, batch, { dtype: 'int32', name: 'shape' });
    const isSquare =
      typeof numRows === 'number' && typeof columns === 'number' ? numRows === columns : numColumns === null;
    const diagonal = concat(graph, [stack, [size]], 0);
    const full = isSquare ? null : concat(graph, [stack, [numRows, columns]], 0);
    const ones = filled(graph, 1, diagonal, dtype);
    return full === null
      ? matrixDiag(graph, ones)
      : matrixSetDiag(graph, filled(graph, 0, full, dtype), ones);
  });
}

/** Sum of the diagonal of each matrix. */
export const trace = (graph: Graph, x: TensorLike, name: Name = null): Tensor =>
  graph.nameScope(name ?? 'Trace', (scope) => {
    const tensor = convertToTensor(graph, x, { name: 'x' });
    return reduceSum(graph, matrixDiagPart(graph, tensor), { axis: [-1], name: scope });
  });

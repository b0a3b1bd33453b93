// Builders of matrix products, and of what is composed of them.
import { applyOp } from '../apply-op.ts';
import { convertToTensor, dtypeOf, type TensorLike } from '../convert.ts';
import { ValueError } from '../errors.ts';
import { Tensor, type Graph } from '../graph.ts';
import { isFullyDefined, sameShape, UNKNOWN } from '../shapes.ts';
import { expandDims, range, rank, reshape, shape, squeeze, transpose } from './arrays.ts';
import { operators } from './elementwise.ts';
import { concat, stack } from './joining.ts';
import { gather } from './indexing.ts';
import { reduceProd } from './reductions.ts';

type Name = string | null;

export interface MatMulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly name?: Name;
}

/** Matrix product; of stacks of matrices when both operands may be some. */
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
    return stacked(x) && stacked(y)
      ? batchMatmul(graph, x, y, transposeA, transposeB, scope)
      : product(graph, x, y, transposeA, transposeB, scope);
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

const batchMatmul = (
  graph: Graph,
  x: Tensor,
  y: Tensor,
  adjointX: boolean,
  adjointY: boolean,
  name: Name,
): Tensor =>
  applyOp(graph, 'BatchMatMul', [x, y], {
    name,
    attrs: { adj_x: { b: adjointX }, adj_y: { b: adjointY } },
  }).outputs[0];

/** Matrix times vector, both possibly stacked. */
export const matvec = (
  graph: Graph,
  a: TensorLike,
  b: TensorLike,
  { transposeA = false, name = null }: { transposeA?: boolean; name?: Name } = {},
): Tensor =>
  graph.nameScope(name ?? 'MatVec', () =>
    squeeze(graph, matmul(graph, a, expandDims(graph, b, -1), { transposeA }), [-1]),
  );

export const cross = (graph: Graph, a: TensorLike, b: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'Cross', [a, b], { name }).outputs[0];

/** Axes swapped: the last two. */
export const matrixTranspose = (graph: Graph, x: TensorLike, name: Name = null): Tensor =>
  graph.nameScope(name ?? 'matrix_transpose', () => {
    const tensor = convertToTensor(graph, x, { name: 'a' });
    const known = tensor.staticShape;
    if (known !== null) {
      if (known.length < 2)
        throw new ValueError(
          `Argument \`a\` should be a (batch) matrix with rank >= 2.  Received \`a\` = ${tensor.toString()} with shape: ${tensor.shape.toString()}`,
        );
      const n = known.length;
      return transpose(graph, tensor, [...known.slice(0, -2).keys(), n - 1, n - 2]);
    }
    const n = rank(graph, tensor);
    const start = range(graph, 0, operators.sub(graph, n, 2), 1, 'Range');
    const last = [operators.sub(graph, n, 1), operators.sub(graph, n, 2)];
    return transpose(graph, tensor, concat(graph, [start, last], 0));
  });

/** The same: nothing is complex here. */
export const adjoint = (graph: Graph, x: TensorLike, name: Name = null): Tensor =>
  graph.nameScope(name ?? 'adjoint', () =>
    matrixTranspose(graph, convertToTensor(graph, x, { name: 'matrix' })),
  );

export type TensordotAxes = number | readonly [number | readonly number[], number | readonly number[]];

/** Sum over the products along pairs of axes: of the last n of `a` with the first n of `b`, or of those given. */
export function tensordot(
  graph: Graph,
  aInput: TensorLike,
  bInput: TensorLike,
  axes: TensordotAxes,
  name: Name = null,
): Tensor {
  return graph.nameScope(name ?? 'Tensordot', (scope) => {
    const a = convertToTensor(graph, aInput, { name: 'a' });
    const b = convertToTensor(graph, bInput, { name: 'b' });
    const [ofA, ofB] = contracted(a, axes);
    const left = asMatrix(graph, a, ofA, false);
    const right = asMatrix(graph, b, ofB, true);
    const result = matmul(graph, left.matrix, right.matrix);
    if (!(left.free instanceof Tensor) && !(right.free instanceof Tensor)) {
      const dims = [...left.free, ...right.free];
      return sameShape(result.staticShape, dims) ? result : reshape(graph, result, dims, scope);
    }
    const [leftDims, rightDims] = [left.free, right.free].map((free) =>
      convertToTensor(graph, free as TensorLike, { dtype: 'int32' }),
    );
    const full = reshape(graph, result, concat(graph, [leftDims, rightDims], 0), scope);
    full.setShape([...left.known, ...right.known]);
    return full;
  });
}

function contracted(a: Tensor, axes: TensordotAxes): [readonly number[], readonly number[]] {
  if (typeof axes === 'number') {
    const known = a.staticShape;
    if (axes < 0) throw new ValueError(`\`axes\` must be at least 0. Received: ${axes}.`);
    if (known === null)
      throw new ValueError('the operands of tf.tensordot need a known number of dimensions');
    if (axes > known.length)
      throw new ValueError(
        `\`axes\` must not be larger than the number of dimensions of tensor ${a.toString()}.  Received ${axes}, vs tensor dimensions ${known.length}.`,
      );
    const count = Array.from({ length: axes }, (_, i) => i);
    return [count.map((i) => known.length - axes + i), count];
  }
  if (axes.length !== 2)
    throw new ValueError(`\`axes\` must be an integer or have length 2. Received ${String(axes)}.`);
  const [ofA, ofB] = axes.map((part) => (typeof part === 'number' ? [part] : part));
  if (ofA.length !== ofB.length)
    throw new ValueError(
      `Different number of contraction axes \`a\` and \`b\`, ${ofA.length} != ${ofB.length}.`,
    );
  return [ofA, ofB];
}

interface Unfolded {
  readonly matrix: Tensor;
  /** Dimensions that stay: numbers, or computed where they are not known. */
  readonly free: readonly number[] | Tensor;
  readonly known: readonly number[];
}

/** The contracted axes as columns (of the second operand: as rows), all others as rows. */
function asMatrix(graph: Graph, x: Tensor, given: readonly number[], flipped: boolean): Unfolded {
  const dims = x.staticShape;
  if (dims === null) throw new ValueError('the operands of tf.tensordot need a known number of dimensions');
  const axes = given.map((axis) => (axis < 0 ? axis + dims.length : axis));
  const outside = given.find((_, i) => !(axes[i] >= 0 && axes[i] < dims.length));
  if (outside !== undefined)
    throw new ValueError(`Axis ${outside} of tf.tensordot is not in [${-dims.length}, ${dims.length})`);
  const others = [...dims.keys()].filter((axis) => !axes.includes(axis));
  const free = others.map((axis) => dims[axis]);
  const order = flipped ? [...axes, ...others] : [...others, ...axes];
  if (isFullyDefined(dims)) {
    const [rows, columns] = [others, axes].map((some) => some.reduce((n, axis) => n * dims[axis], 1));
    const to = flipped ? [columns, rows] : [rows, columns];
    const turned = order.some((axis, i) => axis !== i) ? transpose(graph, x, order) : x;
    return {
      matrix: sameShape(turned.staticShape, to) ? turned : reshape(graph, turned, to),
      free,
      known: free,
    };
  }
  const axesTensor = convertToTensor(graph, axes, { dtype: 'int32', name: 'axes' });
  const freeTensor = convertToTensor(graph, others, { dtype: 'int32', name: 'free' });
  const shapeOfX = shape(graph, x);
  const freeDims = gather(graph, shapeOfX, freeTensor);
  const axesDims = gather(graph, shapeOfX, axesTensor);
  const rows = reduceProd(graph, freeDims);
  const columns = reduceProd(graph, axesDims);
  const perm = concat(graph, flipped ? [axesTensor, freeTensor] : [freeTensor, axesTensor], 0);
  const to = stack(graph, flipped ? [columns, rows] : [rows, columns]);
  return {
    matrix: reshape(graph, transpose(graph, x, perm), to),
    free: freeDims,
    known: free.map((d) => (d === UNKNOWN ? UNKNOWN : d)),
  };
}

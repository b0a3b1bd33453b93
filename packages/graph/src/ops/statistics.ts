// Reductions that TensorFlow composes of others, and running totals.
import { applyOp } from '../apply-op.ts';
import { convertToTensor, type TensorLike } from '../convert.ts';
import { GraphTypeError } from '../errors.ts';
import type { Graph, Tensor } from '../graph.ts';
import type { DType } from '../graphdef.ts';
import { isFloat } from '../dtypes.ts';
import { isFullyDefined } from '../shapes.ts';
import { filled, reshape, shape, squeeze, zerosLike } from './arrays.ts';
import { binary, cast, operators, unary } from './elementwise.ts';
import { reduction, reduceSum, type ReduceOptions } from './reductions.ts';

const reduceMean = reduction('Mean');
const reduceMax = reduction('Max');
const square = unary('Square');

/** Mean of the squared distances from the mean. */
export function reduceVariance(
  graph: Graph,
  x: TensorLike,
  { axis = null, keepDims = false, name = null }: ReduceOptions = {},
): Tensor {
  return graph.nameScope(name ?? 'reduce_variance', () => {
    const tensor = convertToTensor(graph, x);
    const means = reduceMean(graph, tensor, { axis, keepDims: true });
    if (!isFloat(means.dtype))
      throw new GraphTypeError(
        `Input must be either real or complex. Received integer type <dtype: '${means.dtype}'>.`,
      );
    const squares = square(graph, operators.sub(graph, tensor, means));
    return reduceMean(graph, squares, { axis, keepDims });
  });
}

export const reduceStd = (
  graph: Graph,
  x: TensorLike,
  { axis = null, keepDims = false, name = null }: ReduceOptions = {},
): Tensor =>
  graph.nameScope(name ?? 'reduce_std', () => {
    const tensor = convertToTensor(graph, x);
    return unary('Sqrt')(graph, reduceVariance(graph, tensor, { axis, keepDims }));
  });

/** log Σ eˣ, without overflow: the largest is taken out first. */
export function reduceLogSumExp(
  graph: Graph,
  x: TensorLike,
  { axis = null, keepDims = false, name = null }: ReduceOptions = {},
): Tensor {
  const tensor = convertToTensor(graph, x);
  return graph.nameScope(name ?? 'ReduceLogSumExp', () => {
    const rawMax = reduceMax(graph, tensor, { axis, keepDims: true });
    const isFinite = unary('IsFinite')(graph, rawMax);
    const safe = applyOp(graph, 'Select', [isFinite, rawMax, zerosLike(graph, rawMax)]).outputs[0];
    let max = applyOp(graph, 'StopGradient', [safe]).outputs[0];
    const sum = reduceSum(graph, unary('Exp')(graph, binary('Sub')(graph, tensor, max)), { axis, keepDims });
    const log = unary('Log')(graph, sum);
    if (!keepDims) max = reshape(graph, max, shape(graph, log));
    const result = binary('Add')(graph, log, max);
    if (axis === null && !keepDims && !isFullyDefined(result.staticShape)) result.setShape([]);
    return result;
  });
}

export function countNonzero(
  graph: Graph,
  x: TensorLike,
  { axis = null, keepDims = false, dtype = 'int32', name = null }: ReduceOptions & { dtype?: DType } = {},
): Tensor {
  return graph.nameScope(name ?? 'count_nonzero', () => {
    const tensor = convertToTensor(graph, x, { name: 'input' });
    const predicate =
      tensor.dtype === 'bool'
        ? tensor
        : binary('NotEqual')(graph, tensor, filled(graph, 0, [], tensor.dtype));
    const count = reduceSum(graph, cast(graph, predicate, 'int32'), { axis, keepDims });
    return cast(graph, count, dtype);
  });
}

/** Mean and variance over `axes`. */
export function moments(
  graph: Graph,
  x: TensorLike,
  axes: readonly number[],
  { keepDims = false, name = null }: { keepDims?: boolean; name?: string | null } = {},
): readonly [mean: Tensor, variance: Tensor] {
  return graph.nameScope(name ?? 'moments', () => {
    const tensor = convertToTensor(graph, x, { name: 'x' });
    const mean = reduceMean(graph, tensor, { axis: axes, keepDims: true, name: 'mean' });
    const fixed = applyOp(graph, 'StopGradient', [mean]).outputs[0];
    const distances = binary('SquaredDifference')(graph, tensor, fixed);
    const variance = reduceMean(graph, distances, { axis: axes, keepDims: true, name: 'variance' });
    if (keepDims) return [mean, variance];
    return [squeeze(graph, mean, axes), squeeze(graph, variance, axes)];
  });
}

const running =
  (type: 'Cumsum' | 'Cumprod') =>
  (
    graph: Graph,
    x: TensorLike,
    {
      axis = 0,
      exclusive = false,
      reverse = false,
      name = null,
    }: { axis?: TensorLike; exclusive?: boolean; reverse?: boolean; name?: string | null } = {},
  ): Tensor =>
    graph.nameScope(name ?? type, (scope) => {
      const tensor = convertToTensor(graph, x, { name: 'x' });
      const attrs = { exclusive: { b: exclusive }, reverse: { b: reverse } };
      return applyOp(graph, type, [tensor, axis], { name: scope, attrs }).outputs[0];
    });

export const cumsum = running('Cumsum');
export const cumprod = running('Cumprod');

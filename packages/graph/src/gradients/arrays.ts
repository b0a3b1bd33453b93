// Gradients of reductions and of ops that rearrange values.
import { applyOp } from '../apply-op.ts';
import { boolAttr } from '../attributes.ts';
import { NDArray } from '../array/ndarray.ts';
import { constant } from '../convert.ts';
import type { Operation, Tensor } from '../graph.ts';
import { broadcastTo, filled, gather, range, reshape, shape, size, tile, transpose } from '../ops/arrays.ts';
import { binary, cast, operators } from '../ops/elementwise.ts';
import { reduceProd, reduceSum } from '../ops/reductions.ts';
import { elementCount, isFullyDefined } from '../shapes.ts';
import type { GradientFunction, GradientRule } from './rule.ts';

const { add, mod, mul, truediv } = operators;

/** The input's shape with the folded axes as 1, computed by nodes. */
function keptShape(inputShape: Tensor, axes: Tensor): Tensor | NDArray {
  const g = inputShape.graph;
  const knownShape = inputShape.constant();
  const knownAxes = axes.constant();
  if (knownShape !== undefined && knownAxes !== undefined) {
    const dims = Array.from(knownShape.data);
    for (const axis of knownAxes.data) dims[axis < 0 ? axis + dims.length : axis] = 1;
    return NDArray.from(dims, 'int32');
  }
  const rank = size(g, inputShape);
  const positive = mod(g, add(g, axes, rank), rank);
  const axesShape = shape(g, positive);
  const all = range(g, 0, rank);
  const ones = filled(g, 1, axesShape, 'int32');
  return applyOp(g, 'DynamicStitch', [
    [all, positive],
    [inputShape, ones],
  ]).outputs[0];
}

const sum: GradientFunction = (op, grad) => {
  const g = op.graph;
  const [input, axes] = op.inputs;
  const known = input.staticShape;
  const knownAxes = axes.constant();
  if (known !== null && knownAxes !== undefined) {
    const folded = Array.from(knownAxes.data);
    const all = folded.length === known.length && folded.every((axis, i) => axis === i);
    if (all) {
      const flat = reshape(
        g,
        grad,
        NDArray.from(
          known.map(() => 1),
          'int32',
        ),
      );
      const to = isFullyDefined(known) ? constant(g, NDArray.from([...known], 'int32')) : shape(g, input);
      return [tile(g, flat, to), null];
    }
    if (isFullyDefined(known)) {
      const kept = [...known];
      for (const axis of folded) kept[axis < 0 ? axis + kept.length : axis] = 1;
      const times = known.map((d, i) => Math.floor(d / Math.max(kept[i], 1)));
      const restored = reshape(g, grad, NDArray.from(kept, 'int32'));
      return [tile(g, restored, NDArray.from(times, 'int32')), null];
    }
  }
  const inputShape = shape(g, input);
  const restored = boolAttr(op.attrs, 'keep_dims') ? grad : reshape(g, grad, keptShape(inputShape, axes));
  return [broadcastTo(g, restored, inputShape), null];
};

const mean: GradientFunction = (op, grad, grads) => {
  const g = op.graph;
  const [input, axes] = op.inputs;
  const [summed] = sum(op, grad, grads) as [Tensor, null];
  const from = input.staticShape;
  const to = op.outputs[0].staticShape;
  let factor: Tensor;
  if (isFullyDefined(from) && isFullyDefined(to)) {
    const count = Math.floor(elementCount(from) / Math.max(elementCount(to), 1));
    factor = constant(g, count, { dtype: summed.dtype });
  } else {
    const inputShape = shape(g, input);
    const rank = size(g, inputShape);
    const positive = mod(g, add(g, axes, rank), rank);
    factor = reduceProd(g, gather(g, inputShape, positive));
  }
  return [truediv(g, summed, cast(g, factor, summed.dtype)), null];
};

/** Equal largest (smallest) values share the gradient. */
const extremum: GradientFunction = (op, grad) => {
  const g = op.graph;
  const [input, axes] = op.inputs;
  const inputShape = shape(g, input);
  let [y] = op.outputs;
  let restored = grad;
  let kept: Tensor | NDArray;
  if (boolAttr(op.attrs, 'keep_dims')) kept = shape(g, y);
  else {
    kept = keptShape(inputShape, axes);
    y = reshape(g, y, kept);
    restored = reshape(g, grad, kept);
  }
  const indicators = cast(g, binary('Equal')(g, y, input), grad.dtype);
  const selected = reshape(g, reduceSum(g, indicators, { axis: axes }), kept);
  return [mul(g, truediv(g, indicators, selected), restored), null];
};

const reshapeBack = (op: Operation, grad: Tensor): Tensor =>
  reshape(op.graph, grad, shape(op.graph, op.inputs[0]));

export const arrayGradients = {
  Sum: sum,
  Mean: mean,
  Max: extremum,
  Min: extremum,
  Prod: 'missing',
  All: 'constant',
  Any: 'constant',
  ArgMax: 'constant',
  ArgMin: 'constant',
  AddN: (op, grad) => op.inputs.map(() => grad),
  Shape: 'constant',
  Rank: 'constant',
  Size: 'constant',
  Fill: (op, grad) => [null, reduceSum(op.graph, grad)],
  Range: 'constant',
  Reshape: (op, grad) => [reshapeBack(op, grad), null],
  ExpandDims: (op, grad) => [reshapeBack(op, grad), null],
  Squeeze: (op, grad) => [reshapeBack(op, grad)],
  Transpose: (op, grad) => {
    const inverse = applyOp(op.graph, 'InvertPermutation', [op.inputs[1]]).outputs[0];
    return [transpose(op.graph, grad, inverse), null];
  },
  /** Sums over the copies: [m0, d0, m1, d1, …] folded along the m's. */
  Tile: (op, grad) => {
    const g = op.graph;
    const [input, multiples] = op.inputs;
    const known = input.staticShape;
    const times = multiples.constant();
    if (!isFullyDefined(known) || times === undefined)
      throw new Error('the gradient of Tile needs a known shape and known multiples');
    const split = known.flatMap((d, i) => [times.data[i], d]);
    const axis = known.map((_, i) => 2 * i);
    const folded = reduceSum(g, reshape(g, grad, NDArray.from(split, 'int32')), { axis });
    return [reshape(g, folded, NDArray.from([...known], 'int32')), null];
  },
  BroadcastTo: (op, grad) => {
    const g = op.graph;
    const [input, to] = op.inputs;
    const inputShape = shape(g, input);
    const [, axes] = applyOp(g, 'BroadcastGradientArgs', [to, inputShape]).outputs;
    return [reshape(g, reduceSum(g, grad, { axis: axes, keepDims: true }), inputShape), null];
  },
  GatherV2: 'missing',
  ZerosLike: 'constant',
  InvertPermutation: 'constant',
  DynamicStitch: 'missing',
  BroadcastGradientArgs: 'constant',
} satisfies Record<string, GradientRule>;

// Gradients of reductions and of running totals.
import { applyOp } from '../apply-op.ts';
import { boolAttr } from '../attributes.ts';
import { NDArray } from '../array/ndarray.ts';
import { constant } from '../convert.ts';
import type { Operation, Tensor } from '../graph.ts';
import {
  broadcastTo,
  filled,
  invertPermutation,
  range,
  rank,
  reshape,
  shape,
  size,
  tile,
  transpose,
} from '../ops/arrays.ts';
import { binary, cast, divNoNan, operators } from '../ops/elementwise.ts';
import { gather } from '../ops/indexing.ts';
import { concat } from '../ops/joining.ts';
import { reduceProd, reduceSum } from '../ops/reductions.ts';
import { cumprod, cumsum } from '../ops/statistics.ts';
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
  const n = size(g, inputShape);
  const positive = mod(g, add(g, axes, n), n);
  const axesShape = shape(g, positive);
  const all = range(g, 0, n);
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
    const all =
      knownAxes.shape.length === 1 && folded.length === known.length && folded.every((axis, i) => axis === i);
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
    const n = size(g, inputShape);
    const positive = mod(g, add(g, axes, n), n);
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

/** The product of all others, as the product of those before and those after: no value is divided by. */
const product: GradientFunction = (op, grad) => {
  const g = op.graph;
  const [input, axes] = op.inputs;
  const inputShape = shape(g, input);
  const folded = reshape(g, axes, [-1]);
  const restored = boolAttr(op.attrs, 'keep_dims') ? grad : reshape(g, grad, keptShape(inputShape, axes));
  const spread = broadcastTo(g, restored, inputShape);
  const n = rank(g, input);
  const reduced = mod(g, add(g, folded, n), n);
  const [others] = applyOp(g, 'ListDiff', [range(g, 0, n), reduced]).outputs;
  const perm = concat(g, [reduced, others], 0);
  const rows = reduceProd(g, gather(g, inputShape, reduced));
  const columns = reduceProd(g, gather(g, inputShape, others));
  const permuted = transpose(g, input, perm);
  const permutedShape = shape(g, permuted);
  const flat = reshape(g, permuted, [rows, columns]);
  const before = cumprod(g, flat, { axis: 0, exclusive: true });
  const after = cumprod(g, flat, { axis: 0, exclusive: true, reverse: true });
  const y = reshape(g, mul(g, before, after), permutedShape);
  const out = mul(g, spread, transpose(g, y, invertPermutation(g, perm)));
  return [reshape(g, out, inputShape), null];
};

const euclideanNorm: GradientFunction = (op, grad) => {
  const g = op.graph;
  const [input, axes] = op.inputs;
  let [y] = op.outputs;
  let restored = grad;
  if (!boolAttr(op.attrs, 'keep_dims')) {
    const kept = keptShape(shape(g, input), axes);
    y = reshape(g, y, kept);
    restored = reshape(g, grad, kept);
  }
  return [truediv(g, input, truediv(g, y, restored)), null];
};

const scan = (op: Operation) => ({
  exclusive: boolAttr(op.attrs, 'exclusive'),
  reverse: boolAttr(op.attrs, 'reverse'),
});

export const reductionGradients = {
  Sum: sum,
  Mean: mean,
  Max: extremum,
  Min: extremum,
  Prod: product,
  EuclideanNorm: euclideanNorm,
  All: 'constant',
  Any: 'constant',
  ArgMax: 'constant',
  ArgMin: 'constant',
  AddN: (op, grad) => op.inputs.map(() => grad),
  Cumsum: (op, grad) => {
    const { exclusive, reverse } = scan(op);
    return [cumsum(op.graph, grad, { axis: op.inputs[1], exclusive, reverse: !reverse }), null];
  },
  Cumprod: (op, grad) => {
    const g = op.graph;
    const [x, axis] = op.inputs;
    const { exclusive, reverse } = scan(op);
    const products = cumprod(g, x, { axis, exclusive, reverse });
    const sums = cumsum(g, mul(g, products, grad), { axis, exclusive, reverse: !reverse });
    return [divNoNan(g, sums, x), null];
  },
} satisfies Record<string, GradientRule>;

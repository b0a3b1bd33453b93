// Gradients of ops about shapes and the order of values.
import { applyOp } from '../apply-op.ts';
import { stringAttr } from '../attributes.ts';
import { NDArray } from '../array/ndarray.ts';
import { constant } from '../convert.ts';
import type { Operation, Tensor } from '../graph.ts';
import { invertPermutation, range, rank, reshape, shape, size, transpose } from '../ops/arrays.ts';
import { stack } from '../ops/joining.ts';
import { reverse } from '../ops/padding.ts';
import { reduceSum } from '../ops/reductions.ts';
import { slice } from '../ops/slicing.ts';
import type { GradientFunction, GradientRule } from './rule.ts';

const reshapeBack = (op: Operation, grad: Tensor): Tensor =>
  reshape(op.graph, grad, shape(op.graph, op.inputs[0]));

/** Where one dimension is not known, the others tell it: no node has to compute the shape. */
function unreshape(op: Operation, grad: Tensor): Tensor {
  const known = op.inputs[0].staticShape;
  const unknown = known?.filter((d) => d < 0).length ?? 0;
  if (known === null || unknown !== 1 || known.includes(0)) return reshapeBack(op, grad);
  return reshape(op.graph, grad, NDArray.from([...known], 'int32'));
}

/** The part of the gradient that is not padding. */
const unpad = (op: Operation, grad: Tensor): Tensor => {
  const g = op.graph;
  const [x, paddings] = op.inputs;
  const before = slice(g, paddings, [0, 0], stack(g, [rank(g, x), 1]));
  return slice(g, grad, reshape(g, before, [-1]), shape(g, x));
};

const mirror =
  (type: 'MirrorPad' | 'MirrorPadGrad'): GradientFunction =>
  (op, grad) => {
    const attrs = { mode: { s: stringAttr(op.attrs, 'mode') } };
    return [applyOp(op.graph, type, [grad, op.inputs[1]], { attrs }).outputs[0], null];
  };

export const arrayGradients = {
  ReverseV2: (op, grad) => [reverse(op.graph, grad, op.inputs[1]), null],
  Pad: (op, grad) => [unpad(op, grad), null],
  PadV2: (op, grad) => [unpad(op, grad), null, null],
  MirrorPad: mirror('MirrorPadGrad'),
  MirrorPadGrad: mirror('MirrorPad'),
  Shape: 'constant',
  ShapeN: 'constant',
  Rank: 'constant',
  Size: 'constant',
  Fill: (op, grad) => [null, reduceSum(op.graph, grad)],
  Range: 'constant',
  LinSpace: 'constant',
  Reshape: (op, grad) => [unreshape(op, grad), null],
  ExpandDims: (op, grad) => [reshapeBack(op, grad), null],
  Squeeze: (op, grad) => [reshapeBack(op, grad)],
  Transpose: (op, grad) => {
    return [transpose(op.graph, grad, invertPermutation(op.graph, op.inputs[1])), null];
  },
  /** Sums over the copies: [m0, d0, m1, d1, …] folded along the m's. */
  Tile: (op, grad) => {
    const g = op.graph;
    const [input, multiples] = op.inputs;
    const pairs = stack(g, [multiples, shape(g, input)]);
    const split = reshape(g, transpose(g, pairs, null), [-1]);
    const axes = range(g, 0, size(g, split), 2);
    const folded = reduceSum(g, reshape(g, grad, split), { axis: axes });
    folded.setShape(input.staticShape);
    return [folded, null];
  },
  BroadcastTo: (op, grad) => {
    const g = op.graph;
    const [input, to] = op.inputs;
    const inputShape = shape(g, input);
    const known = to.constant();
    const target = known === undefined ? to : constant(g, new NDArray(known));
    const [, axes] = applyOp(g, 'BroadcastGradientArgs', [target, inputShape]).outputs;
    return [reshape(g, reduceSum(g, grad, { axis: axes, keepDims: true }), inputShape), null];
  },
  ZerosLike: 'constant',
  InvertPermutation: 'constant',
  BroadcastGradientArgs: 'constant',
} satisfies Record<string, GradientRule>;

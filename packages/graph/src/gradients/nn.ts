// Gradients of activations, losses and biases, and of those gradients that are ops themselves.
import { applyOp } from '../apply-op.ts';
import { floatAttr } from '../attributes.ts';
import type { Graph, Tensor } from '../graph.ts';
import { expandDims, onesLike, reshape, shape, squeeze, tile, zerosLike } from '../ops/arrays.ts';
import { binary, operators, unary } from '../ops/elementwise.ts';
import { concat } from '../ops/joining.ts';
import { matmul } from '../ops/matrices.ts';
import { biasAddGrad, softmax } from '../ops/nn.ts';
import { reduceSum } from '../ops/reductions.ts';
import { getItem } from '../ops/slicing.ts';
import type { GradientFunction, GradientRule } from './rule.ts';

const { add, sub, mul, truediv } = operators;
const Neg = unary('Neg');
const Exp = unary('Exp');

type ActivationGrad = 'ReluGrad' | 'Relu6Grad' | 'EluGrad' | 'SeluGrad' | 'SoftsignGrad' | 'LeakyReluGrad';

const apply = (type: ActivationGrad, g: Graph, grad: Tensor, x: Tensor, alpha?: number): Tensor =>
  applyOp(g, type, [grad, x], { attrs: alpha === undefined ? {} : { alpha: { f: alpha } } }).outputs[0];

const fromOutput =
  (type: ActivationGrad): GradientFunction =>
  (op, grad) => [apply(type, op.graph, grad, op.outputs[0])];

/** Once more through the same op; bent nowhere but at points, it adds nothing by x. */
const piecewise =
  (type: ActivationGrad): GradientFunction =>
  (op, grad) => [apply(type, op.graph, grad, op.inputs[1]), zerosLike(op.graph, op.inputs[1])];

/** Below 0 the derivative is the output itself, so its own derivative is what arrived. */
const exponential =
  (type: 'EluGrad' | 'SeluGrad'): GradientFunction =>
  (op, grad) => {
    const g = op.graph;
    const [dy, y] = op.inputs;
    const first = apply(type, g, grad, y);
    const negative = binary('Less')(g, y, 0);
    const second = applyOp(g, 'Select', [negative, mul(g, grad, dy), zerosLike(g, y)]).outputs[0];
    return [first, second];
  };

/** vector, one for each row · matrix */
const byRow = (g: Graph, vector: Tensor, matrix: Tensor): Tensor => mul(g, expandDims(g, vector, -1), matrix);

/** By the logits of both cross entropies: the second output is the derivative of the first. */
function byLogits(
  g: Graph,
  logits: Tensor,
  derivative: Tensor,
  gradLoss: Tensor,
  gradDerivative: Tensor,
): Tensor {
  const first = byRow(g, gradLoss, derivative);
  // Zeros were filled in if nothing depends on the second output.
  if (gradDerivative.op.type === 'ZerosLike') return first;
  const probabilities = softmax('Softmax')(g, logits);
  const inner = matmul(g, expandDims(g, gradDerivative, 1), expandDims(g, probabilities, 2));
  return add(g, first, mul(g, sub(g, gradDerivative, squeeze(g, inner, [1])), probabilities));
}

export const nnGradients = {
  Softplus: (op, grad) => [mul(op.graph, grad, unary('Sigmoid')(op.graph, op.inputs[0]))],
  Softsign: (op, grad) => [apply('SoftsignGrad', op.graph, grad, op.inputs[0])],
  Relu: fromOutput('ReluGrad'),
  Relu6: fromOutput('Relu6Grad'),
  LeakyRelu: (op, grad) => [
    apply('LeakyReluGrad', op.graph, grad, op.inputs[0], floatAttr(op.attrs, 'alpha')),
  ],
  Elu: fromOutput('EluGrad'),
  Selu: fromOutput('SeluGrad'),
  SoftplusGrad: (op, grad) => {
    const g = op.graph;
    const [dy, x] = op.inputs;
    return g.controlDependencies([grad], () => {
      const ddy = binary('SoftplusGrad')(g, grad, x);
      const scaled = mul(g, grad, dy);
      const spread = add(g, add(g, Exp(g, Neg(g, x)), 2), Exp(g, x));
      return [ddy, truediv(g, scaled, spread)];
    });
  },
  SoftsignGrad: 'missing',
  ReluGrad: piecewise('ReluGrad'),
  Relu6Grad: piecewise('Relu6Grad'),
  LeakyReluGrad: (op, grad) => {
    const x = op.inputs[1];
    const alpha = floatAttr(op.attrs, 'alpha');
    return [apply('LeakyReluGrad', op.graph, grad, x, alpha), zerosLike(op.graph, x)];
  },
  EluGrad: exponential('EluGrad'),
  SeluGrad: exponential('SeluGrad'),
  Softmax: (op, grad) => {
    const g = op.graph;
    const [y] = op.outputs;
    const sums = reduceSum(g, mul(g, grad, y), { axis: -1, keepDims: true });
    return [mul(g, sub(g, grad, sums), y)];
  },
  LogSoftmax: (op, grad) => {
    const g = op.graph;
    const probabilities = Exp(g, op.outputs[0]);
    const sums = reduceSum(g, grad, { axis: -1, keepDims: true });
    return [sub(g, grad, mul(g, sums, probabilities))];
  },
  SoftmaxCrossEntropyWithLogits: (op, _, [gradLoss, gradDerivative]) => {
    const g = op.graph;
    const [logits] = op.inputs;
    const byFeatures = byLogits(g, logits, op.outputs[1], gradLoss!, gradDerivative!);
    return [byFeatures, byRow(g, gradLoss!, Neg(g, softmax('LogSoftmax')(g, logits)))];
  },
  SparseSoftmaxCrossEntropyWithLogits: (op, _, [gradLoss, gradDerivative]) => [
    byLogits(op.graph, op.inputs[0], op.outputs[1], gradLoss!, gradDerivative!),
    null,
  ],
  BiasAdd: (op, grad) => [grad, biasAddGrad(op.graph, grad)],
  /** The same for every row. */
  BiasAddGrad: (op, grad) => {
    const g = op.graph;
    const dims = shape(g, op.inputs[0]);
    const length = shape(g, grad);
    const outer = [[null, -1]] as const;
    const ones = onesLike(g, getItem(g, dims, outer));
    const tall = concat(g, [ones, length], 0);
    const times = concat(g, [getItem(g, dims, outer), [1]], 0);
    return [tile(g, reshape(g, grad, tall), times)];
  },
  L2Loss: (op, grad) => [mul(op.graph, op.inputs[0], grad)],
} satisfies Record<string, GradientRule>;

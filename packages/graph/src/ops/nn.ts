// Builders of what TensorFlow keeps in tf.nn: activations, losses of classifiers, biases.
import { applyOp } from '../apply-op.ts';
import { convertToTensor, type TensorLike } from '../convert.ts';
import { isFloat } from '../dtypes.ts';
import { OpError, ValueError } from '../errors.ts';
import type { Graph, Tensor } from '../graph.ts';
import { formatShape, isCompatible, isFullyDefined, sameShape, UNKNOWN } from '../shapes.ts';
import { range, rank, reshape, shape, transpose, zerosLike } from './arrays.ts';
import { binary, cast, operators, unary } from './elementwise.ts';
import { concat } from './joining.ts';
import { matmul } from './matrices.ts';
import { reduceSum } from './reductions.ts';
import { getItem, slice } from './slicing.ts';

type Name = string | null;

const { add, sub, mul } = operators;
const Neg = unary('Neg');

export function leakyRelu(graph: Graph, x: TensorLike, alpha: number, name: Name = null): Tensor {
  return graph.nameScope(name ?? 'LeakyRelu', (scope) => {
    const features = convertToTensor(graph, x, { name: 'features' });
    const float = isFloat(features.dtype) ? features : cast(graph, features, 'float32');
    const attrs = { alpha: { f: alpha } };
    return applyOp(graph, 'LeakyRelu', [float], { name: scope, attrs }).outputs[0];
  });
}

/** Softmax or its logarithm along any axis: another than the last is swapped with it and back. */
export const softmax =
  (type: 'Softmax' | 'LogSoftmax') =>
  (graph: Graph, x: TensorLike, axis = -1, name: Name = null): Tensor => {
    const logits = convertToTensor(graph, x);
    const compute = (input: Tensor, as: Name): Tensor =>
      applyOp(graph, type, [input], { name: as }).outputs[0];
    const dims = logits.staticShape;
    if (axis === -1 || (dims !== null && axis === dims.length - 1)) return compute(logits, name);
    if (dims === null || axis < -dims.length || axis >= dims.length)
      throw new OpError(
        'InvalidArgumentError',
        `\`dim\` must be in the range [${-(dims?.length ?? 0)}, ${dims?.length ?? 0}) where ` +
          `${dims?.length ?? 'the'} is the number of dimensions in the input. Received: dim=${axis}`,
      );
    const ndims = rank(graph, logits);
    if (axis < 0) add(graph, axis, ndims);
    const inputRank = rank(graph, logits);
    const at = axis < 0 ? axis + dims.length : axis;
    const swap = (tensor: Tensor, last: Tensor, as: Name): Tensor =>
      transpose(
        graph,
        tensor,
        concat(graph, [range(graph, 0, at), [last], range(graph, at + 1, last), [at]], 0),
        as,
      );
    const swapped = swap(logits, binary('Sub')(graph, inputRank, 1), null);
    const output = swap(compute(swapped, null), binary('Sub')(graph, inputRank, 1), name);
    output.setShape(dims);
    return output;
  };

function requireSameShape(logits: Tensor, labels: Tensor): void {
  if (!isCompatible(logits.staticShape, labels.staticShape))
    throw new ValueError(
      `logits and labels must have the same shape (${logits.shape.toString()} vs ${labels.shape.toString()})`,
    );
}

/** max(x, 0) − x·z + log(1 + e^−|x|) for logits x and labels z in [0, 1]. */
export function sigmoidCrossEntropy(
  graph: Graph,
  labelsInput: TensorLike,
  logitsInput: TensorLike,
  name: Name = null,
): Tensor {
  return graph.nameScope(name ?? 'logistic_loss', (scope) => {
    const logits = convertToTensor(graph, logitsInput, { name: 'logits' });
    const labels = convertToTensor(graph, labelsInput, {
      name: 'labels',
      dtype: literalDType(labelsInput, logits),
    });
    requireSameShape(logits, labels);
    const zeros = zerosLike(graph, logits, logits.dtype);
    const positive = binary('GreaterEqual')(graph, logits, zeros);
    const select = (t: Tensor, e: Tensor): Tensor => applyOp(graph, 'Select', [positive, t, e]).outputs[0];
    const relu = select(logits, zeros);
    const negative = select(Neg(graph, logits), logits);
    return binary('Add')(
      graph,
      sub(graph, relu, mul(graph, logits, labels)),
      unary('Log1p')(graph, unary('Exp')(graph, negative)),
      scope,
    );
  });
}

/** Plain numbers take the dtype of the logits; what has a dtype keeps it. */
const literalDType = (value: TensorLike, logits: Tensor) =>
  typeof value === 'number' || Array.isArray(value) ? logits.dtype : undefined;

/** As above, with what is positive weighted by `posWeight`. */
export function weightedCrossEntropy(
  graph: Graph,
  labelsInput: TensorLike,
  logitsInput: TensorLike,
  posWeight: number | Tensor,
  name: Name = null,
): Tensor {
  return graph.nameScope(name ?? 'logistic_loss', (scope) => {
    const logits = convertToTensor(graph, logitsInput, { name: 'logits' });
    const labels = convertToTensor(graph, labelsInput, {
      name: 'labels',
      dtype: literalDType(labelsInput, logits),
    });
    requireSameShape(logits, labels);
    const surplus = typeof posWeight === 'number' ? posWeight - 1 : sub(graph, posWeight, 1);
    const weight = add(graph, 1, mul(graph, surplus, labels));
    const first = mul(graph, sub(graph, 1, labels), logits);
    const tail = unary('Log1p')(graph, unary('Exp')(graph, Neg(graph, unary('Abs')(graph, logits))));
    const both = add(graph, tail, unary('Relu')(graph, Neg(graph, logits)));
    return binary('Add')(graph, first, mul(graph, weight, both), scope);
  });
}

/** Per row: the cross entropy of softmax(logits) to the distribution `labels`; gradients flow into both. */
export function softmaxCrossEntropyV2(
  graph: Graph,
  labelsInput: TensorLike,
  logitsInput: TensorLike,
  { axis = -1, name = null }: { axis?: number; name?: Name } = {},
): Tensor {
  return graph.nameScope(name ?? 'softmax_cross_entropy_with_logits', (scope) => {
    let logits = convertToTensor(graph, logitsInput, { name: 'logits' });
    let labels = cast(
      graph,
      convertToTensor(graph, labelsInput, { name: 'labels', dtype: literalDType(labelsInput, logits) }),
      logits.dtype,
    );
    const dims = logits.staticShape;
    const inputRank = rank(graph, logits);
    if (axis !== -1) {
      const moveToEnd = (tensor: Tensor): Tensor =>
        transpose(
          graph,
          tensor,
          concat(graph, [range(graph, 0, axis), range(graph, axis + 1, inputRank), [axis]], 0),
        );
      logits = moveToEnd(logits);
      labels = moveToEnd(labels);
    }
    const inputShape = shape(graph, logits);
    const flatLogits = flattenOuter(graph, logits);
    const flatLabels = flattenOuter(graph, labels);
    const [cost] = applyOp(graph, 'SoftmaxCrossEntropyWithLogits', [flatLogits, flatLabels], {
      name: scope,
    }).outputs;
    const outputShape = slice(graph, inputShape, [0], [binary('Sub')(graph, inputRank, 1)]);
    const result = reshape(graph, cost, outputShape);
    if (dims !== null) result.setShape(dims.toSpliced(axis, 1));
    return result;
  });
}

/** As a matrix: all axes but the last become one. */
function flattenOuter(graph: Graph, logits: Tensor): Tensor {
  const rankOfLogits = rank(graph, logits);
  const dimensions = shape(graph, logits);
  const last = slice(graph, dimensions, [binary('Sub')(graph, rankOfLogits, 1)], [1]);
  const output = reshape(graph, logits, concat(graph, [[-1], last], 0));
  const dims = logits.staticShape;
  if (dims !== null && !dims.slice(0, -1).includes(UNKNOWN))
    output.setShape([dims.slice(0, -1).reduce((n, d) => n * d, 1), dims[dims.length - 1]]);
  return output;
}

/** The first form of TensorFlow: no gradient flows into the labels. */
export function softmaxCrossEntropy(
  graph: Graph,
  labels: TensorLike,
  logits: TensorLike,
  { axis = -1, name = null }: { axis?: number; name?: Name } = {},
): Tensor {
  return graph.nameScope(name ?? 'softmax_cross_entropy_with_logits_sg', (scope) => {
    const fixed = applyOp(graph, 'StopGradient', [labels], { name: 'labels_stop_gradient' }).outputs[0];
    return softmaxCrossEntropyV2(graph, fixed, logits, { axis, name: scope });
  });
}

/** Per row: the cross entropy of softmax(logits) to the class whose number is the label. */
export function sparseSoftmaxCrossEntropy(
  graph: Graph,
  labelsInput: TensorLike,
  logitsInput: TensorLike,
  name: Name = null,
): Tensor {
  return graph.nameScope(name ?? 'SparseSoftmaxCrossEntropyWithLogits', () => {
    const labels = convertToTensor(graph, labelsInput);
    const logits = convertToTensor(graph, logitsInput);
    const [of, from] = [labels.staticShape, logits.staticShape];
    const labelsShape = shape(graph, labels);
    if (from?.length === 0)
      throw new ValueError(`\`logits\` cannot be a scalar. Received logits=${logits.toString()}\``);
    if (from !== null && of !== null && of.length !== from.length - 1)
      throw new ValueError(
        '`labels.shape.rank` must equal `logits.shape.rank - 1`. ' +
          `Received: labels.shape=${formatShape(of)} of rank ${of.length} and logits.shape=${formatShape(from)} of rank ${from.length}`,
      );
    if (
      isFullyDefined(of) &&
      from !== null &&
      isFullyDefined(from.slice(0, -1)) &&
      !sameShape(of, from.slice(0, -1))
    )
      throw new ValueError(
        '`labels.shape` must equal `logits.shape` except for the last dimension. ' +
          `Received: labels.shape=${formatShape(of)} and logits.shape=${formatShape(from)}`,
      );
    const compute = (x: Tensor, y: Tensor): Tensor =>
      applyOp(graph, 'SparseSoftmaxCrossEntropyWithLogits', [x, y], { name }).outputs[0];
    if (from?.length === 2) return compute(logits, labels);
    const dims = shape(graph, logits);
    const classes = getItem(graph, dims, [sub(graph, rank(graph, logits), 1)]);
    const flat = reshape(graph, logits, [-1, classes]);
    const cost = compute(flat, reshape(graph, labels, [-1]));
    const result = reshape(graph, cost, labelsShape);
    result.setShape(of);
    return result;
  });
}

const FORMAT = { data_format: { s: 'NHWC' } } as const;

/** Adds a vector along the last axis. */
export const biasAdd = (graph: Graph, x: TensorLike, bias: TensorLike, name: Name = null): Tensor =>
  graph.nameScope(name ?? 'BiasAdd', (scope) => {
    const value = convertToTensor(graph, x, { name: 'input' });
    const vector = convertToTensor(graph, bias, { dtype: value.dtype, name: 'bias' });
    return applyOp(graph, 'BiasAdd', [value, vector], { name: scope, attrs: FORMAT }).outputs[0];
  });

export const biasAddGrad = (graph: Graph, grad: TensorLike): Tensor =>
  applyOp(graph, 'BiasAddGrad', [grad], { attrs: FORMAT }).outputs[0];

/** x · weights + biases */
export const xwPlusB = (
  graph: Graph,
  x: TensorLike,
  weights: TensorLike,
  biases: TensorLike,
  name: Name = null,
): Tensor =>
  graph.nameScope(name ?? 'xw_plus_b', (scope) => {
    const [input, w, b] = [[x, 'x'] as const, [weights, 'weights'] as const, [biases, 'biases'] as const].map(
      ([value, as]) => convertToTensor(graph, value, { name: as }),
    );
    return biasAdd(graph, matmul(graph, input, w), b, scope);
  });

export const l2Loss = (graph: Graph, x: TensorLike, name: Name = null): Tensor =>
  applyOp(graph, 'L2Loss', [x], { name }).outputs[0];

/** x divided by its Euclidean norm along `axis`. */
export const l2Normalize = (
  graph: Graph,
  x: TensorLike,
  axis: number | readonly number[] | null,
  { epsilon = 1e-12, name = null }: { epsilon?: number; name?: Name } = {},
): Tensor =>
  graph.nameScope(name ?? 'l2_normalize', (scope) => {
    const tensor = convertToTensor(graph, x, { name: 'x' });
    const sum = reduceSum(graph, unary('Square')(graph, tensor), { axis, keepDims: true });
    const inverse = unary('Rsqrt')(graph, binary('Maximum')(graph, sum, epsilon));
    return binary('Mul')(graph, tensor, inverse, scope);
  });

export const inTopK = (
  graph: Graph,
  predictions: TensorLike,
  targets: TensorLike,
  k: number,
  name: Name = null,
): Tensor => applyOp(graph, 'InTopK', [predictions, targets], { name, attrs: { k: { i: k } } }).outputs[0];

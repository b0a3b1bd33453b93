// Kernels of activations, losses and biases.
import { floatAttr, type TensorValue } from '@residual/graph';
import { invalidArgument } from '../run-error.ts';
import { binary, map, sigmoid, unary, zip } from './elementwise.ts';
import { allocate, broadcastStrides, countOf, shapeText, tensor, type Kernel } from './kernel.ts';
import { gatherStrided } from './layout.ts';

/** log(1 + eˣ) without overflow: max(x, 0) + log(1 + e^−|x|). */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

const relu = (x: number): number => (x > 0 || Number.isNaN(x) ? x : 0);

const softsign = (x: number): number => x / (1 + Math.abs(x));

/** Klambauer et al., "Self-normalizing neural networks", 2017. */
const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473768;

/** Per row of the last axis: the logarithm of the sum of exponentials, without overflow. */
function logSumExp(row: TensorValue['data']): number {
  let largest = -Infinity;
  for (const x of row) if (x > largest) largest = x;
  let sum = 0;
  for (const x of row) sum += Math.exp(x - largest);
  return largest + Math.log(sum);
}

const byRow =
  (f: (x: number, total: number) => number): Kernel =>
  ([logits]) => {
    const columns = logits.shape.at(-1)!;
    const out = allocate(logits.dtype, logits.data.length);
    for (let at = 0; at < out.length; at += columns) {
      const row = logits.data.subarray(at, at + columns);
      const total = logSumExp(row);
      for (let i = 0; i < columns; i++) out[at + i] = f(row[i], total);
    }
    return [tensor(logits.dtype, logits.shape, out)];
  };

/** Loss and gradient of each row, given what the labels say of each class. */
function crossEntropy(
  features: TensorValue,
  label: (row: number, column: number) => number,
): readonly TensorValue[] {
  const [rows, columns] = features.shape;
  const loss = allocate(features.dtype, rows);
  const gradient = allocate(features.dtype, rows * columns);
  for (let r = 0; r < rows; r++) {
    const row = features.data.subarray(r * columns, (r + 1) * columns);
    const total = logSumExp(row);
    let sum = 0;
    for (let c = 0; c < columns; c++) {
      const weight = label(r, c);
      if (weight !== 0) sum += weight * (total - row[c]);
      gradient[r * columns + c] = Math.exp(row[c] - total) - weight;
    }
    loss[r] = sum;
  }
  return [tensor(features.dtype, [rows], loss), tensor(features.dtype, features.shape, gradient)];
}

/** One row may stand for all. */
function spread(value: TensorValue, shape: readonly number[]): TensorValue {
  if (value.shape.every((d, axis) => d === shape[axis])) return value;
  const out = allocate(value.dtype, countOf(shape));
  gatherStrided(value.data, broadcastStrides(value.shape, shape), shape, out);
  return tensor(value.dtype, shape, out);
}

const dense: Kernel = ([features, labels]) => {
  if (
    features.shape.length !== 2 ||
    labels.shape.length !== 2 ||
    features.shape.some((d, axis) => d !== labels.shape[axis] && d !== 1 && labels.shape[axis] !== 1)
  )
    throw invalidArgument(
      `logits and labels must be broadcastable: logits_size=${shapeText(features.shape)} labels_size=${shapeText(labels.shape)}`,
    );
  const shape = features.shape.map((d, axis) => Math.max(d, labels.shape[axis]));
  const weights = spread(labels, shape).data;
  return crossEntropy(spread(features, shape), (r, c) => weights[r * shape[1] + c]);
};

const sparse: Kernel = ([features, labels]) => {
  const [rows, columns] = features.shape;
  if (labels.data.length !== rows)
    throw invalidArgument(
      `logits and labels must have the same first dimension, got logits shape ${shapeText(features.shape)} and labels shape ${shapeText(labels.shape)}`,
    );
  for (const label of labels.data)
    if (label < 0 || label >= columns)
      throw invalidArgument(
        `Received a label value of ${label} which is outside the valid range of [0, ${columns}).  Label values: ${Array.from(labels.data).join(' ')}`,
      );
  return crossEntropy(features, (r, c) => Number(labels.data[r] === c));
};

const biasAdd: Kernel = ([value, bias]) => {
  if (value.shape.length < 2)
    throw invalidArgument(`Input tensor must be at least 2D: ${shapeText(value.shape)}`);
  if (bias.shape.length !== 1) throw invalidArgument(`Biases must be 1D: ${shapeText(bias.shape)}`);
  if (bias.data.length !== value.shape.at(-1))
    throw invalidArgument(
      `Must provide as many biases as the last dimension of the input tensor: ${shapeText(bias.shape)} vs. ${shapeText(value.shape)}`,
    );
  return [zip((x, b) => x + b, value, bias, value.dtype)];
};

const biasAddGrad: Kernel = ([grad]) => {
  const columns = grad.shape.at(-1)!;
  const sums = new Float64Array(columns);
  for (let i = 0; i < grad.data.length; i++) sums[i % columns] += grad.data[i];
  const out = allocate(grad.dtype, columns);
  out.set(sums);
  return [tensor(grad.dtype, [columns], out)];
};

const l2Loss: Kernel = ([t]) => {
  let sum = 0;
  for (const x of t.data) sum += x * x;
  const out = allocate(t.dtype, 1);
  out[0] = sum / 2;
  return [tensor(t.dtype, [], out)];
};

export const nn = {
  Softplus: unary(softplus),
  Softsign: unary(softsign),
  Relu: unary(relu),
  Relu6: unary((x) => Math.min(relu(x), 6)),
  LeakyRelu: ([x], { attrs }) => {
    const alpha = Math.fround(floatAttr(attrs, 'alpha'));
    return [map((v) => (v > 0 ? v : alpha * v), x)];
  },
  Elu: unary((x) => (x < 0 ? Math.expm1(x) : x)),
  Selu: unary((x) => (x < 0 ? SELU_SCALE_ALPHA * Math.expm1(x) : SELU_SCALE * x)),
  // From the gradient at the output and the input, or for Elu and Selu the output.
  SoftplusGrad: binary((dy, x) => dy * sigmoid(x)),
  SoftsignGrad: binary((dy, x) => dy / (1 + Math.abs(x)) ** 2),
  ReluGrad: binary((dy, x) => (x > 0 ? dy : 0)),
  Relu6Grad: binary((dy, x) => (x > 0 && x < 6 ? dy : 0)),
  LeakyReluGrad: ([dy, x], { attrs }) => {
    const alpha = Math.fround(floatAttr(attrs, 'alpha'));
    return [zip((d, v) => (v > 0 ? d : alpha * d), dy, x, dy.dtype)];
  },
  EluGrad: binary((dy, y) => (y < 0 ? dy * (y + 1) : dy)),
  SeluGrad: binary((dy, y) => (y < 0 ? dy * (y + SELU_SCALE_ALPHA) : dy * SELU_SCALE)),
  Softmax: byRow((x, total) => Math.exp(x - total)),
  LogSoftmax: byRow((x, total) => x - total),
  SoftmaxCrossEntropyWithLogits: dense,
  SparseSoftmaxCrossEntropyWithLogits: sparse,
  BiasAdd: biasAdd,
  BiasAddGrad: biasAddGrad,
  L2Loss: l2Loss,
} satisfies Record<string, Kernel>;

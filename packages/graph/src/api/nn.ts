// tf.nn: activations, losses of classifiers, biases; and clipping.
import type { TensorLike } from '../convert.ts';
import type { Tensor } from '../graph.ts';
import type { OpType } from '../op-types.ts';
import { clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from '../ops/clipping.ts';
import { unary } from '../ops/elementwise.ts';
import { topK } from '../ops/indexing.ts';
import * as nn from '../ops/nn.ts';
import { moments } from '../ops/statistics.ts';
import { optionsOf, type Context, type NameOr } from './context.ts';

type Named = NameOr<object>;
type Activation = (x: TensorLike, name?: Named) => Tensor;
type Axis = NameOr<{ readonly axis?: number }>;

/** What a loss of a classifier compares; always by name, since nobody remembers the order. */
export interface LabelsAndLogits {
  readonly labels: TensorLike;
  readonly logits: TensorLike;
  readonly name?: string | null;
}

export function nnApi(context: Context) {
  const activation =
    (type: OpType): Activation =>
    (x, name) =>
      unary(type)(context.graphOf(x), x, optionsOf(name).name);

  return {
    /** x cut to [low, high]. */
    clipByValue: (x: TensorLike, low: TensorLike, high: TensorLike, name?: Named): Tensor =>
      clipByValue(context.graphOf(x, low, high), x, low, high, optionsOf(name).name),
    /** x shortened to a Euclidean norm of at most `clipNorm`, over `axes` (all if absent). */
    clipByNorm: (
      x: TensorLike,
      clipNorm: number | Tensor,
      options?: NameOr<{ readonly axes?: readonly number[] }>,
    ): Tensor => clipByNorm(context.graphOf(x, clipNorm), x, clipNorm, optionsOf(options)),
    /** √Σ ‖t‖² over a list of tensors, of which some may be null. */
    globalNorm: (list: readonly (TensorLike | null)[], name?: Named): Tensor =>
      globalNorm(context.graphOf(...list), list, optionsOf(name).name),
    /** [the list scaled so that its global norm is at most `clipNorm`, that norm before]. */
    clipByGlobalNorm: (
      list: readonly (TensorLike | null)[],
      clipNorm: number | Tensor,
      options?: NameOr<{ readonly useNorm?: Tensor }>,
    ): readonly [(Tensor | null)[], Tensor] =>
      clipByGlobalNorm(context.graphOf(...list), list, clipNorm, optionsOf(options)),

    nn: {
      relu: activation('Relu'),
      /** min(max(x, 0), 6) */
      relu6: activation('Relu6'),
      /** x, and alpha · x below 0. */
      leakyRelu: (x: TensorLike, options?: NameOr<{ readonly alpha?: number }>): Tensor => {
        const { alpha = 0.2, name } = optionsOf(options);
        return nn.leakyRelu(context.graphOf(x), x, alpha, name);
      },
      /** x, and eˣ − 1 below 0. */
      elu: activation('Elu'),
      selu: activation('Selu'),
      softplus: activation('Softplus'),
      softsign: activation('Softsign'),
      sigmoid: activation('Sigmoid'),
      tanh: activation('Tanh'),
      softmax: (logits: TensorLike, options?: Axis): Tensor => {
        const { axis, name } = optionsOf(options);
        return nn.softmax('Softmax')(context.graphOf(logits), logits, axis, name);
      },
      logSoftmax: (logits: TensorLike, options?: Axis): Tensor => {
        const { axis, name } = optionsOf(options);
        return nn.softmax('LogSoftmax')(context.graphOf(logits), logits, axis, name);
      },
      /** Logistic loss for labels in [0, 1], value by value. */
      sigmoidCrossEntropyWithLogits: ({ labels, logits, name = null }: LabelsAndLogits): Tensor =>
        nn.sigmoidCrossEntropy(context.graphOf(labels, logits), labels, logits, name),
      /** The same with what is positive weighted by `posWeight`. */
      weightedCrossEntropyWithLogits: ({
        labels,
        logits,
        posWeight,
        name = null,
      }: LabelsAndLogits & { readonly posWeight: number | Tensor }): Tensor =>
        nn.weightedCrossEntropy(context.graphOf(labels, logits), labels, logits, posWeight, name),
      /** Per row, labels being distributions. No gradient flows into the labels. */
      softmaxCrossEntropyWithLogits: ({
        labels,
        logits,
        axis,
        name = null,
      }: LabelsAndLogits & { readonly axis?: number }): Tensor =>
        nn.softmaxCrossEntropy(context.graphOf(labels, logits), labels, logits, { axis, name }),
      /** The same with a gradient for the labels too. */
      softmaxCrossEntropyWithLogitsV2: ({
        labels,
        logits,
        axis,
        name = null,
      }: LabelsAndLogits & { readonly axis?: number }): Tensor =>
        nn.softmaxCrossEntropyV2(context.graphOf(labels, logits), labels, logits, { axis, name }),
      /** Per row, labels being class numbers. */
      sparseSoftmaxCrossEntropyWithLogits: ({ labels, logits, name = null }: LabelsAndLogits): Tensor =>
        nn.sparseSoftmaxCrossEntropy(context.graphOf(labels, logits), labels, logits, name),
      /** Σ x² / 2 */
      l2Loss: (x: TensorLike, name?: Named): Tensor => nn.l2Loss(context.graphOf(x), x, optionsOf(name).name),
      /** x divided by its Euclidean norm along `axis`. */
      l2Normalize: (
        x: TensorLike,
        axis?: number | readonly number[] | null,
        options?: NameOr<{ readonly epsilon?: number }>,
      ): Tensor => nn.l2Normalize(context.graphOf(x), x, axis ?? null, optionsOf(options)),
      /** Adds a vector along the last axis. */
      biasAdd: (x: TensorLike, bias: TensorLike, name?: Named): Tensor =>
        nn.biasAdd(context.graphOf(x, bias), x, bias, optionsOf(name).name),
      xwPlusB: (x: TensorLike, weights: TensorLike, biases: TensorLike, name?: Named): Tensor =>
        nn.xwPlusB(context.graphOf(x, weights, biases), x, weights, biases, optionsOf(name).name),
      /** [mean, variance] over `axes`. */
      moments: (
        x: TensorLike,
        axes: readonly number[],
        options?: NameOr<{ readonly keepDims?: boolean }>,
      ): readonly [Tensor, Tensor] => moments(context.graphOf(x), x, axes, optionsOf(options)),
      /** [the k largest of each row, their places]. */
      topK: (
        x: TensorLike,
        options?: NameOr<{ readonly k?: TensorLike; readonly sorted?: boolean }>,
      ): readonly [Tensor, Tensor] => {
        const { k = 1, sorted = true, name } = optionsOf(options);
        return topK(context.graphOf(x, k), x, k, sorted, name);
      },
      /** Whether each row's target is among its k largest predictions. */
      inTopK: (predictions: TensorLike, targets: TensorLike, k: number, name?: Named): Tensor =>
        nn.inTopK(context.graphOf(predictions, targets), predictions, targets, k, optionsOf(name).name),
    },
  };
}

// Activations, losses and biases of neural networks.
import { FLOATS, INTS, NUMBERS } from '../dtypes.ts';
import type { DType } from '../graphdef.ts';
import type { NodeInfo, OpDef } from '../op-definition.ts';
import type { Shape } from '../graphdef.ts';
import { mergeDims, mergeShapes, requireAtLeastRank, requireRank, ShapeError } from '../shapes.ts';
import { sameAsBoth, sameAsInput, scalar } from './rules.ts';

const activation = (types: readonly DType[]) =>
  ({ inputs: { features: 'T' }, outputs: ['T'], types: { T: types }, shapes: sameAsInput }) satisfies OpDef;

/** Gradient given the gradient at the output and the input. */
const fromFeatures = {
  inputs: { gradients: 'T', features: 'T' },
  outputs: ['T'],
  types: { T: FLOATS },
  shapes: sameAsBoth,
} satisfies OpDef;

/** Gradient given the gradient at the output and the output. */
const fromOutputs = { ...fromFeatures, inputs: { gradients: 'T', outputs: 'T' } } satisfies OpDef;

const atLeastVector = ({ inputs }: NodeInfo): readonly Shape[] => [requireAtLeastRank(inputs[0].shape, 1)];

export const nn = {
  Softplus: activation(FLOATS),
  Softsign: activation(FLOATS),
  Relu: activation(NUMBERS),
  Relu6: activation(NUMBERS),
  LeakyRelu: { ...activation(FLOATS), attrs: { alpha: 'float' } },
  Elu: activation(FLOATS),
  Selu: activation(FLOATS),
  SoftplusGrad: fromFeatures,
  SoftsignGrad: fromFeatures,
  ReluGrad: { ...fromFeatures, types: { T: NUMBERS } },
  Relu6Grad: { ...fromFeatures, types: { T: NUMBERS } },
  LeakyReluGrad: { ...fromFeatures, attrs: { alpha: 'float' } },
  EluGrad: fromOutputs,
  SeluGrad: fromOutputs,
  /** Along the last axis. */
  Softmax: { inputs: { logits: 'T' }, outputs: ['T'], types: { T: FLOATS }, shapes: atLeastVector },
  LogSoftmax: { inputs: { logits: 'T' }, outputs: ['T'], types: { T: FLOATS }, shapes: atLeastVector },
  /** Per row: −Σ labels · log softmax(features), and its gradient by the features. */
  SoftmaxCrossEntropyWithLogits: {
    inputs: { features: 'T', labels: 'T' },
    outputs: ['T', 'T'],
    types: { T: FLOATS },
    shapes: ({ inputs: [features, labels] }) => {
      const [rows, classes] = requireRank(
        mergeShapes(requireRank(features.shape, 2), requireRank(labels.shape, 2)),
        2,
      );
      return [[rows], [rows, classes]];
    },
  },
  /** The same with one class number per row as label. */
  SparseSoftmaxCrossEntropyWithLogits: {
    inputs: { features: 'T', labels: 'Tlabels' },
    outputs: ['T', 'T'],
    types: { T: FLOATS, Tlabels: INTS },
    shapes: ({ inputs: [features, labels] }) => {
      const [rows, classes] = requireRank(features.shape, 2);
      const [count] = requireRank(labels.shape, 1);
      const merged = mergeDims(rows, count);
      return [[merged], [merged, classes]];
    },
  },
  /** Adds a vector along the last axis. */
  BiasAdd: {
    inputs: { value: 'T', bias: 'T' },
    outputs: ['T'],
    types: { T: NUMBERS },
    attrs: { data_format: 'string' },
    shapes: ({ inputs: [value, bias] }) => {
      const shape = requireAtLeastRank(value.shape, 2);
      const [length] = requireRank(bias.shape, 1);
      if (shape === null) return [null];
      return [[...shape.slice(0, -1), mergeDims(shape[shape.length - 1], length)]];
    },
  },
  BiasAddGrad: {
    inputs: { out_backprop: 'T' },
    outputs: ['T'],
    types: { T: NUMBERS },
    attrs: { data_format: 'string' },
    shapes: ({ inputs }) => {
      const shape = requireAtLeastRank(inputs[0].shape, 2);
      return [shape === null ? [-1] : [shape[shape.length - 1]]];
    },
  },
  /** Σ t² / 2 */
  L2Loss: { inputs: { t: 'T' }, outputs: ['T'], types: { T: FLOATS }, shapes: scalar },
  /** Whether each row's target is among its k largest predictions. */
  InTopK: {
    inputs: { predictions: 'float32', targets: 'T' },
    outputs: ['bool'],
    types: { T: INTS },
    attrs: { k: 'int' },
    shapes: ({ inputs: [predictions, targets] }) => {
      const [rows] = requireRank(predictions.shape, 2);
      const [count] = requireRank(targets.shape, 1);
      return [[mergeDims(rows, count)]];
    },
  },
  /** The k largest of each row, the largest first, and where they were. */
  TopKV2: {
    inputs: { input: 'T', k: 'int32' },
    outputs: ['T', 'int32'],
    types: { T: NUMBERS },
    attrs: { sorted: 'bool' },
    shapes: ({ inputs }) => {
      const shape = requireAtLeastRank(inputs[0].shape, 1);
      requireRank(inputs[1].shape, 0);
      const k = inputs[1].constant()?.data[0] ?? -1;
      if (shape === null) return [null, null];
      const last = shape[shape.length - 1];
      if (last >= 0 && last < k)
        throw new ShapeError(`input must have last dimension >= k = ${k} but is ${last}`);
      const result = [...shape.slice(0, -1), k];
      return [result, result];
    },
  },
} satisfies Record<string, OpDef>;

// tf's constants, placeholders, and functions about shapes.
import { applyOp } from '../apply-op.ts';
import { constant, type TensorLike } from '../convert.ts';
import { GraphTypeError } from '../errors.ts';
import { isDType } from '../dtypes.ts';
import type { NestedArray, NDArray } from '../array/ndarray.ts';
import { Tensor } from '../graph.ts';
import type { DType, TypedArray } from '../graphdef.ts';
import * as arrays from '../ops/arrays.ts';
import { concat, split, stack, unstack } from '../ops/joining.ts';
import { linspace, pad, reverse, type PadOptions } from '../ops/padding.ts';
import { optionsOf, type Context, type NameOr } from './context.ts';

type Named = NameOr<object>;

export interface ConstantSettings {
  readonly dtype?: DType;
  readonly shape?: readonly number[];
}

type PlaceholderShape = readonly (number | null)[];

export function arrayApi(context: Context) {
  return {
    /**
     * A constant. Numbers without a dtype are int32 if all are integers, else float32;
     * JavaScript does not tell 1.0 from 1: write `tf.constant(1, { dtype: tf.float32 })`.
     */
    constant: (
      value: NDArray | TypedArray | NestedArray,
      options?: NameOr<ConstantSettings> | DType,
    ): Tensor => {
      const settings = isDType(options) ? { dtype: options, name: null } : optionsOf(options);
      return constant(context.graph, value, { ...settings, name: settings.name ?? 'Const' });
    },
    /** A value to be fed. The shape may be given directly, in options, or not at all; null is unknown. */
    placeholder: (
      dtype: DType,
      options?: NameOr<{ readonly shape?: PlaceholderShape | null }> | PlaceholderShape,
    ): Tensor => {
      if (!isDType(dtype))
        throw new GraphTypeError(
          `tf.placeholder needs a dtype first, such as tf.float32; got ${String(dtype)}`,
        );
      const settings = Array.isArray(options)
        ? { shape: options as PlaceholderShape }
        : optionsOf(options as NameOr<{ shape?: PlaceholderShape | null }>);
      return arrays.placeholder(context.graph, dtype, settings);
    },
    /** A placeholder that may be left unfed: then it has the value of `input`. */
    placeholderWithDefault: (input: TensorLike, shape: PlaceholderShape | null, name?: Named): Tensor =>
      arrays.placeholderWithDefault(context.graphOf(input), input, shape, optionsOf(name).name),
    zeros: (shape: TensorLike, options?: NameOr<{ readonly dtype?: DType }> | DType): Tensor =>
      filled(context, 0, shape, options),
    ones: (shape: TensorLike, options?: NameOr<{ readonly dtype?: DType }> | DType): Tensor =>
      filled(context, 1, shape, options),
    zerosLike: (x: TensorLike, options?: NameOr<{ readonly dtype?: DType }>): Tensor => {
      const { dtype = null, name } = optionsOf(options);
      return arrays.zerosLike(context.graphOf(x), x, dtype, name);
    },
    onesLike: (x: TensorLike, options?: NameOr<{ readonly dtype?: DType }>): Tensor => {
      const { dtype = null, name } = optionsOf(options);
      return arrays.onesLike(context.graphOf(x), x, dtype, name);
    },
    fill: (dims: TensorLike, value: TensorLike, name?: Named): Tensor =>
      arrays.fill(context.graphOf(dims, value), dims, value, optionsOf(name).name),
    /** Numbers from `start` to before `limit` in steps of `delta`; of one number, from 0 to before it. */
    range: (start: TensorLike, limit?: TensorLike, delta: TensorLike = 1, name?: Named): Tensor => {
      const [from, to] = limit === undefined ? [0, start] : [start, limit];
      return arrays.range(context.graphOf(from, to, delta), from, to, delta, optionsOf(name).name);
    },
    identity: (x: TensorLike, name?: Named): Tensor =>
      applyOp(context.graphOf(x), 'Identity', [x], { name: optionsOf(name).name }).outputs[0],
    /** x, but a constant to tf.gradients. */
    stopGradient: (x: TensorLike, name?: Named): Tensor =>
      applyOp(context.graphOf(x), 'StopGradient', [x], { name: optionsOf(name).name }).outputs[0],
    /** A node that computes the shape; what is known beforehand is `x.shape`. */
    shape: (x: TensorLike, name?: Named): Tensor => arrays.shape(context.graphOf(x), x, optionsOf(name).name),
    size: (x: TensorLike, name?: Named): Tensor => arrays.size(context.graphOf(x), x, optionsOf(name).name),
    rank: (x: TensorLike, name?: Named): Tensor => arrays.rank(context.graphOf(x), x, optionsOf(name).name),
    /** The same values in another shape; one dimension may be -1. */
    reshape: (x: TensorLike, shape: TensorLike, name?: Named): Tensor =>
      arrays.reshape(context.graphOf(x, shape), x, shape, optionsOf(name).name),
    /** Axes in the order `perm`; without it in reverse. */
    transpose: (x: TensorLike, options?: NameOr<{ readonly perm?: TensorLike }>): Tensor => {
      const { perm = null, name } = optionsOf(options);
      return arrays.transpose(context.graphOf(x), x, perm, name);
    },
    expandDims: (x: TensorLike, axis: number, name?: Named): Tensor =>
      arrays.expandDims(context.graphOf(x), x, axis, optionsOf(name).name),
    squeeze: (x: TensorLike, options?: NameOr<{ readonly axis?: number | readonly number[] }>): Tensor => {
      const { axis = [], name } = optionsOf(options);
      return arrays.squeeze(context.graphOf(x), x, typeof axis === 'number' ? [axis] : axis, name);
    },
    tile: (x: TensorLike, multiples: TensorLike, name?: Named): Tensor =>
      arrays.tile(context.graphOf(x, multiples), x, multiples, optionsOf(name).name),
    /** The same values for every place along the axes that `shape` adds or lengthens. */
    broadcastTo: (x: TensorLike, shape: TensorLike, name?: Named): Tensor =>
      arrays.broadcastTo(context.graphOf(x, shape), x, shape, optionsOf(name).name),
    /** One after the other along `axis`. */
    concat: (values: readonly TensorLike[], axis: TensorLike, name?: Named): Tensor =>
      concat(context.graphOf(...values, axis), values, axis, optionsOf(name).name),
    /** Side by side along a new axis, the first if absent. */
    stack: (values: readonly TensorLike[], options?: NameOr<{ readonly axis?: number }>): Tensor => {
      const { axis, name } = optionsOf(options);
      return stack(context.graphOf(...values), values, axis, name);
    },
    /** The parts along `axis` (0 if absent), without it; `num` of them where the shape does not tell. */
    unstack: (
      value: TensorLike,
      options?: NameOr<{ readonly num?: number; readonly axis?: number }>,
    ): readonly Tensor[] => unstack(context.graphOf(value), value, optionsOf(options)),
    /** Equal parts, given their number, or parts of the given sizes. */
    split: (
      value: TensorLike,
      numOrSizes: TensorLike,
      options?: NameOr<{ readonly axis?: TensorLike; readonly num?: number }>,
    ): readonly Tensor[] => split(context.graphOf(value, numOrSizes), value, numOrSizes, optionsOf(options)),
    /** Values around x: `paddings` has a row [before, after] for each axis. */
    pad: (x: TensorLike, paddings: TensorLike, options?: NameOr<Omit<PadOptions, 'name'>>): Tensor =>
      pad(context.graphOf(x, paddings), x, paddings, optionsOf(options)),
    /** Turned round along `axes`. */
    reverse: (x: TensorLike, axes: TensorLike, name?: Named): Tensor =>
      reverse(context.graphOf(x, axes), x, axes, optionsOf(name).name),
    /** `num` values from start to stop, both included. Plain numbers are float32. */
    linspace: (start: TensorLike, stop: TensorLike, num: TensorLike, name?: Named): Tensor =>
      linspace(context.graphOf(start, stop, num), start, stop, num, optionsOf(name).name),
    invertPermutation: (x: TensorLike, name?: Named): Tensor =>
      applyOp(context.graphOf(x), 'InvertPermutation', [x], { name: optionsOf(name).name }).outputs[0],
  };
}

function filled(
  context: Context,
  value: 0 | 1,
  shape: TensorLike,
  options: NameOr<{ readonly dtype?: DType }> | DType | undefined,
): Tensor {
  const { dtype = 'float32', name } = isDType(options)
    ? { dtype: options, name: null }
    : optionsOf(options as NameOr<{ dtype?: DType }>);
  return arrays.filled(context.graphOf(shape), value, shape, dtype, name);
}

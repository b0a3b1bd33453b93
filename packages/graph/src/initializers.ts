// Initializers: functions that make the first value of a variable of a given shape and dtype.
import { NDArray, type NestedArray } from './array/ndarray.ts';
import { constant } from './convert.ts';
import { isFloat } from './dtypes.ts';
import { ValueError } from './errors.ts';
import type { Graph, Tensor } from './graph.ts';
import type { DType } from './graphdef.ts';
import { filled } from './ops/arrays.ts';
import { randomNormal, randomUniform, truncatedNormal } from './ops/random.ts';

/** What a variable asks of its initializer. */
export interface InitialForm {
  readonly graph: Graph;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

export type Initializer = (form: InitialForm) => Tensor;

export const zerosInitializer =
  (): Initializer =>
  ({ graph, shape, dtype }) =>
    filled(graph, 0, shape, dtype);

export const onesInitializer =
  (): Initializer =>
  ({ graph, shape, dtype }) =>
    filled(graph, 1, shape, dtype);

/** `value` everywhere; of nested values the last fills up what is missing. */
export const constantInitializer =
  (value: NestedArray | NDArray = 0): Initializer =>
  ({ graph, shape, dtype }) =>
    constant(graph, value instanceof NDArray ? value.astype(dtype) : value, { dtype, shape });

interface NormalOptions {
  readonly mean?: number;
  readonly stddev?: number;
  readonly seed?: number;
}

export const randomNormalInitializer =
  ({ mean = 0, stddev = 1, seed }: NormalOptions = {}): Initializer =>
  ({ graph, shape, dtype }) =>
    randomNormal(graph, shape, { mean, stddev, seed, dtype });

/** As the normal one, with values beyond two standard deviations drawn again. */
export const truncatedNormalInitializer =
  ({ mean = 0, stddev = 1, seed }: NormalOptions = {}): Initializer =>
  ({ graph, shape, dtype }) =>
    truncatedNormal(graph, shape, { mean, stddev, seed, dtype });

interface UniformOptions {
  readonly minval?: number;
  /** 1 for floats; must be given for integers. */
  readonly maxval?: number;
  readonly seed?: number;
}

export const randomUniformInitializer =
  ({ minval = 0, maxval, seed }: UniformOptions = {}): Initializer =>
  ({ graph, shape, dtype }) =>
    randomUniform(graph, shape, { minval, maxval, seed, dtype });

/**
 * Uniform in ±√(6 / (inputs + outputs)) (Glorot and Bengio, "Understanding the difficulty of training deep
 * feedforward neural networks", 2010). What `getVariable` takes for floats when nothing else is said.
 */
export const glorotUniformInitializer =
  ({ seed }: { readonly seed?: number } = {}): Initializer =>
  ({ graph, shape, dtype }) => {
    const [inputs, outputs] = fans(shape);
    const limit = Math.sqrt(3 / Math.max(1, (inputs + outputs) / 2));
    return randomUniform(graph, shape, { minval: -limit, maxval: limit, seed, dtype });
  };

/** What is left of a standard deviation of 1 when values beyond ±2 are drawn again. */
const TRUNCATED_STDDEV = 0.87962566103423978;

/** As glorotUniformInitializer, normal: standard deviation √(2 / (inputs + outputs)), truncated at twice that. */
export const glorotNormalInitializer =
  ({ seed }: { readonly seed?: number } = {}): Initializer =>
  ({ graph, shape, dtype }) => {
    const [inputs, outputs] = fans(shape);
    const stddev = Math.sqrt(1 / Math.max(1, (inputs + outputs) / 2)) / TRUNCATED_STDDEV;
    return truncatedNormal(graph, shape, { mean: 0, stddev, seed, dtype });
  };

/** Numbers of inputs and outputs of a unit whose weights have this shape; leading axes are a receptive field. */
function fans(shape: readonly number[]): [number, number] {
  if (shape.length === 0) return [1, 1];
  if (shape.length === 1) return [shape[0], shape[0]];
  const field = shape.slice(0, -2).reduce((n, d) => n * d, 1);
  return [shape[shape.length - 2] * field, shape[shape.length - 1] * field];
}

/** @throws ValueError for a dtype that has none */
export function defaultInitializer(name: string, dtype: DType): Initializer {
  if (isFloat(dtype)) return glorotUniformInitializer();
  if (dtype === 'int32' || dtype === 'bool') return zerosInitializer();
  throw new ValueError(`An initializer for variable ${name} of ${String(dtype)} is required`);
}

// Builders of random tensors.
import { applyOp } from '../apply-op.ts';
import { NDArray } from '../array/ndarray.ts';
import { constant, convertToTensor, type TensorLike } from '../convert.ts';
import { ValueError } from '../errors.ts';
import { Tensor, type Graph } from '../graph.ts';
import type { DType } from '../graphdef.ts';
import { binary, operators } from './elementwise.ts';

type Name = string | null;

interface RandomOptions {
  readonly dtype?: DType;
  readonly seed?: number | null;
  readonly name?: Name;
}

const DEFAULT_GRAPH_SEED = 87654321;
const MAX_SEED = 2 ** 31 - 1;

/**
 * The pair of seeds that the kernel takes, TensorFlow 1's rule: an op without a seed of its own takes the
 * number of nodes made so far. Both 0 mean a seed that differs in every session.
 */
function seedsOf(
  graph: Graph,
  given: number | null | undefined,
): { seed: { i: number }; seed2: { i: number } } {
  const seed = given ?? null;
  if (graph.seed === null && seed === null) return { seed: { i: 0 }, seed2: { i: 0 } };
  const first = truncated(graph.seed ?? DEFAULT_GRAPH_SEED);
  const second = truncated(seed ?? graph.operationCount);
  // (0, 0) would mean no seed at all.
  return { seed: { i: first }, seed2: { i: first === 0 && second === 0 ? MAX_SEED : second } };
}

/** Python's remainder: seeds fit 31 bits. */
const truncated = (seed: number): number => ((seed % MAX_SEED) + MAX_SEED) % MAX_SEED;

/** The `shape` input: a constant, unless it is computed. */
const shapeTensor = (graph: Graph, shape: RandomShape): Tensor =>
  shape instanceof Tensor ? shape : constant(graph, NDArray.from([...shape], 'int32'), { name: 'shape' });

export type RandomShape = readonly number[] | Tensor;

const normal =
  (op: 'RandomStandardNormal' | 'TruncatedNormal', scopeName: string) =>
  (
    graph: Graph,
    shape: RandomShape,
    {
      dtype = 'float32',
      mean = 0,
      stddev = 1,
      seed,
      name,
    }: RandomOptions & { mean?: TensorLike; stddev?: TensorLike },
  ): Tensor =>
    graph.nameScope(name ?? scopeName, (scope) => {
      const dims = shapeTensor(graph, shape);
      const mu = convertToTensor(graph, mean, { dtype, name: 'mean' });
      const sigma = convertToTensor(graph, stddev, { dtype, name: 'stddev' });
      const attrs = { dtype: { type: dtype }, ...seedsOf(graph, seed) } as const;
      const [standard] = applyOp(graph, op, [dims], { attrs }).outputs;
      const scaled = operators.mul(graph, standard, sigma);
      return binary('Add')(graph, scaled, mu, scope);
    });

export const randomNormal = normal('RandomStandardNormal', 'random_normal');
/** Numbers further than two standard deviations from the mean are drawn again. */
export const truncatedNormal = normal('TruncatedNormal', 'truncated_normal');

/** Floats in [minval, maxval), or integers. @throws ValueError for integers without maxval */
export function randomUniform(
  graph: Graph,
  shape: RandomShape,
  {
    dtype = 'float32',
    minval = 0,
    maxval,
    seed,
    name,
  }: RandomOptions & { minval?: TensorLike; maxval?: TensorLike },
): Tensor {
  if (maxval === undefined && dtype === 'int32')
    throw new ValueError('Must specify maxval for integer dtype tf.int32');
  return graph.nameScope(name ?? 'random_uniform', (scope) => {
    const dims = shapeTensor(graph, shape);
    const low = convertToTensor(graph, minval, { dtype, name: 'min' });
    const high = convertToTensor(graph, maxval ?? 1, { dtype, name: 'max' });
    if (dtype === 'int32')
      return applyOp(graph, 'RandomUniformInt', [dims, low, high], {
        name: scope,
        attrs: seedsOf(graph, seed),
      }).outputs[0];
    const attrs = { dtype: { type: dtype }, ...seedsOf(graph, seed) } as const;
    const [standard] = applyOp(graph, 'RandomUniform', [dims], { attrs }).outputs;
    const scaled = operators.mul(graph, standard, operators.sub(graph, high, low));
    return binary('Add')(graph, scaled, low, scope);
  });
}

/** Rows in a random order. */
export const randomShuffle = (
  graph: Graph,
  x: TensorLike,
  { seed, name = null }: { seed?: number | null; name?: Name } = {},
): Tensor => applyOp(graph, 'RandomShuffle', [x], { name, attrs: seedsOf(graph, seed) }).outputs[0];

/** For each row of unnormalised log-probabilities, `numSamples` class numbers. */
export const multinomial = (
  graph: Graph,
  logitsInput: TensorLike,
  numSamples: TensorLike,
  { seed, name = null }: { seed?: number | null; name?: Name } = {},
): Tensor =>
  graph.nameScope(name ?? 'multinomial', () => {
    const logits = convertToTensor(graph, logitsInput, { name: 'logits' });
    return applyOp(graph, 'Multinomial', [logits, numSamples], { attrs: seedsOf(graph, seed) }).outputs[0];
  });

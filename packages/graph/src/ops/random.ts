// Builders of random tensors.
import { applyOp } from '../apply-op.ts';
import { constant } from '../convert.ts';
import { NDArray } from '../array/ndarray.ts';
import type { Graph, Tensor } from '../graph.ts';
import type { DType } from '../graphdef.ts';
import { operators } from './elementwise.ts';
import { binary } from './elementwise.ts';

interface RandomOptions {
  readonly dtype?: DType;
  readonly seed?: number;
  readonly name?: string | null;
}

const DEFAULT_GRAPH_SEED = 87654321;

/**
 * The pair of seeds that the kernel takes, TensorFlow 1's rule: an op without a seed of its own takes the
 * number of nodes made so far. Both 0 mean a seed that differs in every session.
 */
function seedsOf(graph: Graph, seed: number | undefined): { seed: { i: number }; seed2: { i: number } } {
  if (graph.seed === null && seed === undefined) return { seed: { i: 0 }, seed2: { i: 0 } };
  const first = graph.seed ?? DEFAULT_GRAPH_SEED;
  const second = seed ?? graph.operationCount;
  // (0, 0) would mean no seed at all.
  return { seed: { i: first }, seed2: { i: first === 0 && second === 0 ? 2 ** 31 - 1 : second } };
}

const shapeTensor = (graph: Graph, shape: readonly number[]): Tensor =>
  constant(graph, NDArray.from([...shape], 'int32'), { name: 'shape' });

export function randomNormal(
  graph: Graph,
  shape: readonly number[],
  { dtype = 'float32', mean = 0, stddev = 1, seed, name }: RandomOptions & { mean?: number; stddev?: number },
): Tensor {
  return graph.nameScope(name ?? 'random_normal', (scope) => {
    const dims = shapeTensor(graph, shape);
    const mu = constant(graph, mean, { dtype, name: 'mean' });
    const sigma = constant(graph, stddev, { dtype, name: 'stddev' });
    const attrs = { dtype: { type: dtype }, ...seedsOf(graph, seed) } as const;
    const [standard] = applyOp(graph, 'RandomStandardNormal', [dims], { attrs }).outputs;
    const scaled = operators.mul(graph, standard, sigma);
    return binary('Add')(graph, scaled, mu, scope);
  });
}

export function randomUniform(
  graph: Graph,
  shape: readonly number[],
  {
    dtype = 'float32',
    minval = 0,
    maxval = 1,
    seed,
    name,
  }: RandomOptions & { minval?: number; maxval?: number },
): Tensor {
  return graph.nameScope(name ?? 'random_uniform', (scope) => {
    const dims = shapeTensor(graph, shape);
    const low = constant(graph, minval, { dtype, name: 'min' });
    const high = constant(graph, maxval, { dtype, name: 'max' });
    const attrs = { dtype: { type: dtype }, ...seedsOf(graph, seed) } as const;
    const [standard] = applyOp(graph, 'RandomUniform', [dims], { attrs }).outputs;
    const scaled = operators.mul(graph, standard, operators.sub(graph, high, low));
    return binary('Add')(graph, scaled, low, scope);
  });
}

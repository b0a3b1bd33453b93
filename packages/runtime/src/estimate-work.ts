// How much there is to compute in a graph, before any of it is computed: from the shapes alone.
import type { OpType, Shape } from '@residual/graph';
import type { GraphIndex, IndexedNode } from './graph-index.ts';

/** Of a dimension that only a run knows: about as many rows as a course's data has. */
const UNKNOWN_DIMENSION = 1_000;

/** Multiplications for a matrix of n rows, by n³. Iterations count with what they take at most. */
const CUBES: Partial<Readonly<Record<OpType, number>>> = {
  MatrixInverse: 2,
  MatrixSolve: 1,
  MatrixSolveLs: 2,
  MatrixTriangularSolve: 1,
  MatrixDeterminant: 1,
  LogMatrixDeterminant: 1,
  Cholesky: 1,
  Qr: 2,
  Svd: 50,
  SelfAdjointEigV2: 50,
};

/** Of a shape of unknown rank nothing is known. */
const dimensionsOf = (shape: Shape): readonly number[] =>
  (shape ?? []).map((dimension) => (dimension < 0 ? UNKNOWN_DIMENSION : dimension));

const product = (dimensions: readonly number[]): number =>
  dimensions.reduce((all, dimension) => all * dimension, 1);

/**
 * Multiplications, about, of one run of these nodes and all that they need. Shapes that depend on values cannot be seen:
 * this is no bound, but what anyone can tell beforehand.
 */
export function estimateWork(graph: GraphIndex, names: Iterable<string>): number {
  const waiting = [...names];
  const seen = new Set<string>();
  let work = 0;
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const node = graph.find(name);
    if (node === null || seen.has(name)) continue;
    seen.add(name);
    work += workOf(graph, node);
    for (const input of node.inputs) waiting.push(input.node);
    waiting.push(...node.control);
  }
  return work;
}

function workOf(graph: GraphIndex, { op, inputs, outputs }: IndexedNode): number {
  const given = inputs.map((input) => dimensionsOf(graph.outputInfo(input)!.shape));
  const made = outputs.map(({ shape }) => dimensionsOf(shape));
  const cubes = CUBES[op];
  if (cubes !== undefined) return cubes * product(given[0]) * Math.max(1, ...given[0].slice(-2));
  if (op === 'MatMul' || op === 'BatchMatMul') return product(given[0]) * (made[0].at(-1) ?? 1);
  return [...given, ...made].reduce((sum, dimensions) => sum + product(dimensions), 0);
}

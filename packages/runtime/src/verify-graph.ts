// Whether a graph from outside may be run at all: every node known, well-formed, consistent, and the whole bounded.
import { elementCount, isFullyDefined, tensorAttr, type NodeDef } from '@residual/graph';
import { GraphError, GraphIndex } from './graph-index.ts';

export interface GraphBounds {
  readonly nodes: number;
  /** Values in all constants together. */
  readonly constantElements: number;
  /** Values in any one tensor whose shape is known. */
  readonly tensorElements: number;
}

export const DEFAULT_BOUNDS: GraphBounds = {
  nodes: 100_000,
  constantElements: 1 << 25,
  tensorElements: 1 << 28,
};

/** Verifies a graph that grows. */
export class GraphVerifier {
  readonly index = new GraphIndex();
  readonly #bounds: GraphBounds;
  #nodes = 0;
  #constants = 0;

  constructor(bounds: GraphBounds = DEFAULT_BOUNDS) {
    this.#bounds = bounds;
  }

  /** @throws GraphError naming the node and what is wrong with it */
  add(nodes: readonly NodeDef[]): void {
    const bounds = this.#bounds;
    const room = bounds.nodes - this.#nodes;
    this.#nodes += nodes.length;
    if (nodes.length > room)
      throw new GraphError(
        nodes[room].name,
        `the graph has ${this.#nodes} nodes; at most ${bounds.nodes} are allowed`,
      );
    for (const node of nodes) {
      // First, since it also finds out what attributes there have to be.
      const { outputs } = this.index.add(node);
      if (node.op === 'Const') this.#constants += requireValue(node);
      if (this.#constants > bounds.constantElements)
        throw new GraphError(
          node.name,
          `the graph's constants hold more than ${bounds.constantElements} values`,
        );
      for (const { shape } of outputs)
        if (isFullyDefined(shape) && elementCount(shape) > bounds.tensorElements)
          throw new GraphError(
            node.name,
            `a tensor of ${elementCount(shape)} values; at most ${bounds.tensorElements} are allowed`,
          );
    }
  }
}

/** @throws GraphError naming the node and what is wrong with it */
export function verifyGraph(nodes: readonly NodeDef[], bounds: GraphBounds = DEFAULT_BOUNDS): GraphIndex {
  const verifier = new GraphVerifier(bounds);
  verifier.add(nodes);
  return verifier.index;
}

function requireValue(node: NodeDef): number {
  const { dtype, shape, data } = tensorAttr(node.attr, 'value');
  const type = node.attr.dtype;
  if (!type || !('type' in type) || type.type !== dtype)
    throw new GraphError(node.name, `a value of ${dtype} where the node says otherwise`);
  if (elementCount(shape) !== data.length)
    throw new GraphError(node.name, `${data.length} values do not fill a shape of ${elementCount(shape)}`);
  return data.length;
}

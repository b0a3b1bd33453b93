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

/** @throws GraphError naming the node and what is wrong with it */
export function verifyGraph(nodes: readonly NodeDef[], bounds: GraphBounds = DEFAULT_BOUNDS): GraphIndex {
  const index = new GraphIndex();
  let constants = 0;
  if (nodes.length > bounds.nodes)
    throw new GraphError(
      nodes[bounds.nodes].name,
      `the graph has ${nodes.length} nodes; at most ${bounds.nodes} are allowed`,
    );
  for (const node of nodes) {
    if (node.op === 'Const') constants += requireValue(node);
    if (constants > bounds.constantElements)
      throw new GraphError(
        node.name,
        `the graph's constants hold more than ${bounds.constantElements} values`,
      );
    for (const { shape } of index.add(node).outputs)
      if (isFullyDefined(shape) && elementCount(shape) > bounds.tensorElements)
        throw new GraphError(
          node.name,
          `a tensor of ${elementCount(shape)} values; at most ${bounds.tensorElements} are allowed`,
        );
  }
  return index;
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

import { DRAWN_EDGES, DRAWN_NODES, type DrawnGraph, type DrawnNode } from '@residual/contracts';
import type { Attr, NodeDef } from '@residual/graph';
import type { GraphIndex } from '@residual/runtime';

const MOST_VALUES = 16;
/** Of its JSON: names can be long. */
const MOST_CHARACTERS = 250_000;

/**
 * What pages draw of a graph.
 * @param index of the verified graph; null for one that a program left that failed
 * @returns null for one without nodes, or too large to look at
 */
export function toDrawnGraph(nodes: readonly NodeDef[], index: GraphIndex | null): DrawnGraph | null {
  const edges = nodes.reduce((sum, { input }) => sum + input.length, 0);
  if (nodes.length === 0 || nodes.length > DRAWN_NODES || edges > DRAWN_EDGES) return null;
  const graph: DrawnGraph = {
    nodes: nodes.map(({ name, op, input, device, attr, site }) => ({
      name,
      op,
      input: [...input],
      device,
      attr: Object.fromEntries(Object.entries(attr).map(([key, value]) => [key, toDrawnAttr(value)])),
      ...(site ? { site } : {}),
      ...outputsOf(index, name),
    })),
  };
  return JSON.stringify(graph).length > MOST_CHARACTERS ? null : graph;
}

function outputsOf(index: GraphIndex | null, name: string): Pick<DrawnNode, 'outputs'> {
  const outputs = index?.find(name)?.outputs;
  return outputs
    ? { outputs: outputs.map(({ dtype, shape }) => ({ dtype, shape: shape && [...shape] })) }
    : {};
}

function toDrawnAttr(attr: Attr): DrawnNode['attr'][string] {
  if ('shape' in attr) return { shape: attr.shape && [...attr.shape] };
  if ('list' in attr) return { list: [...attr.list] };
  if (!('tensor' in attr)) return attr;
  const { dtype, shape, data } = attr.tensor;
  return {
    tensor: {
      dtype,
      shape: [...shape],
      ...(data.length <= MOST_VALUES ? { values: Array.from(data, toDrawnValue) } : {}),
    },
  };
}

/** JSON has only finite numbers. */
const toDrawnValue = (value: number): number | 'NaN' | 'Infinity' | '-Infinity' =>
  Number.isFinite(value) ? value : (String(value) as 'NaN' | 'Infinity' | '-Infinity');

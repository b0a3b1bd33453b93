// Cuts the graph of a run into one per device. Where an edge crosses, TensorFlow puts a _Send on one side and a
// _Recv on the other; both name the edge.
import type { Attr, PartitionNode } from '@residual/graph';
import { CONTROL, type ClientGraph, type ClientNode, type Edge } from './client-graph.ts';
import type { GraphIndex } from './graph-index.ts';

/** TensorFlow tells restarted devices apart by it. */
const INCARNATION = 1;

interface GrowingNode extends PartitionNode {
  readonly input: string[];
}

/**
 * The nodes of each device, inputs before what uses them; the device of the first node first.
 * @param nextNumber numbers the nodes that are added, all through a session
 */
export function partition(
  graph: ClientGraph,
  index: GraphIndex,
  nextNumber: () => number,
): PartitionNode[][] {
  const parts = new Map<string, GrowingNode[]>();
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const incoming = new Map<string, Edge[]>(graph.nodes.map((node) => [node.name, []]));
  for (const edge of graph.edges) if (byName.has(edge.source)) incoming.get(edge.target)?.push(edge);

  const partOf = (device: string): GrowingNode[] => {
    let part = parts.get(device);
    if (part === undefined) parts.set(device, (part = []));
    return part;
  };
  const add = (
    device: string,
    name: string,
    op: string,
    input: string[],
    attr: GrowingNode['attr'],
  ): string => {
    partOf(device).push({ name, op, input, device, attr });
    return name;
  };
  const numbered = (source: ClientNode): string => `${source.name}/_${nextNumber()}`;

  const typeOf = ({ name, attr }: ClientNode, output: number): Attr =>
    attr?.T ?? { type: index.outputInfo({ node: name, output })!.dtype };

  /** Sends what `edge` carries over to `device`; gives the node that has it there. */
  const carry = (edge: Edge, source: ClientNode, device: string): string => {
    const isControl = edge.output === CONTROL;
    // Only tensors can be sent: for an order without a value an empty one goes.
    const from = isControl
      ? add(source.device, numbered(source), 'Const', [`^${source.name}`], EMPTY)
      : tensorName(source.name, edge.output);
    const type = isControl ? EMPTY.dtype : typeOf(source, edge.output);
    const ends: Record<string, Attr> = {
      client_terminated: { b: false },
      recv_device: { s: device },
      send_device: { s: source.device },
      send_device_incarnation: { i: INCARNATION },
      tensor_name: { s: `edge_${edge.id}_${source.name}` },
    };
    add(source.device, numbered(source), '_Send', [from], { T: type, ...ends });
    const received = add(device, numbered(source), '_Recv', [], { ...ends, tensor_type: type });
    return isControl ? add(device, numbered(source), 'Identity', [received], { T: type }) : received;
  };

  const carried = new Map<string, string>();
  for (const node of graph.nodes) {
    const input: string[] = [];
    add(node.device, node.name, node.op, input, node.attr);
    const edges = incoming.get(node.name)!;
    const data = edges.filter((edge) => edge.input !== CONTROL).toSorted((a, b) => a.input - b.input);
    for (const edge of [...data, ...edges.filter(({ input: slot }) => slot === CONTROL)]) {
      const source = byName.get(edge.source)!;
      const sign = edge.output === CONTROL ? '^' : '';
      if (source.device === node.device) {
        input.push(sign + tensorName(source.name, edge.output));
        continue;
      }
      const key = `${node.device} ${source.name}:${edge.output}`;
      let received = carried.get(key);
      if (received === undefined) carried.set(key, (received = carry(edge, source, node.device)));
      input.push(sign + received);
    }
  }
  return [...parts.values()].map(inOrder);
}

const EMPTY = {
  dtype: { type: 'float32' },
  value: { tensor: { dtype: 'float32', shape: [0], data: new Float32Array() } },
} as const satisfies Readonly<Record<string, Attr>>;

const tensorName = (node: string, output: number): string => (output > 0 ? `${node}:${output}` : node);

/** Of the nodes whose inputs have all come, always the one that stands first. */
function inOrder(nodes: readonly GrowingNode[]): PartitionNode[] {
  const places = new Map(nodes.map((node, place) => [node.name, place]));
  const missing = nodes.map((node) => node.input.length);
  const followers: number[][] = nodes.map(() => []);
  nodes.forEach(({ input }, place) => {
    for (const text of input)
      followers[places.get(text.replace(/^\^/, '').replace(/:\d+$/, ''))!].push(place);
  });
  // Descending: the next one is at the end.
  const ready = [...nodes.keys()].filter((place) => missing[place] === 0).toReversed();
  const ordered: PartitionNode[] = [];
  for (let place = ready.pop(); place !== undefined; place = ready.pop()) {
    ordered.push(nodes[place]);
    for (const follower of followers[place])
      if (--missing[follower] === 0) ready.splice(insertionPoint(ready, follower), 0, follower);
  }
  return ordered;
}

function insertionPoint(descending: readonly number[], value: number): number {
  let [low, high] = [0, descending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (descending[middle] > value) low = middle + 1;
    else high = middle;
  }
  return low;
}

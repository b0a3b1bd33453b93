// The graph of one run as TensorFlow 1.4 makes it before it cuts it into a part per device: feeds become _Arg nodes,
// fetches _Retval nodes, and what is not needed is left out. Its edges are numbered, since the nodes that send
// tensors from device to device carry the numbers of their edges in their names.
import type { Attr, DType, RunSignature } from '@residual/graph';
import { parseTensorName, type GraphIndex, type TensorName } from './graph-index.ts';

export interface ClientNode {
  readonly name: string;
  readonly op: string;
  /** Null for a node of the program's graph. */
  readonly attr: Readonly<Record<string, Attr>> | null;
  readonly device: string;
}

/** From an output (or, as -1, from the node as a whole) to an input of another node. */
export interface Edge {
  readonly id: number;
  readonly source: string;
  readonly output: number;
  readonly target: string;
  readonly input: number;
}

export interface ClientGraph {
  /** In the order in which TensorFlow numbers them. */
  readonly nodes: readonly ClientNode[];
  /** In order of their numbers. */
  readonly edges: readonly Edge[];
}

export const CONTROL = -1;
/** TensorFlow's graphs begin at one node and end at another, neither of which is an op. */
const SOURCE = '_SOURCE';
const SINK = '_SINK';

type NewEdge = Omit<Edge, 'id'>;

const control = (source: string, target: string): NewEdge => ({
  source,
  output: CONTROL,
  target,
  input: CONTROL,
});
const FIRST = control(SOURCE, SINK);

/**
 * @param placed the device of every node
 * @param client the device of what is fed and fetched
 */
export function clientGraph(
  graph: GraphIndex,
  signature: RunSignature,
  placed: ReadonlyMap<string, string>,
  client: string,
): ClientGraph {
  // TensorFlow keeps one plan for all orders of the same feeds and fetches; what is fed it hands back itself.
  const feeds = signature.feeds.toSorted();
  const fetches = signature.fetches.filter((name) => !feeds.includes(name)).toSorted();
  const nodes: ClientNode[] = [...graph.nodes()].map(({ def, op }) => ({
    name: def.name,
    op,
    attr: null,
    device: placed.get(def.name)!,
  }));
  // Every copy of a graph begins with an edge of its own; there are three: built, rewritten, and made dense.
  let edges = [FIRST, FIRST, ...edgesOf(graph)];
  feeds.forEach((feed, index) => {
    const tensor = parseTensorName(feed);
    const name = `_arg_${tensor.node}_${tensor.output}_${index}`;
    nodes.push({ name, op: '_Arg', device: client, attr: ends(graph, tensor, index) });
    edges = [...feedEdges(edges, tensor, name, graph.find(tensor.node)?.op === 'Placeholder')];
  });
  const wanted = [...signature.targets];
  fetches.forEach((fetch, index) => {
    const tensor = parseTensorName(fetch);
    const name = `_retval_${tensor.node}_${tensor.output}_${index}`;
    nodes.push({ name, op: '_Retval', device: client, attr: ends(graph, tensor, index) });
    edges.push({ source: tensor.node, output: tensor.output, target: name, input: 0 }, control(name, SINK));
    wanted.push(name);
  });
  return prune(nodes, edges, wanted);
}

function ends(graph: GraphIndex, tensor: TensorName, index: number): Readonly<Record<string, Attr>> {
  const dtype: DType = graph.outputInfo(tensor)!.dtype;
  return { T: { type: dtype }, index: { i: index } };
}

function edgesOf(graph: GraphIndex): NewEdge[] {
  const edges: NewEdge[] = [];
  const used = new Set<string>();
  for (const { def, inputs, control: before } of graph.nodes()) {
    inputs.forEach(({ node, output }, input) => {
      edges.push({ source: node, output, target: def.name, input });
      used.add(node);
    });
    for (const name of before) {
      edges.push(control(name, def.name));
      used.add(name);
    }
  }
  for (const { def, inputs, control: before } of graph.nodes()) {
    if (inputs.length === 0 && before.length === 0) edges.push(control(SOURCE, def.name));
    if (!used.has(def.name)) edges.push(control(def.name, SINK));
  }
  return edges;
}

/** What came from the fed tensor comes from `name`; a placeholder is then not waited for either. */
function* feedEdges(
  edges: readonly NewEdge[],
  fed: TensorName,
  name: string,
  isPlaceholder: boolean,
): Generator<NewEdge> {
  const replaced: NewEdge[] = [];
  for (const edge of edges) {
    const isFed = edge.source === fed.node && edge.output === fed.output;
    const waits = isPlaceholder && edge.source === fed.node && edge.output === CONTROL;
    if (isFed) replaced.push({ ...edge, source: name, output: 0 });
    else if (waits) replaced.push(control(name, edge.target));
    else yield edge;
  }
  yield control(SOURCE, name);
  yield* replaced;
}

/** Only what `wanted` needs; the rest goes with all its edges, and the ends are tied up again. */
function prune(
  nodes: readonly ClientNode[],
  edges: readonly NewEdge[],
  wanted: readonly string[],
): ClientGraph {
  const sources = new Map<string, string[]>();
  for (const { source, target } of edges) {
    const list = sources.get(target);
    if (list === undefined) sources.set(target, [source]);
    else list.push(source);
  }
  const needed = new Set<string>();
  const waiting = [...wanted];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    waiting.push(...(sources.get(name) ?? []));
  }
  needed.add(SOURCE).add(SINK);
  const kept = nodes.filter(({ name }) => needed.has(name));
  const left = edges.filter(({ source, target }) => needed.has(source) && needed.has(target));
  const begun = new Set(left.map(({ target }) => target));
  const ended = new Set(left.map(({ source }) => source));
  for (const { name } of kept) {
    if (!begun.has(name)) left.push(control(SOURCE, name));
    if (!ended.has(name)) left.push(control(name, SINK));
  }
  return { nodes: kept, edges: [FIRST, ...left].map((edge, id) => ({ ...edge, id })) };
}

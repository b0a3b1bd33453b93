// tf.importGraphDef: adds the nodes of a GraphDef to a graph.
import { GraphTypeError, ValueError } from '../errors.ts';
import { Operation, Tensor, type Graph } from '../graph.ts';
import { GraphDef } from './graph-def.ts';
import { readNodes, type KnownNode } from './read-nodes.ts';

export interface ImportOptions {
  /** Prefix of the new nodes' names, made unique; '' for none. */
  readonly name?: string | null;
  /** Tensors of the graph that take the place of the GraphDef's own: `{ 'x:0': tensor }`. */
  readonly inputMap?: Readonly<Record<string, Tensor>> | ReadonlyMap<string, Tensor>;
  /** Names of operations (`a`) and tensors (`a:0`) of the GraphDef that are wanted. */
  readonly returnElements?: readonly string[];
}

/**
 * Adds nodes named `import/…`; checks each as if the program had made it.
 * @returns the elements asked for, in their order
 * @throws GraphTypeError for what is no GraphDef; ValueError for unknown ops, inputs or elements, for a name that the graph has already, and for dtypes
 *   and shapes that do not fit
 */
export function importGraphDef(
  graph: Graph,
  graphDef: GraphDef,
  { name, inputMap = {}, returnElements = [] }: ImportOptions = {},
): (Operation | Tensor)[] {
  if (!((graphDef as unknown) instanceof GraphDef))
    throw new GraphTypeError('graph_def must be a GraphDef proto.');
  const replaced = new Map<string, Tensor>();
  const given = inputMap instanceof Map ? inputMap : new Map(Object.entries(inputMap));
  for (const [text, tensor] of given) replaced.set(/:\d+$/.test(text) ? text : `${text}:0`, tensor);
  const nodes = readNodes(graphDef);
  checkMapped(nodes, replaced);
  return graph.nameScope(name === undefined ? 'import' : (name ?? ''), (scope) => {
    const made = new Map<string, Operation>();
    for (const node of nodes) made.set(node.name, addNode(graph, scope, node, made, replaced));
    return returnElements.map((text) => findElement(text, made, replaced));
  });
}

const VALID_NAME = /^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$/;
const TENSOR_NAME = /^(.*):(\d+)$/;

function addNode(
  graph: Graph,
  scope: string,
  node: KnownNode,
  made: ReadonlyMap<string, Operation>,
  replaced: ReadonlyMap<string, Tensor>,
): Operation {
  const name = scope + node.name;
  if (graph.findOperation(name) !== null)
    throw new ValueError(`Node name '${name}' already exists in the Graph`);
  if (!VALID_NAME.test(node.name)) throw new ValueError(`'${node.name}' is not a valid node name`);
  const inputs = node.input.filter((text) => !text.startsWith('^')).map((text) => tensorOf(text));
  const before = node.input.filter((text) => text.startsWith('^')).map((text) => made.get(text.slice(1))!);
  // Taken as it is, and from now on in use.
  graph.nameScope(null, () => graph.uniqueName(name));
  return graph.controlDependencies(null, () =>
    graph.controlDependencies(before, () =>
      graph.device(node.device, () =>
        graph.createOperation(node.op, { inputs, attrs: node.attr, name: `${name}/` }),
      ),
    ),
  );

  function tensorOf(text: string): Tensor {
    const [, from, output] = TENSOR_NAME.exec(text) ?? [text, text, '0'];
    const tensor = replaced.get(`${from}:${output}`) ?? made.get(from)!.outputs[Number(output)];
    if (tensor === undefined)
      throw new ValueError(
        `Node '${node.name}': Connecting to invalid output ${output} of source node ${from}`,
      );
    return tensor;
  }
}

function checkMapped(nodes: readonly KnownNode[], replaced: ReadonlyMap<string, Tensor>): void {
  const names = new Set(nodes.map((node) => node.name));
  const unused = [...replaced.keys()].filter((text) => !names.has(TENSOR_NAME.exec(text)![1]));
  if (unused.length > 0)
    throw new ValueError(`Attempted to map inputs that were not found in graph_def: [${unused.join(', ')}]`);
}

function findElement(
  text: string,
  made: ReadonlyMap<string, Operation>,
  replaced: ReadonlyMap<string, Tensor>,
): Operation | Tensor {
  const match = TENSOR_NAME.exec(text);
  const element =
    match === null ? made.get(text) : (replaced.get(text) ?? made.get(match[1])?.outputs[Number(match[2])]);
  if (element === undefined)
    throw new ValueError(`Requested return_element '${text}' not found in graph_def.`);
  return element;
}

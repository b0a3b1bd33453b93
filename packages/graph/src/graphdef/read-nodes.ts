// From a GraphDef of any origin to nodes that the runtime understands, inputs before what uses them.
import { AttributeError } from '../attributes.ts';
import { GraphTypeError, ValueError } from '../errors.ts';
import type { Attr, NodeDef } from '../graphdef.ts';
import { isOpType, type OpType } from '../op-types.ts';
import { attrsFromProto } from './attr-values.ts';
import type { GraphDef } from './graph-def.ts';
import type { NodeDefMessage } from './messages.ts';
import { MAX_ELEMENTS } from './tensor-proto.ts';

export interface KnownNode extends NodeDef {
  readonly op: OpType;
}

/** Later TensorFlow's ops that do the same on what the older ones take; those are checked for shapes as ever. */
const SAME_AS: Readonly<Record<string, OpType>> = {
  AddV2: 'Add',
  SelectV2: 'Select',
  BatchMatMulV2: 'BatchMatMul',
  Variable: 'VariableV2',
  BatchMatrixInverse: 'MatrixInverse',
  BatchMatrixSolve: 'MatrixSolve',
};

/**
 * The nodes of `graphDef`, in an order in which each comes after its inputs, with the attributes that their ops
 * ask for.
 * @throws ValueError, naming the node, for what the runtime does not know or what makes no sense
 */
export function readNodes(graphDef: GraphDef): KnownNode[] {
  let elements = 0;
  return inOrder(graphDef.node).map((node) => {
    const known = readNode(node);
    for (const attr of Object.values(known.attr)) elements += elementsOf(attr);
    if (elements > MAX_ELEMENTS)
      throw new ValueError(
        `Node '${known.name}': the constants of the graph hold more than ${MAX_ELEMENTS} values`,
      );
    return known;
  });
}

const elementsOf = (attr: Attr): number => ('tensor' in attr ? attr.tensor.data.length : 0);

function readNode({ name = '', op: given = '', input = [], device = '', attr }: NodeDefMessage): KnownNode {
  const op = isOpType(given) ? given : SAME_AS[given];
  if (op === undefined)
    throw new ValueError(`Node '${name}': No op named ${given} in defined operations.${hint(given)}`);
  try {
    return { name, op, input, device, attr: attrsFromProto(op, attr ?? new Map()) };
  } catch (error) {
    if (error instanceof AttributeError || error instanceof GraphTypeError || error instanceof ValueError)
      throw new ValueError(`Node '${name}' (op: '${op}'): ${error.message}`);
    throw error;
  }
}

const hint = (op: string): string =>
  /VarHandleOp|VariableOp$/.test(op)
    ? ' (Resource variables are not supported: write the graph after tf.disable_resource_variables().)'
    : '';

/** Nodes after all their inputs, otherwise in the order given. @throws ValueError */
function inOrder(nodes: readonly NodeDefMessage[]): NodeDefMessage[] {
  const places = new Map<string, number>();
  nodes.forEach(({ name = '' }, place) => {
    if (places.has(name)) throw new ValueError(`Node '${name}' is not unique`);
    places.set(name, place);
  });
  const missing = new Int32Array(nodes.length);
  const followers: number[][] = nodes.map(() => []);
  nodes.forEach(({ name = '', input = [] }, place) => {
    for (const text of input) {
      const from = places.get(nodeOfInput(text));
      if (from === undefined) throw new ValueError(`Node '${name}': Unknown input node '${text}'`);
      followers[from].push(place);
      missing[place]++;
    }
  });
  // A heap is not needed for the lowest place first: most graphs are in order, and then the queue is sorted.
  const ready = nodes.flatMap((_, place) => (missing[place] === 0 ? [place] : []));
  const sorted: NodeDefMessage[] = [];
  const alreadySorted = nodes.every(({ input = [] }, place) =>
    input.every((text) => places.get(nodeOfInput(text))! < place),
  );
  if (alreadySorted) return [...nodes];
  for (let next = 0; next < ready.length; next++) {
    sorted.push(nodes[ready[next]]);
    for (const follower of followers[ready[next]]) if (--missing[follower] === 0) ready.push(follower);
  }
  if (sorted.length < nodes.length) {
    const stuck = nodes.find((_, place) => missing[place] > 0)!;
    throw new ValueError(`Node '${stuck.name ?? ''}' waits for itself: the graph has a cycle`);
  }
  return sorted;
}

const nodeOfInput = (text: string): string =>
  text.startsWith('^') ? text.slice(1) : text.replace(/:\d+$/, '');

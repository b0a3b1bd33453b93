// Finding a tensor or an operation of a graph by whatever names it, with TensorFlow's words when there is none.
import { pythonTypeName } from './array/python-types.ts';
import { VariableBase } from './convert.ts';
import { GraphTypeError, KeyError, ValueError } from './errors.ts';
import type { Graph } from './graph.ts';
import { Operation, Tensor } from './tensor.ts';

export interface Allowed {
  readonly tensor: boolean;
  readonly operation: boolean;
}

/**
 * The tensor or operation of `graph` that `element` is or names (`add:0`, `add`); a variable stands for itself.
 * @throws KeyError when the graph has none of that name, ValueError for one of another graph or of the wrong
 * kind, GraphTypeError for what is neither
 */
export function asGraphElement(graph: Graph, element: unknown, allowed: Allowed): Tensor | Operation {
  const what = [allowed.tensor ? 'Tensor' : '', allowed.operation ? 'Operation' : '']
    .filter((word) => word !== '')
    .join(' or ');
  if (typeof element === 'string') return named(graph, element, allowed, what);
  const found = element instanceof VariableBase ? element.variable : element;
  const kind = found instanceof Tensor ? 'Tensor' : found instanceof Operation ? 'Operation' : null;
  if ((kind === 'Tensor' && allowed.tensor) || (kind === 'Operation' && allowed.operation)) {
    const own = found as Tensor | Operation;
    if (own.graph !== graph)
      throw new ValueError(`${kind} ${own.toString()} is not an element of this graph.`);
    return own;
  }
  throw new GraphTypeError(`Can not convert a ${kind ?? pythonTypeName(found)} into a ${what}.`);
}

function named(graph: Graph, name: string, allowed: Allowed, what: string): Tensor | Operation {
  const op = graph.findOperation(name);
  if (name.includes(':')) {
    if (!allowed.tensor) throw new ValueError(`Name '${name}' appears to refer to a Tensor, not a ${what}.`);
    return tensorNamed(graph, name);
  }
  if (allowed.operation) {
    if (op === null) throw new KeyError(`The name '${name}' refers to an Operation not in the graph.`);
    return op;
  }
  throw new ValueError(
    (op === null
      ? `The name '${name}' looks like an (invalid) Operation name, not a ${what}.`
      : `The name '${name}' refers to an Operation, not a ${what}.`) +
      (allowed.tensor ? ' Tensor names must be of the form "<op_name>:<output_index>".' : ''),
  );
}

function tensorNamed(graph: Graph, name: string): Tensor {
  const match = /^([^:]*):(\d+)$/.exec(name);
  if (match === null)
    throw new ValueError(
      `The name '${name}' looks a like a Tensor name, but is not a valid one. ` +
        'Tensor names must be of the form "<op_name>:<output_index>".',
    );
  const [, opName, index] = match;
  const op = graph.findOperation(opName);
  const missing = `The name '${name}' refers to a Tensor which does not exist. The operation, '${opName}', `;
  if (op === null) throw new KeyError(`${missing}does not exist in the graph.`);
  const tensor = op.outputs[Number(index)];
  if (tensor === undefined) throw new KeyError(`${missing}exists but only has ${op.outputs.length} outputs.`);
  return tensor;
}

/** The graph that all tensors, operations and variables among `operands` belong to. @throws ValueError */
export function commonGraph(operands: readonly unknown[]): Graph | null {
  let first: Tensor | Operation | undefined;
  for (const operand of operands) {
    const element = operand instanceof VariableBase ? operand.variable : operand;
    if (!(element instanceof Tensor || element instanceof Operation)) continue;
    if (first !== undefined && element.graph !== first.graph)
      throw new ValueError(`${element.toString()} must be from the same graph as ${first.toString()}.`);
    first ??= element;
  }
  return first?.graph ?? null;
}

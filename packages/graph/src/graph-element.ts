// Finding a tensor or an operation of a graph by whatever names it, with TensorFlow's words when there is none.
import { pythonTypeName } from './array/python-types.ts';
import { VariableBase } from './convert.ts';
import { GraphTypeError, ValueError } from './errors.ts';
import { Operation, Tensor, type Graph } from './graph.ts';

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
  if (typeof element === 'string') return named(graph, element, allowed);
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

function named(graph: Graph, name: string, allowed: Allowed): Tensor | Operation {
  if (name.includes(':') ? allowed.tensor : !allowed.operation) return graph.getTensorByName(name);
  return graph.getOperationByName(name);
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

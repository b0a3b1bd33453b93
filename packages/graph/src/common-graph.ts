// Which graph operands belong to.
import { VariableBase } from './convert.ts';
import { ValueError } from './errors.ts';
import { Operation, Tensor, type Graph } from './graph.ts';

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

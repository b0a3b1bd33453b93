// Builders of nodes that change variables, and of nodes that only order others.
import { applyOp } from '../apply-op.ts';
import { VariableBase, type TensorLike } from '../convert.ts';
import { GraphTypeError } from '../errors.ts';
import { Operation, Tensor, type Graph } from '../graph.ts';

type Name = string | null;

const assignment =
  (type: 'Assign' | 'AssignAdd' | 'AssignSub') =>
  (graph: Graph, ref: VariableBase | Tensor, value: TensorLike, name: Name = null): Tensor =>
    applyOp(graph, type, [ref, value], { name }).outputs[0];

export const assign = assignment('Assign');
export const assignAdd = assignment('AssignAdd');
export const assignSub = assignment('AssignSub');

export const noOp = (graph: Graph, name: Name = null): Operation => graph.createOperation('NoOp', { name });

/** A node that is done when all of `inputs` are. */
export function group(
  graph: Graph,
  inputs: readonly (Operation | Tensor | VariableBase)[],
  name: Name = null,
): Operation {
  return graph.nameScope(name ?? 'group_deps', (scope) => {
    const ops = inputs.map((input) => {
      if (input instanceof VariableBase) return input.variable.op;
      if (input instanceof Tensor) return input.op;
      if (input instanceof Operation) return input;
      throw new GraphTypeError(`tf.group takes operations and tensors, not ${String(input)}`);
    });
    return graph.controlDependencies(ops, () => noOp(graph, scope));
  });
}

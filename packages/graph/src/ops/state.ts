// Builders of nodes that change variables, and of nodes that only order others.
import { applyOp } from '../apply-op.ts';
import { VariableBase, type TensorLike } from '../convert.ts';
import { GraphTypeError, MissingAttributeError } from '../errors.ts';
import { Operation, Tensor, type Graph } from '../graph.ts';

type Name = string | null;

const assignment =
  (type: 'Assign' | 'AssignAdd' | 'AssignSub', method: string) =>
  (graph: Graph, ref: VariableBase | Tensor, value: TensorLike, name: Name = null): Tensor => {
    if (ref instanceof Tensor && !ref.ref)
      throw new MissingAttributeError(`'Tensor' object has no attribute '${method}'`);
    return applyOp(graph, type, [ref, value], { name }).outputs[0];
  };

export const assign = assignment('Assign', 'assign');
export const assignAdd = assignment('AssignAdd', 'assign_add');
export const assignSub = assignment('AssignSub', 'assign_sub');

export const noOp = (graph: Graph, name: Name = null): Operation => graph.createOperation('NoOp', { name });

/** A node that is done when all of `inputs` are: on their device, or with one such node for each device. */
export function group(
  graph: Graph,
  inputs: readonly (Operation | Tensor | VariableBase)[],
  name: Name = null,
): Operation {
  return graph.nameScope(name ?? 'group_deps', (scope) => {
    const byDevice = Map.groupBy(inputs.map(operationOf), (op) => op.device);
    const devices = [...byDevice.keys()].toSorted();
    const after = (device: string, called: Name): Operation =>
      graph.controlDependencies(byDevice.get(device)!, () => graph.device(device, () => noOp(graph, called)));
    if (devices.length === 0) return noOp(graph, scope);
    if (devices.length === 1) return after(devices[0], scope);
    return graph.controlDependencies(
      devices.map((device) => after(device, null)),
      () => noOp(graph, scope),
    );
  });
}

function operationOf(input: Operation | Tensor | VariableBase): Operation {
  if (input instanceof VariableBase) return input.variable.op;
  if (input instanceof Tensor) return input.op;
  if (input instanceof Operation) return input;
  throw new GraphTypeError(`tf.group takes operations and tensors, not ${String(input)}`);
}

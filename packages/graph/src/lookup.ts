// Finding operations and tensors by their names, with TensorFlow's words when there are none.
import { pythonTypeName } from './array/python-types.ts';
import { GraphTypeError, KeyError, ValueError } from './errors.ts';

const TENSOR_FORM = 'Tensor names must be of the form "<op_name>:<output_index>".';

/** @throws KeyError if there is none of that name, ValueError for a tensor's name, GraphTypeError for no name */
export function operationNamed<O>(operations: ReadonlyMap<string, O>, name: string): O {
  requireName('Operation', name);
  if (name.includes(':'))
    throw new ValueError(`Name '${name}' appears to refer to a Tensor, not a Operation.`);
  const op = operations.get(name);
  if (op === undefined) throw new KeyError(`The name '${name}' refers to an Operation not in the graph.`);
  return op;
}

/** `name` as in `add:0`. @throws KeyError if there is none, ValueError or GraphTypeError for what is no such name */
export function tensorNamed<T>(
  operations: ReadonlyMap<string, { readonly outputs: readonly T[] }>,
  name: string,
): T {
  requireName('Tensor', name);
  if (!name.includes(':'))
    throw new ValueError(
      operations.has(name)
        ? `The name '${name}' refers to an Operation, not a Tensor. ${TENSOR_FORM}`
        : `The name '${name}' looks like an (invalid) Operation name, not a Tensor. ${TENSOR_FORM}`,
    );
  const [, opName, index] = /^([^:]*):(\d+)$/.exec(name) ?? [];
  if (opName === undefined)
    throw new ValueError(
      `The name '${name}' looks a like a Tensor name, but is not a valid one. ${TENSOR_FORM}`,
    );
  const op = operations.get(opName);
  const missing = `The name '${name}' refers to a Tensor which does not exist. The operation, '${opName}', `;
  if (op === undefined) throw new KeyError(`${missing}does not exist in the graph.`);
  const tensor = op.outputs[Number(index)];
  if (tensor === undefined) throw new KeyError(`${missing}exists but only has ${op.outputs.length} outputs.`);
  return tensor;
}

function requireName(what: 'Operation' | 'Tensor', name: unknown): void {
  if (typeof name !== 'string')
    throw new GraphTypeError(`${what} names are strings (or similar), not ${pythonTypeName(name)}.`);
}

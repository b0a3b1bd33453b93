// Making a node from whatever operands a program gives: converts them, settles dtypes, checks, names.
import type { Attrs } from './attributes.ts';
import { NDArray, type NestedArray } from './array/ndarray.ts';
import { convertToTensor, dtypeOf, VariableBase, type TensorLike } from './convert.ts';
import { GraphTypeError } from './errors.ts';
import { Tensor, type Graph, type Operation } from './graph.ts';
import type { Attr, DType } from './graphdef.ts';
import { isDType } from './dtypes.ts';
import { parseArg } from './op-definition.ts';
import { OP_DEFS } from './op-definitions.ts';
import type { OpType } from './op-types.ts';

export type Operand = TensorLike | readonly TensorLike[];

export interface ApplyOptions {
  readonly name?: string | null;
  readonly attrs?: Attrs;
}

/**
 * Adds an op whose operands, in the order of its definition, are converted within its own name scope, so that
 * a number becomes `add_1/y`. A type attribute is settled by the operands that are tensors, else by arrays,
 * else by the numbers themselves.
 * @throws GraphTypeError when dtypes disagree, ValueError when shapes do
 */
export function applyOp(
  graph: Graph,
  type: OpType,
  operands: readonly Operand[],
  { name = null, attrs = {} }: ApplyOptions = {},
): Operation {
  const def = OP_DEFS[type];
  return graph.nameScope(name ?? type, (scope) => {
    const args = Object.entries(def.inputs).map(([argName, arg], i) => ({
      argName,
      ...parseArg(arg),
      operand: operands[i],
    }));
    const settled: Record<string, Attr> = { ...attrs };
    const decidedBy = new Map<string, string>();
    for (const { type: typeName, list, operand } of args) {
      if (isDType(typeName) || settled[typeName] !== undefined) continue;
      const dtype = settle(args.filter((a) => a.type === typeName).flatMap((a) => listOf(a.operand, a.list)));
      if (dtype !== undefined) settled[typeName] = { type: dtype };
      if (list !== null && operand === undefined) throw new GraphTypeError(`${type} needs a list of inputs`);
    }
    const inputs: Tensor[] = [];
    for (const { argName, ref, list, type: typeName, operand } of args) {
      const values = listOf(operand, list);
      if (list !== null) settled[list] = { i: values.length };
      values.forEach((value, i) => {
        const known = isDType(typeName) ? typeName : dtypeIn(settled, typeName);
        const input = ref
          ? requireRef(value, type, argName)
          : convertOperand(graph, value, known, list === null ? argName : `${argName}_${i}`);
        if (known === undefined) settled[typeName] = { type: input.dtype };
        else if (input.dtype !== known)
          throw new GraphTypeError(mismatch(type, argName, input.dtype, known, decidedBy.get(typeName)));
        if (!decidedBy.has(typeName)) decidedBy.set(typeName, argName);
        if (!isDType(typeName)) checkAllowed(def.types?.[typeName], argName, input.dtype);
        inputs.push(input);
      });
    }
    const make = (): Operation => graph.createOperation(type, { inputs, attrs: settled, name: scope });
    // What changes a variable stands where the variable is.
    const changed = args.findIndex(({ ref }) => ref);
    return changed < 0 ? make() : graph.colocateWith(inputs[changed].op, make);
  });
}

const listOf = (operand: Operand, list: string | null): readonly TensorLike[] =>
  list === null ? [operand as TensorLike] : (operand as readonly TensorLike[]);

const dtypeIn = (attrs: Attrs, name: string): DType | undefined => {
  const attr = attrs[name];
  return attr !== undefined && 'type' in attr ? attr.type : undefined;
};

function settle(values: readonly TensorLike[]): DType | undefined {
  for (const value of values) {
    const dtype = dtypeOf(value);
    if (dtype !== undefined) return dtype;
  }
  const array = values.find((value) => value instanceof NDArray);
  if (array !== undefined) return array.dtype;
  // Plain numbers: one that is not an integer makes all of them floats.
  const plain = values.filter((v): v is NestedArray => typeof v !== 'object' || Array.isArray(v));
  return plain.length > 1 && plain.length === values.length
    ? plain.map((v) => NDArray.from(v).dtype).reduce((a, b) => (a === 'int32' ? b : a))
    : undefined;
}

function convertOperand(graph: Graph, value: TensorLike, dtype: DType | undefined, name: string): Tensor {
  if (value === undefined) throw new GraphTypeError(`input '${name}' is missing`);
  // A tensor of another dtype is reported by the caller, in the words of the op.
  return convertToTensor(graph, value, {
    dtype: value instanceof Tensor || value instanceof VariableBase ? undefined : dtype,
    name,
  });
}

function requireRef(value: TensorLike, type: OpType, argName: string): Tensor {
  const tensor = value instanceof VariableBase ? value.variable : value;
  if (tensor instanceof Tensor && tensor.ref) return tensor;
  throw new GraphTypeError(
    `'${type}' Op requires that input '${argName}' be a mutable tensor (e.g.: a tf.Variable)`,
  );
}

const mismatch = (op: string, input: string, dtype: DType, expected: DType, other?: string): string =>
  other === undefined
    ? `Input '${input}' of '${op}' Op has type ${dtype} that does not match expected type of ${expected}.`
    : `Input '${input}' of '${op}' Op has type ${dtype} that does not match type ${expected} of argument '${other}'.`;

function checkAllowed(allowed: readonly DType[] | undefined, argName: string, dtype: DType): void {
  if (allowed !== undefined && !allowed.includes(dtype))
    throw new GraphTypeError(
      `Value passed to parameter '${argName}' has DataType ${dtype} not in list of allowed values: ${allowed.join(', ')}`,
    );
}

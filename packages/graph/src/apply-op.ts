// Making a node from whatever operands a program gives: converts them, settles dtypes, checks, names.
import type { Attrs } from './attributes.ts';
import { NDArray, type NestedArray } from './array/ndarray.ts';
import { reprOf } from './array/print.ts';
import { pythonTypeName } from './array/python-types.ts';
import {
  convertToTensor,
  dtypeOf,
  LiteralError,
  literalToArray,
  VariableBase,
  type Literal,
  type TensorLike,
} from './convert.ts';
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
      const values = args.filter((a) => a.type === typeName).flatMap((a) => listOf(a.operand, a.list));
      const dtype = settle(values) ?? onlyOneOf(def.types?.[typeName]);
      if (dtype !== undefined) settled[typeName] = { type: dtype };
      if (list !== null && operand === undefined) throw new GraphTypeError(`${type} needs a list of inputs`);
    }
    const inputs: Tensor[] = [];
    for (const { argName, ref, list, type: typeName, operand } of args) {
      const values = listOf(operand, list);
      if (list !== null) settled[list] = { i: values.length };
      const arg = { type, argName, by: decidedBy.get(typeName) };
      values.forEach((value, i) => {
        const known = isDType(typeName) ? typeName : dtypeIn(settled, typeName);
        const input = ref
          ? requireRef(value, type, argName)
          : convertOperand(graph, value, known, list === null ? argName : `${argName}_${i}`, {
              ...arg,
              later: () => args.find((a) => a.type === typeName && isTensor(a.operand)),
            });
        if (known === undefined) settled[typeName] = { type: input.dtype };
        else if (input.dtype !== known)
          throw new GraphTypeError(
            list === null ? mismatch(arg, input.dtype, known) : listMismatch(arg, values, known),
          );
        if (!isDType(typeName)) {
          if (!decidedBy.has(typeName)) decidedBy.set(typeName, argName);
          checkAllowed(def.types?.[typeName], argName, input.dtype);
        }
        inputs.push(input);
      });
    }
    for (const [typeName, allowed] of Object.entries(def.types ?? {}))
      if (allowed.length === 1) settled[typeName] ??= { type: allowed[0] };
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

/** Sizes, axes and indices: nothing else is allowed. */
const onlyOneOf = (allowed: readonly DType[] | undefined): DType | undefined =>
  allowed?.length === 1 ? allowed[0] : undefined;

function settle(values: readonly TensorLike[]): DType | undefined {
  for (const value of values) {
    const dtype = dtypeOf(value);
    if (dtype !== undefined) return dtype;
  }
  const array = values.find((value) => value instanceof NDArray);
  if (array !== undefined) return array.dtype;
  // Plain numbers: one that is not an integer makes all of them floats.
  const plain = values.filter((v) => typeof v !== 'object' || Array.isArray(v)) as readonly NestedArray[];
  return plain.length > 1 && plain.length === values.length
    ? plain.map((v) => NDArray.from(v).dtype).reduce((a, b) => (a === 'int32' ? b : a))
    : undefined;
}

const isTensor = (value: Operand): value is Tensor | VariableBase =>
  value instanceof Tensor || value instanceof VariableBase;

/** An operand as messages name it. */
interface Argument {
  readonly type: OpType;
  readonly argName: string;
  /** The operand before it that settled their dtype. */
  readonly by: string | undefined;
}

function convertOperand(
  graph: Graph,
  value: TensorLike,
  dtype: DType | undefined,
  name: string,
  arg: Argument & { readonly later: () => { readonly argName: string } | undefined },
): Tensor {
  if (value === undefined) throw new GraphTypeError(`input '${name}' is missing`);
  // A tensor of another dtype is reported by the caller, in the words of the op.
  if (isTensor(value)) return convertToTensor(graph, value, { name });
  try {
    return convertToTensor(graph, value, { dtype, name });
  } catch (error) {
    if (!(error instanceof LiteralError) || dtype === undefined) throw error;
    // TensorFlow gives a first operand the dtype of its own and blames the tensor that follows.
    const own = literalToArray(value as Literal).dtype;
    const typeName = typeOf(arg);
    const later = arg.by === undefined && !isDType(typeName) ? arg.later() : undefined;
    if (arg.by === undefined && later === undefined)
      checkAllowed(OP_DEFS[arg.type].types?.[typeName], arg.argName, own);
    throw new GraphTypeError(
      later !== undefined
        ? mismatch({ type: arg.type, argName: later.argName, by: arg.argName }, dtype, own)
        : `Expected ${dtype} passed to parameter '${arg.argName}' of op '${arg.type}', got ${reprOf(value)} ` +
            `of type '${pythonTypeName(value)}' instead.`,
    );
  }
}

const typeOf = ({ type, argName }: Argument): string => parseArg(OP_DEFS[type].inputs[argName]).type;

function requireRef(value: TensorLike, type: OpType, argName: string): Tensor {
  const tensor = value instanceof VariableBase ? value.variable : value;
  if (tensor instanceof Tensor && tensor.ref) return tensor;
  throw new GraphTypeError(
    `'${type}' Op requires that input '${argName}' be a mutable tensor (e.g.: a tf.Variable)`,
  );
}

const mismatch = ({ type, argName, by }: Argument, dtype: DType, expected: DType): string =>
  `Input '${argName}' of '${type}' Op has type ${dtype} that does not match ` +
  (by === undefined ? `expected type of ${expected}.` : `type ${expected} of argument '${by}'.`);

function listMismatch(
  { type, argName, by }: Argument,
  values: readonly TensorLike[],
  expected: DType,
): string {
  const types = values
    .map((value) => dtypeOf(value) ?? literalToArray(value as NestedArray).dtype)
    .join(', ');
  return (
    `Tensors in list passed to '${argName}' of '${type}' Op have types [${types}] that ` +
    (by === undefined ? "don't all match." : `do not match type ${expected} inferred from earlier arguments.`)
  );
}

function checkAllowed(allowed: readonly DType[] | undefined, argName: string, dtype: DType): void {
  if (allowed !== undefined && !allowed.includes(dtype))
    throw new GraphTypeError(
      `Value passed to parameter '${argName}' has DataType ${dtype} not in list of allowed values: ${allowed.join(', ')}`,
    );
}

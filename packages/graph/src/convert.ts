// From whatever a program hands over (numbers, nested arrays, NDArrays, variables) to a tensor of the graph.
import { FloatLiteral } from './array/float-literal.ts';
import { NDArray, RaggedError, shapeOf, valuesOf, type NestedArray } from './array/ndarray.ts';
import { reprOf } from './array/print.ts';
import { allocateShared, isFloat } from './dtypes.ts';
import { GraphTypeError, ValueError } from './errors.ts';
import { Tensor, type Graph } from './graph.ts';
import type { DType, TypedArray } from './graphdef.ts';
import { elementCount, isFullyDefined } from './shapes.ts';
import { TensorShape } from './tensor-shape.ts';

/** What variables offer to the rest of the library; variable.ts has the class. */
export abstract class VariableBase {
  /** The variable itself (`float32_ref`). */
  abstract readonly variable: Tensor;
  /** Its value: the output of the read op. */
  abstract readonly snapshot: Tensor;
}

/** A list with tensors in it, such as `[tf.shape(x)[0], 1]`: it becomes one tensor. */
export type PackedList = readonly (Tensor | VariableBase | NestedArray | FloatLiteral | PackedList)[];

/** What becomes a constant. */
export type Literal = NDArray | TensorShape | TypedArray | NestedArray | FloatLiteral;

/** Anything that an op takes as an operand. */
export type TensorLike = Tensor | VariableBase | Literal | PackedList;

export interface ConvertOptions {
  readonly dtype?: DType;
  /** Name of the Const that is made if one is needed. */
  readonly name?: string;
}

/** A tensor for `value`; `dtype` must agree with what has a dtype and decides for plain numbers. */
export function convertToTensor(graph: Graph, value: TensorLike, options: ConvertOptions = {}): Tensor {
  if (value instanceof VariableBase) return convertToTensor(graph, value.snapshot, options);
  if (value instanceof Tensor) {
    if (options.dtype !== undefined && options.dtype !== value.dtype)
      throw new ValueError(
        `Tensor conversion requested dtype ${options.dtype} for Tensor with dtype ${value.dtype}: '${value.toString()}'`,
      );
    return value;
  }
  if (isPackedList(value))
    return pack(graph, value, options.dtype ?? dtypeOf(value), options.name ?? 'packed');
  return constant(graph, value as Literal, options);
}

const isTensor = (value: unknown): value is Tensor | VariableBase =>
  value instanceof Tensor || value instanceof VariableBase;

/** Whether there is a tensor somewhere in the list. */
const isPackedList = (value: unknown): value is PackedList =>
  Array.isArray(value) && value.some((part) => isTensor(part) || isPackedList(part));

/** A Pack node for a list with tensors in it; its numbers become constants named by their places. */
function pack(graph: Graph, list: PackedList, dtype: DType | undefined, name: string): Tensor {
  return graph.nameScope(name, (scope) => {
    const parts = list.map((part, i) => {
      const tensor = part instanceof VariableBase ? part.snapshot : part;
      if (!(tensor instanceof Tensor))
        return isPackedList(tensor) ? pack(graph, tensor, dtype, String(i)) : tensor;
      if (dtype !== undefined && tensor.dtype !== dtype)
        throw new GraphTypeError(
          `Cannot convert a list containing a tensor of dtype ${tensor.dtype} to ${dtype} (Tensor is: ${tensor.repr()})`,
        );
      return tensor;
    });
    const inputs = parts.map((part, i) =>
      part instanceof Tensor ? part : constant(graph, part as NestedArray, { dtype, name: String(i) }),
    );
    const attrs = { N: { i: inputs.length }, T: { type: inputs[0].dtype }, axis: { i: 0 } };
    return graph.createOperation('Pack', { inputs, attrs, name: scope }).outputs[0];
  });
}

export interface ConstantOptions extends ConvertOptions {
  /** Shape to give the values; fewer values than it needs are filled up with the last. */
  readonly shape?: readonly number[];
}

/** A Const node. @throws GraphTypeError when values do not fit `dtype`, ValueError when ragged */
export function constant(
  graph: Graph,
  value: Literal,
  { dtype, shape, name = 'Const' }: ConstantOptions = {},
): Tensor {
  const literal = literalToArray(value, dtype);
  const array = reshapeConstant(literal, shape);
  const data = valuesOf(array);
  // The node keeps values of its own: what the program does to its array later must not change the graph.
  const copy = allocateShared(array.dtype, data.length);
  copy.set(data);
  const attrs = {
    dtype: { type: array.dtype },
    value: {
      tensor: {
        dtype: array.dtype,
        shape: [...array.shape],
        data: copy,
        ...(literal.size < data.length ? { given: literal.size } : {}),
      },
    },
  };
  return graph.createOperation('Const', { attrs, name }).outputs[0];
}

export function literalToArray(value: Literal, dtype?: DType): NDArray {
  if (value === null || value === undefined) throw new ValueError('None values not supported.');
  if (value instanceof TensorShape) {
    const shape = value.toShape();
    if (!isFullyDefined(shape))
      throw new ValueError(`Cannot convert a partially known TensorShape to a Tensor: ${value.toString()}`);
    return literalToArray(shape, dtype ?? 'int32');
  }
  if (value instanceof NDArray) {
    if (dtype === undefined || dtype === value.dtype) return value;
    // As NumPy does it: floats are cut to integers without a word.
    return value.astype(dtype);
  }
  if (ArrayBuffer.isView(value)) return literalToArray(NDArray.from(value), dtype);
  if (value instanceof FloatLiteral) {
    if (dtype !== undefined && !isFloat(dtype))
      throw new LiteralError(`Expected ${dtype}, got ${value.shown} of type 'float' instead.`);
    return denseArray(value.values, dtype ?? 'float32');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    throw new GraphTypeError(
      `Failed to convert object of type ${(value as object).constructor?.name ?? 'object'} to Tensor.`,
    );
  const array = denseArray(value as NestedArray, dtype);
  if (dtype !== undefined) checkLiterals(value as NestedArray, dtype);
  return array;
}

function denseArray(value: NestedArray, dtype: DType | undefined): NDArray {
  try {
    return NDArray.from(value, dtype);
  } catch (error) {
    if (!(error instanceof RaggedError) || dtype !== undefined) throw error;
    const wanted = shapeOf(value);
    let rank = wanted.length - 1;
    while (rank > 1 && !isDense(value, wanted.slice(0, rank))) rank--;
    throw new ValueError(
      `Argument must be a dense tensor: ${reprOf(value)} - got shape ${reprOf(wanted.slice(0, rank))}, ` +
        `but wanted ${reprOf(wanted)}.`,
    );
  }
}

const isDense = (value: NestedArray, [length, ...rest]: readonly number[]): boolean =>
  length === undefined ||
  (Array.isArray(value) &&
    value.length === length &&
    value.every((part) => isDense(part as NestedArray, rest)));

/** A number or boolean that a dtype does not take. */
export class LiteralError extends GraphTypeError {}

function checkLiterals(value: NestedArray, dtype: DType): void {
  if (Array.isArray(value)) {
    for (const part of value as readonly NestedArray[]) checkLiterals(part, dtype);
    return;
  }
  const fits =
    dtype === 'bool'
      ? typeof value === 'boolean'
      : typeof value === 'boolean' ||
        (typeof value === 'number' && (isFloat(dtype) || Number.isInteger(value)));
  if (fits) return;
  const shown = typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
  const type = typeof value === 'boolean' ? 'bool' : Number.isInteger(value) ? 'int' : 'float';
  throw new LiteralError(`Expected ${dtype}, got ${shown} of type '${type}' instead.`);
}

function reshapeConstant(array: NDArray, shape: readonly number[] | undefined): NDArray {
  if (shape === undefined) return array;
  const size = elementCount(shape);
  if (array.size === size) return array.reshape(...shape);
  if (array.size > size || array.size === 0)
    throw new ValueError(`Too many elements provided. Needed at most ${size}, but received ${array.size}`);
  const data = allocateShared(array.dtype, size);
  const values = valuesOf(array);
  data.fill(values[values.length - 1]);
  data.set(values);
  return NDArray.owning({ dtype: array.dtype, shape, data });
}

/** The dtype a value brings along; undefined for plain numbers, which take that of their company. */
export function dtypeOf(value: TensorLike): DType | undefined {
  if (value instanceof Tensor) return value.dtype;
  if (value instanceof VariableBase) return value.variable.dtype;
  if (!isPackedList(value)) return undefined;
  for (const part of value) {
    const dtype = dtypeOf(part);
    if (dtype !== undefined) return dtype;
  }
  return undefined;
}

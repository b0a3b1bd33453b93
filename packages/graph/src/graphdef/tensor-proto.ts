// A tensor's value as TensorProto, as TensorFlow's make_tensor_proto writes it, and back.
import { allocateShared, DTYPE } from '../dtypes.ts';
import { GraphTypeError, ValueError } from '../errors.ts';
import type { DType, Shape, TensorValue, TypedArray } from '../graphdef.ts';
import { dataTypeName, DT_INT64, dtypeOfNumber, numberOfDType } from './data-types.ts';
import type { TensorMessage, TensorShapeMessage } from './messages.ts';

/** Most values that a tensor may say it has: a few bytes can name a shape that no memory holds. */
export const MAX_ELEMENTS = 1 << 25;

export function shapeToProto(shape: Shape): TensorShapeMessage {
  if (shape === null) return { unknownRank: true };
  return { dim: shape.map((size) => ({ size: BigInt(size) })) };
}

/** @throws ValueError for sizes below -1 or beyond what a number holds */
export function shapeFromProto({ dim = [], unknownRank = false }: TensorShapeMessage): Shape {
  if (unknownRank) return null;
  return dim.map(({ size = 0n }) => {
    if (size < -1n || size > BigInt(2 ** 31)) throw new ValueError(`a dimension of size ${size}`);
    return Number(size);
  });
}

/** One value, or booleans, stand in a list; more stand as bytes. */
export function tensorToProto({ dtype, shape, data, given }: TensorValue): TensorMessage {
  const message: TensorMessage = { dtype: numberOfDType(dtype), tensorShape: shapeToProto(shape) };
  if (data.length === 0) return message;
  const listed = given ?? (data.length === 1 || dtype === 'bool' ? data.length : 0);
  if (listed === 0) message.tensorContent = littleEndianBytes(data);
  else setList(message, dtype, data.subarray(0, listed));
  return message;
}

function setList(message: TensorMessage, dtype: DType, data: TypedArray): void {
  if (dtype === 'bool') message.boolVal = Array.from(data, (value) => value !== 0);
  else if (dtype === 'int32') message.intVal = Array.from(data);
  else if (dtype === 'float32') message.floatVal = Array.from(data);
  else message.doubleVal = Array.from(data);
}

/**
 * @throws GraphTypeError for a dtype that the runtime does not know, ValueError when the values do not fit the
 *   shape or are more than MAX_ELEMENTS
 */
export function tensorFromProto(message: TensorMessage): TensorValue {
  const { dtype: number = 0, tensorShape = {}, tensorContent } = message;
  const dtype = dtypeOfNumber(number);
  if (dtype === undefined)
    throw new GraphTypeError(
      `a tensor of ${dataTypeName(number)}; only float32, float64, int32 and bool are supported`,
    );
  const shape = shapeFromProto(tensorShape);
  if (shape === null || shape.some((d) => d < 0))
    throw new ValueError('a tensor whose shape is not fully known');
  const count = shape.reduce((product, d) => product * d, 1);
  if (count > MAX_ELEMENTS)
    throw new ValueError(`a tensor of ${count} values; at most ${MAX_ELEMENTS} are supported`);
  if (number === DT_INT64) return fromInt64(message, shape, count);
  if (tensorContent !== undefined && tensorContent.length > 0) {
    if (tensorContent.length !== count * DTYPE[dtype].bytes)
      throw new ValueError(`tensor_content of ${tensorContent.length} bytes for ${count} values of ${dtype}`);
    return { dtype, shape, data: arrayFromBytes(dtype, tensorContent) };
  }
  return fromList(dtype, shape, count, listOf(message, dtype));
}

/** The last value of the list repeats; without any, all are 0. */
function fromList(
  dtype: DType,
  shape: readonly number[],
  count: number,
  list: readonly number[],
): TensorValue {
  const data = allocateShared(dtype, count);
  data.set(list.length > count ? list.slice(0, count) : list);
  if (list.length === 0 || list.length >= count) return { dtype, shape, data };
  data.fill(list[list.length - 1], list.length);
  return { dtype, shape, data, given: list.length };
}

function fromInt64(
  { tensorContent = new Uint8Array(), int64Val = [] }: TensorMessage,
  shape: readonly number[],
  count: number,
): TensorValue {
  if (tensorContent.length > 0 && tensorContent.length !== count * 8)
    throw new ValueError(`tensor_content of ${tensorContent.length} bytes for ${count} values of int64`);
  const view = new DataView(tensorContent.buffer, tensorContent.byteOffset, tensorContent.byteLength);
  const values =
    tensorContent.length > 0
      ? Array.from({ length: count }, (_, i) => view.getBigInt64(8 * i, true))
      : int64Val;
  const small = values.map((value) => {
    if (BigInt.asIntN(32, value) !== value)
      throw new ValueError(`an int64 of ${value}; only values that fit int32 are supported`);
    return Number(value);
  });
  return fromList('int32', shape, count, small);
}

const listOf = (message: TensorMessage, dtype: DType): readonly number[] => {
  if (dtype === 'bool') return (message.boolVal ?? []).map(Number);
  if (dtype === 'int32') return message.intVal ?? [];
  return (dtype === 'float32' ? message.floatVal : message.doubleVal) ?? [];
};

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The bytes of values as TensorFlow keeps them: row-major, little-endian. */
export function littleEndianBytes(data: TypedArray): Uint8Array {
  if (!LITTLE_ENDIAN) throw new GraphTypeError('tensors are only written on little-endian machines');
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
}

/** Inverse of {@link littleEndianBytes}; `bytes` is a whole number of values. Booleans become 0 and 1. */
export function arrayFromBytes(dtype: DType, bytes: Uint8Array): TypedArray {
  const data = allocateShared(dtype, bytes.length / DTYPE[dtype].bytes);
  new Uint8Array(data.buffer).set(bytes);
  if (dtype === 'bool') for (let i = 0; i < data.length; i++) data[i] = data[i] === 0 ? 0 : 1;
  return data;
}

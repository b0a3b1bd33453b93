// TensorFlow's DataType enum, and the four of it that the runtime computes with.
import { DTYPE } from '../dtypes.ts';
import type { DType } from '../graphdef.ts';
import { enumType } from '../protobuf/message.ts';

// prettier-ignore
const NAMES = [
  'FLOAT', 'DOUBLE', 'INT32', 'UINT8', 'INT16', 'INT8', 'STRING', 'COMPLEX64', 'INT64', 'BOOL', 'QINT8',
  'QUINT8', 'QINT32', 'BFLOAT16', 'QINT16', 'QUINT16', 'UINT16', 'COMPLEX128', 'HALF', 'RESOURCE', 'VARIANT',
  'UINT32', 'UINT64', 'FLOAT8_E5M2', 'FLOAT8_E4M3FN',
];
/** A reference to a variable of a type is the type's number plus this. */
const REF = 100;

export const DATA_TYPE = enumType('tensorflow.DataType', {
  DT_INVALID: 0,
  ...Object.fromEntries(NAMES.map((name, i) => [`DT_${name}`, i + 1])),
  ...Object.fromEntries(NAMES.map((name, i) => [`DT_${name}_REF`, i + 1 + REF])),
});

const DTYPES = Object.keys(DTYPE) as DType[];

export const numberOfDType = (dtype: DType): number => DATA_TYPE.numberOf.get(DTYPE[dtype].enumName)!;

export const DT_INT64 = 9;

/**
 * Undefined for a type that the runtime does not compute with; a reference counts as its type. There is no int64:
 * int32 stands for it, since graphs have it for sizes, axes and indices.
 */
export function dtypeOfNumber(number: number): DType | undefined {
  const plain = number > REF ? number - REF : number;
  return plain === DT_INT64 ? 'int32' : DTYPES.find((dtype) => numberOfDType(dtype) === plain);
}

/** `DT_INT64`, or the number where it has no name. */
export const dataTypeName = (number: number): string => DATA_TYPE.nameOf.get(number) ?? String(number);

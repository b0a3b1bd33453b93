// What is known of each dtype: its TensorFlow names, its arrays, its bytes.
import type { DType, TypedArray } from './graphdef.ts';

interface DTypeInfo {
  /** In error texts: "with dtype float". */
  readonly cName: string;
  /** In NodeDefs: DT_FLOAT. */
  readonly enumName: string;
  readonly bytes: number;
  readonly create: (buffer: SharedArrayBuffer) => TypedArray;
}

export const DTYPE: { readonly [K in DType]: DTypeInfo } = {
  float32: { cName: 'float', enumName: 'DT_FLOAT', bytes: 4, create: (b) => new Float32Array(b) },
  float64: { cName: 'double', enumName: 'DT_DOUBLE', bytes: 8, create: (b) => new Float64Array(b) },
  int32: { cName: 'int32', enumName: 'DT_INT32', bytes: 4, create: (b) => new Int32Array(b) },
  bool: { cName: 'bool', enumName: 'DT_BOOL', bytes: 1, create: (b) => new Uint8Array(b) },
};

export const FLOATS: readonly DType[] = ['float32', 'float64'];
export const NUMBERS: readonly DType[] = ['float32', 'float64', 'int32'];
export const ANY: readonly DType[] = ['float32', 'float64', 'int32', 'bool'];
export const INTS: readonly DType[] = ['int32'];

export const isFloat = (dtype: DType): boolean => dtype === 'float32' || dtype === 'float64';

export const isDType = (value: unknown): value is DType =>
  typeof value === 'string' && Object.hasOwn(DTYPE, value);

/** A zeroed array of `length` values in shared memory, so that it may cross isolates uncopied. */
export function allocateShared(dtype: DType, length: number): TypedArray {
  return DTYPE[dtype].create(new SharedArrayBuffer(length * DTYPE[dtype].bytes));
}

export const dtypeOfArray = (array: TypedArray): DType =>
  array instanceof Float32Array
    ? 'float32'
    : array instanceof Float64Array
      ? 'float64'
      : array instanceof Int32Array
        ? 'int32'
        : 'bool';

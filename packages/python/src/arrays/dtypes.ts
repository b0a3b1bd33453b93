// The dtypes of arrays, and NumPy 1's rules for which dtype a result has.
import { NumPyError } from './errors.ts';

/** Boolean, signed, unsigned, floating. */
export type Kind = 'b' | 'i' | 'u' | 'f';

export type Values =
  Uint8Array | Int8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

export interface ArrayType {
  readonly name: string;
  /** What Python calls it by: its place in {@link TYPES}. */
  readonly code: number;
  readonly kind: Kind;
  readonly bytes: number;
  readonly min: number;
  readonly max: number;
  readonly create: (source: number | ArrayLike<number>) => Values;
}

/** Integers up to here are exact in a double. */
export const MOST_EXACT = 2 ** 53;

const FLOAT32_MAX = (2 - 2 ** -23) * 2 ** 127;

const signed = (bits: number) =>
  ({ kind: 'i', bytes: bits / 8, min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 }) as const;
const unsigned = (bits: number) => ({ kind: 'u', bytes: bits / 8, min: 0, max: 2 ** bits - 1 }) as const;
type Construct = new (source: number) => Values;
const using = (constructor: unknown) => (source: number | ArrayLike<number>) =>
  new (constructor as Construct)(source as number);

/**
 * In NumPy's order. int64 lies in doubles, since BigInt64Array is some thirty times slower: integers beyond 2⁵³ are
 * refused ({@link requireExact}) rather than rounded.
 */
export const TYPES: readonly ArrayType[] = [
  { name: 'bool', kind: 'b', bytes: 1, min: 0, max: 1, create: using(Uint8Array) } as const,
  { name: 'int8', ...signed(8), create: using(Int8Array) },
  { name: 'uint8', ...unsigned(8), create: using(Uint8Array) },
  { name: 'int16', ...signed(16), create: using(Int16Array) },
  { name: 'uint16', ...unsigned(16), create: using(Uint16Array) },
  { name: 'int32', ...signed(32), create: using(Int32Array) },
  { name: 'uint32', ...unsigned(32), create: using(Uint32Array) },
  { name: 'int64', ...signed(64), create: using(Float64Array) },
  {
    name: 'float32',
    kind: 'f',
    bytes: 4,
    min: -FLOAT32_MAX,
    max: FLOAT32_MAX,
    create: using(Float32Array),
  } as const,
  {
    name: 'float64',
    kind: 'f',
    bytes: 8,
    min: -Number.MAX_VALUE,
    max: Number.MAX_VALUE,
    create: using(Float64Array),
  } as const,
].map((type, code) => ({ ...type, code }));

export const [BOOL, INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, FLOAT32, FLOAT64] = TYPES;

export const isInteger = (type: ArrayType): boolean => type.kind === 'i' || type.kind === 'u';
export const isFloating = (type: ArrayType): boolean => type.kind === 'f';
/** Whether its values lie in a Float64Array. */
export const liesInDoubles = (type: ArrayType): boolean => type === FLOAT64 || type === INT64;

/** Where every value of both has room: NumPy's `promote_types`. */
export function promote(a: ArrayType, b: ArrayType): ArrayType {
  if (a === b) return a;
  if (a.kind === 'b') return b;
  if (b.kind === 'b') return a;
  if (a.kind === 'f' || b.kind === 'f') {
    if (a.kind === b.kind) return FLOAT64;
    const [float, integer] = a.kind === 'f' ? [a, b] : [b, a];
    return integer.bytes <= 2 ? float : FLOAT64;
  }
  if (a.kind === b.kind) return a.bytes > b.bytes ? a : b;
  const [i, u] = a.kind === 'i' ? [a, b] : [b, a];
  if (i.bytes > u.bytes) return i;
  return [INT16, INT32, INT64][Math.log2(u.bytes)];
}

const category = (type: ArrayType): number => (type.kind === 'b' ? 0 : type.kind === 'f' ? 2 : 1);

/** The dtype of an array of type `array` combined with one value of type `scalar`, as NumPy 1 decides by its value. */
export function promoteScalar(array: ArrayType, scalar: ArrayType, value: number): ArrayType {
  if (category(scalar) > category(array)) return promote(array, scalar);
  if (category(scalar) < category(array))
    return isInteger(scalar) && array.kind === 'f' ? array : promote(array, scalar);
  if (array.kind === 'b') return BOOL;
  if (array.kind === 'f') return Number.isFinite(value) && Math.abs(value) > array.max ? FLOAT64 : array;
  if (value >= array.min && value <= array.max) return array;
  const candidates =
    value < 0 || array.kind === 'i' ? [INT8, INT16, INT32, INT64] : [UINT8, UINT16, UINT32, INT64];
  const smallest = candidates.find((type) => value >= type.min && value <= type.max);
  return promote(array, smallest ?? INT64);
}

/** @throws NumPyError (OverflowError) where an int64 is beyond what is kept exactly */
export function requireExact(values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++)
    if (values[i] > MOST_EXACT || values[i] < -MOST_EXACT)
      throw new NumPyError(
        'OverflowError',
        'int64 values beyond 2**53 are not kept exactly here; use dtype float64, or Python integers',
      );
}

// The scratch area that isolate and host share: numbers, and behind them the bytes of small arrays. A value is
//   SCALAR · dtype · number                        one without dimensions
//   INLINE · dtype · rank · dimensions… · offset   its bytes lie in the area
//   KEPT · dtype · rank · dimensions… · number     it stays with its side, which knows it by number
//   HELD · number, STAGED · number                 the other side has it, under that number
// written by one side and taken by the other within one call.
// The host reads what a hostile isolate may have written: whatever does not make sense is refused.
import type { DType, TypedArray } from '@residual/graph';
import { DTYPE_CODES } from './host.ts';

const NUMBERS = 1 << 16;
const BYTES = 1 << 18;
/** Larger arrays cross in other ways, so that there is room for many small ones. */
export const MOST_INLINE_BYTES = 1 << 16;
export const MOST_RANK = 16;

export const EXCHANGE_BYTES = 8 * NUMBERS + BYTES;

/** Nothing is 0, which memory is that nobody has written to. */
export const SCALAR = 1;
export const INLINE = 2;
export const KEPT = 3;
export const HELD = 4;
export const STAGED = 5;

/** What lies in the exchange is no value. */
export class ExchangeError extends Error {
  override name = 'ExchangeError';
}

const ARRAY_TYPES = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const satisfies Record<DType, unknown>;

/** A value as it lies there: with its data (a copy), or with its number. */
export type Exchanged =
  | {
      readonly place: typeof SCALAR | typeof INLINE;
      readonly dtype: DType;
      readonly shape: readonly number[];
      readonly data: TypedArray;
    }
  | {
      readonly place: typeof KEPT;
      readonly dtype: DType;
      readonly shape: readonly number[];
      readonly number: number;
    }
  | { readonly place: typeof HELD | typeof STAGED; readonly number: number };

const NO_DIMENSIONS: readonly number[] = [];

export class Exchange {
  readonly #numbers: Float64Array;
  readonly #bytes: Uint8Array;
  #at = 0;
  #used = 0;

  constructor(memory: ArrayBufferLike) {
    this.#numbers = new Float64Array(memory, 0, NUMBERS);
    this.#bytes = new Uint8Array(memory, 8 * NUMBERS, BYTES);
  }

  /** Starts writing or reading from the beginning. */
  rewind(): void {
    this.#at = 0;
    this.#used = 0;
  }

  /** Whether the area takes a value beside others, rather than by number. */
  takes(shape: readonly number[], data: TypedArray): boolean {
    return (
      shape.length === 0 || (data.byteLength <= MOST_INLINE_BYTES && this.#used + data.byteLength <= BYTES)
    );
  }

  /** Whether so many values have room, however they are put. */
  hasRoom(values: number): boolean {
    return this.#at + values * (4 + MOST_RANK) <= NUMBERS;
  }

  /** Only what it takes and has room for. */
  put(dtype: DType, shape: readonly number[], data: TypedArray): void {
    if (shape.length === 0) {
      this.#number(SCALAR);
      this.#number(DTYPE_CODES.indexOf(dtype));
      this.#number(data[0]);
      return;
    }
    this.#head(INLINE, dtype, shape);
    this.#number(this.#used);
    this.#bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), this.#used);
    this.#used += data.byteLength;
  }

  putKept(dtype: DType, shape: readonly number[], number: number): void {
    this.#head(KEPT, dtype, shape);
    this.#number(number);
  }

  putReference(place: typeof HELD | typeof STAGED, number: number): void {
    this.#number(place);
    this.#number(number);
  }

  #number(value: number): void {
    this.#numbers[this.#at++] = value;
  }

  #head(place: number, dtype: DType, shape: readonly number[]): void {
    this.#number(place);
    this.#number(DTYPE_CODES.indexOf(dtype));
    this.#number(shape.length);
    for (let i = 0; i < shape.length; i++) this.#number(shape[i]);
  }

  /** @throws ExchangeError when no value lies there */
  take(): Exchanged {
    // Past the end of the array lies `undefined`, which is nothing that follows expects.
    const numbers = this.#numbers;
    const place = numbers[this.#at++];
    if (place === HELD || place === STAGED) return { place, number: this.#count() };
    const dtype = DTYPE_CODES[this.#count()];
    if (dtype === undefined) throw new ExchangeError('a dtype that is none');
    if (place === SCALAR)
      return { place, dtype, shape: NO_DIMENSIONS, data: ARRAY_TYPES[dtype].of(numbers[this.#at++]) };
    if (place !== INLINE && place !== KEPT) throw new ExchangeError('a value that is nowhere');
    const shape = this.#dimensions(this.#count());
    const number = this.#count();
    if (place === KEPT) return { place, dtype, shape, number };
    return { place, dtype, shape, data: this.#copied(dtype, shape, number) };
  }

  #count(): number {
    const value: number | undefined = this.#numbers[this.#at++];
    if (!Number.isSafeInteger(value) || value < 0) throw new ExchangeError('a count that is none');
    return value;
  }

  #dimensions(rank: number): number[] {
    if (rank > MOST_RANK) throw new ExchangeError('too many dimensions');
    const shape = new Array<number>(rank);
    for (let i = 0; i < rank; i++) shape[i] = this.#count();
    return shape;
  }

  #copied(dtype: DType, shape: readonly number[], offset: number): TypedArray {
    let length = 1;
    for (const dimension of shape) length *= dimension;
    const ArrayType = ARRAY_TYPES[dtype];
    const bytes = length * ArrayType.BYTES_PER_ELEMENT;
    if (!(offset + bytes <= BYTES)) throw new ExchangeError('an array past the end');
    const data = new ArrayType(length);
    new Uint8Array(data.buffer).set(this.#bytes.subarray(offset, offset + bytes));
    return data;
  }
}

// Protobuf's wire format, one value at a time: varints, fixed widths, lengths. The reader trusts nothing.
import { DecodeError } from './errors.ts';

export const WIRE = { varint: 0, fixed64: 1, bytes: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

export class WireReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  #at: number;

  /** Reads `bytes` from `start` up to `end`; offsets in errors count from the start of `bytes`. */
  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
    this.#end = end;
  }

  get offset(): number {
    return this.#at;
  }

  get done(): boolean {
    return this.#at >= this.#end;
  }

  /** Up to 64 bits, as [low, high] halves, unsigned. */
  varint(): [number, number] {
    let low = 0;
    let high = 0;
    const start = this.#at;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.#at >= this.#end) throw new DecodeError('a number is cut off', start);
      const byte = this.bytes[this.#at++];
      const value = byte & 0x7f;
      if (shift < 32) low |= value << shift;
      if (shift === 28) high |= value >> 4;
      else if (shift > 28) high |= value << (shift - 32);
      if (byte < 0x80) return [low >>> 0, high >>> 0];
    }
    throw new DecodeError('a number of more than ten bytes', start);
  }

  fixed32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** A length and so many bytes: where they start and end. */
  span(): [number, number] {
    const at = this.#at;
    const [length, high] = this.varint();
    if (high !== 0 || length > this.#end - this.#at)
      throw new DecodeError(`a part of ${high === 0 ? length : 'too many'} bytes is cut off`, at);
    const start = this.#take(length);
    return [start, start + length];
  }

  /** The next `length` bytes, not copied. */
  take(length: number): Uint8Array {
    const start = this.#take(length);
    return this.bytes.subarray(start, start + length);
  }

  skip(wireType: number): void {
    if (wireType === WIRE.varint) this.varint();
    else if (wireType === WIRE.fixed64) this.#take(8);
    else if (wireType === WIRE.bytes) this.span();
    else if (wireType === WIRE.fixed32) this.#take(4);
    else throw new DecodeError(`wire type ${wireType} is not supported`, this.#at);
  }

  #take(length: number): number {
    if (length > this.#end - this.#at) throw new DecodeError('the bytes end too early', this.#at);
    const start = this.#at;
    this.#at += length;
    return start;
  }
}

/** Bytes that grow. */
export class WireWriter {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  varint(value: number): void {
    if (value >= 0 && value < 0x80) this.#byte(value);
    else this.varint64(BigInt(value));
  }

  /** Negative numbers take ten bytes, as protobuf has it. */
  varint64(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    while (rest >= 0x80n) {
      this.#byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
  }

  tag(number: number, wireType: number): void {
    this.varint(number * 8 + wireType);
  }

  fixed32(value: number): void {
    const at = this.#reserve(4);
    this.#view.setUint32(at, value, true);
  }

  float(value: number): void {
    const at = this.#reserve(4);
    this.#view.setFloat32(at, value, true);
  }

  double(value: number): void {
    const at = this.#reserve(8);
    this.#view.setFloat64(at, value, true);
  }

  raw(bytes: Uint8Array): void {
    const at = this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
  }

  span(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  #byte(value: number): void {
    const at = this.#reserve(1);
    this.#bytes[at] = value;
  }

  /** Makes room; only then do the arrays lie where the bytes go. */
  #reserve(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }
}

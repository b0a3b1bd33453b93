// Pinned host memory through which all data goes to the device and comes back, so that copies run while the program
// goes on. A ring of segments; a segment is used again once the copies in it are done, and whoever still has unread
// data in it has taken it out.
import { allocateShared, DTYPE, type DType, type TypedArray } from '@residual/graph';
import { hostMemory, outHandle } from './native/bind.ts';
import { WITHOUT_TIMING, type Driver } from './native/driver.ts';
import type { Address } from './device-memory.ts';

const SEGMENTS = 4;
const SEGMENT_BYTES = 2 << 20;
/** Every piece begins at a multiple of this, as all dtypes like it. */
const ALIGNMENT = 16;

interface Segment {
  readonly start: number;
  used: number;
  /** Recorded after the last copy of the segment's last turn; null while it was never left. */
  event: number | null;
  /** Values copied here that nobody has read. */
  readonly unread: Set<StagedRead>;
}

/** A value on its way to the host. */
export class StagedRead {
  readonly #staging: Staging;
  readonly #dtype: DType;
  readonly #bytes: Uint8Array;
  readonly #number: number;
  #data: TypedArray | null = null;

  /** @param number counts what was enqueued */
  constructor(staging: Staging, dtype: DType, bytes: Uint8Array, number: number) {
    this.#staging = staging;
    this.#number = number;
    this.#dtype = dtype;
    this.#bytes = bytes;
  }

  read(): TypedArray {
    if (this.#data === null) {
      this.#staging.awaitRead(this.#number);
      this.take();
    }
    return this.#data!;
  }

  /** Takes the value out of the staging memory, into which it has arrived. */
  take(): void {
    if (this.#data !== null) return;
    this.#data = fromBytes(this.#dtype, this.#bytes);
    this.#staging.forget(this);
  }
}

/** A value in shared memory from its bytes. */
export function fromBytes(dtype: DType, bytes: Uint8Array): TypedArray {
  const data = allocateShared(dtype, bytes.length / DTYPE[dtype].bytes);
  new Uint8Array(data.buffer).set(bytes);
  return data;
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

export class Staging {
  readonly #driver: Driver;
  readonly #stream: number;
  readonly #address: number;
  readonly #memory: ArrayBuffer;
  readonly #segments: Segment[];
  #present = 0;
  /** Of reads: enqueued, and known to have arrived. */
  #enqueued = 0;
  #arrived = 0;

  constructor(driver: Driver, stream: number) {
    this.#driver = driver;
    this.#stream = stream;
    const bytes = SEGMENTS * SEGMENT_BYTES;
    this.#address = outHandle((cell) => driver.cuMemAllocHost_v2(cell, bytes));
    this.#memory = hostMemory(this.#address, bytes);
    this.#segments = Array.from({ length: SEGMENTS }, (_, i) => ({
      start: i * SEGMENT_BYTES,
      used: 0,
      event: null,
      unread: new Set(),
    }));
  }

  /** Enqueues a copy to the device; `bytes` may change once this has returned. */
  write(to: Address, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const { start, length } = this.#reserve(bytes.length - at);
      new Uint8Array(this.#memory, start, length).set(bytes.subarray(at, at + length));
      this.#driver.cuMemcpyHtoDAsync_v2(to + at, this.#address + start, length, this.#stream);
      at += length;
    }
  }

  /** Enqueues a copy of a value of at most 64 KiB to the host, to be looked at later. */
  readLater(from: Address, dtype: DType, bytes: number): StagedRead {
    const { start } = this.#reserve(bytes, true);
    if (bytes > 0) this.#driver.cuMemcpyDtoHAsync_v2(this.#address + start, from, bytes, this.#stream);
    const read = new StagedRead(this, dtype, new Uint8Array(this.#memory, start, bytes), ++this.#enqueued);
    this.#segments[this.#present].unread.add(read);
    return read;
  }

  /** Waits for a value of any size. */
  read(from: Address, dtype: DType, bytes: number): TypedArray {
    const data = allocateShared(dtype, bytes / DTYPE[dtype].bytes);
    const target = new Uint8Array(data.buffer);
    for (let at = 0; at < bytes;) {
      const { start, length } = this.#reserve(bytes - at);
      this.#driver.cuMemcpyDtoHAsync_v2(this.#address + start, from + at, length, this.#stream);
      this.synchronize();
      target.set(new Uint8Array(this.#memory, start, length), at);
      at += length;
    }
    return data;
  }

  synchronize(): void {
    this.#driver.cuStreamSynchronize(this.#stream);
    this.#arrived = this.#enqueued;
  }

  /** Waits only for what has not arrived with an earlier one. */
  awaitRead(number: number): void {
    if (number > this.#arrived) this.synchronize();
  }

  forget(read: StagedRead): void {
    for (const { unread } of this.#segments) unread.delete(read);
  }

  /** Takes out what nobody has read, so that it stays readable. */
  takeAll(): void {
    this.synchronize();
    for (const { unread } of this.#segments) for (const read of unread) read.take();
  }

  close(): void {
    for (const { event } of this.#segments) if (event !== null) this.#driver.cuEventDestroy_v2(event);
    this.#driver.cuMemFreeHost(this.#address);
  }

  /** The next `wanted` bytes or, unless they must be in one piece, as many as the present segment has left. */
  #reserve(wanted: number, inOnePiece = false): { readonly start: number; readonly length: number } {
    let segment = this.#segments[this.#present];
    const left = SEGMENT_BYTES - segment.used;
    if (left === 0 || (inOnePiece && left < wanted)) segment = this.#turn(segment);
    const length = Math.min(wanted, SEGMENT_BYTES - segment.used);
    const start = segment.start + segment.used;
    segment.used = Math.min(SEGMENT_BYTES, segment.used + Math.ceil(length / ALIGNMENT) * ALIGNMENT);
    return { start, length };
  }

  #turn(left: Segment): Segment {
    left.event ??= outHandle((cell) => this.#driver.cuEventCreate(cell, WITHOUT_TIMING));
    this.#driver.cuEventRecord(left.event, this.#stream);
    this.#present = (this.#present + 1) % SEGMENTS;
    const next = this.#segments[this.#present];
    if (next.event !== null) this.#driver.cuEventSynchronize(next.event);
    for (const read of next.unread) read.take();
    next.used = 0;
    return next;
  }
}

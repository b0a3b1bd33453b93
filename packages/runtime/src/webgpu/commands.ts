// What a session says to the process that owns the device. Frames: two lengths (32 bits, little-endian) of JSON and of
// bytes, then both. Only `read` is answered; what goes wrong before it is told then.

export type Command =
  /** A buffer of so many bytes (a multiple of 4), under a number of the sender's choice. */
  | { readonly type: 'create'; readonly buffer: number; readonly bytes: number }
  | { readonly type: 'destroy'; readonly buffer: number }
  /** The frame's bytes, from `at` on, go into the buffer. */
  | { readonly type: 'write'; readonly buffer: number; readonly at: number; readonly bytes: number }
  | {
      readonly type: 'compile';
      readonly shader: number;
      readonly code: string;
      readonly writes: readonly boolean[];
    }
  | {
      readonly type: 'dispatch';
      readonly shader: number;
      readonly buffers: readonly number[];
      readonly groups: readonly [number, number, number];
    }
  | { readonly type: 'copy'; readonly from: number; readonly to: number; readonly bytes: number }
  /** Waits for everything, and sends the buffer's bytes. */
  | { readonly type: 'read'; readonly buffer: number; readonly bytes: number };

export interface DeviceFacts {
  readonly adapter: string;
  /** Buffers that one shader may bind. */
  readonly mostBindings: number;
  /** Bytes. */
  readonly mostBuffer: number;
}

/** To `read`: the bytes follow, unless `failure` tells why there are none. */
export interface ReadAnswer {
  readonly failure?: string;
}

const LENGTHS = 8;

export function frameOf(json: unknown, bytes: Uint8Array = new Uint8Array()): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const frame = new Uint8Array(LENGTHS + text.length + bytes.length);
  const lengths = new DataView(frame.buffer);
  lengths.setUint32(0, text.length, true);
  lengths.setUint32(4, bytes.length, true);
  frame.set(text, LENGTHS);
  frame.set(bytes, LENGTHS + text.length);
  return frame;
}

/** @param read gives exactly so many bytes */
export function readFrame(read: (bytes: number) => Uint8Array): { json: unknown; bytes: Uint8Array } {
  const head = read(LENGTHS);
  const lengths = new DataView(head.buffer, head.byteOffset);
  const json: unknown = JSON.parse(new TextDecoder().decode(read(lengths.getUint32(0, true))));
  return { json, bytes: read(lengths.getUint32(4, true)) };
}

/** Cuts what comes in pieces into frames. */
export class FrameSplitter {
  #pending = new Uint8Array();

  push(chunk: Uint8Array): { json: unknown; bytes: Uint8Array }[] {
    const all = new Uint8Array(this.#pending.length + chunk.length);
    all.set(this.#pending);
    all.set(chunk, this.#pending.length);
    const frames = [];
    let at = 0;
    for (;;) {
      if (all.length - at < LENGTHS) break;
      const lengths = new DataView(all.buffer, at);
      const size = LENGTHS + lengths.getUint32(0, true) + lengths.getUint32(4, true);
      if (all.length - at < size) break;
      let from = at;
      frames.push(
        readFrame((bytes) => {
          from += bytes;
          return all.slice(from - bytes, from);
        }),
      );
      at += size;
    }
    this.#pending = all.slice(at);
    return frames;
  }
}

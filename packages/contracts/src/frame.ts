// Frames: how bytes travel between our processes over a pipe. A frame is
//   u32 LE headerLength · u32 LE bodyLength · header (UTF-8 JSON) · body
// where the header is { message, buffers: [byteLength, …] } and the body the buffers, each padded to 8 bytes.
// Bounds are checked before anything is allocated: the peer may be hostile.

export interface Frame {
  message: unknown;
  buffers: Uint8Array[];
}

export interface FrameBounds {
  headerBytes: number;
  bodyBytes: number;
}

/** A frame that breaks the format or its bounds; whoever sent it is not to be listened to any more. */
export class FrameError extends Error {
  override name = 'FrameError';
}

const PREFIX = 8;
const padded = (length: number): number => (length + 7) & ~7;

export function encodeFrame(message: unknown, buffers: readonly Uint8Array[] = []): Uint8Array {
  const header = new TextEncoder().encode(
    JSON.stringify({ message, buffers: buffers.map((b) => b.byteLength) }),
  );
  const bodyLength = buffers.reduce((sum, b) => sum + padded(b.byteLength), 0);
  const bytes = new Uint8Array(PREFIX + header.byteLength + bodyLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, header.byteLength, true);
  view.setUint32(4, bodyLength, true);
  bytes.set(header, PREFIX);
  let offset = PREFIX + header.byteLength;
  for (const buffer of buffers) {
    bytes.set(buffer, offset);
    offset += padded(buffer.byteLength);
  }
  return bytes;
}

/** Decodes one whole frame. @throws FrameError if it is malformed. */
export function decodeFrame(bytes: Uint8Array): Frame {
  if (bytes.byteLength < PREFIX) throw new FrameError('frame shorter than its prefix');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getUint32(0, true);
  const bodyLength = view.getUint32(4, true);
  if (PREFIX + headerLength + bodyLength !== bytes.byteLength)
    throw new FrameError('frame of the wrong length');
  let header: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      bytes.subarray(PREFIX, PREFIX + headerLength),
    );
    header = JSON.parse(text);
  } catch (cause) {
    throw new FrameError('frame header is not JSON', { cause });
  }
  if (typeof header !== 'object' || header === null) throw new FrameError('frame header is not an object');
  const { message, buffers: lengths } = header as { message?: unknown; buffers?: unknown };
  if (!Array.isArray(lengths)) throw new FrameError('frame header lists no buffers');
  let offset = PREFIX + headerLength;
  const buffers = lengths.map((length: unknown) => {
    if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0)
      throw new FrameError('frame buffer of no sensible length');
    const end = offset + length;
    if (end > bytes.byteLength) throw new FrameError('frame buffer reaches past the frame');
    const buffer = bytes.subarray(offset, end);
    offset += padded(length);
    return buffer;
  });
  return { message, buffers };
}

/**
 * Cuts a byte stream into whole frames. Feed it chunks; it yields each frame's bytes (for `decodeFrame`,
 * or to be passed on unread).
 * @throws FrameError as soon as a prefix announces more than the bounds allow.
 */
export class FrameReader {
  readonly #bounds: FrameBounds;
  #chunks: Uint8Array[] = [];
  #buffered = 0;

  constructor(bounds: FrameBounds) {
    this.#bounds = bounds;
  }

  *push(chunk: Uint8Array): Generator<Uint8Array> {
    this.#chunks.push(chunk);
    this.#buffered += chunk.byteLength;
    for (;;) {
      if (this.#buffered < PREFIX) return;
      const prefix = this.#peek(PREFIX);
      const view = new DataView(prefix.buffer, prefix.byteOffset, PREFIX);
      const headerLength = view.getUint32(0, true);
      const bodyLength = view.getUint32(4, true);
      if (headerLength > this.#bounds.headerBytes)
        throw new FrameError(`frame header of ${headerLength} bytes exceeds ${this.#bounds.headerBytes}`);
      if (bodyLength > this.#bounds.bodyBytes)
        throw new FrameError(`frame body of ${bodyLength} bytes exceeds ${this.#bounds.bodyBytes}`);
      const total = PREFIX + headerLength + bodyLength;
      if (this.#buffered < total) return;
      yield this.#take(total);
    }
  }

  #peek(length: number): Uint8Array {
    if (this.#chunks[0].byteLength < length) this.#chunks = [concatenate(this.#chunks)];
    return this.#chunks[0].subarray(0, length);
  }

  #take(length: number): Uint8Array {
    const whole = this.#chunks.length === 1 ? this.#chunks[0] : concatenate(this.#chunks);
    const rest = whole.subarray(length);
    this.#chunks = rest.byteLength > 0 ? [rest] : [];
    this.#buffered = rest.byteLength;
    return whole.subarray(0, length);
  }
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, c) => sum + c.byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

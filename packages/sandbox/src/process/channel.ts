// The one way in and out of the sandbox process: frames on an inherited socket, read and written synchronously,
// so that a message is with the parent before the next instruction runs and a slow parent slows the program.
import { closeSync, readSync, writeSync } from 'node:fs';
import { decodeFrame, encodeFrame, FrameReader, type Frame, type FrameBounds } from '@residual/contracts';

export const CHANNEL_DESCRIPTOR = 3;
/** Of the way to a device in another process, where there is one. The filter of system calls has the one before. */
export const SESSIONS_DESCRIPTOR = 5;

export interface Channel {
  send(message: unknown, buffers?: readonly Uint8Array[]): void;
  /** Blocks until a whole frame is there; null when the parent is gone. @throws FrameError */
  receive(bounds: FrameBounds): Frame | null;
}

export function openChannel(descriptor = CHANNEL_DESCRIPTOR): Channel {
  return {
    send(message, buffers = []) {
      const bytes = encodeFrame(message, buffers);
      for (let offset = 0; offset < bytes.byteLength;) offset += writeSync(descriptor, bytes, offset);
    },
    receive(bounds) {
      const reader = new FrameReader(bounds);
      const chunk = new Uint8Array(1 << 16);
      for (;;) {
        const length = readSync(descriptor, chunk);
        if (length === 0) {
          closeSync(descriptor);
          return null;
        }
        // The reader keeps what it is given, and `chunk` is read into again.
        for (const frame of reader.push(chunk.slice(0, length))) return decodeFrame(frame);
      }
    },
  };
}

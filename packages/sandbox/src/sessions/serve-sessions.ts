// Serves a program's sessions over a stream, until the program's process is gone or breaks the rules.
import type { Duplex } from 'node:stream';
import { FrameError, FrameReader, SESSION_FRAME_BOUNDS } from '@residual/contracts';
import { BackendFailure } from '@residual/runtime';
import {
  deviceFailed,
  SessionProtocolError,
  SessionServer,
  type SessionServerOptions,
} from './session-server.ts';

export type SessionsEnding =
  | { readonly kind: 'closed' }
  /** Something spoke that is not our library. */
  | { readonly kind: 'forbidden'; readonly detail: string }
  /** Of the device, never the program's fault: it may be run again without it. */
  | { readonly kind: 'device failed'; readonly detail: string };

/** Resolves when the stream has ended, and everything of the program's has been freed. */
export async function serveSessions(
  channel: Duplex,
  options: SessionServerOptions = {},
): Promise<SessionsEnding> {
  const server = new SessionServer(options);
  const reader = new FrameReader(SESSION_FRAME_BOUNDS);
  // A process that dies while we write to it is told by the end of its stream.
  channel.on('error', () => undefined);
  try {
    // The last word is still to be written when reading has come to its end.
    const chunks: AsyncIterable<Uint8Array> = channel.iterator({ destroyOnReturn: false });
    for await (const chunk of chunks)
      for (const frame of reader.push(chunk)) {
        const answer = server.answer(frame);
        if (answer !== null) channel.write(answer);
      }
    return { kind: 'closed' };
  } catch (error) {
    if (error instanceof SessionProtocolError || error instanceof FrameError)
      return { kind: 'forbidden', detail: error.message };
    if (error instanceof BackendFailure) {
      channel.write(deviceFailed(error));
      return { kind: 'device failed', detail: error.message };
    }
    // A reset stream is one that has ended.
    if (isStreamError(error)) return { kind: 'closed' };
    throw error;
  } finally {
    server.close();
    channel.end();
  }
}

const isStreamError = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';

// Bytes out of the sandbox process, as the worker and the evaluator read them.
import fc from 'fast-check';
import {
  decodeFrame,
  encodeFrame,
  FrameError,
  FrameReader,
  sandboxMessageSchema,
  sessionRequestSchema,
} from '@residual/contracts';
import { readFinishedProgram, WireError } from '@residual/sandbox';
import { hostile, mutate, mutations, spoil } from './mutations.ts';
import { orRefusal, type FuzzTarget } from './target.ts';

const BOUNDS = { headerBytes: 1 << 16, bodyBytes: 1 << 16 };
const MESSAGES = [
  { type: 'ready' },
  { type: 'started' },
  { type: 'output', text: 'loss 0.5\n' },
  { type: 'compile error', error: { kind: 'SyntaxError', message: 'no', stack: [] } },
  { type: 'limit', limit: 'memory', detail: 'too much' },
  { type: 'forbidden', detail: 'no' },
  {
    type: 'finished',
    nodes: [],
    variables: [],
    trainRuns: 1,
    sessionRuns: 2,
    trajectory: { steps: [], values: [] },
  },
];

const frame = fc
  .record({
    message: fc.oneof(fc.constantFrom<unknown>(...MESSAGES), hostile),
    buffers: fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 3 }),
    changes: mutations(2),
    noise: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, mutations(3)),
  })
  .map(({ message, buffers, changes, noise }) =>
    spoil(encodeFrame(mutate(message, changes), buffers), noise),
  );

function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let from = 0, i = 0; from < bytes.length; i++) {
    const size = sizes.length === 0 ? bytes.length : 1 + sizes[i % sizes.length];
    yield bytes.slice(from, from + size);
    from += size;
  }
}

/** The frames of a stream as text, and whether it was broken off. */
function heard(chunks: Iterable<Uint8Array>): readonly string[] {
  const reader = new FrameReader(BOUNDS);
  const frames: string[] = [];
  const whole = orRefusal(() => {
    for (const chunk of chunks)
      for (const bytes of reader.push(chunk)) frames.push(Buffer.from(bytes).toString('base64'));
    return true;
  }, FrameError);
  return whole === null ? [...frames, 'broken'] : frames;
}

export const frames: FuzzTarget = {
  name: 'frames',
  property: () =>
    fc.property(
      fc.oneof(
        fc.array(frame, { maxLength: 4 }),
        fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 2 }),
      ),
      fc.array(fc.nat({ max: 40 }), { maxLength: 6 }),
      (parts, sizes) => {
        const stream = Uint8Array.from(parts.flatMap((part) => [...part]));
        const all = heard(cut(stream, []));
        const pieces = heard(cut(stream, sizes));
        if (all.join() !== pieces.join()) throw new Error('what is heard depends on how the stream is cut');
        for (const text of all.filter((one) => one !== 'broken')) {
          const bytes = Buffer.from(text, 'base64');
          const decoded = orRefusal(() => decodeFrame(bytes), FrameError);
          sandboxMessageSchema.safeParse(decoded?.message);
          sessionRequestSchema.safeParse(decoded?.message);
          orRefusal(() => readFinishedProgram(bytes), WireError);
        }
      },
    ),
};

// What a sandbox process that was taken over asks of the evaluator's device.
import fc from 'fast-check';
import { encodeFrame } from '@residual/contracts';
import { createWasmBackend, DEFAULT_BOUNDS } from '@residual/runtime';
import {
  SessionProtocolError,
  SessionServer,
} from '../../../packages/sandbox/src/sessions/session-server.ts';
import { mutate, mutations, spoil } from './mutations.ts';
import { orRefusal, type FuzzTarget } from './target.ts';

const ref = { dtype: 'float32', shape: [2], buffer: 0 };
const float = { type: 'float32' };
const NODES = [
  { name: 'c', op: 'Const', input: [], device: '', attr: { dtype: float, value: { tensor: ref } } },
  { name: 'X', op: 'Placeholder', input: [], device: '', attr: { dtype: float, shape: { shape: [-1] } } },
  { name: 'w', op: 'VariableV2', input: [], device: '', attr: { dtype: float, shape: { shape: [2] } } },
  { name: 'init', op: 'Assign', input: ['w', 'c'], device: '', attr: { T: float } },
  { name: 'sum', op: 'Add', input: ['w', 'X'], device: '', attr: { T: float } },
];
const OPENING = [
  { type: 'open', session: 1, seed: 1 },
  { type: 'extend', session: 1, nodes: NODES },
  { type: 'prepare', session: 1, plan: 0, signature: { feeds: [], fetches: [], targets: ['init'] } },
  { type: 'prepare', session: 1, plan: 1, signature: { feeds: ['X:0'], fetches: ['sum:0'], targets: [] } },
];
const FOLLOWING = [
  { type: 'hold', array: 0, value: ref },
  { type: 'run', session: 1, plan: 0, feeds: [], first: 0, answer: true },
  { type: 'run', session: 1, plan: 1, feeds: [0], first: 0, answer: false },
  { type: 'run', session: 1, plan: 1, feeds: [ref], first: 1, answer: true },
  { type: 'read', values: [0, 1] },
  { type: 'variable', session: 1, name: 'w' },
  { type: 'release', array: 0 },
  { type: 'settle' },
  { type: 'close', session: 1 },
  { type: 'open', session: 2, seed: 7 },
];
const DATA = new Uint8Array(Float32Array.of(1, 2).buffer);

const request = fc
  .record({
    message: fc.constantFrom<unknown>(...FOLLOWING, ...OPENING),
    changes: mutations(2),
    noise: fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, mutations(2)),
  })
  .map(({ message, changes, noise }) => spoil(encodeFrame(mutate(message, changes), [DATA]), noise));

export const sessions: FuzzTarget = {
  name: 'sessions',
  weight: 2,
  property: () =>
    fc.property(mutations(1), fc.array(request, { maxLength: 12 }), (changes, requests) => {
      const server = new SessionServer({
        backend: createWasmBackend({ mostBytes: 16 << 20 }),
        bounds: { ...DEFAULT_BOUNDS, nodes: 100 },
      });
      const opening = mutate(OPENING, changes);
      const frames = (Array.isArray(opening) ? opening : [opening]).map((message) =>
        encodeFrame(message, [DATA]),
      );
      try {
        orRefusal(() => {
          for (const frame of [...frames, ...requests]) server.answer(frame);
        }, SessionProtocolError);
      } finally {
        server.close();
      }
    }),
};

// The end of a device's sessions that faces a program: what it refuses, and how a device fails.
import { Duplex } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { decodeFrame, encodeFrame } from '@residual/contracts';
import { BackendFailure, DEFAULT_BOUNDS, jsBackend, type Backend } from '@residual/runtime';
import { RemoteTarget, type SessionLink } from './remote-target.ts';
import { serveSessions } from './serve-sessions.ts';
import { SessionProtocolError, SessionServer } from './session-server.ts';

const failing: Backend = {
  ...jsBackend,
  openSession: () => ({
    readVariable: () => null,
    writeVariable: () => {},
    close: () => {},
    compile: () => ({
      run: () => {
        throw new BackendFailure('cuda', 'out of memory');
      },
      close: () => {},
    }),
  }),
};

/** A stream whose other end has said these bytes, and what it is answered. */
function spoken(...frames: readonly Uint8Array[]) {
  const answers: Uint8Array[] = [];
  const stream = new Duplex({
    read() {},
    write(chunk: Uint8Array, _, done) {
      answers.push(chunk);
      done();
    },
  });
  for (const frame of frames) stream.push(frame);
  stream.push(null);
  return { stream, answers };
}

const open = { type: 'open', session: 1, seed: 1 } as const;
const constant = {
  name: 'c',
  op: 'Const',
  input: [],
  device: '',
  attr: { dtype: { type: 'float32' }, value: { tensor: { dtype: 'float32', shape: [], buffer: 0 } } },
} as const;
const prepare = {
  type: 'prepare',
  session: 1,
  plan: 0,
  signature: { feeds: [], fetches: ['c:0'], targets: [] },
} as const;
const run = { type: 'run', session: 1, plan: 0, feeds: [], first: 0, answer: true } as const;
const one = new Uint8Array(Float32Array.of(1).buffer);
const honest = [
  encodeFrame(open),
  encodeFrame({ type: 'extend', session: 1, nodes: [constant] }, [one]),
  encodeFrame(prepare),
];

describe('a device that fails', () => {
  test('is no fault of the program', async () => {
    const { stream, answers } = spoken(...honest, encodeFrame(run));
    await expect(serveSessions(stream, { backend: failing })).resolves.toEqual({
      kind: 'device failed',
      detail: 'cuda: out of memory',
    });
    const link: SessionLink = { send: () => {}, receive: () => decodeFrame(answers[0]) };
    const target = new RemoteTarget(link, { seed: 1, bounds: DEFAULT_BOUNDS });
    const session = target.openSession();
    expect(() => target.readVariable(session, 'w')).toThrow(BackendFailure);
  });

  test('by dying is none either', () => {
    const target = new RemoteTarget(
      { send: () => {}, receive: () => null },
      { seed: 1, bounds: DEFAULT_BOUNDS },
    );
    const session = target.openSession();
    expect(() => target.readVariable(session, 'w')).toThrow(BackendFailure);
  });
});

describe('a process that has been taken over', () => {
  test('and keeps to the rules is served until it goes', async () => {
    const { stream, answers } = spoken(
      ...honest,
      encodeFrame(run),
      encodeFrame({ type: 'read', values: [0] }),
    );
    await expect(serveSessions(stream)).resolves.toEqual({ kind: 'closed' });
    expect(answers.map((answer) => decodeFrame(answer).message)).toEqual([
      { type: 'ran', outputs: [{ dtype: 'float32', shape: [] }] },
      { type: 'values', values: [{ dtype: 'float32', shape: [], buffer: 0 }] },
    ]);
  });

  const wide = { dtype: 'float32', shape: [1e9, 1e9], buffer: 0 };
  test.each<[string, unknown, Uint8Array[]?]>([
    ['nothing of ours', { type: 'eval', text: 'process.exit()' }],
    ['a session twice', open],
    ['a session that is not open', { type: 'extend', session: 2, nodes: [] }],
    [
      'an op that is none',
      { type: 'extend', session: 1, nodes: [{ ...constant, name: 'd', op: 'Evil' }] },
      [one],
    ],
    ['a node twice', { type: 'extend', session: 1, nodes: [constant] }, [one]],
    ['a value of another size', { type: 'hold', array: 0, value: wide }, [one]],
    [
      'a value that is not there',
      { type: 'hold', array: 0, value: { ...wide, shape: [], buffer: 7 } },
      [one],
    ],
    ['an array that is not held', { type: 'release', array: 0 }],
    ['a plan twice', prepare],
    ['a plan that was never made', { ...run, plan: 9 }],
    ['a feed that is not held', { ...run, feeds: [3] }],
    ['results that are not there', { type: 'read', values: [5] }],
    ['a number below zero', { ...run, first: -1 }],
    ['more than it may', { type: 'read', values: Array.from({ length: 2_000 }, (_, i) => i) }],
    ['half of a message', { ...run, feeds: undefined }],
  ])('and says %s is not listened to any more', async (_, ...[message, buffers]) => {
    const { stream } = spoken(...honest, encodeFrame(message, buffers));
    await expect(serveSessions(stream)).resolves.toMatchObject({ kind: 'forbidden' });
  });

  test('and announces an enormous frame is not listened to any more', async () => {
    const { stream } = spoken(Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0));
    await expect(serveSessions(stream)).resolves.toMatchObject({ kind: 'forbidden' });
  });

  test('cannot pile up results, nor hold without end', () => {
    const server = new SessionServer({});
    for (const frame of honest) server.answer(frame);
    expect(() => {
      for (let first = 0; first < 100_000; first++)
        server.answer(encodeFrame({ ...run, first, answer: false }));
    }).toThrow(SessionProtocolError);
    const value = { dtype: 'float32', shape: [], buffer: 0 };
    expect(() => {
      for (let array = 0; array < 1_000; array++)
        server.answer(encodeFrame({ type: 'hold', array, value }, [one]));
    }).toThrow('an array too many');
  });

  test('cannot send more of a graph than the task allows', () => {
    const server = new SessionServer({ bounds: { ...DEFAULT_BOUNDS, nodes: 2 } });
    server.answer(encodeFrame(open));
    const nodes = ['a', 'b', 'c'].map((name) => ({ ...constant, name }));
    server.answer(encodeFrame({ type: 'extend', session: 1, nodes: nodes.slice(0, 1) }, [one]));
    expect(() =>
      server.answer(encodeFrame({ type: 'extend', session: 1, nodes: nodes.slice(1) }, [one])),
    ).toThrow('at most 2 are allowed');
  });
});

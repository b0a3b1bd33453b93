// Both sides of the boundary without an isolate between them: what crosses, and what is refused.
import { describe, expect, test } from '@jest/globals';
import { limitsSchema } from '@residual/contracts';
import { createNumpy, createTensorFlow, type Feed, type SessionTarget } from '@residual/graph';
import { createWasmBackend, LocalTarget } from '@residual/runtime';
import { Exchange, EXCHANGE_BYTES, HELD } from '../exchange.ts';
import type { Host } from '../host.ts';
import { connectTarget } from '../isolate/target.ts';
import { BoundaryError, createBridge, LimitError } from './bridge.ts';

const np = createNumpy(1);
const COLUMNS = 30_000;

/** The target behind the bridge, which notes the feeds of each run; `asynchronous` says that reading waits. */
class WatchedTarget extends LocalTarget {
  readonly fed: (readonly { id: number | undefined; version: number | undefined }[])[] = [];
  readonly #asynchronous: boolean;

  constructor(asynchronous: boolean, mostBytes: number) {
    super({ backend: createWasmBackend({ mostBytes }) });
    this.#asynchronous = asynchronous;
  }

  override get asynchronous(): boolean {
    return this.#asynchronous;
  }

  override run(session: number, plan: number, feeds: readonly Feed[]): ReturnType<SessionTarget['run']> {
    this.fed.push(feeds.map(({ id, version }) => ({ id, version })));
    return super.run(session, plan, feeds);
  }
}

function connect({ asynchronous = false, mostBytes = 64 << 20 } = {}) {
  const scratch = new SharedArrayBuffer(EXCHANGE_BYTES);
  const target = new WatchedTarget(asynchronous, mostBytes);
  const calls: Partial<Record<keyof Host, number>> = {};
  const bridge = createBridge({
    target: () => target,
    limits: () => limitsSchema.parse({}),
    scratch,
    print: () => {},
    submitGraph: () => {},
    reachEnd: () => {},
  });
  const host = Object.fromEntries(
    Object.entries(bridge).map(([name, call]) => [
      name,
      (...values: unknown[]) => {
        calls[name as keyof Host] = (calls[name as keyof Host] ?? 0) + 1;
        return (call as (...parameters: unknown[]) => unknown)(...values);
      },
    ]),
  ) as unknown as Host;
  const tf = createTensorFlow({ target: connectTarget(host, scratch) });
  return { tf, host, target, calls, exchange: new Exchange(scratch) };
}

describe('memory that runs out in a run', () => {
  const program = (asynchronous: boolean) => {
    const { tf } = connect({ asynchronous, mostBytes: 1 << 20 });
    const big = tf.matmul(tf.ones([600, 300]), tf.ones([300, 600]), { name: 'big' });
    return () => new tf.Session().run(big);
  };

  test('is the limit of the program', () => {
    expect(program(false)).toThrow(LimitError);
    expect(program(false)).toThrow(/more than 256 MB of memory: OOM .* shape\[600,600\].* \(op 'big'\)\.$/);
  });

  test('on a device that others share is an error of the run', () => {
    expect(program(true)).not.toThrow(LimitError);
    expect(program(true)).toThrow(/^OOM when allocating/);
  });
});

describe('an array that is fed again and again', () => {
  const program = () => {
    const { tf, calls, target } = connect();
    const x = tf.placeholder('float64', { shape: [COLUMNS] });
    const first = x.at(0);
    const session = new tf.Session();
    return { calls, target, run: (value: unknown) => Number(session.run(first, [[x, value as never]])) };
  };

  test('crosses twice, and then as a number with a version', () => {
    const { calls, target, run } = program();
    const array = np.ones([COLUMNS]);
    for (let i = 0; i < 10; i++) run(array);
    expect(calls).toMatchObject({ stage: 1, hold: 1, run: 10 });
    expect(target.fed[0][0]).toEqual({ id: undefined, version: undefined });
    expect(target.fed[9][0]).toEqual({ id: expect.any(Number), version: 0 });
  });

  test('is held however small it is', () => {
    const { tf, calls } = connect();
    const x = tf.placeholder('float32', { shape: [] });
    const y = x.mul(2);
    const session = new tf.Session();
    const rate = np.array(0.5, 'float32');
    expect([1, 2, 3, 4].map(() => Number(session.run(y, [[x, rate]])))).toEqual([1, 1, 1, 1]);
    expect(calls).toMatchObject({ hold: 1 });
    expect([1, 2, 3].map((value) => Number(session.run(y, [[x, value]])))).toEqual([2, 4, 6]);
    expect(calls).toMatchObject({ hold: 1 });
  });

  test('is what it holds at the run', () => {
    const { target, run } = program();
    const array = np.ones([COLUMNS]);
    const seen = [1, 2, 3, 4].map((value) => {
      array.set(value, 0);
      return run(array);
    });
    const { data } = array;
    seen.push(...[5, 6].map((value) => run((data[0] = value) && array)));
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
    const [, held, changed, again, exposed] = target.fed.map(([feed]) => feed);
    expect(new Set([held, changed, again, exposed].map(({ id }) => id)).size).toBe(1);
    expect(new Set([held, changed, again].map(({ version }) => version)).size).toBe(3);
    expect(exposed.version).toBeUndefined();
  });

  test('makes room when there are too many', () => {
    const { calls, run } = program();
    const arrays = Array.from({ length: 70 }, (_, i) => np.ones([COLUMNS]).mul(i));
    const seen = [0, 1, 2].map(() => arrays.map(run));
    expect(seen).toEqual([0, 1, 2].map(() => arrays.map((_, i) => i)));
    expect(calls.hold! - calls.release!).toBe(64);
  });

  test('may be an ordinary typed array, which crosses each time', () => {
    const { calls, run } = program();
    const array = new Float64Array(COLUMNS).fill(3);
    expect([run(array), run(array)]).toEqual([3, 3]);
    expect(calls).toMatchObject({ stage: 2 });
  });
});

describe('fetched values', () => {
  const program = (asynchronous: boolean) => {
    const { tf, calls } = connect({ asynchronous });
    const v = new tf.Variable(tf.zeros([COLUMNS], 'float32'));
    const n = new tf.Variable(0, { dtype: 'float32' });
    const grow = tf.group(v.assignAdd(tf.ones([COLUMNS])), n.assignAdd(1));
    const session = new tf.Session();
    session.run(tf.globalVariablesInitializer());
    return { calls, session, v, n, grow };
  };

  test('that are small come with the run', () => {
    const { calls, session, n, v } = program(false);
    expect(Number(session.run([n, v.at(3)])[1])).toBe(0);
    expect(calls.read).toBeUndefined();
  });

  test.each([false, true])(
    'that are large come when they are looked at (asynchronous: %s)',
    (asynchronous) => {
      const { calls, session, v, n, grow } = program(asynchronous);
      const results = [1, 2, 3].map(() => {
        session.run(grow);
        return session.run([v, n]);
      });
      expect(calls.read).toBeUndefined();
      session.close();
      expect(results.map(([vector, scalar]) => [Number(vector.at(5)), Number(scalar)])).toEqual([
        [1, 1],
        [2, 2],
        [3, 3],
      ]);
      expect(calls.read).toBe(asynchronous ? 6 : 3);
    },
  );

  test('do not pile up on the host', () => {
    const { calls, session, v } = program(true);
    const results = Array.from({ length: 1_100 }, () => session.run(v));
    expect(calls.read).toBeGreaterThan(500);
    expect(results.every((value) => Number(value.at(0)) === 0)).toBe(true);
  });
});

describe('an isolate that has been taken over', () => {
  const prepared = () => {
    const { host, exchange } = connect();
    const session = host.openSession();
    const x = {
      name: 'x',
      op: 'Placeholder',
      input: [],
      device: '',
      attr: { dtype: { type: 'float32' }, shape: { shape: [2] } },
    };
    host.extendGraph(session, JSON.stringify({ nodes: [x], lengths: [] }), new Uint8Array());
    const plan = host.prepare(session, JSON.stringify({ feeds: ['x:0'], fetches: ['x:0'], targets: [] }));
    return { host, exchange, session, plan: plan as number };
  };

  test.each([
    ['a feed that was never given', (numbers: Exchange) => numbers.putReference(HELD, 17)],
    ['a number that is none', (numbers: Exchange) => numbers.putReference(HELD, 0.5)],
    ['a place that is none', (numbers: Exchange) => numbers.putReference(9 as never, 1)],
    ['an array past the end', (numbers: Exchange) => numbers.put('float32', [1e9], Float32Array.of(1))],
    [
      'a shape without end',
      (numbers: Exchange) => numbers.put('float32', [1e200, 1e200], Float32Array.of(1)),
    ],
    ['a dimension below zero', (numbers: Exchange) => numbers.put('float32', [-1], Float32Array.of(1))],
    ['a result for a feed', (numbers: Exchange) => numbers.putKept('float32', [2], 0)],
  ])('is refused %s', (_, write) => {
    const { host, exchange, session, plan } = prepared();
    exchange.rewind();
    write(exchange);
    expect(() => host.run(session, plan, 1)).toThrow(BoundaryError);
  });

  test.each([-1, 0.5, 1e9, Number.NaN, '1'])('is refused %p feeds', (feeds) => {
    const { host, session, plan } = prepared();
    expect(() => host.run(session, plan, feeds as number)).toThrow(BoundaryError);
  });

  test('is refused what the exchange does not hold', () => {
    const { host, session, plan } = prepared();
    expect(() => host.run(session, plan, 9_999)).toThrow(BoundaryError);
  });

  test('cannot feed another shape than the graph says', () => {
    const { host, exchange, session, plan } = prepared();
    exchange.rewind();
    exchange.put('float32', [3], Float32Array.of(1, 2, 3));
    expect(JSON.parse(host.run(session, plan, 1) as string)).toMatchObject({ kind: 'InvalidArgumentError' });
  });

  test.each([
    ['hold', ['no array', true, 0, 2]],
    ['hold', [Float32Array.of(1, 2), true, 1, 2]],
    ['hold', [Float32Array.of(1, 2), true, 0, 3]],
    ['hold', [Float32Array.of(1, 2), true, 7, 2]],
    ['stage', [Float32Array.of(1, 2), 0, -2, -1]],
    ['change', [5, true]],
    ['release', [5]],
    ['read', [0]],
    ['read', ['0']],
  ] as const)('is refused %s(%j)', (call, parameters) => {
    const { host } = prepared();
    expect(() => (host[call] as (...values: unknown[]) => unknown)(...parameters)).toThrow(BoundaryError);
  });

  test('cannot make the host hold without end', () => {
    const { host } = prepared();
    const many = (): void => {
      for (let i = 0; i < 1_000; i++) host.hold(Float32Array.of(1), true, 0, 1);
    };
    expect(many).toThrow('too many arrays held');
    const large = new Float64Array(new SharedArrayBuffer(100 << 20));
    const { host: another } = prepared();
    another.hold(large, true, 1, large.length);
    expect(() => another.hold(large, true, 1, large.length)).toThrow('too many arrays held');
  });
});

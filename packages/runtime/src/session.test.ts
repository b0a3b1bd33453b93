// Sessions in front of the runtime: values fed by version, values fetched and read later.
import { describe, expect, test } from '@jest/globals';
import { createNumpy, createTensorFlow, NDArray, type TypedArray } from '@residual/graph';
import type { Backend, Executable, Fetched } from './backend.ts';
import { jsBackend } from './js/js-backend.ts';
import { LocalTarget } from './local-target.ts';

const np = createNumpy(1);

/** The `js` backend with a queue like a device's: nothing is computed before somebody reads. */
function queueingBackend(): Backend & { reads: number } {
  const backend = {
    ...jsBackend,
    reads: 0,
    asynchronous: true,
    openSession() {
      const session = jsBackend.openSession();
      return Object.assign(Object.create(session) as typeof session, {
        readVariable: session.readVariable.bind(session),
        writeVariable: session.writeVariable.bind(session),
        close: session.close.bind(session),
        compile(...parameters: Parameters<typeof session.compile>) {
          const executable = session.compile(...parameters);
          const [plan] = parameters;
          const queueing: Executable = {
            close: () => executable.close(),
            run(feeds, context): readonly Fetched[] {
              const kept = [...feeds];
              let results: readonly Fetched[] | undefined;
              return plan.fetches.map((_, i) => ({
                dtype: 'float32',
                shape: [],
                read(): TypedArray {
                  backend.reads++;
                  results ??= executable.run(kept, context);
                  return results[i].read();
                },
              }));
            },
          };
          return queueing;
        },
      });
    },
  };
  return backend;
}

function start(backend?: Backend) {
  const tf = createTensorFlow({ target: new LocalTarget({ backend }) });
  return { tf, open: () => new tf.Session() };
}

describe('a value that is fed', () => {
  const doubled = (dtype: 'float32' | 'float64') => {
    const { tf, open } = start();
    const x = tf.placeholder(dtype, { shape: [2] });
    const y = x.mul(2);
    const session = open();
    return (value: NDArray) => session.run(y, [[x, value]]).toArray();
  };

  test.each(['float32', 'float64'] as const)('is what the array holds at the run, as %s', (dtype) => {
    const run = doubled(dtype);
    const array = np.array([1, 2], 'float64');
    expect(run(array)).toEqual([2, 4]);
    array.set(5, 0);
    expect(run(array)).toEqual([10, 4]);
    const { data } = array;
    data[1] = 7;
    expect(run(array)).toEqual([10, 14]);
    data[1] = 8;
    expect(run(array)).toEqual([10, 16]);
  });

  test('changes with the array that it is a part of', () => {
    const run = doubled('float64');
    const array = np.array(
      [
        [1, 2],
        [3, 4],
      ],
      'float64',
    );
    const row = array.at(1);
    expect(run(row)).toEqual([6, 8]);
    array.set(0);
    expect(run(row)).toEqual([0, 0]);
    array.data[2] = 9;
    expect(run(row)).toEqual([18, 0]);
  });

  test('is not the variable that it was assigned to', () => {
    const { tf, open } = start();
    const x = tf.placeholder('float32', { shape: [2] });
    const v = new tf.Variable([0, 0], { dtype: 'float32' });
    const assign = v.assign(x);
    const session = open();
    const array = np.array([1, 2], 'float32');
    session.run(assign, [[x, array]]);
    array.set(9);
    array.data[1] = 8;
    expect(session.run(v).toArray()).toEqual([1, 2]);
  });

  test('must fit the shape that a placeholder has by now', () => {
    const { tf, open } = start();
    const x = tf.placeholder('float32');
    const y = x.add(1);
    const session = open();
    const array = np.array([1, 2], 'float32');
    expect(session.run(y, [[x, array]]).toArray()).toEqual([2, 3]);
    x.setShape([3]);
    expect(() => session.run(y, [[x, array]])).toThrow('Cannot feed value of shape (2,)');
  });
});

test('a list of fetches may be changed between two runs', () => {
  const { tf, open } = start();
  const [one, two] = [tf.constant(1), tf.constant(2)];
  const session = open();
  const fetches = [one];
  expect(session.run(fetches).map(Number)).toEqual([1]);
  fetches[0] = two;
  expect(session.run(fetches).map(Number)).toEqual([2]);
  fetches.push(one);
  expect(session.run(fetches).map(Number)).toEqual([2, 1]);
  expect(Number(session.run({ a: one }).a)).toBe(1);
  expect(Number(session.run({ a: two }).a)).toBe(2);
});

test('a fetched value stays right whatever runs later, and after its session', () => {
  const { tf, open } = start();
  const v = new tf.Variable([1, 2], { dtype: 'float32' });
  const grow = v.assignAdd([1, 1]);
  const session = open();
  session.run(v.initializer);
  const first = session.run(v);
  session.run(grow);
  const second = session.run(v);
  second.data[0] = 100;
  session.run(grow);
  const third = session.run(v);
  session.close();
  expect([first, second, third].map((value) => value.toArray())).toEqual([
    [1, 2],
    [100, 3],
    [3, 4],
  ]);
});

describe('on a device that computes later', () => {
  test('a value that nobody looks at is not waited for', () => {
    const backend = queueingBackend();
    const { tf, open } = start(backend);
    const sum = tf.add(1, tf.constant(2, { dtype: 'float32' }));
    const session = open();
    const results = Array.from({ length: 200 }, () => session.run(sum));
    expect(backend.reads).toBe(0);
    expect(Number(results[7])).toBe(3);
    expect(Number(results[7])).toBe(3);
    expect(backend.reads).toBe(1);
  });

  test('so many stay unread, and none past the end of the session', () => {
    const backend = queueingBackend();
    const { tf, open } = start(backend);
    const x = tf.placeholder('float32', { shape: [] });
    const y = x.mul(2);
    const session = open();
    const results = Array.from({ length: 1_000 }, (_, i) => session.run(y, [[x, i]]));
    expect(backend.reads).toBeGreaterThan(700);
    session.close();
    expect(backend.reads).toBe(1_000);
    expect(results.map(Number)).toEqual(results.map((_, i) => 2 * i));
  });

  test('what fails is told at the look, in the words of a run', () => {
    const { tf, open } = start(queueingBackend());
    const x = tf.placeholder('float32', { shape: [], name: 'x' });
    const value = open().run(x.add(1));
    expect(() => value.toArray()).toThrow(
      "You must feed a value for placeholder tensor 'x' with dtype float",
    );
  });
});

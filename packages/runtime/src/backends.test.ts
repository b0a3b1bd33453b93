// What every backend has to do alike, each against the plain loops of `js` and against numbers worked out by hand.
// A backend that cannot be used here is skipped, and seen to be.
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  CPU_DEVICE,
  createTensorFlow,
  NDArray,
  type Outcome,
  type TensorValue,
  type TypedArray,
} from '@residual/graph';
import type { Backend } from './backend.ts';
import { openCudaBackend } from './cuda/open-cuda-backend.ts';
import { buildMockCuda, whyNoMock } from './cuda/testing/mock-cuda.ts';
import { jsBackend } from './js/js-backend.ts';
import { LocalTarget } from './local-target.ts';
import { findTfjs, findWebgpu } from './testing/optional-backends.ts';
import { buildGraph, choices, extents, type RandomGraph } from './testing/random-graph.ts';
import { buildUpdates, updateChoices, VARIABLES, type UpdateChoice } from './testing/random-updates.ts';
import { createWasmBackend, wasmBackend } from './wasm/wasm-backend.ts';

const mock = whyNoMock() === null ? buildMockCuda() : null;
const cuda = openCudaBackend();
const cudaOnMock = mock === null ? null : openCudaBackend({ environment: mock.environment });
afterAll(() => {
  for (const opened of [cuda, cudaOnMock]) if (opened !== null && 'close' in opened) opened.close?.();
  mock?.remove();
});

const optional = [
  ['tfjs-wasm', await findTfjs()],
  ['webgpu', await findWebgpu()],
] as const;
afterAll(() => {
  for (const [, found] of optional) if ('backend' in found) found.backend.close?.();
});

/** How many graphs are made at random; few where a compiler has to be started for each. */
const BACKENDS: readonly (readonly [name: string, backend: Backend, graphs: number])[] = [
  ['js', jsBackend, 60],
  ['wasm', wasmBackend, 60],
  ...(cudaOnMock !== null && 'name' in cudaOnMock
    ? ([['cuda on a mock driver', cudaOnMock, 6]] as const)
    : []),
  ...('name' in cuda ? ([['cuda', cuda, 60]] as const) : []),
  ...optional.flatMap(([name, found]) => ('backend' in found ? [[name, found.backend, 20] as const] : [])),
];

if ('reason' in cuda) test.skip(`cuda: ${cuda.reason}`, () => {});
if (mock === null) test.skip(`cuda on a mock driver: ${whyNoMock()}`, () => {});

for (const [name, found] of optional) if ('reason' in found) test.skip(`${name}: ${found.reason}`, () => {});

const FLOATS = ['float32', 'float64'] as const;

const unwrap = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
};

type Result = { readonly failure: unknown } | { readonly values: readonly TensorValue[] };

function evaluate(backend: Backend, { nodes, feeds, fetches }: RandomGraph): Result[] {
  const target = new LocalTarget({ backend, seed: 1 });
  const session = target.openSession();
  unwrap(target.extendGraph(session, nodes));
  const run = (names: readonly string[]): Result => {
    const signature = {
      feeds: feeds.map(({ name }) => `${name}:0`),
      fetches: names.map((n) => `${n}:0`),
      targets: [],
    };
    const plan = target.prepare(session, signature);
    if (!plan.ok) return { failure: plan.failure };
    const outcome = target.run(
      session,
      plan.value,
      feeds.map(({ value }) => value),
    );
    if (!outcome.ok) return { failure: outcome.failure };
    return {
      values: outcome.value.map((value) => ({
        dtype: value.dtype,
        shape: value.shape,
        data: unwrap(value.read()),
      })),
    };
  };
  // All at once, and only the last, which lets more be fused.
  const results = [run(fetches), run(fetches.slice(-1))];
  target.closeSession(session);
  return results;
}

const TOLERANCE = { float32: 2e-4, float64: 1e-10 } as const;

function expectAlike(actual: Result, expected: Result, dtype: 'float32' | 'float64'): void {
  if ('failure' in expected || 'failure' in actual) {
    expect(actual).toEqual(expected);
    return;
  }
  expect(actual.values.map(({ dtype: type, shape }) => ({ type, shape: [...shape] }))).toEqual(
    expected.values.map(({ dtype: type, shape }) => ({ type, shape: [...shape] })),
  );
  expected.values.forEach(({ data }, i) => {
    // Of a sum the largest terms are lost: errors are relative to the largest value about.
    let scale = 1;
    for (const value of data) if (Number.isFinite(value)) scale = Math.max(scale, Math.abs(value));
    data.forEach((value: number, at: number) => {
      const other = actual.values[i].data[at];
      const same = Number.isNaN(value)
        ? Number.isNaN(other)
        : value === other || Math.abs(other - value) <= TOLERANCE[dtype] * scale;
      if (!same) throw new Error(`output ${i}[${at}] is ${other} where ${value} is expected`);
    });
  });
}

/** Small, and exact in float32; sums and products of a few of them are exact too. */
const plain = fc.integer({ min: -12, max: 12 }).map((n) => n / 4);
const anything = fc.oneof({ weight: 8, arbitrary: plain }, fc.constantFrom(NaN, Infinity, -Infinity, -0));

describe.each(BACKENDS)('%s', (_, backend, graphs) => {
  describe.each(FLOATS)('on graphs of %s made at random', (dtype) => {
    const gives = (numbers: fc.Arbitrary<number>): void => {
      fc.assert(
        fc.property(
          extents,
          choices,
          fc.array(numbers, { minLength: 7, maxLength: 40 }),
          (size, list, values) => {
            const graph = buildGraph(dtype, size, list, values);
            const expected = evaluate(jsBackend, graph);
            evaluate(backend, graph).forEach((actual, i) => expectAlike(actual, expected[i], dtype));
          },
        ),
        { numRuns: graphs, seed: 7 },
      );
    };

    test('gives what the reference gives', () => gives(plain));
    test('gives what the reference gives for NaN and infinities', () => gives(anything));
  });

  /** Of 0 and −0 either may be the larger. */
  const unsignedZeros = (data: TypedArray): number[] => Array.from(data, (value: number) => value + 0);

  test('reads and changes variables in the order of the reference, whatever waits for what', () => {
    const history = (on: Backend, list: readonly UpdateChoice[], wanted: number): unknown => {
      const { nodes, initializers, fetches } = buildUpdates(list);
      const target = new LocalTarget({ backend: on });
      const session = target.openSession();
      unwrap(target.extendGraph(session, nodes));
      const run = (names: readonly string[], targets: readonly string[]): number[][] => {
        const plan = unwrap(target.prepare(session, { feeds: [], fetches: names, targets }));
        return unwrap(target.run(session, plan, [])).map((value) => unsignedZeros(unwrap(value.read())));
      };
      run([], initializers);
      // Twice as it is, and once with only some of it looked at.
      const some = fetches.filter((_name, i) => i % 3 === wanted);
      const told = [run(fetches, []), run(fetches, []), run(some, fetches.slice(-1))];
      const left = VARIABLES.map((name) => unsignedZeros(target.readVariable(session, name)!.data));
      target.closeSession(session);
      return { told, left };
    };
    fc.assert(
      fc.property(updateChoices, fc.nat({ max: 2 }), (list, wanted) =>
        expect(history(backend, list, wanted)).toEqual(history(jsBackend, list, wanted)),
      ),
      { numRuns: graphs * 2, seed: 5 },
    );
  });

  const start = (seed = 1) => {
    const target = new LocalTarget({ backend, seed });
    const tf = createTensorFlow({ target });
    return { tf, session: new tf.Session() };
  };

  test('draws the same random numbers', () => {
    const draw = (on: Backend): unknown[] => {
      const tf = createTensorFlow({ target: new LocalTarget({ backend: on, seed: 5 }) });
      using session = new tf.Session();
      const x = tf.randomNormal([3], { seed: 4 });
      const y = tf.randomUniform([2, 2]);
      // The same node goes on; another one has its own numbers.
      return [1, 2].map(() => session.run([x, y, x.add(1)]).map((value) => value.toArray()));
    };
    const expected = draw(jsBackend) as number[][][];
    const actual = draw(backend) as number[][][];
    expect(actual).toEqual(expected);
    expect(expected[0]).not.toEqual(expected[1]);
  });

  test('gives the same traced as not', () => {
    const { tf, session } = start();
    const v = new tf.Variable([1, 2, 3], { dtype: 'float64' });
    const y = tf.reduceSum(tf.exp(v.mul(0.5)));
    const step = v.assignSub([0.5, 0.5, 0.5]);
    session.run(tf.globalVariablesInitializer());
    const runMetadata = new tf.RunMetadata();
    const options = new tf.RunOptions({ traceLevel: tf.RunOptions.FULL_TRACE });
    const traced = session.run(y, [], { options, runMetadata });
    const plainly = session.run(y);
    expect(Math.abs((traced.toArray() as number) - (plainly.toArray() as number))).toBeLessThan(1e-12);
    session.run(step, [], { options, runMetadata });
    expect(session.run(v).toArray()).toEqual([0.5, 1.5, 2.5]);
  });

  test('tells of each node once, and where it ran', () => {
    const { tf, session } = start();
    const w = new tf.Variable([0.5, 1], { name: 'w' });
    const usual = tf.exp(w, 'usual');
    const here = tf.device('/cpu:0', () => tf.exp(usual, 'here'));
    const back = tf.exp(here, 'back');
    const drawn = tf.randomUniform([2], { name: 'drawn' });
    session.run(tf.globalVariablesInitializer());
    const runMetadata = new tf.RunMetadata();
    const options = new tf.RunOptions({ traceLevel: tf.RunOptions.FULL_TRACE });
    session.run([back, drawn], [], { options, runMetadata });
    const told = runMetadata.stepStats!.devStats!.flatMap(({ device, nodeStats }) =>
      nodeStats!.map(({ nodeName }) => [nodeName!, device!] as const),
    );
    expect(new Set(told.map(([node]) => node)).size).toBe(told.length);
    const accelerator = backend.devices.find((device) => /gpu/i.test(device)) ?? CPU_DEVICE;
    expect(Object.fromEntries(told)).toMatchObject({
      w: accelerator,
      usual: accelerator,
      here: CPU_DEVICE,
      back: accelerator,
      'drawn/RandomUniform': CPU_DEVICE,
    });
  });

  describe('variables', () => {
    test('are read before they are written unless the read waits for the write', () => {
      const { tf, session } = start();
      const v = new tf.Variable([1, 2]);
      session.run(tf.globalVariablesInitializer());
      const before = tf.identity(v).mul(10);
      const write = v.assign(v.add(1));
      const after = tf.controlDependencies([write.op], () => v.readValue().mul(100));
      const values = session.run([before, write, after]).map((value) => value.toArray());
      expect(values).toEqual([
        [10, 20],
        [2, 3],
        [200, 300],
      ]);
      expect(session.run(v).toArray()).toEqual([2, 3]);
    });

    test('take values from each other at once where nothing says in which order', () => {
      const { tf, session } = start();
      const [a, b] = [new tf.Variable([1, 2]), new tf.Variable([3, 4])];
      session.run(tf.globalVariablesInitializer());
      const [oldA, oldB] = [tf.identity(a), tf.identity(b)];
      const swap = tf.controlDependencies([oldA.op, oldB.op], () => tf.group(a.assign(oldB), b.assign(oldA)));
      session.run(swap);
      expect(session.run([a, b]).map((value) => value.toArray())).toEqual([
        [3, 4],
        [1, 2],
      ]);
    });

    test('fetched as they were are not changed by later runs', () => {
      const { tf, session } = start();
      const v = new tf.Variable([1, 2, 3]);
      session.run(tf.globalVariablesInitializer());
      const old = session.run(v);
      session.run(v.assign([7, 8, 9]));
      expect(old.toArray()).toEqual([1, 2, 3]);
    });

    test('whose shape the graph does not know are kept too', () => {
      const { tf, session } = start();
      const x = tf.placeholder('float32');
      const v = new tf.Variable(x, { validateShape: false });
      session.run(v.initializer, [[x, [1, 2, 3]]]);
      expect(session.run(v.mul(2)).toArray()).toEqual([2, 4, 6]);
      session.run(v.initializer, [[x, [[5]]]]);
      expect(session.run(v.mul(2)).toArray()).toEqual([[10]]);
    });

    test('without a value fail by name, and the run changes nothing', () => {
      const { tf, session } = start();
      const v = new tf.Variable([1, 2], { name: 'v' });
      const other = new tf.Variable([0, 0], { name: 'other' });
      session.run(other.initializer);
      expect(() => session.run(tf.group(other.assign(v.add(1))))).toThrow(
        'Attempting to use uninitialized value v',
      );
      expect(session.run(other).toArray()).toEqual([0, 0]);
    });
  });

  describe('memory', () => {
    test('fed anew under the same version is what was fed; another version is taken', () => {
      const { tf, session } = start();
      const x = tf.placeholder('float32', { shape: [2, 2] });
      const y = tf.reduceSum(x);
      const array = NDArray.from(
        [
          [1, 2],
          [3, 4],
        ],
        'float32',
      );
      const fed = (): unknown => session.run(y, [[x, array]]).toArray();
      expect(fed()).toBe(10);
      expect(fed()).toBe(10);
      array.data[0] = 5;
      expect(fed()).toBe(14);
    });

    test('that does not fit the shape fed with it fails, whatever could be told beforehand', () => {
      const { tf, session } = start();
      const x = tf.placeholder('float32', { shape: [2, 3] });
      const [gradient] = tf.gradients(tf.reduceProd(x, { axis: 1 }), [x]);
      const axes = tf.getDefaultGraph().getTensorByName('gradients/Prod_grad/Reshape/shape:0');
      const rows = [
        [1, 2, 3],
        [4, 5, 6],
      ];
      expect(session.run(gradient!, [[x, rows]]).toArray()).toEqual([
        [6, 3, 2],
        [30, 24, 20],
      ]);
      const run = (): unknown =>
        session.run(gradient!, [
          [x, rows],
          [axes, [-3]],
        ]);
      expect(run).toThrow('Size 0 must be non-negative, not -3');
    });

    test('of other shapes does not mix up what runs of the first shape give', () => {
      const { tf, session } = start();
      const x = tf.placeholder('float64', { shape: [null, 3] });
      const y = tf.matmul(x, tf.transpose(x)).add(1);
      const rows = (n: number): number[][] => Array.from({ length: n }, (_row, i) => [i, 1, 0]);
      const expected = (n: number): number[][] => rows(n).map(([i]) => rows(n).map(([j]) => i * j + 2));
      for (const n of [2, 5, 2, 1, 9, 5])
        expect(session.run(y, [[x, rows(n)]]).toArray()).toEqual(expected(n));
    });
  });
});

describe('wasm', () => {
  const descent = (backend: Backend, dtype: 'float32' | 'float64') => {
    const target = new LocalTarget({ backend });
    const tf = createTensorFlow({ target });
    const X = tf.placeholder(dtype, { shape: [null, 7] });
    const Y = tf.placeholder(dtype, { shape: [null, 1] });
    const w = new tf.Variable(tf.zeros([7, 1], dtype));
    const loss = tf.reduceMean(tf.square(tf.subtract(Y, tf.matmul(X, w))));
    const train = new tf.train.GradientDescentOptimizer(0.05).minimize(loss);
    const session = new tf.Session();
    session.run(tf.globalVariablesInitializer());
    const x = NDArray.from(
      Array.from({ length: 13 }, (_, i) => Array.from({ length: 7 }, (__, j) => Math.sin(i * 7 + j))),
      dtype,
    );
    const y = NDArray.from(
      Array.from({ length: 13 }, (_, i) => [Math.cos(i)]),
      dtype,
    );
    return {
      step: () =>
        session
          .run(
            [train, loss],
            [
              [X, x],
              [Y, y],
            ],
          )[1]
          .toArray() as number,
      session,
      w,
    };
  };

  test.each(['Momentum', 'Adam', 'Adagrad', 'RMSProp'] as const)('%s steps as on the reference', (name) => {
    const steps = (backend: Backend): unknown => {
      const tf = createTensorFlow({ target: new LocalTarget({ backend }) });
      const w = new tf.Variable([1, -2, 0.5, 3, -1], { dtype: 'float64' });
      const loss = tf.reduceSum(tf.square(w).mul([1, 2, 3, 4, 5]));
      const { train } = tf;
      const optimizer = {
        Momentum: () => new train.MomentumOptimizer(0.01, 0.9),
        Adam: () => new train.AdamOptimizer(0.1),
        Adagrad: () => new train.AdagradOptimizer(0.3),
        RMSProp: () => new train.RMSPropOptimizer(0.05, { momentum: 0.5 }),
      }[name]();
      const step = optimizer.minimize(loss);
      using session = new tf.Session();
      session.run(tf.globalVariablesInitializer());
      for (let i = 0; i < 20; i++) session.run(step);
      return session.run(w).toArray();
    };
    const [expected, actual] = [jsBackend, wasmBackend].map(steps) as [number[], number[]];
    actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 12));
    expect(expected[0]).not.toBeCloseTo(1, 2);
  });

  test.each(FLOATS)('descends as the reference does, in %s', (dtype) => {
    const [expected, actual] = [jsBackend, wasmBackend].map((backend) => descent(backend, dtype));
    for (let i = 0; i < 100; i++) {
      const loss = expected.step();
      expect(Math.abs(actual.step() - loss)).toBeLessThan(
        (dtype === 'float32' ? 1e-6 : 1e-14) * Math.max(1, loss),
      );
    }
  });

  test('needs no more memory after ten thousand steps than after ten', () => {
    const backend = createWasmBackend({ mostBytes: 2 << 20 });
    const { step } = descent(backend, 'float64');
    // Each step takes new arrays; a leak of even a kilobyte a step would not fit.
    for (let i = 0; i < 10_000; i++) step();
    expect(step()).toBeGreaterThan(0);
  });

  test('says so when its memory is used up, and goes on', () => {
    const target = new LocalTarget({ backend: createWasmBackend({ mostBytes: 1 << 20 }) });
    const tf = createTensorFlow({ target });
    using session = new tf.Session();
    const big = tf.matmul(tf.ones([600, 300]), tf.ones([300, 600]));
    expect(() => session.run(big)).toThrow(/OOM when allocating tensor with shape\[600,600\] and type float/);
    expect(session.run(tf.constant(2).add(1)).toArray()).toBe(3);
  });
});

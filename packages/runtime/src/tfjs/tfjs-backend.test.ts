import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTensorFlow, CPU_DEVICE, type NDArray, type TensorFlow } from '@residual/graph';
import * as tfjs from '@tensorflow/tfjs-core';
import type { Backend } from '../backend.ts';
import { jsBackend } from '../js/js-backend.ts';
import { LocalTarget } from '../local-target.ts';
import { BackendFailure } from '../run-error.ts';
import { openTfjs } from './open-tfjs.ts';
import { tfjsBackend } from './tfjs-backend.ts';

const GPU_DEVICE = CPU_DEVICE.replace('cpu', 'gpu');

let backend: Backend;
let tensorsBefore: number;
beforeAll(async () => {
  backend = await openTfjs('tfjs-wasm');
  tensorsBefore = tfjs.memory().numTensors;
});
afterAll(() => expect(tfjs.memory().numTensors).toBe(tensorsBefore));

const library = (on: Backend): TensorFlow =>
  createTensorFlow({ target: new LocalTarget({ backend: on, seed: 1 }) });

/** What a program gives on the reference backend and on tfjs. */
function both(program: (tf: TensorFlow) => NDArray): readonly [expected: NDArray, actual: NDArray] {
  return [program(library(jsBackend)), program(library(backend))];
}

function expectAlike([expected, actual]: readonly [NDArray, NDArray], tolerance = 1e-5): void {
  expect(actual.dtype).toBe(expected.dtype);
  expect(actual.shape).toEqual(expected.shape);
  expected.data.forEach((value: number, i: number) => {
    if (Number.isFinite(value))
      expect(Math.abs(actual.data[i] - value)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
    else expect(actual.data[i]).toBe(value);
  });
}

const MATRIX = [
  [0.5, -1.25, 2],
  [3, 0.75, -0.5],
];

describe('tfjs on WebAssembly', () => {
  test('trains as the reference does', () => {
    expectAlike(
      both((tf) => {
        const X = tf.placeholder('float32');
        const Y = tf.placeholder('float32');
        const w = new tf.Variable(tf.zeros([3, 1]));
        const loss = tf.reduceMean(tf.log(tf.exp(Y.mul(tf.matmul(X, w)).neg()).add(1)));
        const train = new tf.train.GradientDescentOptimizer(0.5).minimize(loss);
        return tf.withSession((session) => {
          session.run(tf.globalVariablesInitializer());
          for (let step = 0; step < 50; step++)
            session.run(train, [
              [X, MATRIX],
              [Y, [[1], [-1]]],
            ]);
          return session.run(w) as NDArray;
        });
      }),
    );
  });

  test.each([
    ['sums', (tf: TensorFlow) => tf.reduceSum(tf.constant(MATRIX), { axis: 1, keepDims: true })],
    ['means of everything', (tf: TensorFlow) => tf.reduceMean(tf.constant(MATRIX))],
    ['maxima', (tf: TensorFlow) => tf.reduceMax(tf.constant(MATRIX), { axis: 0 })],
    ['sums over nothing', (tf: TensorFlow) => tf.reduceSum(tf.zeros([0, 3]), { axis: 0 })],
    [
      'products with transposition',
      (tf: TensorFlow) => tf.matmul(tf.constant(MATRIX), tf.constant(MATRIX), { transposeB: true }),
    ],
    ['broadcasts', (tf: TensorFlow) => tf.constant(MATRIX).sub(tf.constant([0.5, 2, 3]))],
    ['comparisons', (tf: TensorFlow) => tf.less(tf.constant(MATRIX), 0.6)],
    [
      'choices',
      (tf: TensorFlow) =>
        tf.where(tf.less(tf.constant(MATRIX), 0.6), tf.constant(MATRIX), tf.square(tf.constant(MATRIX))),
    ],
    ['casts', (tf: TensorFlow) => tf.cast(tf.constant(MATRIX), 'bool')],
    ['casts to int32', (tf: TensorFlow) => tf.cast(tf.constant(MATRIX), 'int32')],
    ['transposes', (tf: TensorFlow) => tf.transpose(tf.constant(MATRIX))],
    ['reshapes', (tf: TensorFlow) => tf.reshape(tf.constant(MATRIX), [3, -1])],
    [
      'solvers',
      (tf: TensorFlow) =>
        tf.matrixInverse(tf.matmul(tf.constant(MATRIX), tf.constant(MATRIX), { transposeB: true })),
    ],
    ['float64', (tf: TensorFlow) => tf.exp(tf.constant(MATRIX, { dtype: 'float64' }))],
    ['integers', (tf: TensorFlow) => tf.constant([7, 8]).mul(tf.constant([3, -2]))],
    ['logarithms of what has none', (tf: TensorFlow) => tf.log(tf.constant([0.5, 0, -1]))],
  ])('computes %s as the reference does', (_what, build) => {
    expectAlike(both((tf) => tf.withSession((session) => session.run(build(tf)) as NDArray)));
  });

  test('refuses in the words of the reference', () => {
    const failureOn = (on: Backend): string => {
      const tf = library(on);
      const X = tf.placeholder('float32');
      try {
        tf.withSession((session) => session.run(tf.matmul(X, X), [[X, MATRIX]]));
      } catch (error) {
        return (error as Error).message;
      }
      throw new Error('it should have failed');
    };
    expect(failureOn(backend)).toBe(failureOn(jsBackend));
  });

  test('keeps what was fetched when the variable changes', () => {
    const tf = library(backend);
    const w = new tf.Variable([1, 2].map((x) => x / 2));
    tf.withSession((session) => {
      session.run(tf.globalVariablesInitializer());
      const before = session.run(w) as NDArray;
      session.run(w.assignAdd([1, 1]));
      expect([...before.data]).toEqual([0.5, 1]);
      expect([...(session.run(w) as NDArray).data]).toEqual([1.5, 2]);
    });
  });

  test('does not grow with steps', () => {
    const tf = library(backend);
    const X = tf.placeholder('float32');
    const w = new tf.Variable(tf.zeros([3, 1]));
    const train = w.assignSub(tf.matmul(tf.transpose(X), tf.matmul(X, w).sub(1)).mul(0.01));
    tf.withSession((session) => {
      session.run(tf.globalVariablesInitializer());
      session.run(train, [[X, MATRIX]]);
      const { numTensors, numBytes } = tfjs.memory();
      for (let step = 0; step < 20; step++) session.run(train, [[X, MATRIX]]);
      expect(tfjs.memory()).toMatchObject({ numTensors, numBytes });
    });
  });
});

describe('where tfjs computes on a GPU', () => {
  /** WebAssembly stands in for the device. */
  const onGpu = (): Backend => tfjsBackend(tfjs, { name: 'tfjs-node-gpu', device: GPU_DEVICE });

  /** Device and op of each step, as the run tells of it. */
  function stepsOf(
    build: (tf: TensorFlow) => Parameters<InstanceType<TensorFlow['Session']>['run']>[0],
  ): Record<string, string> {
    const tf = library(onGpu());
    const runMetadata = new tf.RunMetadata();
    const fetched = build(tf);
    const options = new tf.RunOptions({ traceLevel: tf.RunOptions.FULL_TRACE });
    tf.withSession((session) => {
      session.run(tf.globalVariablesInitializer());
      session.run(fetched, [], { options, runMetadata });
    });
    return Object.fromEntries(
      runMetadata.stepStats!.devStats!.flatMap(({ device, nodeStats }) =>
        nodeStats!.map(({ nodeName }) => [nodeName!, device!]),
      ),
    );
  }

  test('float32 runs there, and float64 and integers on the CPU', () => {
    const steps = stepsOf((tf) => {
      const w = new tf.Variable(tf.zeros([2], { dtype: 'float32' }), { name: 'w' });
      const single = tf.exp(w, 'single');
      const double = tf.exp(tf.cast(single, 'float64', 'cast'), 'double');
      return [double, tf.add(tf.cast(w, 'int32', 'int'), 1, 'whole')];
    });
    expect(steps).toMatchObject({
      w: GPU_DEVICE,
      single: GPU_DEVICE,
      cast: CPU_DEVICE,
      double: CPU_DEVICE,
      int: CPU_DEVICE,
      whole: CPU_DEVICE,
    });
  });

  test('what is put on the CPU runs on the CPU', () => {
    const steps = stepsOf((tf) => {
      const w = new tf.Variable(tf.zeros([2]), { name: 'w' });
      const there = tf.exp(w, 'there');
      const here = tf.device('/cpu:0', () => tf.exp(there, 'here'));
      return tf.exp(here, 'back');
    });
    expect(steps).toMatchObject({ there: GPU_DEVICE, here: CPU_DEVICE, back: GPU_DEVICE });
  });

  test('a float64 node that asks for the GPU is shown where it ran', () => {
    const steps = stepsOf((tf) =>
      tf.device('/gpu:0', () => tf.exp(tf.constant([1, 2], { dtype: 'float64' }), 'double')),
    );
    expect(steps).toMatchObject({ double: CPU_DEVICE });
  });
});

test('a variant that is not installed says what to do', async () => {
  const failure = await openTfjs('tfjs-node-gpu').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(BackendFailure);
  expect(failure).toHaveProperty('message', expect.stringContaining('npm install'));
});

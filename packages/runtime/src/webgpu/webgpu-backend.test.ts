import { afterAll, describe, expect, test } from '@jest/globals';
import { createTensorFlow, type NDArray, type TensorFlow } from '@residual/graph';
import type { Backend } from '../backend.ts';
import { jsBackend } from '../js/js-backend.ts';
import { LocalTarget } from '../local-target.ts';
import { BackendFailure } from '../run-error.ts';
import { findWebgpu } from '../testing/optional-backends.ts';
import { frameOf, FrameSplitter } from './commands.ts';

const found = await findWebgpu();
const library = (on: Backend): TensorFlow =>
  createTensorFlow({ target: new LocalTarget({ backend: on, seed: 1 }) });

const ROWS = Array.from({ length: 30 }, (_, i) => Array.from({ length: 5 }, (__, j) => Math.sin(7 * i + j)));
const LABELS = ROWS.map(([x]) => [x > 0 ? 1 : -1]);

describe('frames', () => {
  test('come out whole however the bytes are cut', () => {
    const frames = [
      frameOf({ n: 1 }, Uint8Array.of(1, 2, 3)),
      frameOf(['zwei']),
      frameOf(3, Uint8Array.of(9)),
    ];
    const bytes = Buffer.concat(frames);
    for (const size of [1, 2, 7, bytes.length]) {
      const splitter = new FrameSplitter();
      const got = [];
      for (let at = 0; at < bytes.length; at += size)
        got.push(...splitter.push(bytes.subarray(at, at + size)));
      expect(got.map(({ json, bytes: rest }) => [json, [...rest]])).toEqual([
        [{ n: 1 }, [1, 2, 3]],
        [['zwei'], []],
        [3, [9]],
      ]);
    }
  });
});

if ('reason' in found) test.skip(`webgpu: ${found.reason}`, () => {});
else {
  const { backend } = found;
  afterAll(() => backend.close?.());

  describe(`webgpu on ${backend.adapter}`, () => {
    test.each(['linear', 'logistic'])('descends as the reference does: %s', (model) => {
      const train = (on: Backend): NDArray => {
        const tf = library(on);
        const X = tf.placeholder('float32');
        const Y = tf.placeholder('float32');
        const w = new tf.Variable(tf.zeros([5, 1]));
        const product = tf.matmul(X, w);
        const loss =
          model === 'linear'
            ? tf.reduceMean(tf.square(product.sub(Y)))
            : tf.reduceMean(tf.log(tf.exp(Y.mul(product).neg()).add(1)));
        const step = new tf.train.GradientDescentOptimizer(0.3).minimize(loss);
        return tf.withSession((session) => {
          session.run(tf.globalVariablesInitializer());
          for (let i = 0; i < 20; i++)
            session.run(step, [
              [X, ROWS],
              [Y, LABELS],
            ]);
          return session.run(w) as NDArray;
        });
      };
      const [expected, actual] = [train(jsBackend), train(backend)];
      expect(actual.shape).toEqual([5, 1]);
      expected.data.forEach((value: number, i: number) => expect(actual.data[i]).toBeCloseTo(value, 5));
    });

    test('multiplies matrices that fill no tile, transposed or not', () => {
      const product = (on: Backend, transpose: boolean): NDArray => {
        const tf = library(on);
        const a = new tf.Variable(tf.constant(ROWS));
        return tf.withSession((session) => {
          session.run(tf.globalVariablesInitializer());
          return session.run(tf.matmul(a, a, { transposeA: transpose, transposeB: !transpose })) as NDArray;
        });
      };
      for (const transpose of [true, false]) {
        const [expected, actual] = [product(jsBackend, transpose), product(backend, transpose)];
        expect(actual.shape).toEqual(expected.shape);
        expected.data.forEach((value: number, i: number) => expect(actual.data[i]).toBeCloseTo(value, 4));
      }
    });

    test('tells where each step ran: float64 and what is put there on the CPU, the rest on the GPU', () => {
      const tf = library(backend);
      const w = new tf.Variable(tf.zeros([2]), { name: 'w' });
      const single = tf.exp(w, 'single');
      const here = tf.device('/cpu:0', () => tf.exp(single, 'here'));
      const double = tf.exp(tf.cast(here, 'float64', 'cast'), 'double');
      const back = tf.exp(here, 'back');
      const runMetadata = new tf.RunMetadata();
      const options = new tf.RunOptions({ traceLevel: tf.RunOptions.FULL_TRACE });
      const values = tf.withSession((session) => {
        session.run(tf.globalVariablesInitializer());
        return session.run([double, back], [], { options, runMetadata }) as NDArray[];
      });
      const types = Object.fromEntries(
        runMetadata.stepStats!.devStats!.flatMap(({ device, nodeStats }) =>
          nodeStats!.map(({ nodeName }) => [nodeName!, device!.slice(-5)]),
        ),
      );
      expect(types).toMatchObject({
        single: 'gpu:0',
        here: 'cpu:0',
        cast: 'cpu:0',
        double: 'cpu:0',
        back: 'gpu:0',
      });
      const e = Math.exp(1);
      expect(values[0].toArray()).toEqual([expect.closeTo(Math.exp(e), 4), expect.closeTo(Math.exp(e), 4)]);
    });

    test('a value too large for the device fails as the device, not as the program', () => {
      const tf = library(backend);
      const vast = tf.add(tf.fill([200_000, 1], 1.5), tf.fill([1, 200_000], 0.5));
      expect(() => tf.withSession((session) => session.run(vast))).toThrow(BackendFailure);
    });
  });

  test('a device that is lost is a failure of the backend', async () => {
    const other = await findWebgpu();
    if ('reason' in other) throw new Error(other.reason);
    const tf = library(other.backend);
    const w = new tf.Variable(tf.zeros([2]));
    const session = new tf.Session();
    session.run(tf.globalVariablesInitializer());
    other.backend.close?.();
    expect(() => session.run(w.add(1))).toThrow(BackendFailure);
  });
}

// What the backend computes, against the `js` backend: on a driver without a device (testing/mock-cuda.c), which runs on
// the host what is enqueued, and on a GPU where there is one.
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTensorFlow, NDArray, type TensorFlow } from '@residual/graph';
import type { Backend } from '../backend.ts';
import { jsBackend } from '../js/js-backend.ts';
import { LocalTarget } from '../local-target.ts';
import { describeCuda, openCudaBackend } from './open-cuda-backend.ts';
import { buildMockCuda, whyNoMock } from './testing/mock-cuda.ts';

const missing = whyNoMock();
const mock = missing === null ? buildMockCuda() : null;
afterAll(() => mock?.remove());

type Program = (tf: TensorFlow) => NDArray[];

type Environment = Readonly<Record<string, string | undefined>>;

/** Title, reason for skipping or null, and where the libraries are looked for. */
const gpu = describeCuda();
const DRIVERS: readonly (readonly [string, string | null, Environment])[] = [
  ['a mock driver', missing, mock?.environment ?? {}],
  [gpu.device ?? 'a GPU', gpu.active ? null : gpu.reason, process.env],
];

function open(environment: Environment): Backend {
  const backend = openCudaBackend({ environment });
  if ('reason' in backend) throw new Error(backend.reason);
  return backend;
}

const tensorFlow = (backend: Backend): TensorFlow =>
  createTensorFlow({ target: new LocalTarget({ backend, seed: 7 }) });

/** Numbers of no particular order, between −1 and 1. */
const numbers = (shape: number[], dtype: 'float32' | 'float64', start = 0): NDArray => {
  const count = shape.reduce((n, d) => n * d, 1);
  const values = Array.from({ length: count }, (_, i) => Math.sin((start + i) * 12.9898));
  return NDArray.from(new Float64Array(values), dtype).reshape(...shape);
};

/** The largest difference between two lists of arrays, relative to the largest value. */
function difference(a: readonly NDArray[], b: readonly NDArray[]): number {
  expect(a.map(({ dtype, shape }) => [dtype, ...shape])).toEqual(
    b.map(({ dtype, shape }) => [dtype, ...shape]),
  );
  let worst = 0;
  let largest = 0;
  a.forEach((array, i) =>
    array.data.forEach((x, at) => {
      const y = b[i].data[at];
      if (Object.is(x, y)) return;
      worst = Math.max(worst, Number.isNaN(x - y) ? Infinity : Math.abs(x - y));
      largest = Math.max(largest, Math.abs(y));
    }),
  );
  return worst === 0 ? 0 : worst / largest;
}

const bound = { float32: 2e-6, float64: 1e-14 } as const;

describe.each(DRIVERS)('cuda on %s', (_, reason, environment) => {
  if (reason !== null) {
    test.skip(`(${reason})`, () => {});
    return;
  }
  let backend: Backend;
  beforeEach(() => {
    backend = open(environment);
  });
  afterEach(() => {
    backend.close?.();
    expect(mock?.live() ?? 0).toBe(0);
  });

  const run = (program: Program, on: Backend = backend): NDArray[] => program(tensorFlow(on));
  const compare = (program: Program, within: number): void =>
    expect(difference(run(program), run(program, jsBackend))).toBeLessThanOrEqual(within);

  describe.each(['float32', 'float64'] as const)('%s', (dtype) => {
    const descent =
      (logistic: boolean, steps: number): Program =>
      (tf) => {
        const X = tf.placeholder(tf[dtype], [null, 37]);
        const Y = tf.placeholder(tf[dtype], [null, 1]);
        const eta = tf.placeholder(tf[dtype], []);
        const w = new tf.Variable(NDArray.zeros([37, 1], dtype));
        const z = tf.matmul(X, w);
        const loss = logistic
          ? tf.reduceMean(tf.nn.sigmoidCrossEntropyWithLogits({ labels: Y, logits: z }))
          : tf.reduceMean(tf.square(z.sub(Y)));
        const [gradient] = tf.gradients(loss, [w]);
        const update = tf.assign(w, w.sub(gradient!.mul(eta)));
        using session = new tf.Session();
        session.run(tf.globalVariablesInitializer());
        const x = numbers([41, 37], dtype);
        const y = numbers([41, 1], dtype, 5_000);
        const results: NDArray[] = [];
        for (let step = 0; step < steps; step++) {
          const rate = 0.1 / (1 + step);
          results.push(
            ...(session.run(
              [loss, update],
              [
                [X, x],
                [Y, y],
                [eta, rate],
              ],
            ) as NDArray[]),
          );
        }
        return results;
      };

    test.each([false, true])('descends as the reference does (logistic: %p)', (logistic) => {
      compare(descent(logistic, 6), 10 * bound[dtype]);
    });

    if (mock !== null && environment === mock.environment)
      test('gives the same bits in whatever order threads run', () => {
        const forward = run(descent(false, 3));
        mock.reverseThreads(true);
        expect(difference(run(descent(false, 3)), forward)).toBe(0);
        mock.reverseThreads(false);
      });

    test('multiplies matrices, transposed or not, and stacks of them', () => {
      compare((tf) => {
        const product = (a: number[], b: number[], transposeA: boolean, transposeB: boolean): NDArray => {
          const x = tf.placeholder(tf[dtype], a);
          const y = tf.placeholder(tf[dtype], b);
          using session = new tf.Session();
          return session.run(tf.matmul(x, y, { transposeA, transposeB }), [
            [x, numbers(a, dtype)],
            [y, numbers(b, dtype, 900)],
          ]) as NDArray;
        };
        return [
          product([3, 4], [4, 5], false, false),
          product([4, 3], [4, 5], true, false),
          product([3, 4], [5, 4], false, true),
          product([4, 3], [5, 4], true, true),
          product([3, 4], [4, 1], false, false),
          product([4, 3], [4, 1], true, false),
          product([1, 4], [4, 5], false, false),
          product([4, 3], [1, 4], true, true),
          product([3, 0], [0, 5], false, false),
          product([2, 6, 3, 4], [2, 6, 4, 5], false, false),
          product([2, 6, 4, 3], [2, 6, 5, 4], true, true),
        ];
      }, bound[dtype]);
    });

    test('folds along any axes', () => {
      compare((tf) => {
        const shapes: [number[], (number[] | null)[]][] = [
          [
            [5, 7, 3],
            [null, [0], [1], [2], [0, 1], [1, 2], [0, 2]],
          ],
          // enough to be shared between blocks
          [
            [2, 2_100],
            [null, [0], [1]],
          ],
          [
            [300, 2],
            [null, [0], [1]],
          ],
          [
            [0, 3],
            [[0], [1]],
          ],
        ];
        using session = new tf.Session();
        return shapes.flatMap(([shape, axesOf]) => {
          const x = tf.placeholder(tf[dtype], shape);
          const folds = axesOf.flatMap((axis) => {
            const options = axis === null ? {} : { axis };
            return [
              tf.reduceSum(x, options),
              tf.reduceMean(tf.square(x), options),
              tf.reduceMax(x, options),
              tf.reduceMin(x.mul(2), options),
              tf.reduceProd(x, options),
            ];
          });
          return session.run(folds, [[x, numbers(shape, dtype)]]) as NDArray[];
        });
      }, 4 * bound[dtype]);
    });

    test('solves linear systems', () => {
      const program: Program = (tf) => {
        const [n, c] = [6, 3];
        const a = tf.placeholder(tf[dtype], [2, n, n]);
        const b = tf.placeholder(tf[dtype], [2, n, c]);
        const one = tf.placeholder(tf[dtype], [n, 1]);
        const first = tf.reshape(tf.slice(a, [0, 0, 0], [1, n, n]), [n, n]);
        // Diagonally dominant, so that every method keeps its digits.
        const matrix = a.add(tf.eye(n, { dtype: tf[dtype] }).mul(4));
        const positive = tf.matmul(matrix, matrix, { transposeB: true });
        using session = new tf.Session();
        return session.run(
          [
            tf.matrixInverse(matrix),
            tf.matrixInverse(matrix, { adjoint: true }),
            tf.matrixSolve(matrix, b),
            tf.matrixSolve(matrix, b, { adjoint: true }),
            tf.matrixSolve(first.add(tf.eye(n, { dtype: tf[dtype] }).mul(3)), one),
            tf.cholesky(positive),
            ...[true, false].flatMap((lower) =>
              [true, false].map((adjoint) => tf.matrixTriangularSolve(matrix, b, { lower, adjoint })),
            ),
          ],
          [
            [a, numbers([2, n, n], dtype)],
            [b, numbers([2, n, c], dtype, 300)],
            [one, numbers([n, 1], dtype, 600)],
          ],
        ) as NDArray[];
      };
      compare(program, 20 * bound[dtype]);
    });

    test.each(['matrixInverse', 'cholesky'] as const)(
      'fails at %s of a singular matrix as the reference does',
      (op) => {
        const message = (on: Backend): string => {
          const tf = tensorFlow(on);
          const a = tf.placeholder(tf[dtype], [3, 3]);
          using session = new tf.Session();
          try {
            session.run(tf[op](a), [[a, NDArray.zeros([3, 3], dtype)]]);
            return '';
          } catch (error) {
            return (error as Error).message;
          }
        };
        expect(message(backend)).toBe(message(jsBackend));
        expect(message(backend)).not.toBe('');
      },
    );

    test('joins, parts and slices', () => {
      compare((tf) => {
        const x = tf.placeholder(tf[dtype], [4, 3, 5]);
        const y = tf.placeholder(tf[dtype], [4, 2, 5]);
        using session = new tf.Session();
        return session.run(
          [
            tf.concat([x, y, x], 1),
            tf.concat([y, y], -1),
            tf.stack([x, x.mul(2)], { axis: 1 }),
            ...tf.unstack(x, { axis: 1 }),
            ...tf.split(x, 2, { axis: 0 }),
            ...tf.split(x, [1, 4], { axis: -1 }),
            tf.slice(x, [1, 0, 2], [2, -1, 3]),
            tf.stridedSlice(x, [3, 0, 0], [0, 3, 5], { strides: [-2, 1, 3] }),
          ],
          [
            [x, numbers([4, 3, 5], dtype)],
            [y, numbers([4, 2, 5], dtype, 70)],
          ],
        ) as NDArray[];
      }, 0);
    });

    test('leaves to the host what it has no kernels for, between kernels of its own', () => {
      compare((tf) => {
        const a = tf.placeholder(tf[dtype], [4, 4]);
        const [s] = tf.linalg.svd(tf.matmul(a, a, { transposeB: true }));
        const noise = tf.randomNormal([4], { dtype: tf[dtype], seed: 3 });
        using session = new tf.Session();
        const feeds: [typeof a, NDArray][] = [[a, numbers([4, 4], dtype)]];
        return session.run([tf.exp(s.add(noise).mul(0.1)), tf.reduceSum(s)], feeds) as NDArray[];
      }, 50 * bound[dtype]);
    });
  });
});

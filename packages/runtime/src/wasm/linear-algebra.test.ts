// Products and solutions at sizes around the edges of blocks, against their defining equations.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createTensorFlow, NDArray, type Tensor, type TensorFlow } from '@residual/graph';
import type { Backend } from '../backend.ts';
import { jsBackend } from '../js/js-backend.ts';
import { LocalTarget } from '../local-target.ts';
import { Heap } from './heap.ts';
import { MatrixProducts } from './matmul.ts';
import { createWasmBackend, wasmBackend } from './wasm-backend.ts';

/** Numbers between −½ and ½ that are the same in every run. */
function numbers(count: number, seed = 1): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff - 0.5;
  });
}

const matrix = (rows: number, columns: number, seed = 1): NDArray =>
  new NDArray({ dtype: 'float64', shape: [rows, columns], data: numbers(rows * columns, seed) });

/** Far from singular, and not symmetric. */
function regular(n: number): NDArray {
  const { data, shape } = matrix(n, n);
  const values = Float64Array.from(data);
  for (let i = 0; i < n; i++) values[i * n + ((i * 7 + 3) % n)] += 3;
  return new NDArray({ dtype: 'float64', shape, data: values });
}

/** XᵀX + I/2 */
function definite(n: number): NDArray {
  const x = numbers(n * n);
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 0.5 : 0;
      for (let k = 0; k < n; k++) sum += x[k * n + i] * x[k * n + j];
      values[i * n + j] = sum;
      values[j * n + i] = sum;
    }
  return new NDArray({ dtype: 'float64', shape: [n, n], data: values });
}

function run(build: (tf: TensorFlow) => Tensor, backend: Backend = wasmBackend): NDArray {
  const tf = createTensorFlow({ target: new LocalTarget({ backend }) });
  using session = new tf.Session();
  return session.run(build(tf));
}

/** Largest difference between a · x and b. */
function residual(a: NDArray, x: NDArray, b: (i: number, j: number) => number): number {
  const [n, inner] = a.shape;
  const [, columns] = x.shape;
  let worst = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < columns; j++) {
      let sum = -b(i, j);
      for (let k = 0; k < inner; k++) sum += a.data[i * inner + k] * x.data[k * columns + j];
      worst = Math.max(worst, Math.abs(sum));
    }
  return worst;
}

const identity = (i: number, j: number): number => Number(i === j);

describe('products of matrices', () => {
  test('are sums of products, whatever the sizes and transpositions', () => {
    const heap = new Heap(1 << 26);
    const products = new MatrixProducts(heap);
    const extent = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(95, 96, 97, 255, 257));
    fc.assert(
      fc.property(extent, extent, extent, fc.boolean(), fc.boolean(), (m, k, n, transposeA, transposeB) => {
        const [a, b] = [numbers(m * k), numbers(k * n, 2)];
        const places = [a, b].map((values) => {
          const at = heap.allocate(values.byteLength);
          heap.write(values, at);
          return at;
        });
        const to = heap.allocate(m * n * 8);
        products.multiply('f64', {
          a: { at: places[0], rowStride: transposeA ? 8 : 8 * k, columnStride: transposeA ? 8 * m : 8 },
          b: { at: places[1], rowStride: transposeB ? 8 : 8 * n, columnStride: transposeB ? 8 * k : 8 },
          m,
          k,
          n,
          to,
          rowStride: 8 * n,
        });
        const result = heap.view('float64', to, m * n);
        let worst = 0;
        for (let i = 0; i < m; i++)
          for (let j = 0; j < n; j++) {
            let sum = 0;
            for (let p = 0; p < k; p++)
              sum += (transposeA ? a[p * m + i] : a[i * k + p]) * (transposeB ? b[j * k + p] : b[p * n + j]);
            worst = Math.max(worst, Math.abs(result[i * n + j] - sum));
          }
        expect(worst).toBeLessThan(1e-13);
        for (const at of [...places, to]) heap.free(at);
      }),
      {
        numRuns: 25,
        seed: 3,
        examples: [
          [1, 1, 1, false, false],
          [97, 257, 17, true, true],
        ],
      },
    );
    expect(heap.usedBytes).toBe(0);
  });

  test('of a matrix with its own transpose are symmetric', () => {
    const x = matrix(130, 101);
    const gram = run((tf) => tf.matmul(tf.constant(x), tf.constant(x), { transposeA: true }));
    const own = run((tf) => {
      const constant = tf.constant(x);
      return tf.matmul(tf.transpose(constant), constant);
    });
    const expected = run((tf) => tf.matmul(tf.constant(x), tf.constant(x), { transposeA: true }), jsBackend);
    let worst = 0;
    let skew = 0;
    expected.data.forEach((value: number, at: number) => {
      worst = Math.max(worst, Math.abs(own.data[at] - value), Math.abs(gram.data[at] - value));
      skew = Math.max(skew, Math.abs(own.data[at] - own.data[(at % 101) * 101 + Math.floor(at / 101)]));
    });
    expect(worst).toBeLessThan(1e-13);
    expect(skew).toBe(0);
  });
});

describe.each([24, 33, 131])('with %i rows', (n) => {
  test('an inverse times its matrix is the identity', () => {
    for (const a of [regular(n), definite(n)])
      expect(
        residual(
          a,
          run((tf) => tf.matrixInverse(tf.constant(a))),
          identity,
        ),
      ).toBeLessThan(1e-11);
  });

  test('a symmetric matrix that is not positive definite is inverted too', () => {
    const a = definite(n);
    for (let i = 0; i < n; i++) a.data[i * n + i] = -a.data[i * n + i];
    expect(
      residual(
        a,
        run((tf) => tf.matrixInverse(tf.constant(a))),
        identity,
      ),
    ).toBeLessThan(1e-9);
  });

  test('solutions solve, transposed or not', () => {
    const a = regular(n);
    const b = matrix(n, 5, 9);
    const at = (i: number, j: number): number => b.data[i * 5 + j];
    const turned = run((tf) => tf.transpose(tf.constant(a)));
    const solve = (adjoint: boolean): NDArray =>
      run((tf) => tf.matrixSolve(tf.constant(a), tf.constant(b), { adjoint }));
    expect(residual(a, solve(false), at)).toBeLessThan(1e-11);
    expect(residual(turned, solve(true), at)).toBeLessThan(1e-11);
  });

  test('a Cholesky factor times its transpose is the matrix, and zero above the diagonal', () => {
    const a = definite(n);
    const l = run((tf) => tf.cholesky(tf.constant(a)));
    const turned = run((tf) => tf.transpose(tf.constant(l)));
    expect(residual(l, turned, (i, j) => a.data[i * n + j])).toBeLessThan(1e-11);
    const above = l.data.filter((_: number, at: number) => at % n > Math.floor(at / n));
    expect(above.every((value: number) => value === 0)).toBe(true);
  });

  test.each([
    [true, false],
    [true, true],
    [false, false],
    [false, true],
  ])(
    'triangles (lower: %p, transposed: %p) are solved without a look at the other half',
    (lower, adjoint) => {
      const a = matrix(n, n);
      const half = matrix(n, n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          if (i === j) a.data[i * n + j] = half.data[i * n + j] = 4;
          else if (i > j !== lower) half.data[i * n + j] = 0;
        }
      const b = matrix(n, 3, 4);
      const x = run((tf) => tf.matrixTriangularSolve(tf.constant(a), tf.constant(b), { lower, adjoint }));
      const triangle = adjoint ? run((tf) => tf.transpose(tf.constant(half))) : half;
      expect(residual(triangle, x, (i, j) => b.data[i * 3 + j])).toBeLessThan(1e-11);
    },
  );

  test('a singular matrix fails in the words of the reference', () => {
    const a = regular(n);
    a.data.fill(0, 3 * n, 4 * n);
    const failure = (backend: Backend): unknown => {
      try {
        return run((tf) => tf.matrixInverse(tf.constant(a), { name: 'inverse' }), backend);
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(failure(wasmBackend)).toContain('not invertible');
    expect(failure(wasmBackend)).toBe(failure(jsBackend));
  });
});

test('float32 is solved in float64 and rounded once', () => {
  const a = definite(60);
  const single = a.astype('float32');
  const inverse = run((tf) => tf.matrixInverse(tf.constant(single, { dtype: 'float32' })));
  const expected = run((tf) => tf.matrixInverse(tf.constant(single.astype('float64'))), jsBackend);
  const isRounded = (value: number, i: number): boolean =>
    Math.abs(inverse.data[i] - value) <= 2 ** -23 * Math.abs(value) + 1e-12;
  expect(expected.data.every(isRounded)).toBe(true);
});

test.each(['float32', 'float64'] as const)('two threads come to the same bits as one, in %s', (dtype) => {
  const results = [1, 2].map((threads) => {
    const tf = createTensorFlow({ target: new LocalTarget({ backend: createWasmBackend({ threads }) }) });
    using session = new tf.Session();
    const [a, b] = [
      new tf.Variable(matrix(301, 157), { dtype }),
      new tf.Variable(matrix(157, 601), { dtype }),
    ];
    session.run(tf.globalVariablesInitializer());
    const product = tf.matmul(a, b);
    const gram = tf.matmul(product, product, { transposeB: true });
    const inverse = tf.matrixInverse(gram.add(tf.eye(301, { dtype })));
    return session.run([product, gram, inverse]).map(({ data }) => data);
  });
  expect(results[1]).toEqual(results[0]);
  expect(results[0].every((data) => data.every((value: number) => Number.isFinite(value)))).toBe(true);
});

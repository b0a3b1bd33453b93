// Expected numbers: NumPy's own (legacy generator; its documented results), or worked out by hand.
import { describe, expect, test } from '@jest/globals';
import { formatPrint } from '../array/print.ts';
import { createNumpy } from './numpy.ts';

const np = createNumpy(0);

describe('np.random', () => {
  test('draws for a seed what NumPy draws', () => {
    np.random.seed(42);
    expect(np.random.randn()).toBeCloseTo(0.4967141530112327, 14);
    expect(np.random.randn()).toBeCloseTo(-0.13826430117118466, 14);
    // A uniform number does not take the spare normal one.
    expect(np.random.rand()).toBe(0.7319939418114051);
    expect(np.random.randn(2, 2).toArray()).toEqual([
      [expect.closeTo(-1.1118801180469204, 14), expect.closeTo(0.31890218468938336, 14)],
      [expect.closeTo(0.2790412922001377, 14), expect.closeTo(1.0105152848065264, 14)],
    ]);
    expect(np.random.randn()).toBeCloseTo(-0.580878134023515, 14);
    np.random.seed(7);
    expect(np.random.rand(3).toArray()).toEqual([
      0.07630828937395717, 0.7799187922401146, 0.4384092314408935,
    ]);
  });

  test('draws past the first block of the generator', () => {
    np.random.seed(4294967295);
    const drawn = np.random.rand(700);
    expect([drawn.dtype, ...Array.from(drawn.data.subarray(-2))]).toEqual([
      'float64',
      0.2539137634227252,
      0.008352749376617896,
    ]);
  });

  test('refuses a seed that is none', () => {
    expect(() => np.random.seed(-1)).toThrow('Seed must be between 0 and 2**32 - 1');
  });
});

describe('arrays', () => {
  const X = np.array([
    [1, 2],
    [3, 4],
    [5, 7],
  ]);

  test('have the dtypes of NumPy, as far as there are such', () => {
    expect([X.dtype, np.array([0.5]).dtype, np.array([1], 'float32').dtype, np.zeros(2).dtype]).toEqual([
      'int32',
      'float64',
      'float32',
      'float64',
    ]);
    expect(np.multiply(np.ones([2], 'float32'), 0.5).dtype).toBe('float32');
    expect(np.add(np.ones([2], 'float32'), np.ones([2])).dtype).toBe('float64');
    expect(X.div(2).dtype).toBe('float64');
  });

  test('are combined value by value, numbers with numbers', () => {
    expect(np.cos(0)).toBe(1);
    expect(formatPrint(X.mul([10, 1]))).toBe('[[10  2]\n [30  4]\n [50  7]]');
    expect(formatPrint(np.square(X.sub(np.array([[1], [3], [5]]))))).toBe('[[0 1]\n [0 1]\n [0 4]]');
    expect(() => X.add([1, 2, 3])).toThrow('operands could not be broadcast together with shapes (3,2) (3,)');
  });

  test('are folded over an axis or altogether', () => {
    expect(formatPrint(np.sum(X), np.mean(X), np.max(X), np.min(X, { axis: 0 }))).toBe(
      '22 3.66666666667 7 [1 2]',
    );
    expect(formatPrint(np.mean(X, { axis: 1 }))).toBe('[ 1.5  3.5  6. ]');
    expect(np.sum(X, { axis: -1, keepdims: true }).shape.toString()).toBe('(3, 1)');
  });

  test('are multiplied as matrices', () => {
    expect(np.dot(X.T, X).toArray()).toEqual([
      [35, 49],
      [49, 69],
    ]);
    expect(np.dot([1, 2, 3], [4, 5, 6]).valueOf()).toBe(32);
    expect(() => np.dot(X, X)).toThrow('shapes (3,2) and (3,2) not aligned: 2 (dim 1) != 3 (dim 0)');
  });

  test('are inverted, unless singular', () => {
    const inverse = np.linalg.inv([
      [0, 2],
      [4, 1],
    ]);
    expect(inverse.toArray()).toEqual([
      [-0.125, 0.25],
      [0.5, 0],
    ]);
    expect(() =>
      np.linalg.inv([
        [1, 2],
        [2, 4],
      ]),
    ).toThrow('Singular matrix');
    expect(() => np.linalg.inv(X)).toThrow('Array must be square');
  });
});

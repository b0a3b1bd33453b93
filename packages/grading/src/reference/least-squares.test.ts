import { describe, expect, test } from '@jest/globals';
import { factorLeastSquares } from './least-squares.ts';

describe('factorLeastSquares', () => {
  test('finds the w that NumPy finds', () => {
    const inputs = Float64Array.of(1, 2, 3, 4, 5, 6.5, -1, 0.5);
    const w = factorLeastSquares(inputs, 4, 2).solve([1, -2, 3, 0.25]);
    // numpy.linalg.lstsq, NumPy 2.4.6
    expect(w[0]).toBeCloseTo(-0.12966418, 8);
    expect(w[1]).toBeCloseTo(0.31343284, 8);
  });

  test('solves a square system exactly', () => {
    const w = factorLeastSquares(Float64Array.of(2, 1, 1, 3), 2, 2).solve([5, 10]);
    expect(w[0]).toBeCloseTo(1, 14);
    expect(w[1]).toBeCloseTo(3, 14);
  });

  test('says that columns depend on each other', () => {
    expect(() => factorLeastSquares(Float64Array.of(1, 2, 2, 4, 3, 6), 3, 2)).toThrow(/column 2/);
  });

  test('asks for at least as many rows as columns', () => {
    expect(() => factorLeastSquares(Float64Array.of(1, 2), 1, 2)).toThrow(/at least 2 rows/);
  });
});

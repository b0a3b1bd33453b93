import { describe, expect, test } from '@jest/globals';
import { gradientAt, lossAt, type LossKind } from './loss.ts';

const rows = { inputs: Float64Array.of(1, 2, 3, -4), labels: Float64Array.of(1, -1), n: 2, dim: 2 };

describe('the reference losses', () => {
  test('squared error is the mean of the squared residuals', () => {
    // residuals 1·0.5 + 2·0.25 − 1 = 0 and 3·0.5 − 4·0.25 + 1 = 1.5
    expect(lossAt('squared-error', rows, [0.5, 0.25])).toBe(1.125);
  });

  test('the logistic loss at w = 0 is log 2, whatever the data', () => {
    expect(lossAt('logistic', rows, [0, 0])).toBeCloseTo(Math.LN2, 15);
  });

  test('the logistic loss of one row is log(1 + exp(−y·wᵀx))', () => {
    const one = { inputs: Float64Array.of(2), labels: Float64Array.of(-1), n: 1, dim: 1 };
    expect(lossAt('logistic', one, [1.5])).toBeCloseTo(Math.log(1 + Math.exp(3)), 14);
  });

  test('the logistic loss does not overflow', () => {
    const one = { inputs: Float64Array.of(1), labels: Float64Array.of(-1), n: 1, dim: 1 };
    expect(lossAt('logistic', one, [5000])).toBe(5000);
  });

  test.each<LossKind>(['squared-error', 'logistic'])(
    'the gradient of %s agrees with finite differences',
    (kind) => {
      const w = [0.3, -0.7];
      const h = 1e-6;
      const gradient = gradientAt(kind, rows, w);
      for (const j of [0, 1]) {
        const shifted = (by: number) => w.map((value, k) => (k === j ? value + by : value));
        const difference = (lossAt(kind, rows, shifted(h)) - lossAt(kind, rows, shifted(-h))) / (2 * h);
        expect(gradient[j]).toBeCloseTo(difference, 7);
      }
    },
  );
});

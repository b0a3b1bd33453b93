import { describe, expect, test } from '@jest/globals';
import { createRandom } from './random.ts';

const draw = (seed: number) => {
  const random = createRandom(seed);
  return [random.uniform(), random.uniform(), random.uniform()];
};

const moments = (next: () => number) => {
  const values = Array.from({ length: 20_000 }, next);
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return { mean, variance: values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length };
};

describe('createRandom', () => {
  test('draws the same numbers from the same seed and others from another', () => {
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('draws uniforms of mean 1/2 and variance 1/12, and bells of mean 0 and variance 1', () => {
    const random = createRandom(1);
    const uniform = moments(() => random.uniform());
    expect(uniform.mean).toBeCloseTo(1 / 2, 2);
    expect(uniform.variance).toBeCloseTo(1 / 12, 2);
    const bell = moments(() => random.bell());
    expect(Math.abs(bell.mean)).toBeLessThan(0.03);
    expect(Math.abs(bell.variance - 1)).toBeLessThan(0.05);
  });
});

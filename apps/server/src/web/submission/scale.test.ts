import { describe, expect, test } from '@jest/globals';
import { linearScale, logScale, lossScale, niceStep, stepScale } from './scale.ts';

describe('axes of the loss curve', () => {
  test.each([
    [0.9, 1],
    [1.01, 2],
    [3, 5],
    [7, 10],
    [0.03, 0.05],
    [4200, 5000],
  ])('rounds a tick distance of %d up to %d', (raw, nice) => {
    expect(niceStep(raw)).toBeCloseTo(nice, 12);
  });

  test('has round ticks around the values', () => {
    const scale = linearScale(0.13, 0.97, 5);
    expect(scale.ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(scale.place(0)).toBe(0);
    expect(scale.place(0.5)).toBe(0.5);
    expect(scale.place(1)).toBe(1);
  });

  test('does not start at zero when that would flatten the curve', () => {
    expect(linearScale(0.691, 0.693, 5).domain[0]).toBeGreaterThan(0.6);
  });

  test('gives a constant loss room above and below', () => {
    expect(linearScale(0.5, 0.5, 5).place(0.5)).toBeCloseTo(0.5, 1);
    expect(linearScale(0, 0, 5).place(0)).toBeCloseTo(0.5, 1);
  });

  test('is logarithmic when losses span orders of magnitude, linear with a negative loss', () => {
    expect(lossScale([0.001, 53.6]).kind).toBe('log');
    expect(lossScale([0.3, 1]).kind).toBe('linear');
    expect(lossScale([-0.001, 53.6]).kind).toBe('linear');
  });

  test('marks decades, and every so many of them when a loss diverges', () => {
    expect(logScale(0.002, 120).ticks).toEqual([0.01, 0.1, 1, 10, 100]);
    const { ticks } = logScale(1, 1e300);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(ticks).toContain(1e100);
  });

  test('places a logarithmic value by its order', () => {
    const scale = logScale(1e-2, 1e2);
    expect(scale.place(1)).toBeCloseTo(0.5, 12);
  });

  test('counts steps in whole numbers', () => {
    expect(stepScale(0, 1000, 5).ticks).toEqual([0, 200, 400, 600, 800, 1000]);
    expect(stepScale(0, 3, 5).ticks).toEqual([0, 1, 2, 3]);
    expect(stepScale(1, 1, 5).place(1)).toBe(0);
  });
});

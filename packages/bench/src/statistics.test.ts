import { describe, expect, test } from '@jest/globals';
import { spreadOf } from './statistics.ts';

describe('spreadOf', () => {
  test('takes the middle of an odd number of measurements, in whatever order they come', () => {
    expect(spreadOf([9, 1, 4])).toEqual({ median: 4, low: 1, high: 9, repeats: 3 });
  });

  test('takes the mean of the middle two of an even number', () => {
    expect(spreadOf([10, 2, 4, 100])).toEqual({ median: 7, low: 2, high: 100, repeats: 4 });
  });
});

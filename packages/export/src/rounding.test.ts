import { describe, expect, test } from '@jest/globals';
import { padDecimals, roundPoints } from './rounding.ts';

describe('rounding', () => {
  test.each([
    // the grade before it was rounded, the grade, places, half up, half even
    ['7.125', '7.125', 2, '7.13', '7.12'],
    ['7.135', '7.135', 2, '7.14', '7.14'],
    ['0.5', '0.5', 0, '1', '0'],
    ['10', '10', 2, '10.00', '10.00'],
    ['1.005', '1.005', 2, '1.01', '1.00'],
    // rounded to four places it is 0.445, and from there it would become 0.45
    ['0.44499999', '0.445', 2, '0.44', '0.44'],
  ])('makes of %s, shown as %s, with %s places %s or %s', (exact, points, places, up, even) => {
    expect(roundPoints(exact, points, { places, mode: 'half-up' })).toBe(up);
    expect(roundPoints(exact, points, { places, mode: 'half-even' })).toBe(even);
  });

  test('leaves the grade as it is where none is asked for', () => {
    expect(roundPoints('0.44499999', '0.445', undefined)).toBe('0.445');
  });

  test.each([
    ['7', '7.00'],
    ['7.5', '7.50'],
    ['7.3333', '7.3333'],
    ['7.000', '7.000'],
  ])('pads %s to %s', (points, padded) => expect(padDecimals(points, 2)).toBe(padded));
});

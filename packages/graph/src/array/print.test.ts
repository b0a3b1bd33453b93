// Expected texts: the lecture's notebook, and Python 2.7 with NumPy 1.13's documented formats.
import { describe, expect, test } from '@jest/globals';
import { formatPrint } from './print.ts';
import { NDArray } from './ndarray.ts';

const scalar = (value: number, dtype: 'float32' | 'float64' | 'int32' | 'bool'): NDArray =>
  NDArray.from(dtype === 'bool' ? value === 1 : value, dtype);

describe('print', () => {
  test.each([
    [scalar(6, 'float32'), '6.0'],
    [scalar(2.09861228867, 'float32'), '2.09861'],
    [scalar(0.01631826665712345, 'float64'), '0.0163182666571'],
    [scalar(53.62887603810001, 'float64'), '53.6288760381'],
    [scalar(1e-5, 'float32'), '1e-05'],
    [scalar(1234567, 'float32'), '1.23457e+06'],
    [scalar(3, 'int32'), '3'],
    [scalar(1, 'bool'), 'True'],
    [scalar(NaN, 'float32'), 'nan'],
    [scalar(-Infinity, 'float64'), '-inf'],
  ])('shows a scalar as Python does', (value, text) => {
    expect(formatPrint(value)).toBe(text);
  });

  test.each<[NDArray, string]>([
    [NDArray.from([3, 3, 1, 3], 'int32'), '[3 3 1 3]'],
    [NDArray.from([1, 2.5, -3], 'float32'), '[ 1.   2.5 -3. ]'],
    [NDArray.from([0, 0], 'float64'), '[ 0.  0.]'],
    [NDArray.from([true, false]), '[ True False]'],
    [
      NDArray.from(
        [
          [1, 2],
          [30, 4],
        ],
        'int32',
      ),
      '[[ 1  2]\n [30  4]]',
    ],
    [NDArray.from([1e-10, 1], 'float64'), '[  1.00000000e-10   1.00000000e+00]'],
    [
      NDArray.from([[63.0397397, -102.76813244, 55.63665877, -40.55369632, 41.6927566]], 'float64'),
      '[[  63.0397397  -102.76813244   55.63665877  -40.55369632   41.6927566 ]]',
    ],
    [NDArray.zeros([2000]), '[ 0.  0.  0. ...,  0.  0.  0.]'],
  ])('aligns an array as NumPy 1.13 does', (value, text) => {
    expect(formatPrint(value)).toBe(text);
  });

  test('breaks long rows after 75 characters and indents what follows', () => {
    const lines = formatPrint(NDArray.from(Array.from({ length: 30 }, (_, i) => i + 100))).split('\n');
    expect(lines.every((line) => line.length <= 76)).toBe(true);
    expect(lines[1].startsWith(' 1')).toBe(true);
  });

  test('shows arrays inside a list with more digits', () => {
    const list = [scalar(0.20793509, 'float32'), scalar(0.16816998, 'float32')];
    expect(formatPrint('gradient=', list)).toBe('gradient= [0.20793509, 0.16816998]');
  });

  test('joins values with spaces and shows JavaScript values as Python would', () => {
    expect(formatPrint('a', 1, 0.1 + 0.2, true, null, [1, 'x'], new Map([['k', 2]]))).toBe(
      "a 1 0.3 True None [1, 'x'] {'k': 2}",
    );
  });

  test('shows shapes as tuples', () => {
    expect(formatPrint(NDArray.zeros([1213, 576]).shape, NDArray.zeros([3]).shape)).toBe('(1213, 576) (3,)');
  });
});

describe('NDArray', () => {
  const X = NDArray.from(
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    'float64',
  );

  test('takes every second row', () => {
    expect(X.slice(0, null, 2).toArray()).toEqual([
      [1, 2],
      [5, 6],
    ]);
    expect(X.slice(1, null, 2).toArray()).toEqual([[3, 4]]);
    expect(X.slice(-2).toArray()).toEqual([
      [3, 4],
      [5, 6],
    ]);
  });

  test('transposes, reshapes and indexes', () => {
    expect(X.T.toArray()).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
    expect(X.reshape(-1, 3).toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(X.at(-1, 0).valueOf()).toBe(5);
    expect(() => X.at(3)).toThrow('index 3 is out of bounds for axis 0 with size 3');
  });

  test('works in arithmetic when it holds one value, and refuses otherwise', () => {
    expect(2 * (scalar(7, 'int32') as unknown as number)).toBe(14);
    expect(() => 2 * (X as unknown as number)).toThrow('only size-1 arrays');
  });

  test('refuses ragged rows', () => {
    expect(() => NDArray.from([[1, 2], [3]])).toThrow('setting an array element with a sequence.');
  });
});

import { describe, expect, test } from '@jest/globals';
import { createNumpy } from '../numpy/numpy.ts';
import { feedOf, NDArray } from './ndarray.ts';

const np = createNumpy(1);
const versionOf = (array: NDArray): number | undefined => feedOf(array).version;

describe('assigning to a part', () => {
  const square = (): NDArray =>
    np.array([
      [1, 2],
      [3, 4],
    ]);

  test.each([
    [
      'a value',
      9,
      [0, 1],
      [
        [1, 9],
        [3, 4],
      ],
    ],
    [
      'a row',
      [7, 8],
      [-1],
      [
        [1, 2],
        [7, 8],
      ],
    ],
    [
      'one value along a row',
      0,
      [0],
      [
        [0, 0],
        [3, 4],
      ],
    ],
    [
      'everything',
      np.array(
        [
          [5, 6],
          [7, 8],
        ],
        'float64',
      ),
      [],
      [
        [5, 6],
        [7, 8],
      ],
    ],
  ] as const)('writes %s', (_, value, indices, expected) => {
    const array = square();
    array.set(value, ...indices);
    expect(array.toArray()).toEqual(expected);
  });

  test('writes to what the array is a view of', () => {
    const array = square();
    array.at(1).set(0, 0);
    array.slice(0, 1).set(10);
    array.reshape(4).set(5, 3);
    expect(array.toArray()).toEqual([
      [10, 10],
      [0, 5],
    ]);
  });

  test('refuses another shape, and indices that are none', () => {
    expect(() => square().set([1, 2, 3], 0)).toThrow(
      'could not broadcast input array from shape (3,) into shape (2,)',
    );
    expect(() => square().set(1, 2)).toThrow('index 2 is out of bounds for axis 0 with size 2');
  });
});

describe('the version of an array', () => {
  test('is another one after each write, through whichever view', () => {
    const array = np.array([1, 2, 3]);
    const view = array.slice(1);
    const before = versionOf(array);
    view.set(9, 0);
    expect(versionOf(array)).not.toBe(before);
    expect(versionOf(array)).toBe(versionOf(view));
  });

  test('is unknown once the memory has been handed out', () => {
    const array = np.array([1, 2, 3]);
    const view = array.at(0);
    expect(versionOf(view)).toBe(0);
    expect(array.data[0]).toBe(1);
    expect([versionOf(array), versionOf(view)]).toEqual([undefined, undefined]);
  });

  test('is unknown of memory that somebody else has made', () => {
    const data = Float64Array.of(1, 2);
    expect(versionOf(new NDArray({ dtype: 'float64', shape: [2], data }))).toBeUndefined();
    expect(versionOf(np.array(data))).toBe(0);
  });

  test('survives everything that only reads', () => {
    const array = np.array([
      [1, 2],
      [3, 4],
    ]);
    const reads = [
      array.T,
      array.at(0, 1),
      array.slice(0, 2, 2),
      array.astype('float32'),
      array.toArray(),
      [...array],
      String(array),
      array.repr(),
      array.add(1),
      array.dot(array),
      np.sum(array),
      np.mean(array, { axis: 0 }),
      np.linalg.inv(array),
      np.exp(array),
      np.array(array),
      np.transpose(array),
      Number(array.at(0, 0)),
    ];
    expect(reads).toHaveLength(17);
    expect(versionOf(array)).toBe(0);
  });
});

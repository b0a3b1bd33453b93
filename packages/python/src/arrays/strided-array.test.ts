import { describe, expect, test } from '@jest/globals';
import { NDArray } from '@residual/graph';
import { FLOAT64, INT64, INT8 } from './dtypes.ts';
import { assign } from './assign.ts';
import { StridedArray } from './strided-array.ts';

const matrix = (): StridedArray => StridedArray.of(FLOAT64, [2, 3], Float64Array.of(1, 2, 3, 4, 5, 6));

describe('an array given to a graph', () => {
  test('is the same memory where it lies row by row, and one array as long as it is not written to', () => {
    const array = matrix();
    const given = array.toNDArray();
    expect(given.toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(array.toNDArray()).toBe(given);
    assign(array.view([3], [1], 3), 0);
    expect(array.toNDArray().toArray()).toEqual([
      [1, 2, 3],
      [0, 0, 0],
    ]);
    expect(given.data.buffer).toBe(array.data.buffer);
  });

  test('is copied once for each version where it does not', () => {
    const array = matrix();
    const columns = array.view([3, 2], [1, 3]);
    const given = columns.toNDArray();
    expect(given.toArray()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(columns.toNDArray()).toBe(given);
    assign(array, 7);
    expect(columns.toNDArray().toArray()).toEqual([
      [7, 7],
      [7, 7],
      [7, 7],
    ]);
    expect(given.toArray()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });

  test.each([INT64, INT8])('has int32 where it had $name', (type) => {
    const given = StridedArray.of(type, [2], type.create([-3, 100])).toNDArray();
    expect([given.dtype, given.toArray()]).toEqual(['int32', [-3, 100]]);
  });

  test('is refused where an integer has no room in 32 bits', () => {
    const array = StridedArray.of(INT64, [1], Float64Array.of(2 ** 31));
    expect(() => array.toNDArray()).toThrow('2147483648 does not fit into int32');
  });
});

describe('an array taken from a graph', () => {
  test('is waited for at the first look only, and given back unread', () => {
    let reads = 0;
    const fetched = NDArray.fetched({
      dtype: 'float32',
      shape: [2],
      read: () => {
        reads++;
        return Float32Array.of(1, 2);
      },
    });
    const array = StridedArray.fromNDArray(fetched);
    expect([array.shape, array.dtype.name, array.toNDArray() === fetched, reads]).toEqual([
      [2],
      'float32',
      true,
      0,
    ]);
    expect([...array.doubles(), reads]).toEqual([1, 2, 1]);
  });

  test('is what the graph is fed with after a write to it', () => {
    const array = StridedArray.fromNDArray(NDArray.from(Float32Array.of(1, 2)));
    const before = array.toNDArray();
    assign(array, 5);
    expect(array.toNDArray().toArray()).toEqual([5, 5]);
    expect(array.toNDArray()).not.toBe(before);
  });
});

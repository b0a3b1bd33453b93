import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { align, collapse, split, type Space } from './strides.ts';
import { stridesOf } from '../js/layout.ts';

/** Where each operand is at every index, in row-major order. */
function walk({ shape, strides }: Space): number[][] {
  const places: number[][] = [];
  const visit = (axis: number, at: readonly number[]): void => {
    if (axis === shape.length) {
      places.push([...at]);
      return;
    }
    for (let i = 0; i < shape[axis]; i++)
      visit(
        axis + 1,
        at.map((place, operand) => place + i * strides[operand][axis]),
      );
  };
  visit(
    0,
    strides.map(() => 0),
  );
  return places;
}

const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
const spaces = shapes.chain((shape) =>
  fc
    .array(fc.array(fc.constantFrom(true, false), { minLength: shape.length, maxLength: shape.length }), {
      maxLength: 2,
    })
    .map((kept): Space => {
      const own = stridesOf(shape);
      return {
        shape,
        strides: [own, ...kept.map((axes) => own.map((stride, axis) => (axes[axis] ? stride : 0)))],
        folded: [],
      };
    }),
);

describe('an index space', () => {
  test('walks the same way when it is collapsed', () => {
    fc.assert(fc.property(spaces, (space) => expect(walk(collapse(space))).toEqual(walk(space))));
  });

  test('in order is one axis', () => {
    expect(collapse({ shape: [2, 1, 3, 4], strides: [[12, 12, 4, 1]], folded: [] }).shape).toEqual([24]);
  });

  test('keeps folded axes apart from others', () => {
    const space = collapse({ shape: [2, 3, 4], strides: [[12, 4, 1]], folded: [1, 2] });
    expect(space).toEqual({ shape: [2, 12], strides: [[12, 1]], folded: [1] });
  });

  test('walks the same way when an axis is split', () => {
    const space: Space = {
      shape: [2, 12],
      strides: [
        [12, 1],
        [0, 2],
      ],
      folded: [1],
    };
    const parts = split(space, 1, [3, 4]);
    expect(parts.folded).toEqual([1, 2]);
    expect(walk(parts)).toEqual(walk(space));
  });
});

describe('aligning with a tensor', () => {
  test('names the tensor’s axis that each axis walks along, or none', () => {
    const space: Space = { shape: [5, 4, 3], strides: [[0, 1, 4]], folded: [] };
    expect(align(space, space.strides[0], [3, 4])?.axes).toEqual([null, 1, 0]);
  });

  test('splits an axis that covers several', () => {
    const aligned = align({ shape: [12], strides: [[1]], folded: [] }, [1], [3, 4]);
    expect(aligned).toEqual({ space: { shape: [3, 4], strides: [[4, 1]], folded: [] }, axes: [0, 1] });
  });

  test('refuses any other way', () => {
    expect(align({ shape: [6], strides: [[2]], folded: [] }, [2], [12])).toBeNull();
    expect(align({ shape: [4], strides: [[1]], folded: [] }, [1], [3, 4, 2])).toBeNull();
  });
});

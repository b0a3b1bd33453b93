// Against values worked out by hand, or properties that hold for any values.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Attr, DType, OpType, TensorValue } from '@residual/graph';
import { SessionRandom } from '../philox.ts';
import { VariableStore } from '../variable-store.ts';
import { allocate } from './kernel.ts';
import { JS_KERNELS } from './kernels.ts';

const value = (shape: readonly number[], data: readonly number[], dtype: DType = 'float64'): TensorValue => {
  const array = allocate(dtype, data.length);
  array.set(data);
  return { dtype, shape, data: array };
};
const ints = (...data: number[]): TensorValue => value([data.length], data, 'int32');

function apply(op: OpType, inputs: readonly TensorValue[], attrs: Record<string, Attr> = {}): TensorValue {
  const context = { variables: new VariableStore(), random: new SessionRandom(1) };
  return JS_KERNELS[op](inputs, { node: 'n', attrs, context, variables: [] })[0];
}
const KEEP = { keep_dims: { b: true } };
const DROP = { keep_dims: { b: false } };
const plain = (transpose_a = false, transpose_b = false): Record<string, Attr> => ({
  transpose_a: { b: transpose_a },
  transpose_b: { b: transpose_b },
});

describe('element-wise kernels', () => {
  test('broadcast a column over a row', () => {
    const sum = apply('Add', [value([2, 1], [10, 20]), value([3], [1, 2, 3])]);
    expect(sum.shape).toEqual([2, 3]);
    expect([...sum.data]).toEqual([11, 12, 13, 21, 22, 23]);
  });

  test('refuse shapes that do not fit, in TensorFlow’s words', () => {
    expect(() => apply('Add', [value([2], [1, 2]), value([3], [1, 2, 3])])).toThrow(
      'Incompatible shapes: [2] vs. [3]',
    );
  });

  test('wrap integers at 32 bits and divide them downwards', () => {
    expect(apply('Mul', [ints(65537), ints(65537)]).data[0]).toBe(131073);
    expect(apply('FloorDiv', [ints(-7), ints(2)]).data[0]).toBe(-4);
    expect(apply('FloorMod', [ints(-7), ints(2)]).data[0]).toBe(1);
    expect(() => apply('FloorDiv', [ints(1), ints(0)])).toThrow('Integer division by zero');
  });

  test('softplus and sigmoid do not overflow', () => {
    expect([...apply('Softplus', [value([3], [-1000, 0, 1000])]).data]).toEqual([0, Math.LN2, 1000]);
    expect([...apply('Sigmoid', [value([3], [-1000, 0, 1000])]).data]).toEqual([0, 0.5, 1]);
  });

  test('round halves to even', () => {
    expect([...apply('Round', [value([5], [-1.5, -0.5, 0.5, 1.5, 2.5])]).data].map((x) => x + 0)).toEqual([
      -2, 0, 0, 2, 2,
    ]);
  });

  test('select by rows when the condition is a vector', () => {
    const chosen = apply('Select', [
      value([2], [1, 0], 'bool'),
      value([2, 2], [1, 2, 3, 4]),
      value([2, 2], [5, 6, 7, 8]),
    ]);
    expect([...chosen.data]).toEqual([1, 2, 7, 8]);
  });
});

describe('reductions', () => {
  const x = value([2, 3], [1, 2, 3, 4, 5, 6]);

  test('fold the axes asked for', () => {
    expect([...apply('Sum', [x, ints(0)], DROP).data]).toEqual([5, 7, 9]);
    expect([...apply('Sum', [x, ints(-1)], DROP).data]).toEqual([6, 15]);
    expect(apply('Mean', [x, ints(0, 1)], DROP)).toMatchObject({ shape: [], data: Float64Array.of(3.5) });
    expect(apply('Max', [x, ints(1)], KEEP).shape).toEqual([2, 1]);
  });

  test('find the first largest', () => {
    expect([...apply('ArgMax', [value([2, 3], [1, 9, 9, 7, 2, 3]), ints(1)]).data]).toEqual([1, 0]);
    expect([...apply('ArgMax', [value([2, 3], [1, 9, 9, 7, 2, 3]), ints(0)]).data]).toEqual([1, 0, 0]);
  });

  test('let NaN win', () => {
    expect(apply('Max', [value([3], [1, NaN, 2]), ints(0)], DROP).data[0]).toBeNaN();
  });
});

describe('matrices', () => {
  const matrices = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
    .chain(([n, k, m]) =>
      fc.record({
        a: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: n * k, maxLength: n * k }),
        b: fc.array(fc.integer({ min: -9, max: 9 }), { minLength: k * m, maxLength: k * m }),
        size: fc.constant({ n, k, m }),
        dtype: fc.constantFrom<DType>('float32', 'float64', 'int32'),
        transposeA: fc.boolean(),
        transposeB: fc.boolean(),
      }),
    );

  test('are multiplied as the definition says, whatever is transposed', () => {
    fc.assert(
      fc.property(matrices, ({ a, b, size: { n, k, m }, dtype, transposeA, transposeB }) => {
        const at = (i: number, l: number): number => (transposeA ? a[l * n + i] : a[i * k + l]);
        const bt = (l: number, j: number): number => (transposeB ? b[j * k + l] : b[l * m + j]);
        const expected = Array.from({ length: n * m }, (_, at_) => {
          let sum = 0;
          for (let l = 0; l < k; l++) sum += at(Math.floor(at_ / m), l) * bt(l, at_ % m);
          return sum + 0;
        });
        const result = apply(
          'MatMul',
          [value(transposeA ? [k, n] : [n, k], a, dtype), value(transposeB ? [m, k] : [k, m], b, dtype)],
          plain(transposeA, transposeB),
        );
        expect(result.shape).toEqual([n, m]);
        expect([...result.data].map((x) => x + 0)).toEqual(expected);
      }),
    );
  });

  test('times their inverse are the identity', () => {
    const a = value([3, 3], [0, 2, 1, 3, 0, 5, 1, 4, 0]);
    const inverse = apply('MatrixInverse', [a], { adjoint: { b: false } });
    const identity = apply('MatMul', [a, inverse], plain());
    [1, 0, 0, 0, 1, 0, 0, 0, 1].forEach((expected, i) => expect(identity.data[i]).toBeCloseTo(expected, 12));
  });

  test('that are singular have no inverse', () => {
    expect(() => apply('MatrixInverse', [value([2, 2], [1, 2, 2, 4])], { adjoint: { b: false } })).toThrow(
      'Input is not invertible.',
    );
  });

  test('of sizes that do not fit are refused in TensorFlow’s words', () => {
    expect(() => apply('MatMul', [value([1, 2], [1, 2]), value([1, 2], [1, 2])], plain())).toThrow(
      'Matrix size-incompatible: In[0]: [1,2], In[1]: [1,2]',
    );
  });
});

describe('rearranging', () => {
  test('transposes any axes', () => {
    const x = value([2, 3, 1], [1, 2, 3, 4, 5, 6]);
    expect(apply('Transpose', [x, ints(1, 2, 0)])).toMatchObject({
      shape: [3, 1, 2],
      data: Float64Array.of(1, 4, 2, 5, 3, 6),
    });
  });

  test('fills in the one unknown dimension of a shape', () => {
    expect(apply('Reshape', [value([6], [1, 2, 3, 4, 5, 6]), ints(-1, 2)]).shape).toEqual([3, 2]);
    expect(() => apply('Reshape', [value([6], [1, 2, 3, 4, 5, 6]), ints(4)])).toThrow(
      'Input to reshape is a tensor with 6 values, but the requested shape has 4',
    );
  });

  test('tiles, gathers and stitches', () => {
    expect([...apply('Tile', [value([1, 2], [1, 2]), ints(2, 2)]).data]).toEqual([1, 2, 1, 2, 1, 2, 1, 2]);
    const rows = apply('GatherV2', [value([3, 2], [1, 2, 3, 4, 5, 6]), ints(2, 0), value([], [0], 'int32')]);
    expect([...rows.data]).toEqual([5, 6, 1, 2]);
    const stitched = apply('DynamicStitch', [ints(0, 2), ints(1), ints(10, 30), ints(20)], { N: { i: 2 } });
    expect([...stitched.data]).toEqual([10, 20, 30]);
  });
});

describe('random numbers', () => {
  test('are those of TensorFlow 1 for the lecture’s seeds', () => {
    const attrs: Record<string, Attr> = { dtype: { type: 'float32' }, seed: { i: 42 }, seed2: { i: 11 } };
    const normal = apply('RandomStandardNormal', [ints()], attrs).data[0];
    expect(1 + 0.5 * normal).toBeCloseTo(0.841961, 6);
  });

  test('go on from run to run and start anew in another session', () => {
    const attrs: Record<string, Attr> = { dtype: { type: 'float64' }, seed: { i: 3 }, seed2: { i: 4 } };
    const context = { variables: new VariableStore(), random: new SessionRandom(1) };
    const draw = (): number[] => [
      ...JS_KERNELS.RandomUniform([ints(3)], { node: 'n', attrs, context, variables: [] })[0].data,
    ];
    const first = draw();
    expect(draw()).not.toEqual(first);
    expect([...apply('RandomUniform', [ints(3)], attrs).data]).toEqual(first);
    for (const x of first) expect(x >= 0 && x < 1).toBe(true);
  });
});

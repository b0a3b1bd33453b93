import { describe, expect, test } from '@jest/globals';
import { buildDataSet } from './data-set.ts';

function npy(rows: number, columns: number, values: number[]): Uint8Array {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows}, ${columns}), }\n`;
  return Uint8Array.from([
    0x93,
    ...new TextEncoder().encode('NUMPY'),
    1,
    0,
    text.length,
    0,
    ...new TextEncoder().encode(text),
    ...new Uint8Array(Float64Array.from(values).buffer),
  ]);
}
const data = {
  source: 'files',
  inputs: 'x.npy',
  labels: 'y.npy',
  hiddenInputs: 'hx.npy',
  hiddenLabels: 'hy.npy',
} as const;
const files = new Map([
  ['x.npy', npy(3, 2, [1, 2, 3, 4, 5, 6])],
  ['y.npy', npy(3, 1, [1, -1, 1])],
  ['hx.npy', npy(1, 2, [7, 8])],
  ['hy.npy', npy(1, 1, [-1])],
]);
const build = (changed: [string, Uint8Array | null][] = []) =>
  buildDataSet({
    assignment: 'test',
    data,
    files: new Map([...files, ...changed].flatMap(([k, v]) => (v ? [[k, v] as const] : []))),
  });

describe('a data set of .npy files', () => {
  test('is split into even and odd rows', () => {
    const { training, validation, hidden } = build();
    expect(training).toEqual({
      inputs: Float64Array.of(1, 2, 5, 6),
      labels: Float64Array.of(1, 1),
      n: 2,
      dim: 2,
    });
    expect(validation).toEqual({ inputs: Float64Array.of(3, 4), labels: Float64Array.of(-1), n: 1, dim: 2 });
    expect(hidden.labels).toEqual(Float64Array.of(-1));
  });

  test.each<[string, [string, Uint8Array | null][], RegExp]>([
    ['too few labels', [['y.npy', npy(2, 1, [1, 1])]], /y\.npy: has shape \(2, 1\) for 3 rows in x\.npy/],
    ['hidden rows of other width', [['hx.npy', npy(1, 1, [7])]], /hidden rows have 1 columns, the others 2/],
    ['NaN', [['hx.npy', npy(1, 2, [7, NaN])]], /hx\.npy: holds NaN or Infinity/],
    ['a text', [['x.npy', new Uint8Array(20)]], /x\.npy: is not a \.npy file; save it/],
  ])('is refused for %s, naming the file', (_what, changed, message) => {
    expect(() => build(changed)).toThrow(message);
  });

  test('names a missing file', () => {
    expect(() => buildDataSet({ assignment: 'test', data, files: new Map() })).toThrow(/x\.npy: is missing/);
  });
});

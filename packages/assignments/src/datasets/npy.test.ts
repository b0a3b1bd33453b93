import { describe, expect, test } from '@jest/globals';
import { readNpy } from './npy.ts';

/** A file as NumPy 1.13 and later write it: version 1.0, header padded to a multiple of 64 with spaces. */
function npy(header: string, data: Uint8Array): Uint8Array {
  const prefix = Uint8Array.from([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  const text = `${header.padEnd(128 - 10 - 1)}\n`;
  const length = Uint8Array.from([text.length & 255, text.length >> 8]);
  return Uint8Array.from([...prefix, ...length, ...new TextEncoder().encode(text), ...data]);
}
const header = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
const float64 = (...values: number[]) => new Uint8Array(Float64Array.from(values).buffer);

describe('readNpy', () => {
  test('reads a float64 matrix row by row', () => {
    const matrix = readNpy(npy(header('<f8', '(2, 3)'), float64(1, 2, 3, 4, 5, 0.1)));
    expect(matrix).toEqual({ rows: 2, columns: 3, data: Float64Array.of(1, 2, 3, 4, 5, 0.1) });
  });

  test('reads float32 values exactly and a vector as one column', () => {
    const data = new Uint8Array(Float32Array.of(0.5, 0.1).buffer);
    const matrix = readNpy(npy(header('<f4', '(2,)'), data));
    expect(matrix).toEqual({ rows: 2, columns: 1, data: Float64Array.of(0.5, Math.fround(0.1)) });
  });

  test.each([
    [
      'a text file',
      new TextEncoder().encode('0.1 0.2 0.3 0.4'),
      /not a \.npy file; save it with numpy\.save/,
    ],
    ['integers', npy(header('<i8', '(1,)'), float64(1)), /holds "<i8"; convert it with array\.astype/],
    ['big-endian floats', npy(header('>f8', '(1,)'), float64(1)), /holds ">f8"/],
    ['Fortran order', npy(header('<f8', '(1, 2)', 'True'), float64(1, 2)), /ascontiguousarray/],
    ['three dimensions', npy(header('<f8', '(1, 1, 1)'), float64(1)), /a matrix \(rows, columns\)/],
    ['too little data', npy(header('<f8', '(2, 2)'), float64(1)), /8 bytes of data, its shape needs 32/],
    ['a cut header', npy(header('<f8', '(1,)'), float64(1)).subarray(0, 60), /ends within its header/],
  ])('refuses %s and says what to do', (_what, bytes, message) => {
    expect(() => readNpy(bytes)).toThrow(message);
  });
});

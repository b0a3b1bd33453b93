// Reads NumPy's .npy files (format versions 1 to 3) of float32 or float64 in C order, little-endian.
// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

export interface Matrix {
  /** Row-major. */
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * A vector is read as a single column.
 * @throws Error saying what is wrong with the file and how to save it
 */
export function readNpy(bytes: Uint8Array): Matrix {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 10 || MAGIC.some((byte, i) => bytes[i] !== byte))
    throw new Error('is not a .npy file; save it with numpy.save(name, array)');
  const major = bytes[6];
  const lengthBytes = major === 1 ? 2 : 4;
  const start = 8 + lengthBytes;
  if (bytes.byteLength < start) throw new Error('ends within its header; save it again');
  const headerLength = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const end = start + headerLength;
  if (end > bytes.byteLength) throw new Error('ends within its header; save it again');
  const header = new TextDecoder().decode(bytes.subarray(start, end));
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const fortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shapeText = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (descr === undefined || fortran === undefined || shapeText === undefined)
    throw new Error('has a header that cannot be read; save it with numpy.save(name, array)');
  if (descr !== '<f4' && descr !== '<f8')
    throw new Error(`holds "${descr}"; convert it with array.astype("float64") or "float32"`);
  const shape = shapeText
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  if (shape.length < 1 || shape.length > 2 || !shape.every((n) => Number.isSafeInteger(n) && n > 0))
    throw new Error(`has shape (${shapeText}); a matrix (rows, columns) or a vector (rows,) is needed`);
  const [rows, columns = 1] = shape;
  if (fortran === 'True' && columns > 1)
    throw new Error('is in Fortran order; save numpy.ascontiguousarray(array)');
  const size = descr === '<f4' ? 4 : 8;
  if (bytes.byteLength - end !== rows * columns * size)
    throw new Error(`has ${bytes.byteLength - end} bytes of data, its shape needs ${rows * columns * size}`);
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < data.length; i += 1)
    data[i] = size === 4 ? view.getFloat32(end + 4 * i, true) : view.getFloat64(end + 8 * i, true);
  return { data, rows, columns };
}

/** A float64 array in C order, format version 1.0. @param data row-major, rows × columns */
export function writeNpy({ data, rows, columns }: Matrix): Uint8Array {
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  // Magic, version, the header's length in two bytes, and the header, padded so that data begin at a multiple of 64.
  const start = 64 * Math.ceil((MAGIC.length + 4 + header.length + 1) / 64);
  const bytes = new Uint8Array(start + data.byteLength);
  const view = new DataView(bytes.buffer);
  bytes.set([...MAGIC, 1, 0]);
  view.setUint16(MAGIC.length + 2, start - MAGIC.length - 4, true);
  bytes.fill(0x20, MAGIC.length + 4, start - 1);
  bytes.set(new TextEncoder().encode(header), MAGIC.length + 4);
  bytes[start - 1] = 0x0a;
  data.forEach((value, i) => view.setFloat64(start + 8 * i, value, true));
  return bytes;
}

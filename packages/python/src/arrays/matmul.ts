// Products of matrices and vectors: packed panels, four by four sums at a time.
import { BOOL, INT64, promote, requireExact } from './dtypes.ts';
import { NumPyError } from './errors.ts';
import { broadcastShapes, broadcastStrides, shapeText, sizeOf } from './shapes.ts';
import { allocateDoubles, StridedArray } from './strided-array.ts';

/** A matrix in doubles, at any strides. */
interface Matrix {
  readonly data: Float64Array;
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** Rows and columns of the sums kept in registers. */
const TILE = 4;
/** Length of the sums between two visits of the result: panels of both matrices then stay in the cache. */
const DEPTH = 256;

/** Rows in groups of {@link TILE}, one group behind the other, each by columns; the last one filled up with zeros. */
function pack(m: Matrix, from: number, depth: number): Float64Array {
  const groups = Math.ceil(m.rows / TILE);
  const packed = new Float64Array(groups * TILE * depth);
  for (let row = 0; row < m.rows; row++) {
    let o = Math.floor(row / TILE) * TILE * depth + (row % TILE);
    let i = m.offset + row * m.rowStride + from * m.columnStride;
    for (let k = 0; k < depth; k++, o += TILE, i += m.columnStride) packed[o] = m.data[i];
  }
  return packed;
}

const transposed = (m: Matrix): Matrix => ({
  ...m,
  rows: m.columns,
  columns: m.rows,
  rowStride: m.columnStride,
  columnStride: m.rowStride,
});

/** result += a · b, for the sums of four rows of a with four columns of b. */
function tile(
  result: Float64Array,
  at: number,
  stride: number,
  rows: number,
  columns: number,
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  depth: number,
): void {
  let [c00, c01, c02, c03] = [0, 0, 0, 0];
  let [c10, c11, c12, c13] = [0, 0, 0, 0];
  let [c20, c21, c22, c23] = [0, 0, 0, 0];
  let [c30, c31, c32, c33] = [0, 0, 0, 0];
  for (let end = i + TILE * depth; i < end; i += TILE, j += TILE) {
    const b0 = b[j];
    const b1 = b[j + 1];
    const b2 = b[j + 2];
    const b3 = b[j + 3];
    const a0 = a[i];
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    c03 += a0 * b3;
    const a1 = a[i + 1];
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    c13 += a1 * b3;
    const a2 = a[i + 2];
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    c23 += a2 * b3;
    const a3 = a[i + 3];
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
    c33 += a3 * b3;
  }
  const sums = [c00, c01, c02, c03, c10, c11, c12, c13, c20, c21, c22, c23, c30, c31, c32, c33];
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) result[at + r * stride + c] += sums[r * TILE + c];
}

/** a · b, row by row. @param symmetric whether b is the transpose of a: the lower half is then mirrored */
function multiplyLarge(result: Float64Array, at: number, a: Matrix, b: Matrix, symmetric: boolean): void {
  const width = b.columns;
  for (let from = 0; from < a.columns; from += DEPTH) {
    const depth = Math.min(DEPTH, a.columns - from);
    const left = pack(a, from, depth);
    const right = symmetric ? left : pack(transposed(b), from, depth);
    for (let column = 0; column < width; column += TILE)
      for (let row = 0; row < a.rows; row += TILE) {
        if (symmetric && row > column) break;
        tile(
          result,
          at + row * width + column,
          width,
          Math.min(TILE, a.rows - row),
          Math.min(TILE, width - column),
          left,
          row * depth,
          right,
          column * depth,
          depth,
        );
      }
  }
  if (symmetric)
    for (let row = 0; row < a.rows; row++)
      for (let column = 0; column < row; column++)
        result[at + row * width + column] = result[at + column * width + row];
}

/** Row times column with four sums at a time; or, where columns lie apart, multiples of rows added up. */
function multiplySmall(result: Float64Array, at: number, a: Matrix, b: Matrix): void {
  for (let row = 0; row < a.rows; row++)
    for (let column = 0; column < b.columns; column++)
      result[at + row * b.columns + column] = dotProduct(
        a.data,
        a.offset + row * a.rowStride,
        a.columnStride,
        b.data,
        b.offset + column * b.columnStride,
        b.rowStride,
        a.columns,
      );
}

export function dotProduct(
  x: Float64Array,
  i: number,
  xs: number,
  y: Float64Array,
  j: number,
  ys: number,
  count: number,
): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let n = 0;
  for (; n + 4 <= count; n += 4) {
    s0 += x[i] * y[j];
    s1 += x[i + xs] * y[j + ys];
    s2 += x[i + 2 * xs] * y[j + 2 * ys];
    s3 += x[i + 3 * xs] * y[j + 3 * ys];
    i += 4 * xs;
    j += 4 * ys;
  }
  let sum = s0 + s1 + (s2 + s3);
  for (; n < count; n++, i += xs, j += ys) sum += x[i] * y[j];
  return sum;
}

/** aᵀ · v where a's rows lie together: multiples of the rows of aᵀᵀ added up, so that memory is read in order. */
function addMultiples(result: Float64Array, at: number, a: Matrix, b: Matrix): void {
  for (let k = 0; k < a.columns; k++) {
    const factor = b.data[b.offset + k * b.rowStride];
    const from = a.offset + k * a.columnStride;
    for (let row = 0; row < a.rows; row++) result[at + row] += a.data[from + row] * factor;
  }
}

function multiply(result: Float64Array, at: number, a: Matrix, b: Matrix): void {
  if (b.columns === 1 && a.rowStride === 1 && a.rows > 8) addMultiples(result, at, a, b);
  else if (a.rows < 2 * TILE || b.columns < TILE || a.columns < TILE) multiplySmall(result, at, a, b);
  else multiplyLarge(result, at, a, b, isTranspose(a, b));
}

const isTranspose = (a: Matrix, b: Matrix): boolean =>
  a.data === b.data &&
  a.offset === b.offset &&
  a.rows === b.columns &&
  a.columns === b.rows &&
  a.rowStride === b.columnStride &&
  a.columnStride === b.rowStride;

interface Doubles {
  readonly data: Float64Array;
  readonly offset: number;
  readonly strides: readonly number[];
}

function inDoubles(
  array: StridedArray,
  known?: { readonly of: StridedArray; readonly data: Float64Array },
): Doubles {
  const { data } = array;
  if (data instanceof Float64Array) return { data, offset: array.offset, strides: array.strides };
  const all = known !== undefined && known.of.memory === array.memory ? known.data : new Float64Array(data);
  return { data: all, offset: array.offset, strides: array.strides };
}

/** NumPy's `matmul`: stacks of matrices broadcast; vectors count as a row or a column. @throws NumPyError (ValueError) */
export function matmul(a: StridedArray, b: StridedArray): StridedArray {
  if (a.rank === 0 || b.rank === 0)
    throw new NumPyError(
      'ValueError',
      `matmul: Input operand ${a.rank === 0 ? 0 : 1} does not have enough dimensions ` +
        '(has 0, gufunc core with signature (n?,k),(k,m?)->(n?,m?) requires 1)',
    );
  const [aShape, bShape] = [
    a.rank === 1 ? [1, ...a.shape] : a.shape,
    b.rank === 1 ? [...b.shape, 1] : b.shape,
  ];
  const inner = aShape[aShape.length - 1];
  if (inner !== bShape[bShape.length - 2])
    throw new NumPyError(
      'ValueError',
      'matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature ' +
        `(n?,k),(k,m?)->(n?,m?) (size ${bShape[bShape.length - 2]} is different from ${inner})`,
    );
  const left = inDoubles(a);
  const right = inDoubles(b, { of: a, data: left.data });
  const aStrides = a.rank === 1 ? [0, ...left.strides] : left.strides;
  const bStrides = b.rank === 1 ? [...right.strides, 0] : right.strides;
  const stack = broadcastShapes(aShape.slice(0, -2), bShape.slice(0, -2));
  const [rows, columns] = [aShape[aShape.length - 2], bShape[bShape.length - 1]];
  const values = allocateDoubles(sizeOf(stack) * rows * columns);
  const aStack = broadcastStrides(aShape.slice(0, -2), aStrides.slice(0, -2), stack);
  const bStack = broadcastStrides(bShape.slice(0, -2), bStrides.slice(0, -2), stack);
  for (let n = 0; n < sizeOf(stack); n++) {
    let [i, j] = [left.offset, right.offset];
    for (let axis = stack.length - 1, rest = n; axis >= 0; axis--) {
      const at = rest % stack[axis];
      rest = (rest - at) / stack[axis];
      i += at * aStack[axis];
      j += at * bStack[axis];
    }
    const [ra, ca, rb, cb] = [aStrides.at(-2)!, aStrides.at(-1)!, bStrides.at(-2)!, bStrides.at(-1)!];
    multiply(
      values,
      n * rows * columns,
      { data: left.data, offset: i, rows, columns: inner, rowStride: ra, columnStride: ca },
      { data: right.data, offset: j, rows: inner, columns, rowStride: rb, columnStride: cb },
    );
  }
  const shape = [...stack, ...(a.rank === 1 ? [] : [rows]), ...(b.rank === 1 ? [] : [columns])];
  return finished(a, b, shape, values);
}

function finished(
  a: StridedArray,
  b: StridedArray,
  shape: readonly number[],
  values: Float64Array,
): StridedArray {
  const type = promote(a.dtype, b.dtype);
  if (type === INT64) requireExact(values);
  if (type === BOOL) for (let i = 0; i < values.length; i++) values[i] = values[i] === 0 ? 0 : 1;
  return StridedArray.fromDoubles(type, shape, values);
}

/** NumPy's `dot` of arrays with axes: over the last axis of a and the one before the last of b. @throws NumPyError (ValueError) */
export function dot(a: StridedArray, b: StridedArray): StridedArray {
  const along = b.rank === 1 ? 0 : b.rank - 2;
  const inner = a.shape[a.rank - 1];
  if (inner !== b.shape[along])
    throw new NumPyError(
      'ValueError',
      `shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} not aligned: ` +
        `${inner} (dim ${a.rank - 1}) != ${b.shape[along]} (dim ${along})`,
    );
  if (a.rank <= 2 && b.rank <= 2) return matmul(a, b);
  const left = StridedArray.of(a.dtype, [a.count / Math.max(inner, 1), inner], a.values());
  const order = [along, ...b.shape.map((_, i) => i).filter((i) => i !== along)];
  const turned = b.view(
    order.map((axis) => b.shape[axis]),
    order.map((axis) => b.strides[axis]),
  );
  const right = StridedArray.of(b.dtype, [inner, b.count / Math.max(inner, 1)], turned.values());
  const product = matmul(left, right);
  const shape = [...a.shape.slice(0, -1), ...order.slice(1).map((axis) => b.shape[axis])];
  return StridedArray.of(product.dtype, shape, product.values());
}

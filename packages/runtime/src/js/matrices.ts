// Matrix products and solvers. Products accumulate in float64, row by row, so that memory is read in order.
import { boolAttr, type DType, type TensorValue, type TypedArray } from '@residual/graph';
import { invalidArgument } from '../run-error.ts';
import { allocate, shapeText, tensor, type Kernel } from './kernel.ts';
import { TransposedView } from './transposed-view.ts';

interface Matrix {
  readonly data: TypedArray;
  readonly rows: number;
  readonly columns: number;
}

/**
 * out[rows × columns] = op(a) · op(b), op being transposition where asked for.
 * Four loop orders, so that the innermost always runs along memory.
 */
function multiply(a: Matrix, b: Matrix, transposeA: boolean, transposeB: boolean, out: TypedArray): void {
  const rows = transposeA ? a.columns : a.rows;
  const inner = transposeA ? a.rows : a.columns;
  const columns = transposeB ? b.rows : b.columns;
  if (columns === 1) {
    // A column is a vector either way.
    if (transposeA) timesVectorTransposed(a, b.data, out);
    else timesVector(a, b.data, out);
    return;
  }
  if (transposeB) {
    const row = new Float64Array(inner);
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < inner; k++) row[k] = transposeA ? a.data[k * rows + i] : a.data[i * inner + k];
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0, at = j * inner; k < inner; k++) sum += row[k] * b.data[at + k];
        out[i * columns + j] = sum;
      }
    }
    return;
  }
  const sums = new Float64Array(columns);
  const [alongRow, alongColumn] = transposeA ? [rows, 1] : [1, inner];
  for (let i = 0; i < rows; i++) {
    sums.fill(0);
    const from = i * alongColumn;
    let k = 0;
    // Four rows of b at a time: the sums are read and written a quarter as often.
    for (; k + 3 < inner; k += 4) {
      const f0 = a.data[from + k * alongRow];
      const f1 = a.data[from + (k + 1) * alongRow];
      const f2 = a.data[from + (k + 2) * alongRow];
      const f3 = a.data[from + (k + 3) * alongRow];
      addRows(b.data, k * columns, columns, f0, f1, f2, f3, sums);
    }
    for (; k < inner; k++) addRow(b.data, k * columns, a.data[from + k * alongRow], sums);
    out.set(sums, i * columns);
  }
}

/** sums += f0·row₀ + … + f3·row₃ for the four rows of `data` that begin at `at`. */
function addRows(
  data: TypedArray,
  at: number,
  columns: number,
  f0: number,
  f1: number,
  f2: number,
  f3: number,
  sums: Float64Array,
): void {
  const at1 = at + columns;
  const at2 = at1 + columns;
  const at3 = at2 + columns;
  for (let j = 0; j < columns; j++)
    sums[j] += f0 * data[at + j] + f1 * data[at1 + j] + (f2 * data[at2 + j] + f3 * data[at3 + j]);
}

function addRow(data: TypedArray, at: number, factor: number, sums: Float64Array): void {
  for (let j = 0; j < sums.length; j++) sums[j] += factor * data[at + j];
}

function timesVector({ data, rows, columns }: Matrix, x: TypedArray, out: TypedArray): void {
  for (let i = 0; i < rows; i++) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    const at = i * columns;
    let j = 0;
    for (; j + 3 < columns; j += 4) {
      s0 += data[at + j] * x[j];
      s1 += data[at + j + 1] * x[j + 1];
      s2 += data[at + j + 2] * x[j + 2];
      s3 += data[at + j + 3] * x[j + 3];
    }
    for (; j < columns; j++) s0 += data[at + j] * x[j];
    out[i] = s0 + s1 + (s2 + s3);
  }
}

function timesVectorTransposed({ data, rows, columns }: Matrix, x: TypedArray, out: TypedArray): void {
  const sums = new Float64Array(columns);
  let i = 0;
  for (; i + 3 < rows; i += 4) addRows(data, i * columns, columns, x[i], x[i + 1], x[i + 2], x[i + 3], sums);
  for (; i < rows; i++) addRow(data, i * columns, x[i], sums);
  out.set(sums);
}

/** Integer products wrap at 32 bits. */
function multiplyInts(a: Matrix, b: Matrix, transposeA: boolean, transposeB: boolean, out: TypedArray): void {
  const rows = transposeA ? a.columns : a.rows;
  const inner = transposeA ? a.rows : a.columns;
  const columns = transposeB ? b.rows : b.columns;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < inner; k++)
        sum =
          (sum +
            Math.imul(
              transposeA ? a.data[k * rows + i] : a.data[i * inner + k],
              transposeB ? b.data[j * inner + k] : b.data[k * columns + j],
            )) |
          0;
      out[i * columns + j] = sum;
    }
}

/** Products read a transposed matrix where it lies. */
function product(a: TensorValue, b: TensorValue, transposeA: boolean, transposeB: boolean): TensorValue {
  const [aRows, aColumns] = a.shape.slice(-2);
  const [bRows, bColumns] = b.shape.slice(-2);
  if ((transposeA ? aRows : aColumns) !== (transposeB ? bColumns : bRows))
    throw invalidArgument(
      `Matrix size-incompatible: In[0]: ${shapeText(a.shape)}, In[1]: ${shapeText(b.shape)}`,
    );
  const turnA = a instanceof TransposedView;
  const turnB = b instanceof TransposedView;
  return productInPlace(
    turnA ? a.original : a,
    turnB ? b.original : b,
    transposeA !== turnA,
    transposeB !== turnB,
  );
}

function productInPlace(
  a: TensorValue,
  b: TensorValue,
  transposeA: boolean,
  transposeB: boolean,
): TensorValue {
  const rank = a.shape.length;
  const [aRows, aColumns] = a.shape.slice(-2);
  const [bRows, bColumns] = b.shape.slice(-2);
  const rows = transposeA ? aColumns : aRows;
  const columns = transposeB ? bRows : bColumns;
  const batch = a.shape.slice(0, rank - 2);
  const shape = [...batch, rows, columns];
  const stacks = batch.reduce((n, d) => n * d, 1);
  const out = allocate(a.dtype, stacks * rows * columns);
  const run = a.dtype === 'int32' ? multiplyInts : multiply;
  for (let s = 0; s < stacks; s++)
    run(
      { data: stack(a.data, s, aRows * aColumns), rows: aRows, columns: aColumns },
      { data: stack(b.data, s, bRows * bColumns), rows: bRows, columns: bColumns },
      transposeA,
      transposeB,
      stack(out, s, rows * columns),
    );
  return tensor(a.dtype, shape, out);
}

const stack = (data: TypedArray, index: number, length: number): TypedArray =>
  index === 0 && data.length === length ? data : data.subarray(index * length, (index + 1) * length);

function requireMatrix(value: TensorValue, name: string): void {
  if (value.shape.length !== 2)
    throw invalidArgument(`In[${name}] is not a matrix. Instead it has shape ${shapeText(value.shape)}`);
}

function requireSquare(value: TensorValue): number {
  const [rows, columns] = value.shape.slice(-2);
  if (value.shape.length < 2 || rows !== columns)
    throw invalidArgument(
      `Input must be a stack of square matrices, but has shape ${shapeText(value.shape)}`,
    );
  return rows;
}

/** LU with partial pivoting in place: PA = LU, L below the diagonal (unit), U on and above it. */
interface Factors {
  readonly lu: Float64Array;
  readonly pivots: Int32Array;
  readonly n: number;
}

function factorise(matrix: TypedArray, n: number, adjoint: boolean): Factors {
  const lu = new Float64Array(n * n);
  if (adjoint) for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) lu[i * n + j] = matrix[j * n + i];
  else lu.set(matrix);
  const pivots = new Int32Array(n);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(lu[i * n + k]) > Math.abs(lu[pivot * n + k])) pivot = i;
    pivots[k] = pivot;
    if (!(Math.abs(lu[pivot * n + k]) > 0)) throw invalidArgument('Input is not invertible.');
    if (pivot !== k) swapRows(lu, n, k, pivot);
    const inverse = 1 / lu[k * n + k];
    for (let i = k + 1; i < n; i++) {
      const factor = lu[i * n + k] * inverse;
      lu[i * n + k] = factor;
      if (factor !== 0)
        for (let j = k + 1, to = i * n, from = k * n; j < n; j++) lu[to + j] -= factor * lu[from + j];
    }
  }
  return { lu, pivots, n };
}

function swapRows(data: Float64Array, columns: number, a: number, b: number): void {
  for (let j = 0; j < columns; j++) {
    const kept = data[a * columns + j];
    data[a * columns + j] = data[b * columns + j];
    data[b * columns + j] = kept;
  }
}

/** Solves A·X = B in place, B being n × columns. */
function solveInPlace({ lu, pivots, n }: Factors, b: Float64Array, columns: number): void {
  for (let k = 0; k < n; k++) if (pivots[k] !== k) swapRows(b, columns, k, pivots[k]);
  for (let i = 0; i < n; i++) for (let k = 0; k < i; k++) subtractRow(b, columns, i, k, lu[i * n + k]);
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(b, columns, i, k, lu[i * n + k]);
    const inverse = 1 / lu[i * n + i];
    for (let j = 0; j < columns; j++) b[i * columns + j] *= inverse;
  }
}

function subtractRow(data: Float64Array, columns: number, to: number, from: number, factor: number): void {
  if (factor === 0) return;
  const a = to * columns;
  const b = from * columns;
  for (let j = 0; j < columns; j++) data[a + j] -= factor * data[b + j];
}

function solve(matrix: TensorValue, rhs: TensorValue | null, adjoint: boolean): TensorValue {
  const n = requireSquare(matrix);
  const columns = rhs === null ? n : rhs.shape.at(-1)!;
  if (rhs !== null && (rhs.shape.length !== matrix.shape.length || rhs.shape.at(-2) !== n))
    throw invalidArgument(
      `Input matrix and rhs are incompatible: ${shapeText(matrix.shape)} vs. ${shapeText(rhs.shape)}`,
    );
  const stacks = n === 0 ? 0 : matrix.data.length / (n * n);
  const dtype: DType = matrix.dtype;
  const out = allocate(dtype, stacks * n * columns);
  for (let s = 0; s < stacks; s++) {
    const factors = factorise(stack(matrix.data, s, n * n), n, adjoint);
    const solution = new Float64Array(n * columns);
    if (rhs === null) for (let i = 0; i < n; i++) solution[i * n + i] = 1;
    else solution.set(stack(rhs.data, s, n * columns));
    solveInPlace(factors, solution, columns);
    out.set(solution, s * n * columns);
  }
  return tensor(dtype, [...matrix.shape.slice(0, -1), columns], out);
}

export const matrices = {
  MatMul: ([a, b], { attrs }) => {
    requireMatrix(a, '0');
    requireMatrix(b, '1');
    return [product(a, b, boolAttr(attrs, 'transpose_a'), boolAttr(attrs, 'transpose_b'))];
  },
  BatchMatMul: ([x, y], { attrs }) => {
    if (
      x.shape.length < 2 ||
      x.shape.length !== y.shape.length ||
      x.shape.slice(0, -2).some((d, i) => d !== y.shape[i])
    )
      throw invalidArgument(
        `In[0] and In[1] are not stacks of the same shape: ${shapeText(x.shape)} vs. ${shapeText(y.shape)}`,
      );
    return [product(x, y, boolAttr(attrs, 'adj_x'), boolAttr(attrs, 'adj_y'))];
  },
  MatrixInverse: ([input], { attrs }) => [solve(input, null, boolAttr(attrs, 'adjoint'))],
  MatrixSolve: ([matrix, rhs], { attrs }) => [solve(matrix, rhs, boolAttr(attrs, 'adjoint'))],
} satisfies Record<string, Kernel>;

// Matrix products. They accumulate in float64, row by row, so that memory is read in order.
import { boolAttr, type TensorValue, type TypedArray } from '@residual/graph';
import { invalidArgument } from '../run-error.ts';
import { allocate, shapeText, tensor, type Kernel } from './kernel.ts';
import { matrixAt } from './layout.ts';
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
      { data: matrixAt(a.data, s, aRows * aColumns), rows: aRows, columns: aColumns },
      { data: matrixAt(b.data, s, bRows * bColumns), rows: bRows, columns: bColumns },
      transposeA,
      transposeB,
      matrixAt(out, s, rows * columns),
    );
  return tensor(a.dtype, shape, out);
}

function requireMatrix(value: TensorValue, name: string): void {
  if (value.shape.length !== 2)
    throw invalidArgument(`In[${name}] is not a matrix. Instead it has shape ${shapeText(value.shape)}`);
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
  Cross: ([a, b]) => {
    if (a.shape.at(-1) !== 3)
      throw invalidArgument(`Cross-products are only defined for 3-element vectors, not ${a.shape.at(-1)}`);
    const out = allocate(a.dtype, a.data.length);
    for (let at = 0; at < out.length; at += 3)
      for (let k = 0; k < 3; k++) {
        const [i, j] = [at + ((k + 1) % 3), at + ((k + 2) % 3)];
        out[at + k] = a.data[i] * b.data[j] - a.data[j] * b.data[i];
      }
    return [tensor(a.dtype, a.shape, out)];
  },
} satisfies Record<string, Kernel>;

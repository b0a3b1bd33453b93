// Kernels of matrix decompositions, on stacks of matrices, in float64.
import { boolAttr, type TensorValue, type TypedArray } from '@residual/graph';
import { invalidArgument } from '../run-error.ts';
import { eigen, singularValues } from './jacobi.ts';
import { allocate, countOf, tensor, type Kernel } from './kernel.ts';
import { matrixAt } from './layout.ts';

/** Stacks of results: `one` gives each part of one matrix's, `shapes` their shapes without the stack's. */
function eachMatrix(
  input: TensorValue,
  shapes: readonly (readonly number[])[],
  one: (matrix: TypedArray) => readonly Float64Array[],
): readonly TensorValue[] {
  const batch = input.shape.slice(0, -2);
  const [m, n] = input.shape.slice(-2);
  const outs = shapes.map((shape) => allocate(input.dtype, countOf(batch) * countOf(shape)));
  for (let s = 0; s < countOf(batch); s++)
    one(matrixAt(input.data, s, m * n)).forEach((part, k) => outs[k].set(part, s * part.length));
  return outs.map((out, k) => tensor(input.dtype, [...batch, ...shapes[k]], out));
}

/** L with L · Lᵀ = the symmetric n × n matrix, of which the lower triangle is read. */
export function choleskyFactor(matrix: TypedArray, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      if (i !== j) l[i * n + j] = sum / l[j * n + j];
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
      else throw invalidArgument('Cholesky decomposition was not successful. The input might not be valid.');
    }
  return l;
}

const cholesky: Kernel = ([input]) => {
  const [rows, n] = input.shape.slice(-2);
  if (rows !== n) throw invalidArgument('Input matrix must be square.');
  return eachMatrix(input, [[n, n]], (matrix) => [choleskyFactor(matrix, n)]);
};

/**
 * Householder's reflections: the full q (m × m) and r (m × n). A diagonal value of r has the sign opposite to that
 * of the column's first value, as in LAPACK.
 */
function householder(matrix: TypedArray, m: number, n: number): { q: Float64Array; r: Float64Array } {
  const r = Float64Array.from(matrix);
  const q = new Float64Array(m * m);
  for (let i = 0; i < m; i++) q[i * m + i] = 1;
  const v = new Float64Array(m);
  for (let k = 0; k < Math.min(m - 1, n); k++) {
    let norm = 0;
    for (let i = k; i < m; i++) norm = Math.hypot(norm, r[i * n + k]);
    let below = 0;
    for (let i = k + 1; i < m; i++) below += r[i * n + k] ** 2;
    // A column that is zero below its diagonal is left as it is.
    if (below === 0) continue;
    const alpha = r[k * n + k] > 0 ? -norm : norm;
    let squares = 0;
    for (let i = k; i < m; i++) {
      v[i] = r[i * n + k] - (i === k ? alpha : 0);
      squares += v[i] * v[i];
    }
    reflect(r, n, v, k, m, squares, 'rows');
    reflect(q, m, v, k, m, squares, 'columns');
    for (let i = k + 1; i < m; i++) r[i * n + k] = 0;
  }
  return { q, r };
}

/** Applies I − 2vvᵀ/vᵀv to the rows of a matrix from the left, or to its columns from the right. */
function reflect(
  data: Float64Array,
  columns: number,
  v: Float64Array,
  from: number,
  to: number,
  squares: number,
  side: 'rows' | 'columns',
): void {
  const lines = side === 'rows' ? columns : data.length / columns;
  const [step, along] = side === 'rows' ? [1, columns] : [columns, 1];
  for (let line = 0; line < lines; line++) {
    let dot = 0;
    for (let i = from; i < to; i++) dot += v[i] * data[line * step + i * along];
    const factor = (2 * dot) / squares;
    for (let i = from; i < to; i++) data[line * step + i * along] -= factor * v[i];
  }
}

const qr: Kernel = ([input], { attrs }) => {
  const [m, n] = input.shape.slice(-2);
  const p = boolAttr(attrs, 'full_matrices') ? m : Math.min(m, n);
  return eachMatrix(
    input,
    [
      [m, p],
      [p, n],
    ],
    (matrix) => {
      const { q, r } = householder(matrix, m, n);
      return [firstColumns(q, m, m, p), r.slice(0, p * n)];
    },
  );
};

export function firstColumns(data: Float64Array, rows: number, columns: number, count: number): Float64Array {
  const out = new Float64Array(rows * count);
  for (let i = 0; i < rows; i++) out.set(data.subarray(i * columns, i * columns + count), i * count);
  return out;
}

const NOTHING = (input: TensorValue): TensorValue => tensor(input.dtype, [0], allocate(input.dtype, 0));

const svd: Kernel = ([input], { attrs }) => {
  const [m, n] = input.shape.slice(-2);
  const p = Math.min(m, n);
  if (!boolAttr(attrs, 'compute_uv'))
    return [
      ...eachMatrix(input, [[p]], (matrix) => [singularValues(matrix, m, n).s]),
      NOTHING(input),
      NOTHING(input),
    ];
  const [left, right] = boolAttr(attrs, 'full_matrices') ? [m, n] : [p, p];
  return eachMatrix(input, [[p], [m, left], [n, right]], (matrix) => {
    const { s, u, v } = singularValues(matrix, m, n);
    return [s, completed(u, m, p, left), completed(v, n, p, right)];
  });
};

/** `count` orthonormal columns of which the first p are given. */
function completed(columns: Float64Array, rows: number, p: number, count: number): Float64Array {
  if (count === p) return columns;
  const { q } = householder(columns, rows, p);
  const out = firstColumns(q, rows, rows, count);
  for (let i = 0; i < rows; i++) out.set(columns.subarray(i * p, (i + 1) * p), i * count);
  return out;
}

const selfAdjointEig: Kernel = ([input], { attrs }) => {
  const [rows, n] = input.shape.slice(-2);
  if (rows !== n) throw invalidArgument('Input matrix must be square.');
  if (!boolAttr(attrs, 'compute_v'))
    return [...eachMatrix(input, [[n]], (matrix) => [eigen(matrix, n).values]), NOTHING(input)];
  return eachMatrix(input, [[n], [n, n]], (matrix) => {
    const { values, vectors } = eigen(matrix, n);
    return [values, vectors];
  });
};

export const decompositions = {
  Cholesky: cholesky,
  Qr: qr,
  Svd: svd,
  SelfAdjointEigV2: selfAdjointEig,
} satisfies Record<string, Kernel>;

// Eigenvalues and singular values by Jacobi's rotations: slow, simple, and accurate to the last digits.
import type { TypedArray } from '@residual/graph';
import { RunError } from '../run-error.ts';

const MOST_SWEEPS = 100;

/** Columns in the order `order`. */
function reordered(
  data: Float64Array,
  rows: number,
  columns: number,
  order: readonly number[],
): Float64Array {
  const out = new Float64Array(rows * order.length);
  for (let i = 0; i < rows; i++)
    order.forEach((from, to) => (out[i * order.length + to] = data[i * columns + from]));
  return out;
}

/** Turns columns p and q of a matrix with `columns` columns by the angle of tangent t. */
function rotate(data: Float64Array, columns: number, p: number, q: number, c: number, s: number): void {
  for (let at = 0; at < data.length; at += columns) {
    const x = data[at + p];
    const y = data[at + q];
    data[at + p] = c * x - s * y;
    data[at + q] = s * x + c * y;
  }
}

/** Cosine and sine of the rotation that makes [[alpha, gamma], [gamma, beta]] diagonal. */
function rotation(alpha: number, beta: number, gamma: number): [number, number] {
  const zeta = (beta - alpha) / (2 * gamma);
  const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const c = 1 / Math.hypot(1, t);
  return [c, c * t];
}

/**
 * Eigenvalues, smallest first, and eigenvectors as columns, of the symmetric matrix whose lower triangle is given.
 * The sign of a vector is one of two: its largest component is made positive.
 */
export function eigen(matrix: TypedArray, n: number): { values: Float64Array; vectors: Float64Array } {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = matrix[i * n + j];
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  sweep('Self-adjoint eigen decomposition', n, (p, q) => {
    const gamma = a[p * n + q];
    const [alpha, beta] = [a[p * n + p], a[q * n + q]];
    if (Math.abs(gamma) <= Number.EPSILON * 1e-2 * Math.sqrt(Math.abs(alpha * beta)) || gamma === 0)
      return false;
    const [c, s] = rotation(alpha, beta, gamma);
    rotate(a, n, p, q, c, s);
    rotateRows(a, n, p, q, c, s);
    a[p * n + q] = a[q * n + p] = 0;
    rotate(vectors, n, p, q, c, s);
    return true;
  });
  const order = Array.from({ length: n }, (_, i) => i).toSorted((i, j) => a[i * n + i] - a[j * n + j]);
  const sorted = reordered(vectors, n, n, order);
  for (let j = 0; j < n; j++) if (leading(sorted, n, n, j) < 0) scaleColumn(sorted, n, j, -1);
  return { values: Float64Array.from(order, (i) => a[i * n + i]), vectors: sorted };
}

function rotateRows(data: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let j = 0; j < n; j++) {
    const x = data[p * n + j];
    const y = data[q * n + j];
    data[p * n + j] = c * x - s * y;
    data[q * n + j] = s * x + c * y;
  }
}

/** The component of column j that is largest in size. */
function leading(data: Float64Array, rows: number, columns: number, j: number): number {
  let largest = 0;
  for (let i = 0; i < rows; i++)
    if (Math.abs(data[i * columns + j]) > Math.abs(largest) + 1e-12) largest = data[i * columns + j];
  return largest;
}

function scaleColumn(data: Float64Array, columns: number, j: number, factor: number): void {
  for (let at = j; at < data.length; at += columns) data[at] *= factor;
}

/** Visits all pairs until none had to be turned any more. */
function sweep(what: string, n: number, turn: (p: number, q: number) => boolean): void {
  for (let round = 0; round < MOST_SWEEPS; round++) {
    let turned = false;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) if (turn(p, q)) turned = true;
    if (!turned) return;
  }
  throw new RunError('InvalidArgumentError', `${what} was not successful. The input might not be valid.`);
}

export interface SingularValues {
  /** Largest first. */
  readonly s: Float64Array;
  /** m × p and n × p with p the shorter of m and n: orthonormal columns. */
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/** u · diag(s) · vᵀ = matrix, by turning its columns until they are orthogonal (Hestenes, 1958). */
export function singularValues(matrix: TypedArray, m: number, n: number): SingularValues {
  if (m < n) {
    const { s, u, v } = singularValues(transposed(matrix, m, n), n, m);
    return { s, u: v, v: u };
  }
  const u = Float64Array.from(matrix);
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  const dot = (p: number, q: number): number => {
    let sum = 0;
    for (let at = 0; at < u.length; at += n) sum += u[at + p] * u[at + q];
    return sum;
  };
  sweep('Singular Value Decomposition', n, (p, q) => {
    const gamma = dot(p, q);
    const [alpha, beta] = [dot(p, p), dot(q, q)];
    if (!(Math.abs(gamma) > Number.EPSILON * Math.sqrt(alpha * beta))) return false;
    const [c, s] = rotation(alpha, beta, gamma);
    rotate(u, n, p, q, c, s);
    rotate(v, n, p, q, c, s);
    return true;
  });
  const norms = Array.from({ length: n }, (_, j) => Math.sqrt(dot(j, j)));
  const order = norms.map((_, j) => j).toSorted((i, j) => norms[j] - norms[i]);
  const sorted = reordered(u, m, n, order);
  order.forEach((from, j) => {
    if (norms[from] > 0) scaleColumn(sorted, n, j, 1 / norms[from]);
  });
  orthonormalise(
    sorted,
    m,
    n,
    order.map((from) => norms[from]),
  );
  const right = reordered(v, n, n, order);
  for (let j = 0; j < n; j++)
    if (leading(right, n, n, j) < 0) {
      scaleColumn(right, n, j, -1);
      scaleColumn(sorted, n, j, -1);
    }
  return { s: Float64Array.from(order, (j) => norms[j]), u: sorted, v: right };
}

/** Columns whose singular value is 0 may point anywhere: at right angles to the others. */
function orthonormalise(u: Float64Array, m: number, n: number, norms: readonly number[]): void {
  const negligible = (norms[0] ?? 0) * m * Number.EPSILON;
  for (let j = 0; j < n; j++) {
    if (norms[j] > negligible) continue;
    for (let axis = 0; axis < m; axis++) {
      for (let i = 0; i < m; i++) u[i * n + j] = Number(i === axis);
      for (let k = 0; k < j; k++) {
        let dot = 0;
        for (let i = 0; i < m; i++) dot += u[i * n + j] * u[i * n + k];
        for (let i = 0; i < m; i++) u[i * n + j] -= dot * u[i * n + k];
      }
      let squares = 0;
      for (let i = 0; i < m; i++) squares += u[i * n + j] ** 2;
      if (squares > 1 / (2 * m)) {
        scaleColumn(u, n, j, 1 / Math.sqrt(squares));
        break;
      }
    }
  }
}

export function transposed(matrix: TypedArray, rows: number, columns: number): Float64Array {
  const out = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) out[j * rows + i] = matrix[i * columns + j];
  return out;
}

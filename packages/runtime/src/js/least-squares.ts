// Least squares for one matrix, in float64: by the normal equations as TensorFlow's fast path, or by singular values.
import type { TypedArray } from '@residual/graph';
import { choleskyFactor } from './decompositions.ts';
import { singularValues } from './jacobi.ts';

interface Matrix {
  readonly data: TypedArray;
  readonly m: number;
  readonly n: number;
}

interface Rhs {
  readonly data: TypedArray;
  readonly columns: number;
}

interface Method {
  /** Weight of ‖X‖²; only the fast way looks at it, as in TensorFlow. */
  readonly l2: number;
  readonly fast: boolean;
}

/** X (n × columns) for which ‖A·X − B‖² + l2·‖X‖² is smallest, and of those the one of least norm. */
export function solveLeastSquares(a: Matrix, b: Rhs, { l2, fast }: Method): Float64Array {
  if (!fast) return leastNorm(a, b);
  if (a.m >= a.n) {
    // (AᵀA + l2·I) X = AᵀB
    const x = multiply(a, b, true);
    solveSymmetric(gram(a, true, l2), a.n, x, b.columns);
    return x;
  }
  // X = Aᵀ (AAᵀ + l2·I)⁻¹ B
  const y = Float64Array.from(b.data);
  solveSymmetric(gram(a, false, l2), a.m, y, b.columns);
  return multiply(a, { data: y, columns: b.columns }, true);
}

/** AᵀA (or AAᵀ) + l2·I */
function gram({ data, m, n }: Matrix, transposed: boolean, l2: number): Float64Array {
  const size = transposed ? n : m;
  const inner = transposed ? m : n;
  const at = (i: number, k: number): number => (transposed ? data[k * n + i] : data[i * n + k]);
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      let sum = i === j ? l2 : 0;
      for (let k = 0; k < inner; k++) sum += at(i, k) * at(j, k);
      out[i * size + j] = sum;
    }
  return out;
}

/** Aᵀ·B, or A·B. */
function multiply({ data, m, n }: Matrix, b: Rhs, transposed: boolean): Float64Array {
  const rows = transposed ? n : m;
  const inner = transposed ? m : n;
  const out = new Float64Array(rows * b.columns);
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < inner; k++) {
      const factor = transposed ? data[k * n + i] : data[i * n + k];
      for (let j = 0; j < b.columns; j++) out[i * b.columns + j] += factor * b.data[k * b.columns + j];
    }
  return out;
}

/** Solves S·X = B in place for a positive definite S. */
function solveSymmetric(s: Float64Array, n: number, b: Float64Array, columns: number): void {
  const l = choleskyFactor(s, n);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < n; i++) {
      let sum = b[i * columns + j];
      for (let k = 0; k < i; k++) sum -= l[i * n + k] * b[k * columns + j];
      b[i * columns + j] = sum / l[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = b[i * columns + j];
      for (let k = i + 1; k < n; k++) sum -= l[k * n + i] * b[k * columns + j];
      b[i * columns + j] = sum / l[i * n + i];
    }
  }
}

/** V · diag(1/s) · Uᵀ · B, singular values near 0 left out. */
function leastNorm({ data, m, n }: Matrix, b: Rhs): Float64Array {
  const { s, u, v } = singularValues(data, m, n);
  const p = s.length;
  const negligible = (s[0] ?? 0) * Math.max(m, n) * Number.EPSILON;
  const scaled = multiply({ data: u, m, n: p }, b, true);
  for (let i = 0; i < p; i++)
    for (let j = 0; j < b.columns; j++) scaled[i * b.columns + j] *= s[i] > negligible ? 1 / s[i] : 0;
  return multiply({ data: v, m: n, n: p }, { data: scaled, columns: b.columns }, false);
}

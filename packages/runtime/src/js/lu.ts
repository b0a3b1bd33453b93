// LU factorisation with partial pivoting, in float64.
import type { TypedArray } from '@residual/graph';
import { invalidArgument } from '../run-error.ts';

/** PA = LU: L below the diagonal (its own diagonal is 1), U on and above it. */
export interface Factors {
  readonly lu: Float64Array;
  /** Row k was swapped with row pivots[k]. */
  readonly pivots: Int32Array;
  readonly n: number;
}

export function factorise(matrix: TypedArray, n: number, transposed: boolean): Factors {
  const lu = new Float64Array(n * n);
  if (transposed) for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) lu[i * n + j] = matrix[j * n + i];
  else lu.set(matrix);
  const pivots = new Int32Array(n);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(lu[i * n + k]) > Math.abs(lu[pivot * n + k])) pivot = i;
    pivots[k] = pivot;
    if (pivot !== k) swapRows(lu, n, k, pivot);
    if (lu[k * n + k] === 0) continue;
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

/** @throws RunError if there is no inverse; `what` is not invertible then, in the words of the op */
export function requireInvertible({ lu, n }: Factors, what: string): void {
  for (let k = 0; k < n; k++)
    if (!(Math.abs(lu[k * n + k]) > 0)) throw invalidArgument(`${what} is not invertible.`);
}

/** Sign and logarithm of the absolute value of the determinant. */
export function logDeterminant({ lu, pivots, n }: Factors): { sign: number; log: number } {
  let sign = 1;
  let log = 0;
  for (let k = 0; k < n; k++) {
    const pivot = lu[k * n + k];
    if (pivot === 0) return { sign: 0, log: -Infinity };
    sign *= Math.sign(pivot) * (pivots[k] === k ? 1 : -1);
    log += Math.log(Math.abs(pivot));
  }
  return { sign, log };
}

export function determinant({ lu, pivots, n }: Factors): number {
  let product = 1;
  for (let k = 0; k < n; k++) product *= lu[k * n + k] * (pivots[k] === k ? 1 : -1);
  return product;
}

/** Solves A·X = B in place, B being n × columns. */
export function solveInPlace({ lu, pivots, n }: Factors, b: Float64Array, columns: number): void {
  for (let k = 0; k < n; k++) if (pivots[k] !== k) swapRows(b, columns, k, pivots[k]);
  for (let i = 0; i < n; i++) for (let k = 0; k < i; k++) subtractRow(b, columns, i, k, lu[i * n + k]);
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(b, columns, i, k, lu[i * n + k]);
    const inverse = 1 / lu[i * n + i];
    for (let j = 0; j < columns; j++) b[i * columns + j] *= inverse;
  }
}

function swapRows(data: Float64Array, columns: number, a: number, b: number): void {
  for (let j = 0; j < columns; j++) {
    const kept = data[a * columns + j];
    data[a * columns + j] = data[b * columns + j];
    data[b * columns + j] = kept;
  }
}

/** Row `to` −= factor · row `from`. */
export function subtractRow(
  data: Float64Array,
  columns: number,
  to: number,
  from: number,
  factor: number,
): void {
  if (factor === 0) return;
  const a = to * columns;
  const b = from * columns;
  for (let j = 0; j < columns; j++) data[a + j] -= factor * data[b + j];
}

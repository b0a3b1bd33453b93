// (XᵀX)⁻¹XᵀY computed in the ways that libraries do, in float64: these are the programs that are right.
import type { Rows } from '@residual/assignments';

function normalEquations({ inputs, labels, n, dim }: Rows): { gram: Float64Array; moment: Float64Array } {
  const gram = new Float64Array(dim * dim);
  const moment = new Float64Array(dim);
  for (let row = 0; row < n; row += 1) {
    const x = inputs.subarray(row * dim, (row + 1) * dim);
    for (let i = 0; i < dim; i += 1) {
      const xi = x[i];
      moment[i] += xi * labels[row];
      for (let j = 0, at = i * dim; j < dim; j += 1, at += 1) gram[at] += xi * x[j];
    }
  }
  return { gram, moment };
}

/** Gauss-Jordan elimination with partial pivoting of [A | B]; returns A⁻¹B. @param a d × d @param b d × m */
function eliminate(a: Float64Array, d: number, b: Float64Array, m: number): Float64Array {
  const left = a.slice();
  const right = b.slice();
  for (let k = 0; k < d; k += 1) {
    let pivot = k;
    for (let i = k + 1; i < d; i += 1)
      if (Math.abs(left[i * d + k]) > Math.abs(left[pivot * d + k])) pivot = i;
    if (pivot !== k) {
      swapRows(left, d, k, pivot);
      swapRows(right, m, k, pivot);
    }
    const scale = 1 / left[k * d + k];
    for (let j = 0; j < d; j += 1) left[k * d + j] *= scale;
    for (let j = 0; j < m; j += 1) right[k * m + j] *= scale;
    for (let i = 0; i < d; i += 1) {
      const factor = left[i * d + k];
      if (i === k || factor === 0) continue;
      for (let j = k; j < d; j += 1) left[i * d + j] -= factor * left[k * d + j];
      for (let j = 0; j < m; j += 1) right[i * m + j] -= factor * right[k * m + j];
    }
  }
  return right;
}

function swapRows(matrix: Float64Array, columns: number, a: number, b: number): void {
  const row = matrix.slice(a * columns, (a + 1) * columns);
  matrix.copyWithin(a * columns, b * columns, (b + 1) * columns);
  matrix.set(row, b * columns);
}

/** XᵀX = LLᵀ, then two triangular systems. */
function cholesky(gram: Float64Array, d: number, moment: Float64Array): Float64Array {
  const l = gram.slice();
  for (let j = 0; j < d; j += 1) {
    for (let i = j; i < d; i += 1) {
      let sum = gram[i * d + j];
      for (let k = 0; k < j; k += 1) sum -= l[i * d + k] * l[j * d + k];
      l[i * d + j] = i === j ? Math.sqrt(sum) : sum / l[j * d + j];
    }
  }
  const w = moment.slice();
  for (let i = 0; i < d; i += 1) {
    for (let k = 0; k < i; k += 1) w[i] -= l[i * d + k] * w[k];
    w[i] /= l[i * d + i];
  }
  for (let i = d - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < d; k += 1) w[i] -= l[k * d + i] * w[k];
    w[i] /= l[i * d + i];
  }
  return w;
}

function multiply(a: Float64Array, b: Float64Array, d: number): Float64Array {
  const product = new Float64Array(d);
  for (let i = 0; i < d; i += 1) for (let j = 0; j < d; j += 1) product[i] += a[i * d + j] * b[j];
  return product;
}

/** w by each of the ways, [dim] each. */
export const CLOSED_FORMS: Readonly<Record<string, (rows: Rows) => Float64Array>> = {
  inverse: (rows) => {
    const { gram, moment } = normalEquations(rows);
    const { dim } = rows;
    const identity = new Float64Array(dim * dim);
    for (let i = 0; i < dim; i += 1) identity[i * dim + i] = 1;
    return multiply(eliminate(gram, dim, identity, dim), moment, dim);
  },
  elimination: (rows) => {
    const { gram, moment } = normalEquations(rows);
    return eliminate(gram, rows.dim, moment, 1);
  },
  cholesky: (rows) => {
    const { gram, moment } = normalEquations(rows);
    return cholesky(gram, rows.dim, moment);
  },
};

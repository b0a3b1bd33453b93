// Eigenvalues of symmetric matrices, in doubles.
import { NumPyError } from './errors.ts';
import { linalgType, requireSquare } from './linalg.ts';
import { StridedArray } from './strided-array.ts';

const SWEEPS = 60;
const EPSILON = 2 ** -52;

/**
 * Rising eigenvalues, and the eigenvectors as columns, of a symmetric matrix whose lower triangle alone is looked at:
 * Householder's tridiagonal form, then implicit QL (Wilkinson and Reinsch, "Handbook for Automatic Computation" II,
 * tred2 and tql2, 1971). The vectors' signs are not promised. @throws NumPyError (LinAlgError)
 */
export function eigh(a: StridedArray): StridedArray[] {
  const n = requireSquare(a);
  const from = a.doubles();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) v[i * n + j] = v[j * n + i] = from[i * n + j];
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  if (n > 0) {
    tridiagonalize(v, d, e, n);
    diagonalize(v, d, e, n);
  }
  const order = Array.from({ length: n }, (_, i) => i).toSorted((i, j) => d[i] - d[j]);
  const vectors = new Float64Array(n * n);
  order.forEach((column, to) => {
    for (let i = 0; i < n; i++) vectors[i * n + to] = v[i * n + column];
  });
  const type = linalgType(a.dtype);
  return [
    StridedArray.fromDoubles(
      type,
      [n],
      Float64Array.from(order, (i) => d[i]),
    ),
    StridedArray.fromDoubles(type, [n, n], vectors),
  ];
}

function tridiagonalize(v: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) d[j] = v[(n - 1) * n + j];
  for (let i = n - 1; i > 0; i--) {
    let [scale, h] = [0, 0];
    for (let k = 0; k < i; k++) scale += Math.abs(d[k]);
    if (scale === 0) {
      e[i] = d[i - 1];
      for (let j = 0; j < i; j++) {
        d[j] = v[(i - 1) * n + j];
        v[i * n + j] = 0;
        v[j * n + i] = 0;
      }
    } else {
      for (let k = 0; k < i; k++) {
        d[k] /= scale;
        h += d[k] * d[k];
      }
      const f = d[i - 1];
      const g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= f * g;
      d[i - 1] = f - g;
      e.fill(0, 0, i);
      for (let j = 0; j < i; j++) {
        const fj = d[j];
        v[j * n + i] = fj;
        let gj = e[j] + v[j * n + j] * fj;
        for (let k = j + 1; k < i; k++) {
          gj += v[k * n + j] * d[k];
          e[k] += v[k * n + j] * fj;
        }
        e[j] = gj;
      }
      let sum = 0;
      for (let j = 0; j < i; j++) {
        e[j] /= h;
        sum += e[j] * d[j];
      }
      const half = sum / (h + h);
      for (let j = 0; j < i; j++) e[j] -= half * d[j];
      for (let j = 0; j < i; j++) {
        for (let k = j; k < i; k++) v[k * n + j] -= d[j] * e[k] + e[j] * d[k];
        d[j] = v[(i - 1) * n + j];
        v[i * n + j] = 0;
      }
    }
    d[i] = h;
  }
  for (let i = 0; i < n - 1; i++) {
    v[(n - 1) * n + i] = v[i * n + i];
    v[i * n + i] = 1;
    const h = d[i + 1];
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = v[k * n + i + 1] / h;
      for (let j = 0; j <= i; j++) {
        let g = 0;
        for (let k = 0; k <= i; k++) g += v[k * n + i + 1] * v[k * n + j];
        for (let k = 0; k <= i; k++) v[k * n + j] -= g * d[k];
      }
    }
    for (let k = 0; k <= i; k++) v[k * n + i + 1] = 0;
  }
  for (let j = 0; j < n; j++) {
    d[j] = v[(n - 1) * n + j];
    v[(n - 1) * n + j] = 0;
  }
  v[n * n - 1] = 1;
  e[0] = 0;
}

function diagonalize(v: Float64Array, d: Float64Array, e: Float64Array, n: number): void {
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  let [shift, largest] = [0, 0];
  const settle = (i: number): void => {
    d[i] += shift;
    e[i] = 0;
  };
  for (let l = 0; l < n; l++) {
    largest = Math.max(largest, Math.abs(d[l]) + Math.abs(e[l]));
    let m = l;
    while (m < n - 1 && Math.abs(e[m]) > EPSILON * largest) m++;
    if (m === l) {
      settle(l);
      continue;
    }
    for (let sweep = 0; Math.abs(e[l]) > EPSILON * largest; sweep++) {
      if (sweep === SWEEPS || Number.isNaN(d[l]))
        throw new NumPyError('LinAlgError', 'Eigenvalues did not converge');
      const g = d[l];
      let p = (d[l + 1] - g) / (2 * e[l]);
      const r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1);
      d[l] = e[l] / (p + r);
      d[l + 1] = e[l] * (p + r);
      const next = d[l + 1];
      const h = g - d[l];
      for (let i = l + 2; i < n; i++) d[i] -= h;
      shift += h;
      p = d[m];
      let [c, c2, c3, s, s2] = [1, 1, 1, 0, 0];
      const below = e[l + 1];
      for (let i = m - 1; i >= l; i--) {
        [c3, c2, s2] = [c2, c, s];
        const gi = c * e[i];
        const hi = c * p;
        const ri = Math.hypot(p, e[i]);
        e[i + 1] = s * ri;
        s = e[i] / ri;
        c = p / ri;
        p = c * d[i] - s * gi;
        d[i + 1] = hi + s * (c * gi + s * d[i]);
        for (let k = 0; k < n; k++) {
          const at = k * n + i;
          const value = v[at + 1];
          v[at + 1] = s * v[at] + c * value;
          v[at] = c * v[at] - s * value;
        }
      }
      p = (-s * s2 * c3 * below * e[l]) / next;
      e[l] = s * p;
      d[l] = c * p;
    }
    settle(l);
  }
}

// Eigenvalues and singular values, in doubles.
import { NumPyError } from './errors.ts';
import { linalgType, norm, requireMatrix, requireSquare } from './linalg.ts';
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

/**
 * u, falling singular values and vᵀ with u · diag(s) · vᵀ = a, reduced: one-sided Jacobi rotations (Hestenes, 1958).
 * Signs of the vectors are not promised. @throws NumPyError (LinAlgError)
 */
export function svd(a: StridedArray): StridedArray[] {
  requireMatrix(a);
  const [rows, columns] = a.shape;
  const wide = rows < columns;
  // Columns of the taller form, each lying together.
  const [m, n] = wide ? [columns, rows] : [rows, columns];
  const source = a.doubles();
  const u = new Float64Array(n * m);
  for (let j = 0; j < n; j++)
    for (let i = 0; i < m; i++) u[j * m + i] = wide ? source[j * columns + i] : source[i * columns + j];
  if (u.some((value) => !Number.isFinite(value))) throw new NumPyError('LinAlgError', 'SVD did not converge');
  const v = new Float64Array(n * n);
  for (let j = 0; j < n; j++) v[j * n + j] = 1;
  rotate(u, v, m, n);
  const sizes = Float64Array.from({ length: n }, (_, j) => norm(u.subarray(j * m, (j + 1) * m)));
  const order = Array.from({ length: n }, (_, j) => j).toSorted((i, j) => sizes[j] - sizes[i]);
  const left = order.map((j) =>
    u.slice(j * m, (j + 1) * m).map((value) => (sizes[j] === 0 ? 0 : value / sizes[j])),
  );
  completeBasis(
    left,
    order.map((j) => sizes[j]),
    m,
  );
  const right = order.map((j) => v.subarray(j * n, (j + 1) * n));
  const asColumns = (vectors: readonly Float64Array[], length: number): Float64Array => {
    const result = new Float64Array(length * vectors.length);
    vectors.forEach((vector, j) => vector.forEach((value, i) => (result[i * vectors.length + j] = value)));
    return result;
  };
  const asRows = (vectors: readonly Float64Array[], length: number): Float64Array => {
    const result = new Float64Array(length * vectors.length);
    vectors.forEach((vector, j) => result.set(vector, j * length));
    return result;
  };
  const type = linalgType(a.dtype);
  return [
    StridedArray.fromDoubles(type, [rows, n], wide ? asColumns(right, n) : asColumns(left, m)),
    StridedArray.fromDoubles(
      type,
      [n],
      Float64Array.from(order, (j) => sizes[j]),
    ),
    StridedArray.fromDoubles(type, [n, columns], wide ? asRows(left, m) : asRows(right, n)),
  ];
}

/** Turns pairs of columns of u, and of v with them, until all are orthogonal. */
function rotate(u: Float64Array, v: Float64Array, m: number, n: number): void {
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let turned = false;
    for (let p = 0; p < n - 1; p++)
      for (let q = p + 1; q < n; q++) {
        let [alpha, beta, gamma] = [0, 0, 0];
        for (let i = 0, x = p * m, y = q * m; i < m; i++, x++, y++) {
          alpha += u[x] * u[x];
          beta += u[y] * u[y];
          gamma += u[x] * u[y];
        }
        if (gamma === 0 || Math.abs(gamma) <= EPSILON * Math.sqrt(alpha * beta)) continue;
        turned = true;
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const c = 1 / Math.hypot(1, t);
        turn(u, p * m, q * m, m, c, c * t);
        turn(v, p * n, q * n, n, c, c * t);
      }
    if (!turned) return;
  }
  throw new NumPyError('LinAlgError', 'SVD did not converge');
}

function turn(data: Float64Array, i: number, j: number, count: number, c: number, s: number): void {
  for (let k = 0; k < count; k++, i++, j++) {
    const x = data[i];
    data[i] = c * x - s * data[j];
    data[j] = s * x + c * data[j];
  }
}

/** Puts unit vectors orthogonal to all others where a singular value is 0 (Gram and Schmidt, twice). */
function completeBasis(vectors: Float64Array[], sizes: readonly number[], m: number): void {
  const isNull = sizes.map((size) => size === 0 || size < EPSILON * EPSILON * sizes[0]);
  const done = vectors.filter((_, j) => !isNull[j]);
  for (let j = 0, axis = 0; j < vectors.length; j++) {
    if (!isNull[j]) continue;
    for (; axis < m; axis++) {
      const candidate = new Float64Array(m);
      candidate[axis] = 1;
      for (let pass = 0; pass < 2; pass++)
        for (const other of done) {
          const along = candidate.reduce((sum, value, i) => sum + value * other[i], 0);
          candidate.forEach((value, i) => (candidate[i] = value - along * other[i]));
        }
      const length = norm(candidate);
      if (length < 0.5 / Math.sqrt(m)) continue;
      vectors[j] = candidate.map((value) => value / length);
      done.push(vectors[j]);
      break;
    }
  }
}

// Singular values: Householder's bidiagonal form, then implicit QR steps with shifts (Golub and Reinsch, "Singular value
// decomposition and least squares solutions", 1970, in the form of LINPACK's dsvdc, 1979).
import { NumPyError } from './errors.ts';
import { linalgType, norm, requireMatrix } from './linalg.ts';
import { StridedArray } from './strided-array.ts';

const MOST_STEPS = 100;
const EPSILON = 2 ** -52;
const TINY = 2 ** -966;

/** Columns of a matrix, each lying together. */
type Columns = Float64Array[];

const zeroColumns = (count: number, length: number): Columns =>
  Array.from({ length: count }, () => new Float64Array(length));

/** u and v with orthonormal columns, and the diagonal and what is beside it between them. */
interface Bidiagonal {
  readonly u: Columns;
  readonly v: Columns;
  readonly diagonal: Float64Array;
  readonly beside: Float64Array;
}

/**
 * u, falling singular values and vᵀ with u · diag(s) · vᵀ = a, reduced. Signs of the vectors are not promised.
 * @throws NumPyError (LinAlgError)
 */
export function svd(a: StridedArray): StridedArray[] {
  requireMatrix(a);
  const [rows, columns] = a.shape;
  const wide = rows < columns;
  const [m, n] = wide ? [columns, rows] : [rows, columns];
  if (n === 0) throw new NumPyError('LinAlgError', 'Arrays cannot be empty');
  const source = a.doubles();
  const matrix = zeroColumns(n, m);
  for (let j = 0; j < n; j++)
    for (let i = 0; i < m; i++) matrix[j][i] = wide ? source[j * columns + i] : source[i * columns + j];
  if (source.some((value) => !Number.isFinite(value)))
    throw new NumPyError('LinAlgError', 'SVD did not converge');
  const { u, v, diagonal } = diagonalize(bidiagonalize(matrix, m, n), m, n);
  const order = Array.from({ length: n }, (_, j) => j).toSorted((i, j) => diagonal[j] - diagonal[i]);
  const [left, right] = wide ? [v, u] : [u, v];
  const type = linalgType(a.dtype);
  return [
    StridedArray.fromDoubles(type, [rows, n], asColumns(left, order, rows)),
    StridedArray.fromDoubles(
      type,
      [n],
      Float64Array.from(order, (j) => diagonal[j]),
    ),
    StridedArray.fromDoubles(type, [n, columns], asRows(right, order, columns)),
  ];
}

function asColumns(vectors: Columns, order: readonly number[], length: number): Float64Array {
  const result = new Float64Array(length * order.length);
  order.forEach((j, to) => {
    for (let i = 0; i < length; i++) result[i * order.length + to] = vectors[j][i];
  });
  return result;
}

function asRows(vectors: Columns, order: readonly number[], length: number): Float64Array {
  const result = new Float64Array(length * order.length);
  order.forEach((j, to) => result.set(vectors[j], to * length));
  return result;
}

/** A reflection in place of the vector from `from` on: its own length, signed, or 0 where there is nothing to reflect. */
function reflection(vector: Float64Array, from: number): number {
  let length = norm(vector.subarray(from));
  if (length === 0) return 0;
  if (vector[from] < 0) length = -length;
  for (let i = from; i < vector.length; i++) vector[i] /= length;
  vector[from] += 1;
  return length;
}

/** Applies the reflection in `by` to another vector. */
function reflect(by: Float64Array, vector: Float64Array, from: number): void {
  let product = 0;
  for (let i = from; i < by.length; i++) product += by[i] * vector[i];
  const factor = -product / by[from];
  for (let i = from; i < by.length; i++) vector[i] += factor * by[i];
}

/** `a` is overwritten. */
function bidiagonalize(a: Columns, m: number, n: number): Bidiagonal {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  const u = zeroColumns(n, m);
  const v = zeroColumns(n, n);
  const leftSteps = Math.min(m - 1, n);
  const rightSteps = Math.max(0, n - 2);
  const work = new Float64Array(m);
  for (let k = 0; k < Math.max(leftSteps, rightSteps); k++) {
    const length = k < leftSteps ? reflection(a[k], k) : 0;
    if (k < leftSteps) diagonal[k] = -length;
    for (let j = k + 1; j < n; j++) {
      if (length !== 0) reflect(a[k], a[j], k);
      beside[j] = a[j][k];
    }
    if (k < leftSteps) u[k].set(a[k].subarray(k), k);
    if (k >= rightSteps) continue;
    const across = reflection(beside, k + 1);
    beside[k] = -across;
    if (across !== 0) {
      work.fill(0, k + 1);
      for (let j = k + 1; j < n; j++) addMultiple(work, a[j], beside[j], k + 1);
      for (let j = k + 1; j < n; j++) addMultiple(a[j], work, -beside[j] / beside[k + 1], k + 1);
    }
    v[k].set(beside.subarray(k + 1), k + 1);
  }
  if (leftSteps < n) diagonal[leftSteps] = a[leftSteps][leftSteps];
  if (rightSteps + 1 < n) beside[rightSteps] = a[n - 1][rightSteps];
  beside[n - 1] = 0;
  accumulateLeft(u, diagonal, leftSteps);
  accumulateRight(v, beside, rightSteps);
  return { u, v, diagonal, beside };
}

/** to += factor · from, from an index on. */
function addMultiple(to: Float64Array, from: Float64Array, factor: number, start: number): void {
  for (let i = start; i < to.length; i++) to[i] += factor * from[i];
}

/** The product of the reflections that lie in the columns. */
function accumulateLeft(u: Columns, diagonal: Float64Array, steps: number): void {
  for (let k = u.length - 1; k >= 0; k--) {
    if (k >= steps || diagonal[k] === 0) {
      u[k].fill(0);
      u[k][k] = 1;
      continue;
    }
    for (let j = k + 1; j < u.length; j++) reflect(u[k], u[j], k);
    for (let i = k; i < u[k].length; i++) u[k][i] = -u[k][i];
    u[k][k] += 1;
    u[k].fill(0, 0, k);
  }
}

function accumulateRight(v: Columns, beside: Float64Array, steps: number): void {
  for (let k = v.length - 1; k >= 0; k--) {
    if (k < steps && beside[k] !== 0) for (let j = k + 1; j < v.length; j++) reflect(v[k], v[j], k + 1);
    v[k].fill(0);
    v[k][k] = 1;
  }
}

/** Turns two columns into each other. */
function rotate(columns: Columns, i: number, j: number, c: number, s: number): void {
  const [x, y] = [columns[i], columns[j]];
  for (let k = 0; k < x.length; k++) {
    const value = c * x[k] + s * y[k];
    y[k] = c * y[k] - s * x[k];
    x[k] = value;
  }
}

/** Makes what is beside the diagonal 0, from the end on. */
function diagonalize(b: Bidiagonal, m: number, n: number): Bidiagonal {
  const { diagonal: s, beside: e, v } = b;
  let steps = 0;
  for (let end = n; end > 0;) {
    let start = end - 1;
    while (start > 0 && !isNegligible(e[start - 1], Math.abs(s[start - 1]) + Math.abs(s[start]))) start--;
    if (start > 0) e[start - 1] = 0;
    if (start === end - 1) {
      if (s[start] < 0) {
        for (let i = 0; i < n; i++) v[start][i] = -v[start][i];
      }
      s[start] = Math.abs(s[start]);
      end--;
      steps = 0;
      continue;
    }
    if (steps++ > MOST_STEPS) throw new NumPyError('LinAlgError', 'SVD did not converge');
    const zero = zeroOnDiagonal(b, start, end);
    if (zero === null) qrStep(b, start, end, m);
    else if (zero === end - 1) chaseUp(b, start, end);
    else chaseDown(b, zero, end);
  }
  return b;
}

const isNegligible = (value: number, around: number): boolean => Math.abs(value) <= TINY + EPSILON * around;

/** Where a singular value is 0 within the block, from its end on. */
function zeroOnDiagonal({ diagonal: s, beside: e }: Bidiagonal, start: number, end: number): number | null {
  for (let i = end - 1; i >= start; i--) {
    const around = (i < end - 1 ? Math.abs(e[i]) : 0) + (i > start ? Math.abs(e[i - 1]) : 0);
    if (!isNegligible(s[i], around)) continue;
    s[i] = 0;
    return i;
  }
  return null;
}

/** The last singular value is 0: what is beside it is rotated away, upwards. */
function chaseUp({ diagonal: s, beside: e, v }: Bidiagonal, start: number, end: number): void {
  let f = e[end - 2];
  e[end - 2] = 0;
  for (let j = end - 2; j >= start; j--) {
    const t = Math.hypot(s[j], f);
    const [cosine, sine] = t === 0 ? [1, 0] : [s[j] / t, f / t];
    s[j] = t;
    if (j > start) {
      f = -sine * e[j - 1];
      e[j - 1] *= cosine;
    }
    rotate(v, j, end - 1, cosine, sine);
  }
}

/** One before is 0: what is beside it is rotated away, downwards. */
function chaseDown({ diagonal: s, beside: e, u }: Bidiagonal, zero: number, end: number): void {
  let f = e[zero];
  e[zero] = 0;
  for (let j = zero + 1; j < end; j++) {
    const t = Math.hypot(s[j], f);
    const [cosine, sine] = t === 0 ? [1, 0] : [s[j] / t, f / t];
    s[j] = t;
    f = -sine * e[j];
    e[j] *= cosine;
    rotate(u, j, zero, cosine, sine);
  }
}

function qrStep({ diagonal: s, beside: e, u, v }: Bidiagonal, start: number, end: number, m: number): void {
  let [f, g] = firstOfStep(s, e, start, end);
  for (let j = start; j < end - 1; j++) {
    let t = Math.hypot(f, g);
    let [cosine, sine] = t === 0 ? [1, 0] : [f / t, g / t];
    if (j > start) e[j - 1] = t;
    f = cosine * s[j] + sine * e[j];
    e[j] = cosine * e[j] - sine * s[j];
    g = sine * s[j + 1];
    s[j + 1] *= cosine;
    rotate(v, j, j + 1, cosine, sine);
    t = Math.hypot(f, g);
    [cosine, sine] = t === 0 ? [1, 0] : [f / t, g / t];
    s[j] = t;
    f = cosine * e[j] + sine * s[j + 1];
    s[j + 1] = cosine * s[j + 1] - sine * e[j];
    g = sine * e[j + 1];
    e[j + 1] *= cosine;
    if (j < m - 1) rotate(u, j, j + 1, cosine, sine);
  }
  e[end - 2] = f;
}

/** What the step begins with, shifted by the eigenvalue of the last two rows that is the nearer one. */
function firstOfStep(s: Float64Array, e: Float64Array, start: number, end: number): [number, number] {
  const scale = Math.max(...[s[end - 1], s[end - 2], e[end - 2], s[start], e[start]].map(Math.abs));
  const last = s[end - 1] / scale;
  const before = s[end - 2] / scale;
  const between = e[end - 2] / scale;
  const first = s[start] / scale;
  const b = ((before + last) * (before - last) + between * between) / 2;
  const c = (last * between) ** 2;
  let shift = 0;
  if (b !== 0 || c !== 0) {
    const root = Math.sqrt(b * b + c);
    shift = c / (b + (b < 0 ? -root : root));
  }
  return [(first + last) * (first - last) + shift, first * (e[start] / scale)];
}

// Eigenvalues of any square matrix, as far as they are real.
import { NumPyError } from './errors.ts';
import { linalgType, norm, requireSquare, solveFactored, factorize } from './linalg.ts';
import { StridedArray } from './strided-array.ts';

const STEPS = 10_000;
const EPSILON = 2 ** -52;

/**
 * Eigenvalues and eigenvectors (columns of length 1, their signs not promised): Hessenberg's form, shifted QR steps by Givens
 * rotations (Golub and Van Loan, "Matrix Computations", 7.5), vectors by inverse iteration.
 * @throws NumPyError (LinAlgError; NotImplementedError where an eigenvalue is complex)
 */
export function eig(a: StridedArray): StridedArray[] {
  const n = requireSquare(a);
  const matrix = a.copiedDoubles();
  if (matrix.some((value) => !Number.isFinite(value)))
    throw new NumPyError('LinAlgError', 'Array must not contain infs or NaNs');
  const values = eigenvalues(hessenberg(matrix.slice(), n), n);
  const vectors = new Float64Array(n * n);
  values.forEach((value, column) => {
    const vector = eigenvector(matrix, n, value, column);
    for (let i = 0; i < n; i++) vectors[i * n + column] = vector[i];
  });
  const type = linalgType(a.dtype);
  return [StridedArray.fromDoubles(type, [n], values), StridedArray.fromDoubles(type, [n, n], vectors)];
}

/** The same eigenvalues, with zeros below the first diagonal under the main one. */
function hessenberg(h: Float64Array, n: number): Float64Array {
  for (let k = 0; k < n - 2; k++)
    for (let i = n - 1; i > k + 1; i--) {
      const [c, s] = rotation(h[(i - 1) * n + k], h[i * n + k]);
      if (s === 0) continue;
      turnRows(h, n, i - 1, i, c, s, 0, n);
      turnColumns(h, n, i - 1, i, c, s, n);
    }
  return h;
}

/** Cosine and sine that turn (x, y) into (r, 0). */
function rotation(x: number, y: number): [number, number] {
  if (y === 0) return [1, 0];
  const r = Math.hypot(x, y);
  return [x / r, y / r];
}

function turnRows(
  h: Float64Array,
  n: number,
  i: number,
  j: number,
  c: number,
  s: number,
  from: number,
  to: number,
): void {
  for (let k = from; k < to; k++) {
    const [x, y] = [h[i * n + k], h[j * n + k]];
    h[i * n + k] = c * x + s * y;
    h[j * n + k] = c * y - s * x;
  }
}

function turnColumns(
  h: Float64Array,
  n: number,
  i: number,
  j: number,
  c: number,
  s: number,
  rows: number,
): void {
  for (let k = 0; k < rows; k++) {
    const [x, y] = [h[k * n + i], h[k * n + j]];
    h[k * n + i] = c * x + s * y;
    h[k * n + j] = c * y - s * x;
  }
}

function eigenvalues(h: Float64Array, n: number): Float64Array {
  const values = new Float64Array(n);
  let steps = 0;
  for (let last = n - 1; last >= 0;) {
    if (steps++ > STEPS) throw new NumPyError('LinAlgError', 'Eigenvalues did not converge');
    let first = last;
    while (first > 0 && !isNegligible(h, n, first)) first--;
    if (first === last) {
      values[last] = h[last * n + last];
      last--;
    } else if (first === last - 1) {
      [values[first], values[last]] = ofPair(h, n, first);
      last -= 2;
    } else qrStep(h, n, first, last, shiftFor(h, n, last, steps));
  }
  return values;
}

const isNegligible = (h: Float64Array, n: number, i: number): boolean => {
  const around = Math.abs(h[(i - 1) * n + i - 1]) + Math.abs(h[i * n + i]);
  return Math.abs(h[i * n + i - 1]) <= EPSILON * (around === 0 ? norm(h) : around);
};

function ofPair(h: Float64Array, n: number, i: number): [number, number] {
  const [a, b, c, d] = [h[i * n + i], h[i * n + i + 1], h[(i + 1) * n + i], h[(i + 1) * n + i + 1]];
  const half = (a - d) / 2;
  let square = half * half + b * c;
  if (square < 0 && -square <= 16 * EPSILON * (half * half + Math.abs(b * c))) square = 0;
  if (square < 0)
    throw new NumPyError(
      'NotImplementedError',
      'the matrix has complex eigenvalues, which are not supported here',
    );
  const root = half < 0 ? -Math.sqrt(square) : Math.sqrt(square);
  const larger = half + root;
  return larger === 0 ? [d, d] : [d + larger, d - (b * c) / larger];
}

/** Wilkinson's shift where it is real; now and then another one, against cycles. */
function shiftFor(h: Float64Array, n: number, last: number, step: number): number {
  const d = h[last * n + last];
  if (step % 11 === 10) return d + Math.abs(h[last * n + last - 1]);
  const half = (h[(last - 1) * n + last - 1] - d) / 2;
  const product = h[(last - 1) * n + last] * h[last * n + last - 1];
  const square = half * half + product;
  if (square < 0) return d;
  const larger = half + (half < 0 ? -Math.sqrt(square) : Math.sqrt(square));
  return larger === 0 ? d : d - product / larger;
}

function qrStep(h: Float64Array, n: number, first: number, last: number, shift: number): void {
  for (let i = first; i <= last; i++) h[i * n + i] -= shift;
  const turns: [number, number][] = [];
  for (let i = first; i < last; i++) {
    const [c, s] = rotation(h[i * n + i], h[(i + 1) * n + i]);
    turnRows(h, n, i, i + 1, c, s, 0, n);
    turns.push([c, s]);
  }
  turns.forEach(([c, s], k) => turnColumns(h, n, first + k, first + k + 1, c, s, n));
  for (let i = first; i <= last; i++) h[i * n + i] += shift;
}

function eigenvector(matrix: Float64Array, n: number, value: number, column: number): Float64Array {
  const near = value + EPSILON * (norm(matrix) || 1) * 2;
  const shifted = matrix.slice();
  for (let i = 0; i < n; i++) shifted[i * n + i] -= near;
  const factors = factorize(shifted, n);
  for (let i = 0; i < n; i++) if (factors.lu[i * n + i] === 0) factors.lu[i * n + i] = EPSILON;
  let vector = Float64Array.from({ length: n }, (_, i) => 1 + ((i + column) % n) / n);
  for (let pass = 0; pass < 3; pass++) {
    const next = solveFactored({ ...factors, singular: false }, n, vector, 1);
    const length = norm(next);
    vector = next.map((x) => x / length);
  }
  return vector;
}

// Linear algebra of square systems, in doubles; matrices lie row by row. Results have NumPy's dtype.
import { FLOAT32, FLOAT64, type ArrayType } from './dtypes.ts';
import { NumPyError } from './errors.ts';
import { StridedArray } from './strided-array.ts';

/** float32 stays, everything else becomes float64. */
export const linalgType = (...types: readonly ArrayType[]): ArrayType =>
  types.every((type) => type === FLOAT32) ? FLOAT32 : FLOAT64;

/** @throws NumPyError (LinAlgError) unless it is a matrix */
export function requireMatrix(a: StridedArray): void {
  if (a.rank !== 2)
    throw new NumPyError('LinAlgError', `${a.rank}-dimensional array given. Array must be two-dimensional`);
}

/** @throws NumPyError (LinAlgError) unless it is a square matrix; its order */
export function requireSquare(a: StridedArray): number {
  if (a.rank < 2)
    throw new NumPyError(
      'LinAlgError',
      `${a.rank}-dimensional array given. Array must be at least two-dimensional`,
    );
  requireMatrix(a);
  if (a.shape[0] !== a.shape[1])
    throw new NumPyError('LinAlgError', 'Last 2 dimensions of the array must be square');
  return a.shape[0];
}

/** Euclidean length, scaled so that squares neither overflow nor vanish. */
export function norm(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] / largest) ** 2;
  return largest * Math.sqrt(sum);
}

export interface Factors {
  /** The unit lower factor below the diagonal, the upper one on and above it. */
  readonly lu: Float64Array;
  /** The row of the matrix that each row of the factors comes from. */
  readonly rows: Uint32Array;
  readonly sign: number;
  readonly singular: boolean;
}

/** LU by columns with partial pivoting (Golub and Van Loan, "Matrix Computations", algorithm 3.4.1). */
export function factorize(matrix: Float64Array, n: number): Factors {
  const lu = matrix;
  const rows = Uint32Array.from({ length: n }, (_, i) => i);
  let sign = 1;
  let singular = false;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(lu[i * n + k]) > Math.abs(lu[pivot * n + k])) pivot = i;
    const value = lu[pivot * n + k];
    if (value === 0 || Number.isNaN(value)) {
      singular ||= value === 0;
      if (value === 0) continue;
    }
    if (pivot !== k) {
      swapRows(lu, n, pivot, k);
      [rows[pivot], rows[k]] = [rows[k], rows[pivot]];
      sign = -sign;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = (lu[i * n + k] /= value);
      if (factor !== 0) subtractMultiple(lu, i * n + k + 1, lu, k * n + k + 1, factor, n - k - 1);
    }
  }
  return { lu, rows, sign, singular };
}

function swapRows(matrix: Float64Array, width: number, i: number, j: number): void {
  const row = matrix.slice(i * width, (i + 1) * width);
  matrix.copyWithin(i * width, j * width, (j + 1) * width);
  matrix.set(row, j * width);
}

/** to[o…] −= factor · from[i…] */
function subtractMultiple(
  to: Float64Array,
  o: number,
  from: Float64Array,
  i: number,
  factor: number,
  count: number,
): void {
  for (let n = 0; n < count; n++) to[o + n] -= factor * from[i + n];
}

/** x with a · x = b, for `width` columns at once. @throws NumPyError (LinAlgError) for a singular matrix */
export function solveFactored(
  { lu, rows, singular }: Factors,
  n: number,
  b: Float64Array,
  width: number,
): Float64Array {
  if (singular) throw new NumPyError('LinAlgError', 'Singular matrix');
  const x = new Float64Array(n * width);
  for (let i = 0; i < n; i++) x.set(b.subarray(rows[i] * width, (rows[i] + 1) * width), i * width);
  for (let i = 1; i < n; i++)
    for (let k = 0; k < i; k++) {
      const factor = lu[i * n + k];
      if (factor !== 0) subtractMultiple(x, i * width, x, k * width, factor, width);
    }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) {
      const factor = lu[i * n + k];
      if (factor !== 0) subtractMultiple(x, i * width, x, k * width, factor, width);
    }
    const diagonal = lu[i * n + i];
    for (let j = 0; j < width; j++) x[i * width + j] /= diagonal;
  }
  return x;
}

/** a⁻¹. @throws NumPyError (LinAlgError) */
export function inv(a: StridedArray): StridedArray {
  const n = requireSquare(a);
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  const inverse = solveFactored(factorize(a.copiedDoubles(), n), n, identity, n);
  return StridedArray.fromDoubles(linalgType(a.dtype), [n, n], inverse);
}

/** x with a · x = b; b a vector or the columns of a matrix. @throws NumPyError (LinAlgError, ValueError) */
export function solve(a: StridedArray, b: StridedArray): StridedArray {
  const n = requireSquare(a);
  const signature = b.rank === 1 ? '(m,m),(m)->(m)' : '(m,m),(m,n)->(m,n)';
  if (b.rank < 1 || b.rank > 2 || b.shape[0] !== n)
    throw new NumPyError(
      'ValueError',
      `solve${b.rank === 1 ? '1' : ''}: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature ` +
        `${signature} (size ${b.shape[0] ?? 0} is different from ${n})`,
    );
  const width = b.rank === 1 ? 1 : b.shape[1];
  const x = solveFactored(factorize(a.copiedDoubles(), n), n, b.doubles(), width);
  return StridedArray.fromDoubles(linalgType(a.dtype, b.dtype), b.shape, x);
}

/** The determinant's sign, and the logarithm of its size. */
export function signAndLogDeterminant(a: StridedArray): StridedArray[] {
  const n = requireSquare(a);
  const { lu, sign, singular } = factorize(a.copiedDoubles(), n);
  let [positive, log] = [sign, 0];
  for (let i = 0; i < n; i++) {
    positive *= Math.sign(lu[i * n + i]);
    log += Math.log(Math.abs(lu[i * n + i]));
  }
  const type = linalgType(a.dtype);
  return [singular ? 0 : positive, singular ? -Infinity : log].map((v) =>
    StridedArray.fromDoubles(type, [], Float64Array.of(v)),
  );
}

export function determinant(a: StridedArray): StridedArray {
  const n = requireSquare(a);
  const { lu, sign, singular } = factorize(a.copiedDoubles(), n);
  let product = singular ? 0 : sign;
  for (let i = 0; i < n; i++) product *= lu[i * n + i];
  return StridedArray.fromDoubles(linalgType(a.dtype), [], Float64Array.of(product));
}

/** The lower triangle l with l · lᵀ = a; a's upper triangle is not looked at. @throws NumPyError (LinAlgError) */
export function cholesky(a: StridedArray): StridedArray {
  const n = requireSquare(a);
  const from = a.doubles();
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = from[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      if (i !== j) l[i * n + j] = sum / l[j * n + j];
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
      else throw new NumPyError('LinAlgError', 'Matrix is not positive definite');
    }
  return StridedArray.fromDoubles(linalgType(a.dtype), [n, n], l);
}

/** q · r = a with Householder's reflections, signs as LAPACK's: `reduced`, or `complete` with a square q. */
export function qr(a: StridedArray, complete: boolean): StridedArray[] {
  requireMatrix(a);
  const [m, n] = a.shape;
  const r = a.copiedDoubles();
  const steps = Math.min(m, n);
  const width = complete ? m : steps;
  const vectors: { v: Float64Array; scale: number }[] = [];
  for (let k = 0; k < steps; k++) {
    const v = new Float64Array(m - k);
    for (let i = k; i < m; i++) v[i - k] = r[i * n + k];
    const below = norm(v.subarray(1));
    if (below === 0) {
      vectors.push({ v, scale: 0 });
      continue;
    }
    const length = Math.hypot(v[0], below);
    const diagonal = v[0] >= 0 ? -length : length;
    v[0] -= diagonal;
    let square = 0;
    for (const value of v) square += value * value;
    vectors.push({ v, scale: 2 / square });
    reflect(r, n, k, k, v, 2 / square);
    for (let i = k + 1; i < m; i++) r[i * n + k] = 0;
  }
  const q = new Float64Array(m * width);
  for (let i = 0; i < width; i++) q[i * width + i] = 1;
  for (let k = steps - 1; k >= 0; k--) reflect(q, width, k, k, vectors[k].v, vectors[k].scale);
  const type = linalgType(a.dtype);
  return [
    StridedArray.fromDoubles(type, [m, width], q),
    StridedArray.fromDoubles(type, [width, n], r.slice(0, width * n)),
  ];
}

/** Rows from `top` on, columns from `left` on: minus scale · v · (vᵀ · themselves). */
function reflect(
  matrix: Float64Array,
  width: number,
  top: number,
  left: number,
  v: Float64Array,
  scale: number,
): void {
  if (scale === 0) return;
  const products = new Float64Array(width);
  for (let i = 0; i < v.length; i++)
    for (let j = left; j < width; j++) products[j] += v[i] * matrix[(top + i) * width + j];
  for (let i = 0; i < v.length; i++) {
    const factor = scale * v[i];
    for (let j = left; j < width; j++) matrix[(top + i) * width + j] -= factor * products[j];
  }
}

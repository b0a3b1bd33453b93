// np.dot and np.linalg for vectors and matrices.
import { Dims, NDArray, valuesOf } from '../array/ndarray.ts';
import { allocateShared, isFloat } from '../dtypes.ts';
import { GraphError, ValueError } from '../errors.ts';
import { asArray, elementwise, resultType, type ArrayLike } from './broadcast.ts';

/** NumPy's error of its linear algebra. */
export class LinAlgError extends GraphError {
  override name = 'LinAlgError';
}

const text = (shape: readonly number[]): string => Dims.from1D(shape).toString().replaceAll(' ', '');

/** Matrix product; of vectors the scalar product; with a scalar a multiple. @throws ValueError */
export function dot(x: ArrayLike, y: ArrayLike): NDArray {
  const a = asArray(x);
  const b = asArray(y);
  if (a.ndim === 0 || b.ndim === 0) return elementwise(a, b, (p, q) => p * q);
  if (a.ndim > 2 || b.ndim > 2) throw new ValueError('np.dot here takes vectors and matrices');
  const inner = a.shape[a.ndim - 1];
  if (inner !== b.shape[0])
    throw new ValueError(
      `shapes ${text(a.shape)} and ${text(b.shape)} not aligned: ${inner} (dim ${a.ndim - 1}) != ${b.shape[0]} (dim 0)`,
    );
  const rows = a.ndim === 2 ? a.shape[0] : 1;
  const columns = b.ndim === 2 ? b.shape[1] : 1;
  const dtype = resultType(a, b);
  const data = allocateShared(dtype, rows * columns);
  const row = new Float64Array(columns);
  const left = valuesOf(a);
  const right = valuesOf(b);
  for (let i = 0; i < rows; i++) {
    row.fill(0);
    for (let k = 0; k < inner; k++) {
      const factor = left[i * inner + k];
      const from = k * columns;
      for (let j = 0; j < columns; j++) row[j] += factor * right[from + j];
    }
    data.set(row, i * columns);
  }
  const shape = [...a.shape.slice(0, -1), ...b.shape.slice(1)];
  return NDArray.owning({ dtype, shape, data });
}

function squareMatrix(x: ArrayLike): NDArray {
  const a = asArray(x);
  if (a.ndim !== 2) throw new LinAlgError(`${a.ndim}-dimensional array given. Array must be two-dimensional`);
  if (a.shape[0] !== a.shape[1]) throw new LinAlgError('Array must be square');
  return a;
}

/** a⁻¹, by elimination with partial pivoting. @throws LinAlgError when it is singular */
export function inv(x: ArrayLike): NDArray {
  const a = squareMatrix(x);
  const [n] = a.shape;
  const left = Float64Array.from(valuesOf(a));
  const right = new Float64Array(n * n);
  for (let i = 0; i < n; i++) right[i * n + i] = 1;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++)
      if (Math.abs(left[i * n + column]) > Math.abs(left[pivot * n + column])) pivot = i;
    if (left[pivot * n + column] === 0) throw new LinAlgError('Singular matrix');
    for (const matrix of [left, right]) swapRows(matrix, n, pivot, column);
    const scale = 1 / left[column * n + column];
    for (let j = 0; j < n; j++) {
      left[column * n + j] *= scale;
      right[column * n + j] *= scale;
    }
    for (let i = 0; i < n; i++) {
      const factor = left[i * n + column];
      if (i === column || factor === 0) continue;
      for (let j = column; j < n; j++) left[i * n + j] -= factor * left[column * n + j];
      for (let j = 0; j < n; j++) right[i * n + j] -= factor * right[column * n + j];
    }
  }
  const dtype = isFloat(a.dtype) ? a.dtype : 'float64';
  const data = allocateShared(dtype, n * n);
  data.set(right);
  return NDArray.owning({ dtype, shape: [n, n], data });
}

function swapRows(matrix: Float64Array, n: number, i: number, j: number): void {
  if (i === j) return;
  const row = matrix.slice(i * n, (i + 1) * n);
  matrix.copyWithin(i * n, j * n, (j + 1) * n);
  matrix.set(row, j * n);
}

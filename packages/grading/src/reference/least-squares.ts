// The closed form of linear regression through a Householder QR factorisation of X. Its error grows with the
// condition of X, that of (XᵀX)⁻¹XᵀY with its square, so this is the truth that the latter is judged by.
// Golub and Van Loan, Matrix Computations, 4th edition, algorithms 5.2.1 and 5.3.2.

export interface LeastSquares {
  /** argmin over w of ‖Xw − y‖, [columns]. @param y [rows] */
  solve(y: ArrayLike<number>): Float64Array;
}

/**
 * @param inputs X, rows × columns, row-major, rows ≥ columns
 * @throws RangeError if X has fewer rows than columns or dependent columns: there is no single best w then
 */
export function factorLeastSquares(inputs: Float64Array, rows: number, columns: number): LeastSquares {
  if (rows < columns)
    throw new RangeError(`the closed form needs at least ${columns} rows, there are ${rows}`);
  // Column-major, so that every inner loop walks memory in order.
  const a = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i += 1)
    for (let j = 0; j < columns; j += 1) a[j * rows + i] = inputs[i * columns + j];
  const diagonal = new Float64Array(columns);
  const beta = new Float64Array(columns);
  let largest = 0;
  for (let k = 0; k < columns; k += 1) {
    const v = a.subarray(k * rows + k, (k + 1) * rows);
    let squares = 0;
    for (let i = 0; i < v.length; i += 1) squares += v[i] * v[i];
    const length = Math.sqrt(squares);
    largest = Math.max(largest, length);
    if (!(length > largest * 1e-13))
      throw new RangeError(`column ${k + 1} of X depends on the columns before it`);
    const alpha = v[0] > 0 ? -length : length;
    diagonal[k] = alpha;
    v[0] -= alpha;
    // 2 / vᵀv, where vᵀv = 2(‖x‖² − αx₀)
    beta[k] = 1 / (squares - alpha * (v[0] + alpha));
    for (let j = k + 1; j < columns; j += 1) reflect(v, beta[k], a.subarray(j * rows + k, (j + 1) * rows));
  }
  return {
    solve(y) {
      const b = Float64Array.from({ length: rows }, (_, i) => y[i]);
      for (let k = 0; k < columns; k += 1)
        reflect(a.subarray(k * rows + k, (k + 1) * rows), beta[k], b.subarray(k));
      const w = new Float64Array(columns);
      for (let k = columns - 1; k >= 0; k -= 1) {
        let sum = b[k];
        for (let j = k + 1; j < columns; j += 1) sum -= a[j * rows + k] * w[j];
        w[k] = sum / diagonal[k];
      }
      return w;
    },
  };
}

/** b ← (I − β v vᵀ) b */
function reflect(v: Float64Array, beta: number, b: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < v.length; i += 1) sum += v[i] * b[i];
  sum *= beta;
  for (let i = 0; i < v.length; i += 1) b[i] -= sum * v[i];
}

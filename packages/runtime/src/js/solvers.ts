// Kernels that solve linear systems and least squares, and determinants; on stacks of matrices, in float64.
import { boolAttr, type TensorValue, type TypedArray } from '@residual/graph';
import { invalidArgument } from '../run-error.ts';
import { solveLeastSquares } from './least-squares.ts';
import { allocate, countOf, tensor, type Kernel } from './kernel.ts';
import { matrixAt } from './layout.ts';
import {
  determinant,
  factorise,
  logDeterminant,
  requireInvertible,
  solveInPlace,
  subtractRow,
} from './lu.ts';

function requireSquare(value: TensorValue): number {
  const [rows, columns] = value.shape.slice(-2);
  if (value.shape.length < 2)
    throw invalidArgument(`Input tensor 0 must have rank >= 2, got ${value.shape.length}`);
  if (rows !== columns) throw invalidArgument(`Input matrix must be square.`);
  return rows;
}

/** How many matrices a stack holds. */
const stacksOf = ({ shape }: TensorValue): number => countOf(shape.slice(0, -2));

/** For each pair of matrix and right-hand side (n × columns, in float64), what `one` makes of it, in place. */
function eachSystem(
  matrix: TensorValue,
  rhs: TensorValue,
  one: (matrix: TypedArray, rhs: Float64Array, n: number, columns: number) => void,
): readonly TensorValue[] {
  const n = requireSquare(matrix);
  if (rhs.shape.at(-2) !== n || stacksOf(rhs) !== stacksOf(matrix))
    throw invalidArgument('Input matrix and rhs are incompatible.');
  const columns = rhs.shape.at(-1)!;
  const out = allocate(matrix.dtype, rhs.data.length);
  for (let s = 0; s < stacksOf(matrix); s++) {
    const solution = Float64Array.from(matrixAt(rhs.data, s, n * columns));
    one(matrixAt(matrix.data, s, n * n), solution, n, columns);
    out.set(solution, s * n * columns);
  }
  return [tensor(matrix.dtype, rhs.shape, out)];
}

const solve =
  (what: string): Kernel =>
  ([matrix, rhs], { attrs }) =>
    eachSystem(matrix, rhs, (a, b, n, columns) => {
      const factors = factorise(a, n, boolAttr(attrs, 'adjoint'));
      requireInvertible(factors, what);
      solveInPlace(factors, b, columns);
    });

const divideIdentity = solve('Input');

const inverse: Kernel = ([input], call) => {
  const n = requireSquare(input);
  const identity = allocate(input.dtype, input.data.length);
  for (let at = 0; at < identity.length; at += n * n)
    for (let i = 0; i < n; i++) identity[at + i * n + i] = 1;
  return divideIdentity([input, tensor(input.dtype, input.shape, identity)], call);
};

const triangularSolve: Kernel = ([matrix, rhs], { attrs }) => {
  const adjoint = boolAttr(attrs, 'adjoint');
  const forward = boolAttr(attrs, 'lower') !== adjoint;
  return eachSystem(matrix, rhs, (a, b, n, columns) => {
    const at = (i: number, j: number): number => (adjoint ? a[j * n + i] : a[i * n + j]);
    for (let step = 0; step < n; step++) {
      const i = forward ? step : n - 1 - step;
      if (at(i, i) === 0) throw invalidArgument('Input matrix is not invertible.');
      for (let done = 0; done < step; done++) {
        const k = forward ? done : n - 1 - done;
        subtractRow(b, columns, i, k, at(i, k));
      }
      for (let j = 0; j < columns; j++) b[i * columns + j] /= at(i, i);
    }
  });
};

const determinants =
  (outputs: (matrix: TypedArray, n: number) => readonly number[]): Kernel =>
  ([input]) => {
    const n = requireSquare(input);
    const shape = input.shape.slice(0, -2);
    const results = Array.from({ length: countOf(shape) }, (_, s) =>
      outputs(matrixAt(input.data, s, n * n), n),
    );
    const width = outputs(new Float64Array(0), 0).length;
    return Array.from({ length: width }, (_, k) => {
      const out = allocate(input.dtype, results.length);
      results.forEach((result, s) => (out[s] = result[k]));
      return tensor(input.dtype, shape, out);
    });
  };

const leastSquares: Kernel = ([matrix, rhs, regularizer], { attrs }) => {
  const [m, n] = matrix.shape.slice(-2);
  if (rhs.shape.at(-2) !== m || stacksOf(rhs) !== stacksOf(matrix))
    throw invalidArgument('Input matrix and rhs are incompatible.');
  if (regularizer.data[0] < 0) throw invalidArgument('l2_regularizer must be >= 0.');
  const columns = rhs.shape.at(-1)!;
  const shape = [...matrix.shape.slice(0, -2), n, columns];
  const out = allocate(matrix.dtype, countOf(shape));
  for (let s = 0; s < stacksOf(matrix); s++)
    out.set(
      solveLeastSquares(
        { data: matrixAt(matrix.data, s, m * n), m, n },
        { data: matrixAt(rhs.data, s, m * columns), columns },
        { l2: regularizer.data[0], fast: boolAttr(attrs, 'fast') },
      ),
      s * n * columns,
    );
  return [tensor(matrix.dtype, shape, out)];
};

export const solvers = {
  MatrixInverse: inverse,
  MatrixSolve: solve('Input matrix'),
  MatrixTriangularSolve: triangularSolve,
  MatrixSolveLs: leastSquares,
  MatrixDeterminant: determinants((matrix, n) => [determinant(factorise(matrix, n, false))]),
  LogMatrixDeterminant: determinants((matrix, n) => {
    const { sign, log } = logDeterminant(factorise(matrix, n, false));
    return [sign, log];
  }),
} satisfies Record<string, Kernel>;

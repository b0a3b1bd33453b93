// tf's linear algebra. All but matmul's plain form work on stacks of matrices: their last two axes.
import type { TensorLike } from '../convert.ts';
import type { Tensor } from '../graph.ts';
import * as diagonals from '../ops/diagonals.ts';
import * as solvers from '../ops/linear-algebra.ts';
import { norm, type NormOptions } from '../ops/clipping.ts';
import {
  cross,
  matmul,
  matrixTranspose,
  matvec,
  tensordot,
  type MatMulOptions,
  type TensordotAxes,
} from '../ops/matrices.ts';
import { optionsOf, type Context, type NameOr } from './context.ts';

type Named = NameOr<object>;
type OneMatrix = (x: TensorLike, name?: Named) => Tensor;
type Adjoint = NameOr<{ readonly adjoint?: boolean }>;

export function linearAlgebraApi(context: Context) {
  const one =
    (build: (graph: Tensor['graph'], x: TensorLike, name: string | null) => Tensor): OneMatrix =>
    (x, name) =>
      build(context.graphOf(x), x, optionsOf(name).name);

  const flat = {
    /** Matrix product; `transposeA` and `transposeB` transpose an operand first. */
    matmul: (a: TensorLike, b: TensorLike, options?: NameOr<Omit<MatMulOptions, 'name'>>): Tensor =>
      matmul(context.graphOf(a, b), a, b, optionsOf(options)),
    /** Sum of products along the last n axes of `a` and the first n of `b`, or along pairs of axes. */
    tensordot: (a: TensorLike, b: TensorLike, axes: TensordotAxes, name?: Named): Tensor =>
      tensordot(context.graphOf(a, b), a, b, axes, optionsOf(name).name),
    cross: (a: TensorLike, b: TensorLike, name?: Named): Tensor =>
      cross(context.graphOf(a, b), a, b, optionsOf(name).name),
    /** The last two axes swapped. */
    matrixTranspose: one(matrixTranspose),
    /** A tensor of twice the rank with the values of x on its diagonal. */
    diag: one(diagonals.diag),
    diagPart: one(diagonals.diagPart),
    matrixDiag: one(diagonals.matrixDiag),
    matrixDiagPart: one(diagonals.matrixDiagPart),
    matrixSetDiag: (x: TensorLike, diagonal: TensorLike, name?: Named): Tensor =>
      diagonals.matrixSetDiag(context.graphOf(x, diagonal), x, diagonal, optionsOf(name).name),
    /** Zero but for some diagonals below and above the main one; a negative number keeps all of that side. */
    matrixBandPart: (x: TensorLike, numLower: TensorLike, numUpper: TensorLike, name?: Named): Tensor =>
      diagonals.matrixBandPart(
        context.graphOf(x, numLower, numUpper),
        x,
        numLower,
        numUpper,
        optionsOf(name).name,
      ),
    /** Identity matrices. */
    eye: (numRows: number | Tensor, options?: NameOr<Omit<diagonals.EyeOptions, 'name'>>): Tensor => {
      const settings = optionsOf(options);
      return diagonals.eye(context.graphOf(numRows, settings.batchShape), numRows, settings);
    },
    trace: one(diagonals.trace),
    /** Size of vectors or matrices: Euclidean if `ord` says nothing else. */
    norm: (x: TensorLike, options?: NameOr<Omit<NormOptions, 'name'>>): Tensor =>
      norm(context.graphOf(x), x, optionsOf(options)),
    matrixInverse: (x: TensorLike, options?: Adjoint): Tensor => {
      const { adjoint, name } = optionsOf(options);
      return solvers.matrixInverse(context.graphOf(x), x, adjoint, name);
    },
    /** The x with matrix · x = rhs. */
    matrixSolve: (matrix: TensorLike, rhs: TensorLike, options?: Adjoint): Tensor => {
      const { adjoint, name } = optionsOf(options);
      return solvers.matrixSolve(context.graphOf(matrix, rhs), matrix, rhs, adjoint, name);
    },
    /** The same for a lower (or upper) triangular matrix. */
    matrixTriangularSolve: (
      matrix: TensorLike,
      rhs: TensorLike,
      options?: NameOr<Omit<solvers.TriangularOptions, 'name'>>,
    ): Tensor => solvers.matrixTriangularSolve(context.graphOf(matrix, rhs), matrix, rhs, optionsOf(options)),
    /** The x that makes ‖matrix · x − rhs‖² + l2Regularizer · ‖x‖² smallest. */
    matrixSolveLs: (
      matrix: TensorLike,
      rhs: TensorLike,
      options?: NameOr<Omit<solvers.LeastSquaresOptions, 'name'>>,
    ): Tensor => solvers.matrixSolveLs(context.graphOf(matrix, rhs), matrix, rhs, optionsOf(options)),
    matrixDeterminant: one(solvers.matrixDeterminant),
    /** Lower triangular L with L · Lᵀ = x, for a symmetric positive definite x. */
    cholesky: one(solvers.cholesky),
    /** The x with chol · cholᵀ · x = rhs. */
    choleskySolve: (chol: TensorLike, rhs: TensorLike, name?: Named): Tensor =>
      solvers.choleskySolve(context.graphOf(chol, rhs), chol, rhs, optionsOf(name).name),
    /** [q, r] with q · r = x. */
    qr: (x: TensorLike, options?: NameOr<{ readonly fullMatrices?: boolean }>): readonly [Tensor, Tensor] => {
      const { fullMatrices = false, name } = optionsOf(options);
      return solvers.qr(context.graphOf(x), x, fullMatrices, name);
    },
    /** [s, u, v] with u · diag(s) · vᵀ = x; without `computeUv` only s counts. */
    svd: (
      x: TensorLike,
      options?: NameOr<Omit<solvers.SvdOptions, 'name'>>,
    ): readonly [s: Tensor, u: Tensor, v: Tensor] => solvers.svd(context.graphOf(x), x, optionsOf(options)),
    /** [eigenvalues, eigenvectors as columns] of a symmetric x. */
    selfAdjointEig: (x: TensorLike, name?: Named): readonly [e: Tensor, v: Tensor] =>
      solvers.selfAdjointEig(context.graphOf(x), x, true, optionsOf(name).name),
    selfAdjointEigvals: (x: TensorLike, name?: Named): Tensor =>
      solvers.selfAdjointEig(context.graphOf(x), x, false, optionsOf(name).name)[0],
  };

  return {
    ...flat,
    /** The same under the names that TensorFlow has given them since. */
    linalg: {
      ...flat,
      matvec: (a: TensorLike, b: TensorLike, options?: NameOr<{ readonly transposeA?: boolean }>): Tensor =>
        matvec(context.graphOf(a, b), a, b, optionsOf(options)),
      inv: flat.matrixInverse,
      solve: flat.matrixSolve,
      triangularSolve: flat.matrixTriangularSolve,
      lstsq: flat.matrixSolveLs,
      det: flat.matrixDeterminant,
      bandPart: flat.matrixBandPart,
      eigh: flat.selfAdjointEig,
      eigvalsh: flat.selfAdjointEigvals,
      tensorDiag: flat.diag,
      /** [sign, log |determinant|] */
      slogdet: (x: TensorLike, name?: Named): readonly [sign: Tensor, log: Tensor] =>
        solvers.logMatrixDeterminant(context.graphOf(x), x, optionsOf(name).name),
    },
  };
}

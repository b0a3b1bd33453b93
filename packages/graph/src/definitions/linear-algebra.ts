// Matrix products, solvers and decompositions. All but MatMul work on stacks of matrices: their last two axes.
import { boolAttr } from '../attributes.ts';
import { FLOATS, NUMBERS } from '../dtypes.ts';
import type { Shape } from '../graphdef.ts';
import type { NodeInfo, OpDef } from '../op-definition.ts';
import {
  mergeDims,
  mergeShapes,
  requireAtLeastRank,
  requireDim,
  requireRank,
  ShapeError,
  UNKNOWN,
} from '../shapes.ts';

/** Determinants take float32 first, solvers and decompositions float64: messages list them so. */
const DOUBLE_FIRST = FLOATS.toReversed();

function square(shape: Shape): Shape {
  requireAtLeastRank(shape, 2);
  if (shape === null) return null;
  const n = mergeDims(shape[shape.length - 2], shape[shape.length - 1]);
  return [...shape.slice(0, -2), n, n];
}

/** Of a square matrix: one number. */
function withoutMatrix(shape: Shape): Shape {
  requireAtLeastRank(shape, 2);
  if (shape === null) return null;
  mergeDims(shape[shape.length - 1], shape[shape.length - 2]);
  return shape.slice(0, -2);
}

const squareToSquare = ({ inputs }: NodeInfo): readonly Shape[] => [square(inputs[0].shape)];

const shorter = (rows: number, columns: number): number =>
  rows === UNKNOWN || columns === UNKNOWN ? UNKNOWN : Math.min(rows, columns);

/** Shape of X in matrix · X = rhs. */
function solution({ inputs: [matrix, rhs] }: NodeInfo): readonly Shape[] {
  const a = square(matrix.shape);
  const b = requireAtLeastRank(rhs.shape, 2);
  if (a === null || b === null) return [null];
  const batch = mergeShapes(a.slice(0, -2), b.slice(0, -2));
  const n = mergeDims(a[a.length - 1], b[b.length - 2]);
  return [[...batch!, n, b[b.length - 1]]];
}

/** Stack, rows, columns and the shorter of both. */
function parts(shape: Shape): { batch: readonly number[]; m: number; n: number; p: number } | null {
  requireAtLeastRank(shape, 2);
  if (shape === null) return null;
  const [m, n] = shape.slice(-2);
  return { batch: shape.slice(0, -2), m, n, p: shorter(m, n) };
}

export const linearAlgebra = {
  MatMul: {
    inputs: { a: 'T', b: 'T' },
    outputs: ['T'],
    types: { T: NUMBERS },
    attrs: { transpose_a: 'bool', transpose_b: 'bool' },
    shapes: ({ inputs, attrs }) => {
      const a = requireRank(inputs[0].shape, 2);
      const b = requireRank(inputs[1].shape, 2);
      const [rows, inner] = boolAttr(attrs, 'transpose_a') ? [a[1], a[0]] : a;
      const [other, columns] = boolAttr(attrs, 'transpose_b') ? [b[1], b[0]] : b;
      mergeDims(inner, other);
      return [[rows, columns]];
    },
  },
  /** Product of each pair of matrices in two stacks of the same leading shape. */
  BatchMatMul: {
    inputs: { x: 'T', y: 'T' },
    outputs: ['T'],
    types: { T: NUMBERS },
    attrs: { adj_x: 'bool', adj_y: 'bool' },
    shapes: ({ inputs, attrs }) => {
      const x = requireAtLeastRank(inputs[0].shape, 2);
      const y = requireAtLeastRank(inputs[1].shape, 2);
      if (x === null || y === null) return [null];
      const batch = mergeShapes(x.slice(0, -2), y.slice(0, -2));
      const [rows, inner] = boolAttr(attrs, 'adj_x') ? x.slice(-2).toReversed() : x.slice(-2);
      const [other, columns] = boolAttr(attrs, 'adj_y') ? y.slice(-2).toReversed() : y.slice(-2);
      mergeDims(inner, other);
      return [batch === null ? null : [...batch, rows, columns]];
    },
  },
  /** Cross product of the vectors along the last axis, of length 3. */
  Cross: {
    inputs: { a: 'T', b: 'T' },
    outputs: ['T'],
    types: { T: NUMBERS },
    shapes: ({ inputs: [a, b] }) => {
      const shape = mergeShapes(requireAtLeastRank(a.shape, 1), requireAtLeastRank(b.shape, 1));
      if (shape !== null) requireDim(shape[shape.length - 1], 3);
      return [shape];
    },
  },
  MatrixInverse: {
    inputs: { input: 'T' },
    outputs: ['T'],
    types: { T: DOUBLE_FIRST },
    attrs: { adjoint: 'bool' },
    shapes: squareToSquare,
  },
  /** X with matrix · X = rhs. */
  MatrixSolve: {
    inputs: { matrix: 'T', rhs: 'T' },
    outputs: ['T'],
    types: { T: DOUBLE_FIRST },
    attrs: { adjoint: 'bool' },
    shapes: solution,
  },
  /** The same for a matrix of which only the lower (upper) triangle counts. */
  MatrixTriangularSolve: {
    inputs: { matrix: 'T', rhs: 'T' },
    outputs: ['T'],
    types: { T: DOUBLE_FIRST },
    attrs: { lower: 'bool', adjoint: 'bool' },
    shapes: solution,
  },
  /** X that makes ‖matrix · X − rhs‖² + l2_regularizer · ‖X‖² smallest. */
  MatrixSolveLs: {
    inputs: { matrix: 'T', rhs: 'T', l2_regularizer: 'float64' },
    outputs: ['T'],
    types: { T: DOUBLE_FIRST },
    attrs: { fast: 'bool' },
    shapes: ({ inputs: [matrix, rhs, regularizer] }) => {
      requireRank(regularizer.shape, 0);
      const a = requireAtLeastRank(matrix.shape, 2);
      const b = requireAtLeastRank(rhs.shape, 2);
      if (a === null || b === null) return [null];
      const batch = mergeShapes(a.slice(0, -2), b.slice(0, -2));
      mergeDims(a[a.length - 2], b[b.length - 2]);
      return [[...batch!, a[a.length - 1], b[b.length - 1]]];
    },
  },
  MatrixDeterminant: {
    inputs: { input: 'T' },
    outputs: ['T'],
    types: { T: FLOATS },
    shapes: ({ inputs }) => [withoutMatrix(inputs[0].shape)],
  },
  /** Sign, and logarithm of the absolute value. */
  LogMatrixDeterminant: {
    inputs: { input: 'T' },
    outputs: ['T', 'T'],
    types: { T: FLOATS },
    shapes: ({ inputs }) => {
      const batch = withoutMatrix(inputs[0].shape);
      return [batch, batch];
    },
  },
  /** Lower triangular L with L · Lᵀ = input, which must be symmetric and positive definite. */
  Cholesky: { inputs: { input: 'T' }, outputs: ['T'], types: { T: DOUBLE_FIRST }, shapes: squareToSquare },
  /** q · r = input, q with orthonormal columns, r upper triangular. */
  Qr: {
    inputs: { input: 'T' },
    outputs: ['T', 'T'],
    types: { T: DOUBLE_FIRST },
    attrs: { full_matrices: 'bool' },
    shapes: ({ inputs, attrs }) => {
      const known = parts(inputs[0].shape);
      if (known === null) return [null, null];
      const { batch, m, n, p } = known;
      return boolAttr(attrs, 'full_matrices')
        ? [
            [...batch, m, m],
            [...batch, m, n],
          ]
        : [
            [...batch, m, p],
            [...batch, p, n],
          ];
    },
  },
  /** s, u, v with u · diag(s) · vᵀ = input; s sorted, largest first. Without compute_uv u and v are empty. */
  Svd: {
    inputs: { input: 'T' },
    outputs: ['T', 'T', 'T'],
    types: { T: DOUBLE_FIRST },
    attrs: { compute_uv: 'bool', full_matrices: 'bool' },
    shapes: ({ inputs, attrs }) => {
      const known = parts(inputs[0].shape);
      if (known === null) return boolAttr(attrs, 'compute_uv') ? [null, null, null] : [null, [0], [0]];
      const { batch, m, n, p } = known;
      const values = [...batch, p];
      if (!boolAttr(attrs, 'compute_uv')) return [values, [0], [0]];
      return boolAttr(attrs, 'full_matrices')
        ? [values, [...batch, m, m], [...batch, n, n]]
        : [values, [...batch, m, p], [...batch, n, p]];
    },
  },
  /** Eigenvalues, smallest first, and eigenvectors (columns) of symmetric matrices; reads the lower triangle. */
  SelfAdjointEigV2: {
    inputs: { input: 'T' },
    outputs: ['T', 'T'],
    types: { T: DOUBLE_FIRST },
    attrs: { compute_v: 'bool' },
    shapes: ({ inputs, attrs }) => {
      const shape = square(inputs[0].shape);
      const vectors = boolAttr(attrs, 'compute_v') ? shape : [0];
      if (shape === null) return [null, vectors];
      if (shape.length < 2) throw new ShapeError('Shape must be at least rank 2');
      return [shape.slice(0, -1), vectors];
    },
  },
} satisfies Record<string, OpDef>;

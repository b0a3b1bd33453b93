// Matrix products and solvers.
import { boolAttr } from '../attributes.ts';
import { FLOATS, NUMBERS } from '../dtypes.ts';
import type { Shape } from '../graphdef.ts';
import type { OpDef } from '../op-definition.ts';
import { mergeDims, mergeShapes, requireAtLeastRank, requireRank } from '../shapes.ts';

function square(shape: Shape): Shape {
  requireAtLeastRank(shape, 2);
  if (shape === null) return null;
  const n = mergeDims(shape[shape.length - 2], shape[shape.length - 1]);
  return [...shape.slice(0, -2), n, n];
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
  MatrixInverse: {
    inputs: { input: 'T' },
    outputs: ['T'],
    types: { T: FLOATS },
    attrs: { adjoint: 'bool' },
    shapes: ({ inputs }) => [square(inputs[0].shape)],
  },
  /** X with matrix · X = rhs. */
  MatrixSolve: {
    inputs: { matrix: 'T', rhs: 'T' },
    outputs: ['T'],
    types: { T: FLOATS },
    attrs: { adjoint: 'bool' },
    shapes: ({ inputs }) => {
      const matrix = square(inputs[0].shape);
      const rhs = requireAtLeastRank(inputs[1].shape, 2);
      if (matrix === null || rhs === null) return [null];
      const n = mergeDims(matrix[matrix.length - 1], rhs[rhs.length - 2]);
      return [[...matrix.slice(0, -2), n, rhs[rhs.length - 1]]];
    },
  },
} satisfies Record<string, OpDef>;

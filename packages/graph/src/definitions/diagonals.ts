// Ops about the diagonals of matrices and of stacks of them.
import { ANY, INTS, NUMBERS } from '../dtypes.ts';
import type { OpDef } from '../op-definition.ts';
import { mergeDims, mergeShapes, requireAtLeastRank, requireRank, ShapeError, UNKNOWN } from '../shapes.ts';

const shorter = (rows: number, columns: number): number =>
  rows === UNKNOWN || columns === UNKNOWN ? UNKNOWN : Math.min(rows, columns);

export const diagonals = {
  /** A tensor of twice the rank with the values on its diagonal. */
  Diag: {
    inputs: { diagonal: 'T' },
    outputs: ['T'],
    types: { T: NUMBERS },
    shapes: ({ inputs }) => {
      const shape = requireAtLeastRank(inputs[0].shape, 1);
      return [shape === null ? null : [...shape, ...shape]];
    },
  },
  DiagPart: {
    inputs: { input: 'T' },
    outputs: ['T'],
    types: { T: NUMBERS },
    shapes: ({ inputs }) => {
      const { shape } = inputs[0];
      if (shape === null) return [null];
      if (shape.length === 0 || shape.length % 2 !== 0)
        throw new ShapeError(`Input must have even and non-zero rank, input rank is ${shape.length}`);
      const half = shape.length / 2;
      return [shape.slice(0, half).map((d, i) => mergeDims(d, shape[half + i]))];
    },
  },
  MatrixDiag: {
    inputs: { diagonal: 'T' },
    outputs: ['T'],
    types: { T: ANY },
    shapes: ({ inputs }) => {
      const shape = requireAtLeastRank(inputs[0].shape, 1);
      return [shape === null ? null : [...shape, shape[shape.length - 1]]];
    },
  },
  MatrixDiagPart: {
    inputs: { input: 'T' },
    outputs: ['T'],
    types: { T: ANY },
    shapes: ({ inputs }) => {
      const shape = requireAtLeastRank(inputs[0].shape, 2);
      if (shape === null) return [null];
      const [rows, columns] = shape.slice(-2);
      return [[...shape.slice(0, -2), shorter(rows, columns)]];
    },
  },
  /** The input with another diagonal. */
  MatrixSetDiag: {
    inputs: { input: 'T', diagonal: 'T' },
    outputs: ['T'],
    types: { T: ANY },
    shapes: ({ inputs }) => {
      const shape = requireAtLeastRank(inputs[0].shape, 2);
      const diagonal = requireAtLeastRank(inputs[1].shape, 1);
      if (shape === null || diagonal === null) return [shape];
      requireRank(diagonal, shape.length - 1);
      const [rows, columns] = shape.slice(-2);
      mergeDims(shorter(rows, columns), diagonal[diagonal.length - 1]);
      const batch = mergeShapes(shape.slice(0, -2), diagonal.slice(0, -1));
      return [[...batch!, rows, columns]];
    },
  },
  /** Zero but for `num_lower` diagonals below and `num_upper` above the main one; negative keeps all. */
  MatrixBandPart: {
    inputs: { input: 'T', num_lower: 'Tindex', num_upper: 'Tindex' },
    outputs: ['T'],
    types: { T: ANY, Tindex: INTS },
    shapes: ({ inputs }) => {
      requireRank(inputs[1].shape, 0);
      requireRank(inputs[2].shape, 0);
      return [requireAtLeastRank(inputs[0].shape, 2)];
    },
  },
} satisfies Record<string, OpDef>;

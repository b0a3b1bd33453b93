// Ops that fold axes away.
import { boolAttr } from '../attributes.ts';
import { INTS, NUMBERS } from '../dtypes.ts';
import type { Shape } from '../graphdef.ts';
import type { NodeInfo, OpDef } from '../op-definition.ts';
import { mergeInContext, ShapeError, unknownOfRank } from '../shapes.ts';
import { constantInts, sameAsInput } from './rules.ts';

function reduced({ inputs, attrs }: NodeInfo): readonly Shape[] {
  const { shape } = inputs[0];
  const keep = boolAttr(attrs, 'keep_dims');
  const axes = constantInts(inputs[1]);
  if (shape === null) return [null];
  if (axes === undefined) return [keep ? unknownOfRank(shape.length) : null];
  const folded = new Set(
    axes.map((axis) => {
      if (axis < -shape.length || axis >= shape.length)
        throw new ShapeError(
          `Invalid reduction dimension ${axis} for input with ${shape.length} dimensions.`,
        );
      return axis < 0 ? axis + shape.length : axis;
    }),
  );
  return [keep ? shape.map((d, i) => (folded.has(i) ? 1 : d)) : shape.filter((_, i) => !folded.has(i))];
}

const reduction = {
  inputs: { input: 'T', reduction_indices: 'Tidx' },
  outputs: ['T'],
  types: { T: NUMBERS, Tidx: INTS },
  attrs: { keep_dims: 'bool' },
  shapes: reduced,
} satisfies OpDef;

const logicalReduction = {
  inputs: { input: 'bool', reduction_indices: 'Tidx' },
  outputs: ['bool'],
  types: { Tidx: INTS },
  attrs: { keep_dims: 'bool' },
  shapes: reduced,
} satisfies OpDef;

const argument = {
  inputs: { input: 'T', dimension: 'Tidx' },
  outputs: ['output_type'],
  types: { T: NUMBERS, Tidx: INTS, output_type: INTS },
  shapes: ({ inputs }) => {
    const { shape } = inputs[0];
    const axis = constantInts(inputs[1])?.[0];
    if (shape === null) return [null];
    if (shape.length <= 1) return [[]];
    if (axis === undefined) return [unknownOfRank(shape.length - 1)];
    if (axis < -shape.length || axis >= shape.length)
      throw new ShapeError(
        `Dimension (${axis}) must be in the range [${-shape.length}, ${shape.length}), ` +
          `where ${shape.length} is the number of dimensions in the input.`,
      );
    const at = axis < 0 ? axis + shape.length : axis;
    return [shape.filter((_, i) => i !== at)];
  },
} satisfies OpDef;

/** Running totals along an axis; `exclusive` leaves each value itself out, `reverse` runs from the end. */
const running = {
  inputs: { x: 'T', axis: 'Tidx' },
  outputs: ['T'],
  types: { T: NUMBERS, Tidx: INTS },
  attrs: { exclusive: 'bool', reverse: 'bool' },
  shapes: sameAsInput,
} satisfies OpDef;

export const reductions = {
  Cumsum: running,
  Cumprod: running,
  Sum: reduction,
  Mean: reduction,
  Prod: reduction,
  /** √Σ x² */
  EuclideanNorm: reduction,
  Max: reduction,
  Min: reduction,
  All: logicalReduction,
  Any: logicalReduction,
  ArgMax: argument,
  ArgMin: argument,
  AddN: {
    inputs: { inputs: 'N*T' },
    outputs: ['T'],
    types: { T: NUMBERS },
    attrs: { N: 'int' },
    shapes: ({ inputs }) => {
      let merged = inputs.at(-1)?.shape ?? null;
      for (let i = inputs.length - 2; i >= 0; i--)
        merged = mergeInContext(inputs[i].shape, merged, `From merging shape ${i} with other shapes.`);
      return [merged];
    },
  },
} satisfies Record<string, OpDef>;

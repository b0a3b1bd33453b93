// Ops that put values around a tensor, turn it round, or fill a line.
import { ANY, FLOATS, INTS } from '../dtypes.ts';
import type { NodeInfo, OpDef } from '../op-definition.ts';
import type { Shape } from '../graphdef.ts';
import { mergeDims, requireRank, ShapeError, UNKNOWN, unknownOfRank } from '../shapes.ts';
import { constantInt, constantInts, requireAxis } from './rules.ts';

/** `sign` 1 adds the paddings, −1 takes them away. */
const padded =
  (sign: 1 | -1) =>
  ({ inputs }: NodeInfo): readonly Shape[] => {
    const { shape } = inputs[0];
    const [rows, columns] = requireRank(inputs[1].shape, 2);
    mergeDims(columns, 2);
    if (shape !== null && rows !== UNKNOWN && rows !== shape.length)
      throw new ShapeError(`Shape must be rank ${rows} but is rank ${shape.length}`);
    const rank = shape?.length ?? rows;
    if (rank === UNKNOWN) return [null];
    const amounts = constantInts(inputs[1]);
    if (amounts === undefined || shape === null) return [unknownOfRank(rank)];
    return [
      shape.map((d, axis) => {
        const [before, after] = [amounts[2 * axis], amounts[2 * axis + 1]];
        if (before < 0 || after < 0) throw new ShapeError('Paddings must be non-negative');
        return d === UNKNOWN ? UNKNOWN : d + sign * (before + after);
      }),
    ];
  };

const PADDINGS = { input: 'T', paddings: 'Tpaddings' } as const;
const TYPES = { T: ANY, Tpaddings: INTS } as const;

export const padding = {
  /** With zeros: paddings holds the number before and after, one row per axis. */
  Pad: { inputs: PADDINGS, outputs: ['T'], types: TYPES, shapes: padded(1) },
  PadV2: {
    inputs: { ...PADDINGS, constant_values: 'T' },
    outputs: ['T'],
    types: TYPES,
    shapes: (node) => {
      requireRank(node.inputs[2].shape, 0);
      return padded(1)(node);
    },
  },
  /** With the values mirrored at the edge; `mode` REFLECT leaves the edge itself out, SYMMETRIC repeats it. */
  MirrorPad: { inputs: PADDINGS, outputs: ['T'], types: TYPES, attrs: { mode: 'string' }, shapes: padded(1) },
  MirrorPadGrad: {
    inputs: PADDINGS,
    outputs: ['T'],
    types: TYPES,
    attrs: { mode: 'string' },
    shapes: padded(-1),
  },
  /** Turned round along the given axes. */
  ReverseV2: {
    inputs: { tensor: 'T', axis: 'Tidx' },
    outputs: ['T'],
    types: { T: ANY, Tidx: INTS },
    shapes: ({ inputs }) => {
      const { shape } = inputs[0];
      requireRank(inputs[1].shape, 1);
      const axes = constantInts(inputs[1]);
      if (shape !== null && axes !== undefined) {
        const seen = new Set<number>();
        for (const [i, axis] of axes.entries()) {
          const at = requireReversible(axis, i, shape.length);
          if (seen.has(at)) throw new ShapeError(`axis ${at} specified more than once.`);
          seen.add(at);
        }
      }
      return [shape];
    },
  },
  /** num values from start to stop, both included, equally far apart. */
  LinSpace: {
    inputs: { start: 'T', stop: 'T', num: 'Tidx' },
    outputs: ['T'],
    types: { T: FLOATS, Tidx: INTS },
    shapes: ({ inputs }) => {
      for (const input of inputs) requireRank(input.shape, 0);
      const num = constantInt(inputs[2]);
      if (num !== undefined && num <= 0) throw new ShapeError(`Requires num > 0: ${num}`);
      return [[num ?? UNKNOWN]];
    },
  },
} satisfies Record<string, OpDef>;

function requireReversible(axis: number, i: number, rank: number): number {
  if (axis < -rank || axis >= rank)
    // Without its final bracket, as TensorFlow writes it.
    throw new ShapeError(`'axis'[${i}] = ${axis} is out of valid range [0, ${rank - 1}`);
  return requireAxis(axis, rank);
}

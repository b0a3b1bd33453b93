// Ops that join tensors, or part one into several.
import { intAttr } from '../attributes.ts';
import { ANY, INTS } from '../dtypes.ts';
import type { Shape } from '../graphdef.ts';
import type { InputInfo, OpDef } from '../op-definition.ts';
import {
  mergeDims,
  mergeInContext,
  mergeShapes,
  requireRank,
  ShapeError,
  UNKNOWN,
  unknownOfRank,
} from '../shapes.ts';
import { constantInt, constantInts } from './rules.ts';

function concatenated(parts: readonly InputInfo[], axisInput: InputInfo): Shape {
  requireRank(axisInput.shape, 0);
  const known = parts.map(({ shape }) => shape).filter((shape) => shape !== null);
  if (known.length === 0) return null;
  const rank = known[0].length;
  if (rank === 0) throw new ShapeError("Can't concatenate scalars (use tf.stack instead)");
  const axis = constantInt(axisInput);
  if (axis === undefined) {
    for (const shape of known) requireRank(shape, rank);
    return unknownOfRank(rank);
  }
  if (axis < -rank || axis >= rank)
    throw new ShapeError(`Shape must be at least rank ${axis < 0 ? -axis : axis + 1} but is rank ${rank}`);
  const at = axis < 0 ? axis + rank : axis;
  let total = known.length < parts.length ? UNKNOWN : 0;
  let rest: Shape = null;
  parts.forEach(({ shape }) => {
    if (shape === null) return;
    if (shape.length !== rank) throw new ShapeError(`Shape must be rank ${rank} but is rank ${shape.length}`);
    const others = shape.map((d, i) => (i === at ? UNKNOWN : d));
    try {
      rest = mergeShapes(rest, others);
    } catch (error) {
      if (!(error instanceof ShapeError) || rest === null) throw error;
      // In the words of the shapes without the axis.
      mergeShapes(without(rest, at), without(others, at));
    }
    total = total === UNKNOWN || shape[at] === UNKNOWN ? UNKNOWN : total + shape[at];
  });
  return rest === null ? null : (rest as readonly number[]).map((d, i) => (i === at ? total : d));
}

const without = (shape: readonly number[], axis: number): number[] => shape.filter((_, i) => i !== axis);

export const joining = {
  ConcatV2: {
    inputs: { values: 'N*T', axis: 'Tidx' },
    outputs: ['T'],
    types: { T: ANY, Tidx: INTS },
    attrs: { N: 'int' },
    shapes: ({ inputs }) => [concatenated(inputs.slice(0, -1), inputs[inputs.length - 1])],
  },
  /** Where each of several shapes begins in their concatenation. */
  ConcatOffset: {
    inputs: { concat_dim: 'int32', shape: 'N*int32' },
    outputs: ['N*int32'],
    attrs: { N: 'int' },
    shapes: ({ inputs }) => inputs.slice(1).map(({ shape }) => shape),
  },
  /** A new axis along which the inputs lie. */
  Pack: {
    inputs: { values: 'N*T' },
    outputs: ['T'],
    types: { T: ANY },
    attrs: { N: 'int', axis: 'int' },
    shapes: ({ inputs, attrs }) => {
      const axis = intAttr(attrs, 'axis');
      let shape = null as Shape;
      // Compared from the last to the first, as TensorFlow does.
      inputs.toReversed().forEach((input, i) => {
        const context = `From merging shape ${inputs.length - 1 - i} with other shapes.`;
        shape = mergeInContext(input.shape, shape, context);
      });
      if (shape === null) return [null];
      const rank = shape.length + 1;
      if (axis < -rank || axis >= rank)
        throw new ShapeError(`Invalid axis: ${axis}; must be in [${-rank},${rank})`);
      const at = axis < 0 ? axis + rank : axis;
      return [[...shape.slice(0, at), inputs.length, ...shape.slice(at)]];
    },
  },
  /** The parts along an axis, without that axis. */
  Unpack: {
    inputs: { value: 'T' },
    outputs: ['num*T'],
    types: { T: ANY },
    attrs: { num: 'int', axis: 'int' },
    shapes: ({ inputs, attrs }) => {
      const num = intAttr(attrs, 'num');
      const axis = intAttr(attrs, 'axis');
      const { shape } = inputs[0];
      if (shape === null) return Array.from({ length: num }, () => null);
      if (axis < -shape.length || axis >= shape.length)
        throw new ShapeError(`Invalid axis: ${axis}; must be in [${-shape.length},${shape.length})`);
      const at = axis < 0 ? axis + shape.length : axis;
      mergeDims(shape[at], num);
      return Array.from({ length: num }, () => without(shape, at));
    },
  },
  /** Equal parts along an axis. */
  Split: {
    inputs: { split_dim: 'int32', value: 'T' },
    outputs: ['num_split*T'],
    types: { T: ANY },
    attrs: { num_split: 'int' },
    shapes: ({ inputs, attrs }) => {
      const num = intAttr(attrs, 'num_split');
      const axis = constantInt(inputs[0]);
      const { shape } = inputs[1];
      const all = (part: Shape): Shape[] => Array.from({ length: num }, () => part);
      if (shape === null) return all(null);
      if (axis === undefined) return all(unknownOfRank(shape.length));
      requireSplitAxis(axis, shape.length);
      const at = axis < 0 ? axis + shape.length : axis;
      if (shape[at] !== UNKNOWN && shape[at] % num !== 0)
        throw new ShapeError(
          `Dimension size must be evenly divisible by ${num} but is ${shape[at]}\n\t` +
            'Number of ways to split should evenly divide the split dimension',
        );
      return all(shape.map((d, i) => (i !== at || d === UNKNOWN ? d : d / num)));
    },
  },
  /** Parts of given sizes along an axis; one size may be -1. */
  SplitV: {
    inputs: { value: 'T', size_splits: 'Tlen', split_dim: 'int32' },
    outputs: ['num_split*T'],
    types: { T: ANY, Tlen: INTS },
    attrs: { num_split: 'int' },
    shapes: ({ inputs, attrs }) => {
      const num = intAttr(attrs, 'num_split');
      const { shape } = inputs[0];
      const sizes = constantInts(inputs[1]);
      const axis = constantInt(inputs[2]);
      if (shape === null) return Array.from({ length: num }, () => null);
      if (axis === undefined) return Array.from({ length: num }, () => unknownOfRank(shape.length));
      requireSplitAxis(axis, shape.length);
      const at = axis < 0 ? axis + shape.length : axis;
      if (sizes === undefined)
        return Array.from({ length: num }, () => shape.map((d, i) => (i === at ? UNKNOWN : d)));
      const given = sizes.filter((d) => d >= 0).reduce((a, b) => a + b, 0);
      const open = sizes.filter((d) => d === -1).length;
      if (open > 1) throw new ShapeError('size_splits can only have one -1');
      if (shape[at] !== UNKNOWN && (open === 0 ? given !== shape[at] : given > shape[at]))
        throw new ShapeError(
          `can't split axis of size ${shape[at]} into pieces of size [${sizes.join(',')}]`,
        );
      return sizes.map((d) => {
        const size = d >= 0 ? d : shape[at] === UNKNOWN ? UNKNOWN : shape[at] - given;
        return shape.map((old, i) => (i === at ? size : old));
      });
    },
  },
} satisfies Record<string, OpDef>;

/** TensorFlow's message has the axis where it means to say which input. */
function requireSplitAxis(axis: number, rank: number): void {
  if (axis < -rank || axis >= rank)
    throw new ShapeError(
      `Dimension size, given by scalar input ${axis} must be in range [-${rank}, ${rank})`,
    );
}

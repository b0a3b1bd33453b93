// Shape rules that many ops share.
import type { Shape } from '../graphdef.ts';
import type { InputInfo, NodeInfo } from '../op-definition.ts';
import { broadcastShapes, mergeShapes, requireRank, ShapeError, UNKNOWN, unknownOfRank } from '../shapes.ts';

export const scalar = (): readonly Shape[] => [[]];

export const sameAsInput = ({ inputs }: NodeInfo): readonly Shape[] => [inputs[0].shape];

export const broadcast = ({ inputs }: NodeInfo): readonly Shape[] => [
  broadcastShapes(inputs[0].shape, inputs[1].shape),
];

/** Both inputs have one shape, and so has the output. */
export const sameAsBoth = ({ inputs }: NodeInfo): readonly Shape[] => [
  mergeShapes(inputs[0].shape, inputs[1].shape),
];

/** The integers an input is known to hold, such as axes or a shape. */
export function constantInts(input: InputInfo): readonly number[] | undefined {
  const value = input.constant();
  return value === undefined ? undefined : Array.from(value.data);
}

/** The integer an input is known to hold, such as an axis. */
export const constantInt = (input: InputInfo): number | undefined => constantInts(input)?.[0];

/** A shape given as an int32 vector: its value if known, else as many unknown dimensions as it is long. */
export function shapeFrom(input: InputInfo): Shape {
  const [length] = requireRank(input.shape, 1);
  const dims = input.asShape();
  if (dims !== undefined) return dims;
  return length === UNKNOWN ? null : unknownOfRank(length);
}

/** An axis counted from the front. @throws ShapeError if the shape does not have it */
export function requireAxis(axis: number, rank: number): number {
  if (axis < -rank || axis >= rank)
    throw new ShapeError(
      `Dimension ${axis} must be in the range [${-rank}, ${rank}), where ${rank} is the number of dimensions in the input.`,
    );
  return axis < 0 ? axis + rank : axis;
}

// Shape rules that many ops share.
import type { Shape } from '../graphdef.ts';
import type { InputInfo, NodeInfo } from '../op-definition.ts';
import { broadcastShapes } from '../shapes.ts';

export const scalar = (): readonly Shape[] => [[]];

export const sameAsInput = ({ inputs }: NodeInfo): readonly Shape[] => [inputs[0].shape];

export const broadcast = ({ inputs }: NodeInfo): readonly Shape[] => [
  broadcastShapes(inputs[0].shape, inputs[1].shape),
];

/** The integers an input is known to hold, such as axes or a shape. */
export function constantInts(input: InputInfo): readonly number[] | undefined {
  const value = input.constant();
  return value === undefined ? undefined : Array.from(value.data);
}

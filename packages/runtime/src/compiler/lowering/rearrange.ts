// Ops about shapes and the order of values. What only renames memory costs nothing; the rest is a copy that walks
// through its input in another way, and which whoever reads it can do itself.
import type { OpType } from '@residual/graph';
import { isInOrder } from '../strides.ts';
import { broadcast, outputName, pointwise, type Lowering, type Rule } from './rule.ts';
import { stridesOf } from '../../js/layout.ts';

const pass: Rule = ({ inputs }) => [inputs[0]];

const renamed: Rule = (lowering) => {
  const { builder, inputs, output } = lowering;
  return [builder.view(inputs[0], output.shape, outputName(lowering))];
};

/** A shape that is fed may not fit, though the length of the vector alone tells what it has to be. */
const reshape: Rule = (lowering) =>
  lowering.builder.known(lowering.inputs[1]) === undefined ? null : renamed(lowering);

function copy(lowering: Lowering, strides: readonly number[]): ReturnType<Rule> {
  const { builder, step, inputs, output } = lowering;
  if (isInOrder(output.shape, strides)) return renamed(lowering);
  return [
    builder.elementwise(step.node, {
      name: outputName(lowering),
      dtype: output.dtype,
      result: output.shape,
      shape: output.shape,
      inputs: [{ value: inputs[0], strides }],
      rule: (_, x) => x,
    }),
  ];
}

const transpose: Rule = (lowering) => {
  const { builder, inputs } = lowering;
  const perm = builder.known(inputs[1]);
  const shape = builder.shapeOf(inputs[0]);
  if (perm === undefined || perm.data.length !== shape.length) return null;
  const axes = Array.from(perm.data);
  if (new Set(axes).size !== axes.length || axes.some((axis) => axis < 0 || axis >= shape.length))
    return null;
  const strides = stridesOf(shape);
  return copy(
    lowering,
    axes.map((axis) => strides[axis]),
  );
};

const broadcastTo: Rule = (lowering) =>
  copy(lowering, broadcast(lowering.builder, lowering.inputs[0], lowering.output.shape).strides);

/** Repeating an axis of length 1 is standing still on it. */
const tile: Rule = (lowering) => {
  const { builder, inputs, output } = lowering;
  const shape = builder.shapeOf(inputs[0]);
  if (shape.some((d, axis) => d !== 1 && d !== output.shape[axis])) return null;
  return broadcastTo(lowering);
};

/** From the dtype's zero, or from the one value given. */
const filled =
  (input: number): Rule =>
  (lowering) => {
    const dtype = lowering.output.dtype;
    const inputs = input < 0 ? [] : [lowering.inputs[input]];
    return pointwise((b, x) => (input < 0 ? b.constant(0, dtype) : x))({ ...lowering, inputs });
  };

export const rearrange: Partial<Record<OpType, Rule>> = {
  Identity: pass,
  StopGradient: pass,
  PlaceholderWithDefault: pass,
  Reshape: reshape,
  ExpandDims: renamed,
  Squeeze: renamed,
  Transpose: transpose,
  BroadcastTo: broadcastTo,
  Tile: tile,
  Fill: filled(1),
  ZerosLike: filled(-1),
};

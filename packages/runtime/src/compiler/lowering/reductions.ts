// Ops that fold axes away.
import type { OpType } from '@residual/graph';
import { broadcast, outputName, type Lowering, type Rule } from './rule.ts';
import type { Pointwise, ProgramBuilder, Reduction } from '../program-builder.ts';
import type { Reducer, ValueId } from '../program.ts';

const same: Pointwise = (_, x) => x;

/** Axes counted from the front, ascending. Null where they are not known, or wrong. */
function axesOf(builder: ProgramBuilder, input: ValueId, indices: ValueId): readonly number[] | null {
  const known = builder.known(indices);
  if (known === undefined) return null;
  const rank = builder.shapeOf(input).length;
  const axes = Array.from(known.data, (axis) => (axis < 0 ? axis + rank : axis));
  if (axes.some((axis) => axis < 0 || axis >= rank)) return null;
  return [...new Set(axes)].toSorted((a, b) => a - b);
}

function reduced(lowering: Lowering, axes: readonly number[], by: Reducer, rule: Pointwise): ValueId {
  const { builder, step, inputs, output } = lowering;
  const shape = builder.shapeOf(inputs[0]);
  const reduce: Reduction = { by, axes };
  // Over axes of length 1 only, a sum is its only term.
  const isTrivial = axes.every((axis) => shape[axis] === 1);
  if (isTrivial && rule === same) return builder.view(inputs[0], output.shape, outputName(lowering));
  return builder.elementwise(step.node, {
    name: outputName(lowering),
    dtype: output.dtype,
    result: output.shape,
    shape,
    inputs: [broadcast(builder, inputs[0], shape)],
    rule,
    ...(isTrivial ? {} : { reduce }),
  });
}

/** @param integers whether integers come out as the reference has them */
const reduction =
  (by: Reducer, integers: boolean): Rule =>
  (lowering) => {
    const { builder, inputs, output } = lowering;
    const axes = axesOf(builder, inputs[0], inputs[1]);
    if (axes === null || (output.dtype === 'int32' && !integers)) return null;
    return [reduced(lowering, axes, by, same)];
  };

const allAxes = ({ builder, inputs }: Lowering): number[] => [...builder.shapeOf(inputs[0]).keys()];

export const reductions: Partial<Record<OpType, Rule>> = {
  Sum: reduction('sum', true),
  Mean: reduction('mean', false),
  Prod: reduction('prod', false),
  Max: reduction('max', true),
  Min: reduction('min', true),
  All: reduction('all', true),
  Any: reduction('any', true),
  L2Loss: (lowering) => {
    const rule: Pointwise = (b, x) => b.binary('Mul', b.unary('Square', x), b.constant(0.5, b.dtypeOf(x)));
    return [reduced(lowering, allAxes(lowering), 'sum', rule)];
  },
  BiasAddGrad: (lowering) => {
    const axes = allAxes(lowering).slice(0, -1);
    return lowering.output.dtype === 'int32' ? null : [reduced(lowering, axes, 'sum', same)];
  },
};

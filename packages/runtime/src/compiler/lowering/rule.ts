// How an op becomes kernels. A rule only takes what it can do in full: an op that it refuses (null), and any that has
// no rule, is left to the reference kernels, errors included.
import type { OutputInfo } from '@residual/graph';
import type { Dimensions } from '../../backend.ts';
import { broadcastStrides } from '../../js/kernel.ts';
import type { Step } from '../../plan.ts';
import type { Pointwise, ProgramBuilder } from '../program-builder.ts';
import type { StridedInput, ValueId } from '../program.ts';

export interface Lowering {
  readonly builder: ProgramBuilder;
  readonly step: Step;
  /** All of known shape. */
  readonly inputs: readonly ValueId[];
  /** The dtype and shape of the first output. */
  readonly output: OutputInfo & { readonly shape: Dimensions };
}

/** The values of the op's outputs. */
export type Rule = (lowering: Lowering) => readonly ValueId[] | null;

export const outputName = ({ step }: Pick<Lowering, 'step'>): string => `${step.node}:0`;

/** How a value is walked through when it is broadcast to `shape`. */
export const broadcast = (builder: ProgramBuilder, value: ValueId, shape: Dimensions): StridedInput => ({
  value,
  strides: broadcastStrides(builder.shapeOf(value), shape),
});

/** Value by value, operands broadcast to the output's shape. */
export const pointwise =
  (rule: Pointwise): Rule =>
  (lowering) => {
    const { builder, step, inputs, output } = lowering;
    return [
      builder.elementwise(step.node, {
        name: outputName(lowering),
        dtype: output.dtype,
        result: output.shape,
        shape: output.shape,
        inputs: inputs.map((value) => broadcast(builder, value, output.shape)),
        rule,
      }),
    ];
  };

/** The same, for floats only: integers differ in errors or rounding. */
export const ofFloats =
  (rule: Rule): Rule =>
  (lowering) => {
    const { dtype } = lowering.builder.values[lowering.inputs[0]];
    return dtype === 'float32' || dtype === 'float64' ? rule(lowering) : null;
  };

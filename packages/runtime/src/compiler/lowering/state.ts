// Ops that change variables: the new value, then its way into the variable's memory.
import { boolAttr, sameShape, type OpType } from '@residual/graph';
import type { Step } from '../../plan.ts';
import type { BodyBuilder } from '../body.ts';
import type { Pointwise, ProgramBuilder } from '../program-builder.ts';
import type { ValueId } from '../program.ts';
import type { VariableVersions } from '../variable-versions.ts';
import { stridesOf } from '../../js/layout.ts';

export interface StateLowering {
  readonly builder: ProgramBuilder;
  readonly variables: VariableVersions;
  readonly step: Step;
  /** Names of the variables that are changed: the first inputs of the op. */
  readonly targets: readonly string[];
  /** The op's further inputs, all of known shape. */
  readonly inputs: readonly ValueId[];
}

/** Whether it did it; if not, nothing was added. */
export type StateRule = (lowering: StateLowering) => boolean;

/** Whether all these are of the shape that the first variable certainly has. */
function isOfShape({ builder, variables, targets }: StateLowering, values: readonly ValueId[]): boolean {
  const { shape } = variables.declared(targets[0]);
  return (
    shape !== null &&
    !shape.includes(-1) &&
    targets.every((name) => sameShape(variables.declared(name).shape, shape)) &&
    values.every((value) => sameShape(builder.shapeOf(value), shape))
  );
}

function store({ builder, variables, step }: StateLowering, name: string, value: ValueId): void {
  const output = variables.next(name);
  builder.kernels.push({ kind: 'assign', nodes: [step.node], input: builder.root(value), output });
}

/** Value by value, from the variable's present value, its slots and the op's other inputs, scalars or of its shape. */
function updated(
  lowering: StateLowering,
  target: string,
  read: readonly ValueId[],
  rule: Pointwise,
): ValueId {
  const { builder, step } = lowering;
  const shape = builder.shapeOf(read[0]);
  return builder.elementwise(step.node, {
    name: `${step.node}:0`,
    dtype: lowering.variables.declared(target).dtype,
    result: shape,
    shape,
    inputs: read.map((value) => ({
      value,
      strides: builder.shapeOf(value).length === 0 ? shape.map(() => 0) : stridesOf(shape),
    })),
    rule,
  });
}

const update =
  (f: 'Add' | 'Sub'): StateRule =>
  (lowering) => {
    const { variables, step, targets, inputs } = lowering;
    if (!isOfShape(lowering, inputs)) return false;
    const before = variables.read(targets[0], step.node);
    store(
      lowering,
      targets[0],
      updated(lowering, targets[0], [before, inputs[0]], (b, x, y) => b.binary(f, x, y)),
    );
    return true;
  };

/** Optimizers whose state after a step is `rules` of the state before it, each in turn, and of the inputs. */
const training =
  (gradient: number, rules: (step: Step) => readonly Pointwise[]): StateRule =>
  (lowering) => {
    const { builder, variables, step, targets, inputs } = lowering;
    if (!isOfShape(lowering, [inputs[gradient]])) return false;
    if (variables.declared(targets[0]).dtype === 'int32') return false;
    if (inputs.some((input, i) => i !== gradient && builder.shapeOf(input).length > 0)) return false;
    const before = targets.map((name) => variables.read(name, step.node));
    const after = rules(step).map((rule) => updated(lowering, targets[0], [...before, ...inputs], rule));
    targets.forEach((name, i) => store(lowering, name, after[i]));
    return true;
  };

const one = (b: BodyBuilder, like: number): number => b.constant(1, b.dtypeOf(like));

/** mean + (x − mean)·(1 − rate) */
const runningMean = (b: BodyBuilder, mean: number, x: number, rate: number): number =>
  b.binary('Add', mean, b.binary('Mul', b.binary('Sub', x, mean), b.binary('Sub', one(b, rate), rate)));

/** What Adam's two means and the variable become, in this order of inputs. */
const adam: readonly Pointwise[] = [
  (b, x, m, v, power1, power2, lr, beta1, beta2, epsilon, grad) => {
    const scale = b.binary(
      'RealDiv',
      b.binary('Mul', lr, b.unary('Sqrt', b.binary('Sub', one(b, x), power2))),
      b.binary('Sub', one(b, x), power1),
    );
    const mean = runningMean(b, m, grad, beta1);
    const root = b.unary('Sqrt', runningMean(b, v, b.unary('Square', grad), beta2));
    return b.binary(
      'Sub',
      x,
      b.binary('RealDiv', b.binary('Mul', mean, scale), b.binary('Add', root, epsilon)),
    );
  },
  (b, _x, m, _v, _power1, _power2, _lr, beta1, _beta2, _epsilon, grad) => runningMean(b, m, grad, beta1),
  (b, _x, _m, v, _power1, _power2, _lr, _beta1, beta2, _epsilon, grad) =>
    runningMean(b, v, b.unary('Square', grad), beta2),
];

const adagrad: readonly Pointwise[] = [
  (b, x, accum, lr, grad) => {
    const after = b.binary('Add', accum, b.unary('Square', grad));
    return b.binary('Sub', x, b.binary('RealDiv', b.binary('Mul', grad, lr), b.unary('Sqrt', after)));
  },
  (b, _x, accum, _lr, grad) => b.binary('Add', accum, b.unary('Square', grad)),
];

const squares: Pointwise = (b, _x, ms, _mom, _lr, rho, _momentum, _epsilon, grad) =>
  runningMean(b, ms, b.unary('Square', grad), rho);
const stepTaken: Pointwise = (b, x, ms, mom, lr, rho, rate, epsilon, grad) => {
  const root = b.unary(
    'Sqrt',
    b.binary('Add', squares(b, x, ms, mom, lr, rho, rate, epsilon, grad), epsilon),
  );
  return b.binary('Add', b.binary('Mul', mom, rate), b.binary('RealDiv', b.binary('Mul', grad, lr), root));
};
const rmsProp: readonly Pointwise[] = [
  (b, x, ...others) => b.binary('Sub', x, stepTaken(b, x, ...others)),
  squares,
  stepTaken,
];

export const state: Partial<Record<OpType, StateRule>> = {
  Assign: (lowering) => {
    if (!isOfShape(lowering, lowering.inputs)) return false;
    store(lowering, lowering.targets[0], lowering.inputs[0]);
    return true;
  },
  AssignAdd: update('Add'),
  AssignSub: update('Sub'),
  ApplyGradientDescent: training(1, () => [
    (b, x, alpha, delta) => b.binary('Sub', x, b.binary('Mul', alpha, delta)),
  ]),
  ApplyMomentum: training(1, ({ attrs }) => {
    const accumulated: Pointwise = (b, _x, accum, _lr, grad, momentum) =>
      b.binary('Add', b.binary('Mul', momentum, accum), grad);
    return [
      (b, x, accum, lr, grad, momentum) => {
        const after = accumulated(b, x, accum, lr, grad, momentum);
        const step = boolAttr(attrs, 'use_nesterov')
          ? b.binary('Add', b.binary('Mul', grad, lr), b.binary('Mul', b.binary('Mul', after, momentum), lr))
          : b.binary('Mul', lr, after);
        return b.binary('Sub', x, step);
      },
      accumulated,
    ];
  }),
  ApplyAdam: training(6, () => adam),
  ApplyAdagrad: training(1, () => adagrad),
  ApplyRMSProp: training(4, () => rmsProp),
};

// What optimizers do to a variable and its slots, each step one op, as TensorFlow has them.
import { NUMBERS } from '../dtypes.ts';
import type { ArgType, OpDef } from '../op-definition.ts';
import type { Shape } from '../graphdef.ts';
import { mergeShapes, requireRank } from '../shapes.ts';

const NOT_SCALAR: ReadonlySet<string> = new Set(['grad', 'delta']);

/** The variable, its slots and the gradient have one shape; everything else is a scalar. */
function apply(inputs: Readonly<Record<string, ArgType>>, attrs: OpDef['attrs'] = {}) {
  const names = Object.keys(inputs);
  return {
    inputs,
    outputs: ['ref T'],
    types: { T: NUMBERS },
    attrs,
    shapes: (node) => {
      let shape: Shape = null;
      node.inputs.forEach((input, i) => {
        if (inputs[names[i]].startsWith('ref ') || NOT_SCALAR.has(names[i]))
          shape = mergeShapes(shape, input.shape);
        else requireRank(input.shape, 0);
      });
      return [shape];
    },
    stateful: true,
  } satisfies OpDef;
}

const REF = 'ref T';

export const training = {
  /** var −= alpha · delta */
  ApplyGradientDescent: apply({ var: REF, alpha: 'T', delta: 'T' }),
  /** accum = momentum · accum + grad; var −= lr · accum (nesterov: lr · (grad + momentum · accum)) */
  ApplyMomentum: apply({ var: REF, accum: REF, lr: 'T', grad: 'T', momentum: 'T' }, { use_nesterov: 'bool' }),
  /** m, v: running means of grad and grad²; var −= lr · √(1−β₂ᵗ)/(1−β₁ᵗ) · m / (√v + ε) */
  ApplyAdam: apply({
    var: REF,
    m: REF,
    v: REF,
    beta1_power: 'T',
    beta2_power: 'T',
    lr: 'T',
    beta1: 'T',
    beta2: 'T',
    epsilon: 'T',
    grad: 'T',
  }),
  /** accum += grad²; var −= lr · grad / √accum */
  ApplyAdagrad: apply({ var: REF, accum: REF, lr: 'T', grad: 'T' }),
  /** ms: running mean of grad²; mom = momentum · mom + lr · grad / √(ms + ε); var −= mom */
  ApplyRMSProp: apply({
    var: REF,
    ms: REF,
    mom: REF,
    lr: 'T',
    rho: 'T',
    momentum: 'T',
    epsilon: 'T',
    grad: 'T',
  }),
  /** As RMSProp, with the running mean mg of grad: √(ms − mg² + ε). */
  ApplyCenteredRMSProp: apply({
    var: REF,
    mg: REF,
    ms: REF,
    mom: REF,
    lr: 'T',
    rho: 'T',
    momentum: 'T',
    epsilon: 'T',
    grad: 'T',
  }),
  /** Steps by the ratio of the running means of past updates and gradients (Zeiler, 2012). */
  ApplyAdadelta: apply({
    var: REF,
    accum: REF,
    accum_update: REF,
    lr: 'T',
    rho: 'T',
    epsilon: 'T',
    grad: 'T',
  }),
  /** Follow the regularized leader, with l1 and l2 penalties (McMahan et al., 2013). */
  ApplyFtrl: apply({
    var: REF,
    accum: REF,
    linear: REF,
    grad: 'T',
    lr: 'T',
    l1: 'T',
    l2: 'T',
    lr_power: 'T',
  }),
} satisfies Record<string, OpDef>;

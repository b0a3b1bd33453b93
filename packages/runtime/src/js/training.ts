// Kernels of optimizers: each reads the variable and its slots, takes one step, and stores new arrays.
import { boolAttr, OP_DEFS, type TensorValue } from '@residual/graph';
import { invalidArgument, RunError } from '../run-error.ts';
import { allocate, shapeText, tensor, type Kernel } from './kernel.ts';

type Scalars = Readonly<Record<string, number>>;

/**
 * One value's step: `state` holds the value of the variable, then of its slots, in the order of the op's inputs,
 * and takes the new ones. It has the variable's dtype, so that float32 rounds whatever is kept.
 */
type Step = (state: Float32Array | Float64Array | Int32Array, grad: number, scalars: Scalars) => void;

type Training = 'Momentum' | 'Adam' | 'Adagrad' | 'RMSProp' | 'CenteredRMSProp' | 'Adadelta' | 'Ftrl';

function training(optimizer: Training, step: Step): Kernel {
  const op = `Apply${optimizer}` as const;
  const names = Object.keys(OP_DEFS[op].inputs);
  const isRef = Object.values(OP_DEFS[op].inputs).map((arg) => arg.startsWith('ref '));
  const slots = isRef.filter(Boolean).length;
  const gradient = names.indexOf('grad');
  return (inputs, call) => {
    const { variables } = call.context;
    const targets = call.variables.slice(0, slots).map((name) => {
      if (name === undefined) throw new RunError('InternalError', `'${call.node}' has no variable to change`);
      return name;
    });
    const before = targets.map((name) => variables.read(name));
    const grad = inputs[gradient];
    for (const value of [...before.slice(1), grad]) requireSameShape(before[0], value, op);
    const scalars = Object.fromEntries(
      names.flatMap((name, i) => (isRef[i] || i === gradient ? [] : [[name, inputs[i].data[0]]])),
    );
    const after = before.map(({ dtype, data }) => allocate(dtype, data.length));
    const state = allocate(before[0].dtype, slots) as Parameters<Step>[0];
    for (let i = 0; i < grad.data.length; i++) {
      for (let s = 0; s < slots; s++) state[s] = before[s].data[i];
      step(state, grad.data[i], scalars);
      for (let s = 0; s < slots; s++) after[s][i] = state[s];
    }
    targets.forEach((name, s) => variables.write(name, tensor(before[s].dtype, before[s].shape, after[s])));
    return [];
  };
}

function requireSameShape(variable: TensorValue, value: TensorValue, op: string): void {
  if (variable.shape.length !== value.shape.length || variable.shape.some((d, i) => d !== value.shape[i]))
    throw invalidArgument(
      `${op}: var and grad do not have the same shape${shapeText(variable.shape)} ${shapeText(value.shape)}`,
    );
}

const heavyBall = training('Momentum', (s, grad, { lr, momentum }) => {
  s[1] = momentum * s[1] + grad;
  s[0] -= lr * s[1];
});

const nesterov = training('Momentum', (s, grad, { lr, momentum }) => {
  s[1] = momentum * s[1] + grad;
  s[0] -= grad * lr + s[1] * momentum * lr;
});

export const trainingKernels = {
  ApplyMomentum: (inputs, call) =>
    (boolAttr(call.attrs, 'use_nesterov') ? nesterov : heavyBall)(inputs, call),
  ApplyAdam: training('Adam', (s, grad, { lr, beta1, beta2, beta1_power, beta2_power, epsilon }) => {
    const alpha = (lr * Math.sqrt(1 - beta2_power)) / (1 - beta1_power);
    s[1] += (grad - s[1]) * (1 - beta1);
    s[2] += (grad * grad - s[2]) * (1 - beta2);
    s[0] -= (s[1] * alpha) / (Math.sqrt(s[2]) + epsilon);
  }),
  ApplyAdagrad: training('Adagrad', (s, grad, { lr }) => {
    s[1] += grad * grad;
    s[0] -= (grad * lr) / Math.sqrt(s[1]);
  }),
  ApplyRMSProp: training('RMSProp', (s, grad, { lr, rho, momentum, epsilon }) => {
    s[1] += (grad * grad - s[1]) * (1 - rho);
    s[2] = s[2] * momentum + (grad * lr) / Math.sqrt(s[1] + epsilon);
    s[0] -= s[2];
  }),
  ApplyCenteredRMSProp: training('CenteredRMSProp', (s, grad, { lr, rho, momentum, epsilon }) => {
    s[2] += (grad * grad - s[2]) * (1 - rho);
    s[1] += (grad - s[1]) * (1 - rho);
    s[3] = s[3] * momentum + (grad * lr) / Math.sqrt(s[2] - s[1] * s[1] + epsilon);
    s[0] -= s[3];
  }),
  ApplyAdadelta: training('Adadelta', (s, grad, { lr, rho, epsilon }) => {
    s[1] = s[1] * rho + grad * grad * (1 - rho);
    const update = (Math.sqrt(s[2] + epsilon) / Math.sqrt(s[1] + epsilon)) * grad;
    s[0] -= update * lr;
    s[2] = s[2] * rho + update * update * (1 - rho);
  }),
  ApplyFtrl: training('Ftrl', (s, grad, { lr, l1, l2, lr_power }) => {
    const accum = s[1] + grad * grad;
    s[2] += grad - ((accum ** -lr_power - s[1] ** -lr_power) / lr) * s[0];
    const linear = s[2];
    s[0] = Math.abs(linear) > l1 ? (l1 * Math.sign(linear) - linear) / (accum ** -lr_power / lr + 2 * l2) : 0;
    s[1] = accum;
  }),
} satisfies Record<string, Kernel>;

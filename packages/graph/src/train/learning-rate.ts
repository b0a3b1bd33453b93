// Learning rates that fall with the number of steps.
import { convertToTensor, type TensorLike } from '../convert.ts';
import { ValueError } from '../errors.ts';
import type { Graph, Tensor } from '../graph.ts';
import { binary, cast, operators, unary } from '../ops/elementwise.ts';
import type { Hyper } from './optimizer.ts';

const { add, sub, mul, truediv } = operators;

export interface DecayOptions {
  /** Falls once every `decaySteps` steps instead of a little at each. */
  readonly staircase?: boolean;
  readonly name?: string | null;
}

const rateTensor = (graph: Graph, rate: Hyper): Tensor =>
  convertToTensor(graph, rate, {
    dtype: typeof rate === 'number' ? 'float32' : undefined,
    name: 'learning_rate',
  });

/** step / decaySteps, whole numbers only for a staircase; and the decay rate. */
function fallen(
  graph: Graph,
  rate: Tensor,
  [globalStep, decaySteps, decayRate]: readonly [TensorLike, Hyper, Hyper],
  staircase: boolean,
): [Tensor, Tensor] {
  const step = cast(graph, globalStep, rate.dtype);
  const steps = cast(graph, decaySteps, rate.dtype);
  // A number is a float, as 0.96 is in Python; 1 would not be.
  const factor =
    typeof decayRate === 'number'
      ? graph.nameScope('Cast', () => convertToTensor(graph, decayRate, { dtype: rate.dtype, name: 'x' }))
      : cast(graph, decayRate, rate.dtype);
  const p = truediv(graph, step, steps);
  return [staircase ? unary('Floor')(graph, p) : p, factor];
}

/** rate · decayRate^(step / decaySteps) */
export const exponentialDecay = (
  graph: Graph,
  learningRate: Hyper,
  globalStep: TensorLike | null,
  decaySteps: Hyper,
  decayRate: Hyper,
  { staircase = false, name = null }: DecayOptions = {},
): Tensor => {
  const counter = requireStep(globalStep, 'exponential_decay');
  return graph.nameScope(name ?? 'ExponentialDecay', (scope) => {
    const rate = rateTensor(graph, learningRate);
    const [p, factor] = fallen(graph, rate, [counter, decaySteps, decayRate], staircase);
    return binary('Mul')(graph, rate, binary('Pow')(graph, factor, p), scope);
  });
};

/** rate · e^(−decayRate · step / decaySteps) */
export const naturalExpDecay = (
  graph: Graph,
  learningRate: Hyper,
  globalStep: TensorLike | null,
  decaySteps: Hyper,
  decayRate: Hyper,
  { staircase = false, name = null }: DecayOptions = {},
): Tensor => {
  const counter = requireStep(globalStep, 'natural_exp_decay');
  return graph.nameScope(name ?? 'NaturalExpDecay', (scope) => {
    const rate = rateTensor(graph, learningRate);
    const [p, factor] = fallen(graph, rate, [counter, decaySteps, decayRate], staircase);
    const exponent = binary('Mul')(graph, unary('Neg')(graph, factor), p);
    return binary('Mul')(graph, rate, unary('Exp')(graph, exponent), scope);
  });
};

/** rate / (1 + decayRate · step / decaySteps) */
export const inverseTimeDecay = (
  graph: Graph,
  learningRate: Hyper,
  globalStep: TensorLike | null,
  decaySteps: Hyper,
  decayRate: Hyper,
  { staircase = false, name = null }: DecayOptions = {},
): Tensor => {
  const counter = requireStep(globalStep, 'inverse_time_decay');
  return graph.nameScope(name ?? 'InverseTimeDecay', (scope) => {
    const rate = rateTensor(graph, learningRate);
    const [p, factor] = fallen(graph, rate, [counter, decaySteps, decayRate], staircase);
    const denominator = add(graph, 1, mul(graph, factor, p));
    return binary('RealDiv')(graph, rate, denominator, scope);
  });
};

export interface PolynomialDecayOptions {
  readonly endLearningRate?: Hyper;
  readonly power?: Hyper;
  readonly name?: string | null;
}

/** From rate to endLearningRate in decaySteps steps: (rate − end) · (1 − step / decaySteps)^power + end */
export const polynomialDecay = (
  graph: Graph,
  learningRate: Hyper,
  globalStep: TensorLike | null,
  decaySteps: Hyper,
  { endLearningRate = 0.0001, power = 1, name = null }: PolynomialDecayOptions = {},
): Tensor => {
  const counter = requireStep(globalStep, 'polynomial_decay');
  return graph.nameScope(name ?? 'PolynomialDecay', (scope) => {
    const rate = rateTensor(graph, learningRate);
    const step = cast(graph, counter, rate.dtype);
    const steps = cast(graph, decaySteps, rate.dtype);
    const end = convertToTensor(graph, endLearningRate, { dtype: rate.dtype, name: 'end_learning_rate' });
    const reached = binary('Minimum')(graph, step, steps);
    const p = truediv(graph, reached, steps);
    const left = binary('Pow')(graph, sub(graph, 1, p), power);
    return binary('Add')(graph, mul(graph, sub(graph, rate, end), left), end, scope);
  });
};

function requireStep(globalStep: TensorLike | null, what: string): TensorLike {
  if (globalStep === null || globalStep === undefined)
    throw new ValueError(`global_step is required for ${what}.`);
  return globalStep;
}

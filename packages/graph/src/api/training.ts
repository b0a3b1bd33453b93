// tf.train: optimizers, learning rates, and the counter of steps.
import type { TensorLike } from '../convert.ts';
import type { Graph, Tensor } from '../graph.ts';
import { AdadeltaOptimizer } from '../train/adadelta.ts';
import { AdagradOptimizer } from '../train/adagrad.ts';
import { AdamOptimizer } from '../train/adam.ts';
import { FtrlOptimizer } from '../train/ftrl.ts';
import { createGlobalStep, getGlobalStep, getOrCreateGlobalStep } from '../train/global-step.ts';
import { GradientDescentOptimizer } from '../train/gradient-descent.ts';
import * as rates from '../train/learning-rate.ts';
import { MomentumOptimizer } from '../train/momentum.ts';
import { Optimizer, type Hyper } from '../train/optimizer.ts';
import { RMSPropOptimizer } from '../train/rmsprop.ts';
import type { Variable } from '../variable.ts';
import { optionsOf, type Context, type NameOr } from './context.ts';

type Decay = (
  learningRate: Hyper,
  globalStep: TensorLike | null,
  decaySteps: Hyper,
  decayRate: Hyper,
  options?: NameOr<Omit<rates.DecayOptions, 'name'>>,
) => Tensor;

export function trainingApi(context: Context) {
  const decay =
    (build: typeof rates.exponentialDecay): Decay =>
    (rate, step, steps, factor, options) =>
      build(context.graphOf(rate, step, steps, factor), rate, step, steps, factor, optionsOf(options));

  return {
    train: {
      Optimizer,
      GradientDescentOptimizer,
      MomentumOptimizer,
      AdamOptimizer,
      AdagradOptimizer,
      AdadeltaOptimizer,
      RMSPropOptimizer,
      FtrlOptimizer,
      /** rate · decayRate^(step / decaySteps) */
      exponentialDecay: decay(rates.exponentialDecay),
      /** rate · e^(−decayRate · step / decaySteps) */
      naturalExpDecay: decay(rates.naturalExpDecay),
      /** rate / (1 + decayRate · step / decaySteps) */
      inverseTimeDecay: decay(rates.inverseTimeDecay),
      /** From rate to `endLearningRate` in `decaySteps` steps. */
      polynomialDecay: (
        rate: Hyper,
        step: TensorLike | null,
        steps: Hyper,
        options?: NameOr<Omit<rates.PolynomialDecayOptions, 'name'>>,
      ): Tensor =>
        rates.polynomialDecay(context.graphOf(rate, step, steps), rate, step, steps, optionsOf(options)),
      /** The variable that counts steps, or null. */
      getGlobalStep: (graph: Graph = context.graph): Variable | null => getGlobalStep(graph),
      createGlobalStep: (graph: Graph = context.graph): Variable => createGlobalStep(graph),
      getOrCreateGlobalStep: (graph: Graph = context.graph): Variable => getOrCreateGlobalStep(graph),
    },
  };
}

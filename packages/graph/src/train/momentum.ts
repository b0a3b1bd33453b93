// Gradient descent with a velocity: v ← momentum · v + gradient, w ← w − rate · v (Polyak, 1964); Nesterov's form looks
// one step ahead (Sutskever et al., 2013).
import { applyOp } from '../apply-op.ts';
import type { Operation, Tensor } from '../graph.ts';
import { zerosLikeVariable } from './slots.ts';
import type { Variable } from '../variable.ts';
import { Optimizer, type Hyper } from './optimizer.ts';

export interface MomentumOptions {
  readonly useNesterov?: boolean;
  readonly name?: string;
}

export class MomentumOptimizer extends Optimizer {
  readonly #learningRate: Hyper;
  readonly #momentum: Hyper;
  readonly #useNesterov: boolean;

  constructor(learningRate: Hyper, momentum: Hyper, options: MomentumOptions | string = {}) {
    const { useNesterov = false, name = 'Momentum' } =
      typeof options === 'string' ? { name: options } : options;
    super(name);
    this.#learningRate = learningRate;
    this.#momentum = momentum;
    this.#useNesterov = useNesterov;
  }

  protected override hypers() {
    return { learning_rate: this.#learningRate, momentum: this.#momentum };
  }

  protected override createSlots(variables: readonly Variable[]): void {
    for (const variable of variables) this.makeSlot(variable, 'momentum', zerosLikeVariable(variable));
  }

  protected override applyDense(
    grad: Tensor,
    variable: Variable,
    scalar: (name: string) => Tensor,
  ): Operation {
    const velocity = this.slot(variable, 'momentum');
    const rate = scalar('learning_rate');
    return applyOp(variable.graph, 'ApplyMomentum', [variable, velocity, rate, grad, scalar('momentum')], {
      attrs: { use_nesterov: { b: this.#useNesterov } },
    });
  }
}

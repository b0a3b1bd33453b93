// Adadelta (Zeiler, 2012): steps as long as past steps were, next to past gradients; there is no rate to choose.
import { applyOp } from '../apply-op.ts';
import type { Operation, Tensor } from '../graph.ts';
import type { Variable } from '../variable.ts';
import { Optimizer, type Hyper } from './optimizer.ts';
import { zerosLikeVariable } from './slots.ts';

export interface AdadeltaOptions {
  readonly rho?: Hyper;
  readonly epsilon?: Hyper;
  readonly name?: string;
}

export class AdadeltaOptimizer extends Optimizer {
  readonly #learningRate: Hyper;
  readonly #rho: Hyper;
  readonly #epsilon: Hyper;

  constructor(learningRate: Hyper = 0.001, options: AdadeltaOptions | string = {}) {
    const {
      rho = 0.95,
      epsilon = 1e-8,
      name = 'Adadelta',
    } = typeof options === 'string' ? { name: options } : options;
    super(name);
    this.#learningRate = learningRate;
    this.#rho = rho;
    this.#epsilon = epsilon;
  }

  protected override hypers() {
    return { lr: this.#learningRate, rho: this.#rho, epsilon: this.#epsilon };
  }

  protected override createSlots(variables: readonly Variable[]): void {
    for (const variable of variables) {
      this.makeSlot(variable, 'accum', zerosLikeVariable(variable));
      this.makeSlot(variable, 'accum_update', zerosLikeVariable(variable));
    }
  }

  protected override applyDense(
    grad: Tensor,
    variable: Variable,
    scalar: (name: string) => Tensor,
  ): Operation {
    const slots = [this.slot(variable, 'accum'), this.slot(variable, 'accum_update')];
    const scalars = ['lr', 'rho', 'epsilon'].map(scalar);
    return applyOp(variable.graph, 'ApplyAdadelta', [variable, ...slots, ...scalars, grad]);
  }
}

// w ← w − rate · gradient
import { applyOp } from '../apply-op.ts';
import type { Operation, Tensor } from '../graph.ts';
import type { Variable } from '../variable.ts';
import { Optimizer, type Hyper } from './optimizer.ts';

export interface GradientDescentOptions {
  readonly name?: string;
}

export class GradientDescentOptimizer extends Optimizer {
  readonly #learningRate: Hyper;

  constructor(learningRate: Hyper, options: GradientDescentOptions | string = {}) {
    const { name = 'GradientDescent' } = typeof options === 'string' ? { name: options } : options;
    super(name);
    this.#learningRate = learningRate;
  }

  protected override hypers() {
    return { learning_rate: this.#learningRate };
  }

  protected override applyDense(
    grad: Tensor,
    variable: Variable,
    scalar: (name: string) => Tensor,
  ): Operation {
    return applyOp(variable.graph, 'ApplyGradientDescent', [variable, scalar('learning_rate'), grad]);
  }
}

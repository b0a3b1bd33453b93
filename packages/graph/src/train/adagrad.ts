// Adagrad (Duchi et al., 2011): each value's rate falls with the squares of the gradients that it has seen.
import { applyOp } from '../apply-op.ts';
import { ValueError } from '../errors.ts';
import type { Operation, Tensor } from '../graph.ts';
import type { Variable } from '../variable.ts';
import { Optimizer, type Hyper } from './optimizer.ts';
import { filledLikeVariable } from './slots.ts';

export interface AdagradOptions {
  readonly initialAccumulatorValue?: number;
  readonly name?: string;
}

export class AdagradOptimizer extends Optimizer {
  readonly #learningRate: Hyper;
  readonly #initial: number;

  constructor(learningRate: Hyper, options: AdagradOptions | string = {}) {
    const { initialAccumulatorValue = 0.1, name = 'Adagrad' } =
      typeof options === 'string' ? { name: options } : options;
    if (initialAccumulatorValue <= 0)
      throw new ValueError(`initial_accumulator_value must be positive: ${initialAccumulatorValue}`);
    super(name);
    this.#learningRate = learningRate;
    this.#initial = initialAccumulatorValue;
  }

  protected override hypers() {
    return { learning_rate: this.#learningRate };
  }

  protected override createSlots(variables: readonly Variable[]): void {
    for (const variable of variables)
      this.makeSlot(variable, 'accumulator', filledLikeVariable(variable, this.#initial));
  }

  protected override applyDense(
    grad: Tensor,
    variable: Variable,
    scalar: (name: string) => Tensor,
  ): Operation {
    const squares = this.slot(variable, 'accumulator');
    return applyOp(variable.graph, 'ApplyAdagrad', [variable, squares, scalar('learning_rate'), grad]);
  }
}

// RMSProp (Tieleman and Hinton, 2012): gradients divided by the root of a running mean of their squares.
import { applyOp } from '../apply-op.ts';
import type { Operation, Tensor } from '../graph.ts';
import type { Variable } from '../variable.ts';
import { Optimizer, type Hyper } from './optimizer.ts';
import { onesLikeVariable, zerosLikeVariable } from './slots.ts';

export interface RMSPropOptions {
  readonly decay?: Hyper;
  readonly momentum?: Hyper;
  readonly epsilon?: Hyper;
  /** Divides by the standard deviation instead: the squared mean is taken off first. */
  readonly centered?: boolean;
  readonly name?: string;
}

export class RMSPropOptimizer extends Optimizer {
  readonly #learningRate: Hyper;
  readonly #decay: Hyper;
  readonly #momentum: Hyper;
  readonly #epsilon: Hyper;
  readonly #centered: boolean;

  constructor(learningRate: Hyper, options: RMSPropOptions | string = {}) {
    const {
      decay = 0.9,
      momentum = 0,
      epsilon = 1e-10,
      centered = false,
      name = 'RMSProp',
    } = typeof options === 'string' ? { name: options } : options;
    super(name);
    this.#learningRate = learningRate;
    this.#decay = decay;
    this.#momentum = momentum;
    this.#epsilon = epsilon;
    this.#centered = centered;
  }

  protected override hypers() {
    return {
      learning_rate: this.#learningRate,
      decay: this.#decay,
      momentum: this.#momentum,
      epsilon: this.#epsilon,
    };
  }

  protected override createSlots(variables: readonly Variable[]): void {
    for (const variable of variables) {
      this.makeSlot(variable, 'rms', onesLikeVariable(variable));
      if (this.#centered) this.makeSlot(variable, 'mg', zerosLikeVariable(variable));
      this.makeSlot(variable, 'momentum', zerosLikeVariable(variable));
    }
  }

  protected override applyDense(
    grad: Tensor,
    variable: Variable,
    scalar: (name: string) => Tensor,
  ): Operation {
    const [squares, momentum] = [this.slot(variable, 'rms'), this.slot(variable, 'momentum')];
    const scalars = ['learning_rate', 'decay', 'momentum', 'epsilon'].map(scalar);
    if (!this.#centered)
      return applyOp(variable.graph, 'ApplyRMSProp', [variable, squares, momentum, ...scalars, grad]);
    const mean = this.slot(variable, 'mg');
    const operands = [variable, mean, squares, momentum, ...scalars, grad];
    return applyOp(variable.graph, 'ApplyCenteredRMSProp', operands);
  }
}

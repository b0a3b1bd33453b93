// Follow the regularized leader (McMahan et al., 2013): for linear models whose weights should mostly be 0.
import { applyOp } from '../apply-op.ts';
import { ValueError } from '../errors.ts';
import type { Operation, Tensor } from '../graph.ts';
import type { Variable } from '../variable.ts';
import { Optimizer, type Hyper } from './optimizer.ts';
import { filledLikeVariable, zerosLikeVariable } from './slots.ts';

export interface FtrlOptions {
  /** 0 or below; −0.5 makes the rate fall with the root of the summed squares. */
  readonly learningRatePower?: number;
  readonly initialAccumulatorValue?: number;
  readonly l1RegularizationStrength?: number;
  readonly l2RegularizationStrength?: number;
  readonly name?: string;
}

export class FtrlOptimizer extends Optimizer {
  readonly #learningRate: Hyper;
  readonly #options: Required<FtrlOptions>;

  constructor(learningRate: Hyper, options: FtrlOptions | string = {}) {
    const {
      learningRatePower = -0.5,
      initialAccumulatorValue = 0.1,
      l1RegularizationStrength = 0,
      l2RegularizationStrength = 0,
      name = 'Ftrl',
    } = typeof options === 'string' ? { name: options } : options;
    for (const [what, value] of Object.entries({
      initial_accumulator_value: initialAccumulatorValue,
      l1_regularization_strength: l1RegularizationStrength,
      l2_regularization_strength: l2RegularizationStrength,
    }))
      if (value < 0) throw new ValueError(`${what} ${value.toFixed(6)} needs to be positive or zero`);
    if (learningRatePower > 0)
      throw new ValueError(
        `learning_rate_power ${learningRatePower.toFixed(6)} needs to be negative or zero`,
      );
    super(name);
    this.#learningRate = learningRate;
    this.#options = {
      learningRatePower,
      initialAccumulatorValue,
      l1RegularizationStrength,
      l2RegularizationStrength,
      name,
    };
  }

  protected override hypers() {
    return {
      learning_rate: this.#learningRate,
      l1_regularization_strength: this.#options.l1RegularizationStrength,
      l2_regularization_strength: this.#options.l2RegularizationStrength,
      learning_rate_power: this.#options.learningRatePower,
    };
  }

  protected override createSlots(variables: readonly Variable[]): void {
    for (const variable of variables) {
      this.makeSlot(variable, 'accum', filledLikeVariable(variable, this.#options.initialAccumulatorValue));
      this.makeSlot(variable, 'linear', zerosLikeVariable(variable));
    }
  }

  protected override applyDense(
    grad: Tensor,
    variable: Variable,
    scalar: (name: string) => Tensor,
  ): Operation {
    const slots = [this.slot(variable, 'accum'), this.slot(variable, 'linear')];
    const scalars = [
      'learning_rate',
      'l1_regularization_strength',
      'l2_regularization_strength',
      'learning_rate_power',
    ].map(scalar);
    return applyOp(variable.graph, 'ApplyFtrl', [variable, ...slots, grad, ...scalars]);
  }
}

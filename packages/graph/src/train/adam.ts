// Adam (Kingma and Ba, 2015): running means of the gradient and of its square, freed of their bias towards 0.
import { applyOp } from '../apply-op.ts';
import type { Graph, Operation, Tensor } from '../graph.ts';
import { cast, operators } from '../ops/elementwise.ts';
import { group } from '../ops/state.ts';
import { Variable } from '../variable.ts';
import { Optimizer, type Hyper, type Scalars } from './optimizer.ts';
import { zerosLikeVariable } from './slots.ts';

export interface AdamOptions {
  readonly beta1?: Hyper;
  readonly beta2?: Hyper;
  readonly epsilon?: Hyper;
  readonly name?: string;
}

export class AdamOptimizer extends Optimizer {
  readonly #learningRate: Hyper;
  readonly #beta1: Hyper;
  readonly #beta2: Hyper;
  readonly #epsilon: Hyper;
  /** β₁ᵗ and β₂ᵗ, one pair for each graph. */
  readonly #powers = new Map<Graph, readonly [Variable, Variable]>();

  constructor(learningRate: Hyper = 0.001, options: AdamOptions | string = {}) {
    const {
      beta1 = 0.9,
      beta2 = 0.999,
      epsilon = 1e-8,
      name = 'Adam',
    } = typeof options === 'string' ? { name: options } : options;
    super(name);
    this.#learningRate = learningRate;
    this.#beta1 = beta1;
    this.#beta2 = beta2;
    this.#epsilon = epsilon;
  }

  protected override hypers() {
    return {
      learning_rate: this.#learningRate,
      beta1: this.#beta1,
      beta2: this.#beta2,
      epsilon: this.#epsilon,
    };
  }

  protected override createSlots(variables: readonly Variable[]): void {
    const [first] = variables.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const { graph } = first;
    if (!this.#powers.has(graph))
      this.#powers.set(
        graph,
        graph.colocateWith(first.op, () => [
          power(graph, this.#beta1, 'beta1_power'),
          power(graph, this.#beta2, 'beta2_power'),
        ]),
      );
    for (const variable of variables) {
      this.makeSlot(variable, 'm', zerosLikeVariable(variable));
      this.makeSlot(variable, 'v', zerosLikeVariable(variable));
    }
  }

  protected override applyDense(
    grad: Tensor,
    variable: Variable,
    scalar: (name: string) => Tensor,
  ): Operation {
    const { graph, dtype } = variable;
    const [m, v] = [this.slot(variable, 'm'), this.slot(variable, 'v')];
    const powers = this.#powers.get(graph)!.map((one) => cast(graph, one, dtype));
    const rest = ['learning_rate', 'beta1', 'beta2', 'epsilon'].map(scalar);
    return applyOp(graph, 'ApplyAdam', [variable, m, v, ...powers, ...rest, grad]);
  }

  /** The powers grow by one factor when every variable has used them. */
  protected override finish(
    graph: Graph,
    updates: readonly Operation[],
    { beta1, beta2 }: Scalars,
    name: string,
  ): Operation {
    const [power1, power2] = this.#powers.get(graph)!;
    const grown = graph.controlDependencies(updates, () =>
      graph.colocateWith(power1.op, () => [
        power1.assign(operators.mul(graph, power1, beta1)),
        power2.assign(operators.mul(graph, power2, beta2)),
      ]),
    );
    return group(graph, [...updates, ...grown], name);
  }
}

const power = (graph: Graph, beta: Hyper, name: string): Variable =>
  new Variable(graph, beta, {
    name,
    dtype: typeof beta === 'number' ? 'float32' : undefined,
    trainable: false,
  });

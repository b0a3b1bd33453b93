// tf.train: optimizers add the gradients and the nodes that update the variables.
import { applyOp } from './apply-op.ts';
import { constant } from './convert.ts';
import { GraphTypeError, ValueError } from './errors.ts';
import { Tensor, type Graph, type Operation } from './graph.ts';
import { gradients } from './gradients/gradients.ts';
import { assignAdd, group } from './ops/state.ts';
import { trainableVariables, type Variable } from './variable.ts';

export interface MinimizeOptions {
  readonly name?: string | null;
  /** Variables to change; all trainable ones if absent. */
  readonly varList?: readonly Variable[];
  /** An int32 variable to count steps in. */
  readonly globalStep?: Variable;
}

export type GradientAndVariable = readonly [Tensor | null, Variable];

export class GradientDescentOptimizer {
  readonly #learningRate: number | Tensor;
  readonly #name: string;

  constructor(learningRate: number | Tensor, name = 'GradientDescent') {
    if (typeof learningRate !== 'number' && !(learningRate instanceof Tensor))
      throw new GraphTypeError('the learning rate is a number or a tensor');
    this.#learningRate = learningRate;
    this.#name = name;
  }

  /** The op that takes one step against the gradient of `loss`. */
  minimize(loss: Tensor, options: MinimizeOptions | string = {}): Operation {
    const settings = typeof options === 'string' ? { name: options } : options;
    const pairs = this.computeGradients(loss, settings.varList);
    if (pairs.every(([grad]) => grad === null))
      throw new ValueError(
        'No gradients provided for any variable, check your graph for ops that do not support gradients, ' +
          `between variables [${pairs.map(([, v]) => `"${v.toString()}"`).join(', ')}] and loss ${loss.toString()}.`,
      );
    return this.applyGradients(pairs, settings);
  }

  computeGradients(loss: Tensor, varList?: readonly Variable[]): GradientAndVariable[] {
    const variables = varList ?? trainableVariables(loss.graph);
    if (variables.length === 0) throw new ValueError('No variables to optimize.');
    const grads = gradients(loss.graph, [loss], variables, { gateGradients: true });
    return variables.map((variable, i) => [grads[i], variable] as const);
  }

  applyGradients(pairs: readonly GradientAndVariable[], options: MinimizeOptions = {}): Operation {
    const present = pairs.filter((pair): pair is readonly [Tensor, Variable] => pair[0] !== null);
    if (present.length === 0) throw new ValueError('No gradients provided for any variable.');
    const { graph } = present[0][1];
    return graph.nameScope(options.name ?? this.#name, (scope) => {
      const rate = this.#rate(graph);
      const updates = present.map(([grad, variable]) =>
        graph.nameScope(`update_${variable.op.name}`, () => this.#update(variable, rate, grad)),
      );
      if (options.globalStep === undefined) return group(graph, updates, scope);
      const { globalStep } = options;
      const finished = group(graph, updates, 'update');
      return graph.controlDependencies([finished], () => assignAdd(graph, globalStep, 1, scope)).op;
    });
  }

  #rate(graph: Graph): Tensor {
    if (this.#learningRate instanceof Tensor) return this.#learningRate;
    return constant(graph, this.#learningRate, { dtype: 'float32', name: 'learning_rate' });
  }

  #update(variable: Variable, rate: Tensor, grad: Tensor): Operation {
    const alpha =
      rate.dtype === variable.dtype
        ? rate
        : applyOp(variable.graph, 'Cast', [rate], { attrs: { DstT: { type: variable.dtype } } }).outputs[0];
    return applyOp(variable.graph, 'ApplyGradientDescent', [variable, alpha, grad]);
  }
}

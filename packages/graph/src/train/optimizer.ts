// What all optimizers share: gradients of a loss, the nodes that apply them, and a slot for each thing to remember.
import { constant, type TensorLike } from '../convert.ts';
import { GRAPH_KEYS } from '../collections.ts';
import { isFloat } from '../dtypes.ts';
import { GraphTypeError, ValueError } from '../errors.ts';
import { Tensor, type Graph, type Operation } from '../graph.ts';
import { gradients } from '../gradients/gradients.ts';
import { cast } from '../ops/elementwise.ts';
import { assignAdd, group } from '../ops/state.ts';
import { trainableVariables, Variable, type InitialValue } from '../variable.ts';

/** A number that an optimizer is told, or a tensor that computes it. */
export type Hyper = number | Tensor;

export interface ComputeGradientsOptions {
  /** Variables to change; all trainable ones if absent. */
  readonly varList?: readonly Variable[];
  /** What arrives at the loss; ones if absent. */
  readonly gradLoss?: TensorLike;
}

export interface ApplyGradientsOptions {
  readonly name?: string | null;
  /** An int32 variable to count steps in. */
  readonly globalStep?: Variable;
}

export interface MinimizeOptions extends ComputeGradientsOptions, ApplyGradientsOptions {}

export type GradientAndVariable = readonly [Tensor | null, Variable];

/** Scalars of a step, made once for all variables, by the names they have in the graph. */
export type Scalars = Readonly<Record<string, Tensor>>;

export abstract class Optimizer {
  readonly #name: string;
  readonly #slots = new Map<string, Map<Variable, Variable>>();

  constructor(name: string) {
    if (!name) throw new ValueError('Must specify the optimizer name');
    this.#name = name;
  }

  /** The numbers that a step takes, in the order in which TensorFlow makes their constants. */
  protected abstract hypers(): Readonly<Record<string, Hyper>>;

  /** Makes what is remembered from step to step. */
  protected createSlots(_variables: readonly Variable[]): void {}

  /** The op that takes one variable's step. `scalars` have its dtype when read with `of`. */
  protected abstract applyDense(
    grad: Tensor,
    variable: Variable,
    scalar: (name: string) => Tensor,
  ): Operation;

  /** What is done when all variables have taken their step. */
  protected finish(graph: Graph, updates: readonly Operation[], _scalars: Scalars, name: string): Operation {
    return group(graph, updates, name);
  }

  getName(): string {
    return this.#name;
  }

  /** The op that takes one step against the gradient of `loss`. */
  minimize(loss: Tensor, options: MinimizeOptions | string = {}): Operation {
    const settings = typeof options === 'string' ? { name: options } : options;
    const pairs = this.computeGradients(loss, settings);
    if (pairs.every(([grad]) => grad === null))
      throw new ValueError(
        'No gradients provided for any variable, check your graph for ops that do not support gradients, ' +
          `between variables ${listed(pairs)} and loss ${loss.toString()}.`,
      );
    return this.applyGradients(pairs, settings);
  }

  /** [gradient, variable] for each variable; the gradient is null where the loss does not depend on it. */
  computeGradients(loss: Tensor, options: ComputeGradientsOptions = {}): GradientAndVariable[] {
    requireFloat(loss);
    const variables = options.varList ?? trainableVariables(loss.graph);
    if (variables.length === 0) throw new ValueError('No variables to optimize.');
    const gradYs = options.gradLoss === undefined ? null : [options.gradLoss];
    const grads = gradients(loss.graph, [loss], variables, { gradYs, gateGradients: true });
    return variables.map((variable, i) => {
      if (grads[i] !== null) requireFloat(variable.variable);
      return [grads[i], variable] as const;
    });
  }

  /** The op that takes one step along the gradients given, which may have been changed, such as clipped. */
  applyGradients(
    pairs: readonly GradientAndVariable[],
    options: ApplyGradientsOptions | string = {},
  ): Operation {
    const { name = null, globalStep } = typeof options === 'string' ? { name: options } : options;
    if (pairs.length === 0) throw new ValueError('No variables provided.');
    const present = pairs.filter((pair): pair is readonly [Tensor, Variable] => pair[0] !== null);
    if (present.length === 0)
      throw new ValueError(`No gradients provided for any variable: ${listed(pairs)}.`);
    const { graph } = present[0][1];
    graph.controlDependencies(null, () => this.createSlots(present.map(([, variable]) => variable)));
    const op = graph.nameScope(name ?? this.#name, (scope) => {
      const scalars = Object.fromEntries(
        Object.entries(this.hypers()).map(([as, value]) => [as, scalarTensor(graph, value, as)]),
      );
      const updates = present.map(([grad, variable]) =>
        graph.nameScope(`update_${variable.op.name}`, () =>
          graph.colocateWith(variable.op, () =>
            this.applyDense(grad, variable, (as) => cast(graph, scalars[as], variable.dtype)),
          ),
        ),
      );
      if (globalStep === undefined) return this.finish(graph, updates, scalars, scope);
      const finished = this.finish(graph, updates, scalars, 'update');
      return graph.controlDependencies([finished], () =>
        graph.colocateWith(globalStep.op, () => assignAdd(graph, globalStep, 1, scope).op),
      );
    });
    const trainOps = graph.getCollectionRef(GRAPH_KEYS.TRAIN_OP);
    if (!trainOps.includes(op)) trainOps.push(op);
    return op;
  }

  /** What the optimizer remembers of `variable` under a name such as `momentum`; null if nothing. */
  getSlot(variable: Variable, name: string): Variable | null {
    return this.#slots.get(name)?.get(variable) ?? null;
  }

  getSlotNames(): string[] {
    return [...this.#slots.keys()].toSorted();
  }

  /** @throws ValueError if it was not made */
  protected slot(variable: Variable, name: string): Variable {
    const slot = this.getSlot(variable, name);
    if (slot === null) throw new ValueError(`${this.#name} has no slot '${name}' for ${variable.toString()}`);
    return slot;
  }

  /** A variable `w/Momentum` beside `w`, unless there is one. */
  protected makeSlot(variable: Variable, name: string, initial: InitialValue): void {
    let slots = this.#slots.get(name);
    if (slots === undefined) this.#slots.set(name, (slots = new Map()));
    if (!slots.has(variable)) slots.set(variable, slotOf(variable, this.#name, initial));
  }
}

/** Named after the variable, whatever scope the program is in. */
function slotOf(variable: Variable, name: string, initial: InitialValue): Variable {
  const { graph } = variable;
  return graph.nameScope(null, () =>
    graph.colocateWith(
      variable.op,
      () => new Variable(graph, initial, { name: `${variable.op.name}/${name}`, trainable: false }),
    ),
  );
}

function scalarTensor(graph: Graph, value: Hyper, name: string): Tensor {
  if (value instanceof Tensor) return value;
  if (typeof value !== 'number')
    throw new GraphTypeError(`${name.replaceAll('_', ' ')} is a number or a tensor, not ${String(value)}`);
  return constant(graph, value, { dtype: 'float32', name });
}

function requireFloat(tensor: Tensor): void {
  if (!isFloat(tensor.dtype))
    throw new ValueError(
      `Invalid type tf.${tensor.dtype}${tensor.ref ? '_ref' : ''} for ${tensor.name}, ` +
        'expected: [tf.float32, tf.float64, tf.float16].',
    );
}

const listed = (pairs: readonly GradientAndVariable[]): string =>
  `[${pairs.map(([, v]) => `"${v.toString()}"`).join(', ')}]`;

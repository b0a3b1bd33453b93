// A variable: a node that keeps its value between the runs of a session, its initializer, and its reader.
import { applyOp } from './apply-op.ts';
import { convertToTensor, VariableBase, type TensorLike } from './convert.ts';
import type { Graph, Operation, Tensor } from './graph.ts';
import { formatShape, isFullyDefined, type TensorShape } from './shapes.ts';
import { ValueError } from './errors.ts';
import type { DType } from './graphdef.ts';
import { assign, assignAdd, assignSub, group } from './ops/state.ts';

export const GLOBAL_VARIABLES = 'variables';
export const TRAINABLE_VARIABLES = 'trainable_variables';

export interface VariableOptions {
  readonly name?: string | null;
  readonly dtype?: DType;
  readonly trainable?: boolean;
}

/** Operators (`w.sub(…)`) are installed by operators.ts; they work on the variable's value. */
export class Variable extends VariableBase {
  readonly graph: Graph;
  readonly variable: Tensor;
  readonly snapshot: Tensor;
  /** The op that sets the initial value. */
  readonly initializer: Operation;
  readonly initialValue: Tensor;
  readonly trainable: boolean;

  /**
   * Adds `name/initial_value` (for numbers and arrays), `name`, `name/Assign` and `name/read`.
   * @throws ValueError if the initial value's shape is not fully known
   */
  constructor(graph: Graph, initialValue: TensorLike | (() => TensorLike), options: VariableOptions = {}) {
    super();
    const { name = null, dtype, trainable = true } = options;
    this.graph = graph;
    this.trainable = trainable;
    // A variable is made outside of any control dependency: it exists before everything else runs.
    const made = graph.controlDependencies(null, () =>
      graph.nameScope(name ?? 'Variable', (scope) => {
        const initial = initialTensor(graph, initialValue, dtype);
        const shape = initial.staticShape;
        if (!isFullyDefined(shape))
          throw new ValueError(
            `initial_value must have a shape specified: ${initial.toString()}` +
              ' (a variable needs a fully known shape; placeholders without one do not give it)',
          );
        const attrs = { dtype: { type: initial.dtype }, shape: { shape } };
        const [variable] = graph.createOperation('VariableV2', { attrs, name: scope }).outputs;
        const { op: initializer } = assign(graph, variable, initial, 'Assign');
        const [snapshot] = applyOp(graph, 'Identity', [variable], { name: 'read' }).outputs;
        return { variable, initializer, snapshot, initial };
      }),
    );
    this.variable = made.variable;
    this.snapshot = made.snapshot;
    this.initializer = made.initializer;
    this.initialValue = made.initial;
    graph.addToCollection(GLOBAL_VARIABLES, this);
    if (trainable) graph.addToCollection(TRAINABLE_VARIABLES, this);
  }

  get name(): string {
    return this.variable.name;
  }

  get dtype(): DType {
    return this.variable.dtype;
  }

  get shape(): TensorShape {
    return this.variable.shape;
  }

  get op(): Operation {
    return this.variable.op;
  }

  /** The tensor that reads the value (`w/read:0`). */
  value(): Tensor {
    return this.snapshot;
  }

  assign(value: TensorLike, name: string | null = null): Tensor {
    return assign(this.graph, this, value, name);
  }

  assignAdd(value: TensorLike, name: string | null = null): Tensor {
    return assignAdd(this.graph, this, value, name);
  }

  assignSub(value: TensorLike, name: string | null = null): Tensor {
    return assignSub(this.graph, this, value, name);
  }

  override toString(): string {
    const shape = formatShape(this.variable.staticShape);
    return `<tf.Variable '${this.name}' shape=${shape} dtype=${this.dtype}_ref>`;
  }

  repr(): string {
    return this.toString();
  }
}

/** Another variable as initial value stands for that variable's own initial value: it may not be set yet. */
function initialTensor(
  graph: Graph,
  value: TensorLike | (() => TensorLike),
  dtype: DType | undefined,
): Tensor {
  const given = typeof value === 'function' ? value() : value;
  if (given instanceof Variable) return given.initialValue;
  return convertToTensor(graph, given, { dtype, name: 'initial_value' });
}

export const globalVariables = (graph: Graph): Variable[] =>
  graph.getCollection(GLOBAL_VARIABLES) as Variable[];

export const trainableVariables = (graph: Graph): Variable[] =>
  graph.getCollection(TRAINABLE_VARIABLES) as Variable[];

/** The op `init`: sets every variable made so far to its initial value. */
export const globalVariablesInitializer = (graph: Graph, name: string | null = null): Operation =>
  group(
    graph,
    globalVariables(graph).map((v) => v.initializer),
    name ?? 'init',
  );

// A variable: a node that keeps its value between the runs of a session, its initializer, and its reader.
import { applyOp } from './apply-op.ts';
import type { NDArray } from './array/ndarray.ts';
import { formatPrint } from './array/print.ts';
import { pythonType } from './array/python-types.ts';
import { GRAPH_KEYS } from './collections.ts';
import { convertToTensor, VariableBase, type TensorLike } from './convert.ts';
import type { Graph, Operation, Tensor } from './graph.ts';
import { formatShape, isFullyDefined } from './shapes.ts';
import type { ShapeLike, TensorShape } from './tensor-shape.ts';
import { ValueError } from './errors.ts';
import type { DType } from './graphdef.ts';
import type { FeedValue } from './feeds.ts';
import { CompositeFetch } from './fetches.ts';
import type { DefaultSession } from './eval.ts';
import { assign, assignAdd, assignSub, group } from './ops/state.ts';

export interface VariableOptions {
  readonly name?: string | null;
  readonly dtype?: DType;
  /** Whether optimizers change it: it is then in the collection of trainable variables. */
  readonly trainable?: boolean;
  /** Names of the collections that it joins; that of global variables if absent. */
  readonly collections?: readonly string[];
  /** False lets the initial value have a shape that is not fully known. */
  readonly validateShape?: boolean;
}

/** A value for a variable, or a function that makes it, in a scope of its own. */
export type InitialValue = TensorLike | (() => TensorLike);

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
   * @throws ValueError if there is no initial value, or its shape is not fully known
   */
  constructor(graph: Graph, initialValue: InitialValue, options: VariableOptions = {}) {
    super();
    const { name = null, dtype, trainable = true, validateShape = true } = options;
    if (initialValue === undefined || initialValue === null)
      throw new ValueError('initial_value must be specified.');
    const collections = collectionsOf(options, trainable);
    this.graph = graph;
    this.trainable = trainable;
    // A variable is made outside of any control dependency: it exists before everything else runs.
    const made = graph.controlDependencies(null, () =>
      graph.nameScope(name ?? 'Variable', (scope) => {
        const initial = initialTensor(graph, initialValue, dtype);
        const shape = initial.staticShape;
        if (validateShape && !isFullyDefined(shape))
          throw new ValueError(`initial_value must have a shape specified: ${initial.toString()}`);
        const attrs = { dtype: { type: initial.dtype }, shape: { shape: validateShape ? shape : null } };
        const [variable] = graph.createOperation('VariableV2', { attrs, name: scope }).outputs;
        const { op: initializer } = assign(graph, variable, initial, 'Assign');
        const [snapshot] = graph.colocateWith(
          variable.op,
          () => applyOp(graph, 'Identity', [variable], { name: 'read' }).outputs,
        );
        return { variable, initializer, snapshot, initial };
      }),
    );
    this.variable = made.variable;
    this.snapshot = made.snapshot;
    this.initializer = made.initializer;
    this.initialValue = made.initial;
    graph.addToCollections(collections, this);
  }

  /** A variable of nodes that are there already, such as imported ones; it joins no collection. */
  static fromNodes(
    nodes: Pick<Variable, 'variable' | 'snapshot' | 'initializer' | 'initialValue' | 'trainable'>,
  ): Variable {
    const made = { ...nodes, graph: nodes.variable.graph };
    return Object.assign(Object.create(Variable.prototype) as Variable, made);
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

  get device(): string {
    return this.variable.device;
  }

  getShape(): TensorShape {
    return this.variable.shape;
  }

  /** Adds what is known about the shape. @throws ValueError if it contradicts what was known */
  setShape(shape: ShapeLike): void {
    this.variable.setShape(shape);
    this.snapshot.setShape(shape);
  }

  /** The tensor that reads the value (`w/read:0`). */
  value(): Tensor {
    return this.snapshot;
  }

  /** A new node that reads the value when it runs, after the control dependencies around it. */
  readValue(): Tensor {
    return this.graph.colocateWith(
      this.op,
      () => applyOp(this.graph, 'Identity', [this.variable], { name: 'read' }).outputs[0],
    );
  }

  /** What other variables can start from, whether this one has been initialized or not. */
  initializedValue(): Tensor {
    return this.initialValue;
  }

  /** Its value in `session`, or in the default session. @throws ValueError */
  eval(session?: DefaultSession): NDArray {
    return this.variable.eval(undefined, session);
  }

  /** Sets its value in `session`, or in the default session, without adding a node. @throws ValueError */
  load(value: FeedValue, session?: DefaultSession): void {
    this.initializer.run([[this.initializer.inputs[1], value]], session);
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

function collectionsOf({ collections }: VariableOptions, trainable: boolean): readonly string[] {
  const { GLOBAL_VARIABLES, TRAINABLE_VARIABLES } = GRAPH_KEYS;
  const names = collections ?? [GLOBAL_VARIABLES];
  if (!Array.isArray(names))
    throw new ValueError(
      'collections argument to Variable constructor must be a list, tuple, or set. ' +
        `Got ${formatPrint(names)} of type ${pythonType(names)}`,
    );
  return trainable && !names.includes(TRAINABLE_VARIABLES) ? [...names, TRAINABLE_VARIABLES] : names;
}

/** Another variable as initial value stands for that variable's own initial value: it may not be set yet. */
function initialTensor(graph: Graph, value: InitialValue, dtype: DType | undefined): Tensor {
  if (typeof value === 'function')
    return graph.device(null, () =>
      graph.nameScope('Initializer', () => initialTensor(graph, value(), dtype)),
    );
  if (value instanceof Variable) return value.initialValue;
  return convertToTensor(graph, value, { dtype, name: 'initial_value' });
}

export const globalVariables = (graph: Graph, scope: string | null = null): Variable[] =>
  graph.getCollection(GRAPH_KEYS.GLOBAL_VARIABLES, scope) as Variable[];

export const localVariables = (graph: Graph, scope: string | null = null): Variable[] =>
  graph.getCollection(GRAPH_KEYS.LOCAL_VARIABLES, scope) as Variable[];

export const trainableVariables = (graph: Graph, scope: string | null = null): Variable[] =>
  graph.getCollection(GRAPH_KEYS.TRAINABLE_VARIABLES, scope) as Variable[];

/** The op that sets `variables` to their initial values. */
export const variablesInitializer = (
  graph: Graph,
  variables: readonly Variable[],
  name: string | null = null,
): Operation =>
  group(
    graph,
    variables.map((v) => v.initializer),
    name ?? 'init',
  );

/** Names of the variables that have no value yet, of those given. */
export class UninitializedVariables extends CompositeFetch<string[]> {
  readonly tensors: readonly Tensor[];
  readonly #names: readonly string[];

  constructor(graph: Graph, variables: readonly Variable[], name: string | null = null) {
    super();
    this.#names = variables.map((v) => v.op.name);
    this.tensors = graph.nameScope(name ?? 'report_uninitialized_variables', () =>
      variables.map((v) => isVariableInitialized(graph, v)),
    );
  }

  override combine(values: readonly NDArray[]): string[] {
    return this.#names.filter((_, i) => values[i].data[0] === 0);
  }
}

export const isVariableInitialized = (graph: Graph, variable: Variable | Tensor): Tensor =>
  applyOp(graph, 'IsVariableInitialized', [variable]).outputs[0];

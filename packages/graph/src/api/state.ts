// tf's variables, sessions, graphs and gradients.
import type { TensorLike } from '../convert.ts';
import { VariableBase } from '../convert.ts';
import { Graph, Operation, Tensor } from '../graph.ts';
import type { GraphOptions } from '../graph.ts';
import { gradients, type GradientsOptions } from '../gradients/gradients.ts';
import { GradientDescentOptimizer } from '../optimizer.ts';
import * as state from '../ops/state.ts';
import { Session, type SessionEnvironment } from '../session.ts';
import {
  globalVariables,
  globalVariablesInitializer,
  trainableVariables,
  Variable,
  type VariableOptions,
} from '../variable.ts';
import { optionsOf, type Context, type NameOr } from './context.ts';

type Named = NameOr<object>;
type Ref = VariableBase | Tensor;
type Listed<T> = T | readonly T[];

const asList = <T>(value: Listed<T>): readonly T[] => (Array.isArray(value) ? value : [value as T]);

export function stateApi(context: Context, environment: SessionEnvironment, graphOptions: GraphOptions) {
  class BoundVariable extends Variable {
    constructor(
      initialValue: TensorLike | (() => TensorLike),
      options?: NameOr<Omit<VariableOptions, 'name'>>,
    ) {
      super(context.graphOf(initialValue), initialValue, optionsOf(options));
    }
  }

  class BoundSession extends Session {
    constructor(options: { readonly graph?: Graph } = {}) {
      super(environment, options.graph ?? context.graph);
    }
  }

  class BoundGraph extends Graph {
    constructor() {
      super({ ...graphOptions, defaults: context });
    }
  }

  return {
    /** A value that a session keeps between runs: `new tf.Variable(tf.zeros([576, 1]), 'w')`. */
    Variable: BoundVariable,
    /** Evaluates parts of the graph: `const sess = new tf.Session()`; close it, or declare it with `using`. */
    Session: BoundSession,
    Graph: BoundGraph,
    Tensor,
    Operation,

    /** Opens a session for `body` and closes it afterwards, as Python's `with tf.Session() as sess`. */
    withSession: <T>(body: (session: Session) => T): T => {
      using session = new BoundSession();
      return body(session);
    },

    assign: (ref: Ref, value: TensorLike, name?: Named): Tensor =>
      state.assign(context.graphOf(ref), ref, value, optionsOf(name).name),
    assignAdd: (ref: Ref, value: TensorLike, name?: Named): Tensor =>
      state.assignAdd(context.graphOf(ref), ref, value, optionsOf(name).name),
    assignSub: (ref: Ref, value: TensorLike, name?: Named): Tensor =>
      state.assignSub(context.graphOf(ref), ref, value, optionsOf(name).name),
    /** A node that is done when all `inputs` are: `tf.group(a, b)` or `tf.group([a, b], 'name')`. */
    group: (
      ...args: (Operation | Tensor | VariableBase | readonly (Operation | Tensor)[] | Named)[]
    ): Operation => {
      const inputs = args
        .flat()
        .filter(
          (a): a is Operation | Tensor | VariableBase =>
            a instanceof Operation || a instanceof Tensor || a instanceof VariableBase,
        );
      const last = args.at(-1);
      const named = typeof last === 'string' || (isOptions(last) && !inputs.includes(last as never));
      return state.group(context.graphOf(...inputs), inputs, named ? optionsOf(last as Named).name : null);
    },
    noOp: (name?: Named): Operation => state.noOp(context.graph, optionsOf(name).name),
    /** Nodes made in `body` run after `ops`. */
    controlDependencies: <T>(ops: readonly (Operation | Tensor)[], body: () => T): T =>
      context.graphOf(...ops).controlDependencies(ops, body),
    nameScope: <T>(name: string, body: (scope: string) => T): T => context.graph.nameScope(name, body),

    globalVariables: (): Variable[] => globalVariables(context.graph),
    trainableVariables: (): Variable[] => trainableVariables(context.graph),
    /** The op that sets every variable made so far to its initial value. */
    globalVariablesInitializer: (name?: Named): Operation =>
      globalVariablesInitializer(context.graph, optionsOf(name).name),

    /** Nodes for the derivatives of (the sum of) `ys` by each of `xs`; null where there is no dependence. */
    gradients: (
      ys: Listed<Tensor | VariableBase>,
      xs: Listed<Tensor | VariableBase>,
      options?: NameOr<Omit<GradientsOptions, 'name' | 'gateGradients'>>,
    ): (Tensor | null)[] =>
      gradients(context.graphOf(...asList(ys)), asList(ys), asList(xs), optionsOf(options)),
    train: { GradientDescentOptimizer },

    getDefaultGraph: (): Graph => context.graph,
    /** Forgets all nodes and starts again with an empty default graph. */
    resetDefaultGraph: (): void => context.reset(),
    setRandomSeed: (seed: number): void => {
      context.graph.seed = seed;
    },
  };
}

const isOptions = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && 'name' in value;

// tf's variables: making them, finding them again, setting their first values.
import type { Operation, Tensor } from '../graph.ts';
import * as initializers from '../initializers.ts';
import {
  globalVariables,
  isVariableInitialized,
  localVariables,
  trainableVariables,
  UninitializedVariables,
  Variable,
  variablesInitializer,
  type InitialValue,
  type VariableOptions,
} from '../variable.ts';
import {
  AUTO_REUSE,
  VariableScope,
  variableStore,
  type GetVariableOptions,
  type ScopeOptions,
} from '../variable-scope.ts';
import { optionsOf, type Context, type NameOr } from './context.ts';

type Named = NameOr<object>;
type VariableShape = readonly (number | null)[];

export function variableApi(context: Context) {
  class BoundVariable extends Variable {
    constructor(initialValue: InitialValue, options?: NameOr<Omit<VariableOptions, 'name'>>) {
      super(context.graphOf(initialValue), initialValue, optionsOf(options));
    }
  }

  return {
    /** A value that a session keeps between runs: `new tf.Variable(tf.zeros([576, 1]), 'w')`. */
    Variable: BoundVariable,
    /** Those whose name starts with `scope`, or all. */
    globalVariables: (scope?: string): Variable[] => globalVariables(context.graph, scope),
    localVariables: (scope?: string): Variable[] => localVariables(context.graph, scope),
    trainableVariables: (scope?: string): Variable[] => trainableVariables(context.graph, scope),
    /** The op that sets every variable made so far to its initial value. */
    globalVariablesInitializer: (name?: Named): Operation =>
      variablesInitializer(context.graph, globalVariables(context.graph), optionsOf(name).name),
    localVariablesInitializer: (name?: Named): Operation =>
      variablesInitializer(context.graph, localVariables(context.graph), optionsOf(name).name),
    variablesInitializer: (variables: readonly Variable[], name?: Named): Operation =>
      variablesInitializer(context.graphOf(...variables), variables, optionsOf(name).name),
    isVariableInitialized: (variable: Variable): Tensor => isVariableInitialized(variable.graph, variable),
    /** Run it for the names of the variables that have no value; of all of them if none are given. */
    reportUninitializedVariables: (
      variables?: readonly Variable[] | null,
      name?: Named,
    ): UninitializedVariables =>
      new UninitializedVariables(
        context.graph,
        variables ?? [...globalVariables(context.graph), ...localVariables(context.graph)],
        optionsOf(name).name,
      ),

    AUTO_REUSE: AUTO_REUSE as typeof AUTO_REUSE,
    VariableScope,
    getVariableScope: (): VariableScope => variableStore(context.graph).scope,
    /**
     * Variables that `body` makes with `getVariable` are called `name/…`; with `reuse` those that are there are
     * found again. A name of null takes `defaultName`, numbered.
     */
    variableScope: <T>(
      nameOrScope: string | VariableScope | null,
      body: (scope: VariableScope) => T,
      options: ScopeOptions & { readonly defaultName?: string } = {},
    ): T => variableStore(context.graph).within(nameOrScope, options, body),
    /** The variable of that name in the current variable scope: made, or found where the scope says so. */
    getVariable: (name: string, options: GetVariableOptions | VariableShape = {}): Variable =>
      variableStore(context.graph).getVariable(
        name,
        Array.isArray(options) ? { shape: options as VariableShape } : (options as GetVariableOptions),
      ),

    zerosInitializer: initializers.zerosInitializer,
    onesInitializer: initializers.onesInitializer,
    constantInitializer: initializers.constantInitializer,
    randomNormalInitializer: initializers.randomNormalInitializer,
    truncatedNormalInitializer: initializers.truncatedNormalInitializer,
    randomUniformInitializer: initializers.randomUniformInitializer,
    glorotUniformInitializer: initializers.glorotUniformInitializer,
    glorotNormalInitializer: initializers.glorotNormalInitializer,
  };
}

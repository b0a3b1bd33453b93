// tf's graphs, and what decides where new nodes go: scopes, devices, control dependencies, collections.
import { GRAPH_KEYS } from '../collections.ts';
import { convertToTensor, type TensorLike, type VariableBase } from '../convert.ts';
import type { NDArray } from '../array/ndarray.ts';
import { Graph, Operation, Tensor, type GraphOptions } from '../graph.ts';
import type { DType } from '../graphdef.ts';
import { TensorShape } from '../tensor-shape.ts';
import { optionsOf, type Context, type NameOr } from './context.ts';

export function buildingApi(context: Context, graphOptions: GraphOptions) {
  class BoundGraph extends Graph {
    constructor() {
      super({ ...graphOptions, defaults: context });
    }
  }

  return {
    Graph: BoundGraph,
    Tensor,
    Operation,
    TensorShape,
    GraphKeys: GRAPH_KEYS,

    getDefaultGraph: (): Graph => context.graph,
    /** Forgets all nodes and starts again with an empty default graph. @throws AssertionError inside another */
    resetDefaultGraph: (): void => context.reset(),
    setRandomSeed: (seed: number): void => {
      context.graph.seed = seed;
    },

    /** Nodes made in `body` have `name/` before their names; `body` gets the scope's full name. */
    nameScope: <T>(name: string | null, body: (scope: string) => T): T => context.graph.nameScope(name, body),
    /** Nodes made in `body` ask for a device such as `/gpu:0`. */
    device: <T>(name: string | null, body: () => T): T => context.graph.device(name, body),
    /** Nodes made in `body` run after `ops`; null forgets the dependencies around it. */
    controlDependencies: <T>(
      ops: readonly (Operation | Tensor | VariableBase | string)[] | null,
      body: () => T,
    ): T => context.graph.controlDependencies(ops, body),

    addToCollection: (name: string, value: unknown): void => context.graph.addToCollection(name, value),
    /** With `scope`, what has a name that starts with it. */
    getCollection: (name: string, scope?: string): unknown[] => context.graph.getCollection(name, scope),
    getCollectionRef: (name: string): unknown[] => context.graph.getCollectionRef(name),

    /** `value` as a tensor: itself, or a constant. @throws ValueError when `dtype` is not the tensor's */
    convertToTensor: (value: TensorLike | NDArray, options?: NameOr<{ readonly dtype?: DType }>): Tensor => {
      const { dtype, name } = optionsOf(options);
      return convertToTensor(context.graphOf(value), value, { dtype, name: name ?? 'Const' });
    },
  };
}

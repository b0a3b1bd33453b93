// tf's changes of variables, groups and gradients.
import type { TensorLike } from '../convert.ts';
import { VariableBase } from '../convert.ts';
import { Operation, Tensor } from '../graph.ts';
import { gradients, type GradientsOptions } from '../gradients/gradients.ts';
import * as state from '../ops/state.ts';
import { optionsOf, type Context, type NameOr } from './context.ts';

type Named = NameOr<object>;
type Ref = VariableBase | Tensor;
type Listed<T> = T | readonly T[];

const asList = <T>(value: Listed<T>): readonly T[] => (Array.isArray(value) ? value : [value as T]);

export function stateApi(context: Context) {
  return {
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

    /** Nodes for the derivatives of (the sum of) `ys` by each of `xs`; null where there is no dependence. */
    gradients: (
      ys: Listed<Tensor | VariableBase>,
      xs: Listed<Tensor | VariableBase>,
      options?: NameOr<Omit<GradientsOptions, 'name' | 'gateGradients'>>,
    ): (Tensor | null)[] =>
      gradients(context.graphOf(...asList(ys)), asList(ys), asList(xs), optionsOf(options)),
  };
}

const isOptions = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && 'name' in value;

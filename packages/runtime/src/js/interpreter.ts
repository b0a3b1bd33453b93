// Runs a plan op by op with the reference kernels: the `js` backend itself, and what other backends trace runs with.
import { OP_DEFS, parseArg, type OpType, type TensorValue } from '@residual/graph';
import type { RunContext } from '../backend.ts';
import type { Plan, Source, Step } from '../plan.ts';
import { RunError } from '../run-error.ts';
import type { Variables } from '../variable-store.ts';
import type { Kernel, KernelCall } from './kernel.ts';
import { JS_KERNELS } from './kernels.ts';

/** Inputs that only name a variable: they must not fail because it has no value yet. */
const namesVariable = (op: OpType): readonly boolean[] =>
  Object.values(OP_DEFS[op].inputs).map((arg) => parseArg(arg).ref);

const NOTHING: TensorValue = { dtype: 'bool', shape: [], data: new Uint8Array(1) };

interface PreparedStep extends Step {
  readonly kernel: Kernel;
  readonly names: readonly boolean[];
  readonly variables: KernelCall['variables'];
}

export class Interpreter {
  readonly #plan: Plan;
  readonly #steps: readonly PreparedStep[];

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#steps = plan.steps.map(prepareStep);
  }

  /**
   * @returns the fetched values in the plan's order; they may share memory with feeds, constants and variables
   * @throws RunError
   */
  run(
    feeds: readonly TensorValue[],
    variables: Variables,
    { random, observe }: RunContext,
  ): readonly TensorValue[] {
    const { slots, feeds: places, fetches, steps } = this.#plan;
    const values = new Array<TensorValue>(slots);
    places.forEach(({ slot }, i) => {
      values[slot] = feeds[i];
    });
    const valueOf = (source: Source): TensorValue =>
      'variable' in source ? variables.read(source.variable) : values[source.slot];
    const context = { variables, random };
    for (const step of this.#steps) {
      const start = observe === undefined ? 0 : performance.now();
      const outputs = blame(step.node, () => {
        const inputs = step.inputs.map((source, i) => (step.names[i] ? NOTHING : valueOf(source)));
        return step.kernel(inputs, {
          node: step.node,
          attrs: step.attrs,
          context,
          variables: step.variables,
        });
      });
      observe?.(step, start, performance.now(), outputs);
      for (let i = 0; i < outputs.length; i++) values[step.slot + i] = outputs[i];
    }
    return fetches.map((source) => blame(nameOf(source, steps), () => valueOf(source)));
  }
}

const prepareStep = (step: Step): PreparedStep => ({
  ...step,
  kernel: JS_KERNELS[step.op],
  names: namesVariable(step.op),
  variables: step.inputs.map((source) => ('variable' in source ? source.variable : undefined)),
});

const nameOf = (source: Source, steps: readonly Step[]): string | undefined =>
  'variable' in source
    ? source.variable
    : steps.find(({ slot, outputs }) => source.slot >= slot && source.slot < slot + outputs.length)?.node;

/** Names the node in a failure that does not name one yet. */
export function blame<T>(node: string | undefined, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof RunError && error.op === undefined)
      throw new RunError(error.kind, error.message, node);
    if (error instanceof RangeError)
      throw new RunError('ResourceExhaustedError', `Out of memory: ${error.message}`, node);
    throw error;
  }
}

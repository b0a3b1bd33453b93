// The reference backend: plain loops over typed arrays, a step at a time. Slow next to the others, simple enough to
// be believed.
import { OP_DEFS, parseArg, type OpType, type TensorValue } from '@residual/graph';
import type { Backend, Executable, RunContext } from '../backend.ts';
import type { Plan, Source, Step } from '../plan.ts';
import { RunError } from '../run-error.ts';
import { decompositions } from './decompositions.ts';
import { diagonals } from './diagonals.ts';
import { elementwise } from './elementwise.ts';
import { indexing } from './indexing.ts';
import { joining } from './joining.ts';
import type { Kernel, KernelCall } from './kernel.ts';
import { matrices } from './matrices.ts';
import { nn } from './nn.ts';
import { padding } from './padding.ts';
import { random } from './random.ts';
import { rearrange } from './rearrange.ts';
import { reductions } from './reductions.ts';
import { solvers } from './solvers.ts';
import { state } from './state.ts';
import { trainingKernels } from './training.ts';

export const JS_KERNELS: { readonly [K in OpType]: Kernel } = {
  ...state,
  ...trainingKernels,
  ...rearrange,
  ...joining,
  ...indexing,
  ...padding,
  ...diagonals,
  ...elementwise,
  ...nn,
  ...reductions,
  ...matrices,
  ...solvers,
  ...decompositions,
  ...random,
};

/** Inputs that only name a variable: they must not fail because it has no value yet. */
const namesVariable = (op: OpType): readonly boolean[] =>
  Object.values(OP_DEFS[op].inputs).map((arg) => parseArg(arg).ref);

const NOTHING: TensorValue = { dtype: 'bool', shape: [], data: new Uint8Array(1) };

export const jsBackend: Backend = {
  name: 'js',
  dtypes: ['float32', 'float64', 'int32', 'bool'],
  compile: (plan) => compile(plan),
};

function compile(plan: Plan): Executable {
  const steps = plan.steps.map((step) => ({
    ...step,
    kernel: JS_KERNELS[step.op],
    names: namesVariable(step.op),
    variables: step.inputs.map((source) => ('variable' in source ? source.variable : undefined)),
  }));
  return {
    run(feeds, context) {
      const values = new Array<TensorValue>(plan.slots);
      plan.feeds.forEach((slot, i) => {
        values[slot] = feeds[i];
      });
      const { observe } = context;
      for (const step of steps) {
        const start = observe === undefined ? 0 : performance.now();
        const outputs = blame(step.node, () => {
          const inputs = step.inputs.map((source, i) =>
            step.names[i] ? NOTHING : valueOf(source, values, context),
          );
          const call: KernelCall = { node: step.node, attrs: step.attrs, context, variables: step.variables };
          return step.kernel(inputs, call);
        });
        observe?.(step, start, performance.now(), outputs);
        for (let i = 0; i < outputs.length; i++) values[step.slot + i] = outputs[i];
      }
      return plan.fetches.map((source) =>
        blame(nameOf(source, plan.steps), () => valueOf(source, values, context)),
      );
    },
  };
}

const valueOf = (source: Source, values: readonly TensorValue[], { variables }: RunContext): TensorValue =>
  'variable' in source ? variables.read(source.variable) : values[source.slot];

const nameOf = (source: Source, steps: readonly Step[]): string | undefined =>
  'variable' in source
    ? source.variable
    : steps.find(({ slot, outputs }) => source.slot >= slot && source.slot < slot + outputs)?.node;

/** Names the node in a failure that does not name one yet. */
function blame<T>(node: string | undefined, action: () => T): T {
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

// The reference backend: plain loops over typed arrays, an op at a time. Slow next to the others, simple enough to
// be believed.
import { allocateShared, CPU_DEVICE, type TensorValue } from '@residual/graph';
import type { Backend, BackendSession, Executable, Fetched } from '../backend.ts';
import type { Plan } from '../plan.ts';
import { VariableStore } from '../variable-store.ts';
import { Interpreter } from './interpreter.ts';

export const jsBackend: Backend = {
  name: 'js',
  dtypes: ['float32', 'float64', 'int32', 'bool'],
  devices: [CPU_DEVICE],
  openSession: () => new JsSession(),
};

class JsSession implements BackendSession {
  readonly #variables = new VariableStore();
  /** What is prepared of a plan serves all shapes. */
  readonly #interpreters = new WeakMap<Plan, Interpreter>();

  compile(plan: Plan): Executable {
    const variables = this.#variables;
    for (const [name, { shape }] of plan.variables) variables.declare(name, shape);
    let interpreter = this.#interpreters.get(plan);
    if (interpreter === undefined) this.#interpreters.set(plan, (interpreter = new Interpreter(plan)));
    const compiled = interpreter;
    return {
      run: (feeds, context) => compiled.run(feeds, variables, context).map(fetched),
      close: () => {},
    };
  }

  readVariable(name: string): TensorValue | null {
    return this.#variables.find(name);
  }

  writeVariable(name: string, value: TensorValue): void {
    this.#variables.write(name, copyOf(value));
  }

  close(): void {
    this.#variables.clear();
  }
}

/** In shared memory, which crosses to an isolate as it is and is nobody else's. */
export function copyOf({ dtype, shape, data }: TensorValue): TensorValue {
  const copy = allocateShared(dtype, data.length);
  copy.set(data);
  return { dtype, shape, data: copy };
}

/** Copied at once: the value may lie in an array that was fed, which its owner may write to after the run. */
function fetched(value: TensorValue): Fetched {
  const { dtype, shape, data } = copyOf(value);
  return { dtype, shape, read: () => data };
}

// A session on tfjs: its variables, and runs of plans. What tfjs allocates for a run is freed at its end, whatever
// becomes of the run.
import {
  CPU_DEVICE,
  OP_DEFS,
  parseArg,
  sameShape,
  tensorAttr,
  type Attr,
  type OpType,
  type TensorValue,
} from '@residual/graph';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { BackendSession, Executable, Feed, Fetched, RunContext } from '../backend.ts';
import { blame } from '../js/interpreter.ts';
import { copyOf } from '../js/js-backend.ts';
import type { KernelCall } from '../js/kernel.ts';
import { JS_KERNELS } from '../js/kernels.ts';
import type { Plan, Source, Step } from '../plan.ts';
import { BackendFailure, RunError } from '../run-error.ts';
import { DeviceTensor } from './device-tensor.ts';
import { FeedCache } from './feed-cache.ts';
import type { Tfjs, TfjsKernel } from './kernels.ts';
import { TfjsVariables } from './tfjs-variables.ts';

type Attrs = Readonly<Record<string, Attr>>;

export interface TfjsPart {
  readonly name: string;
  readonly device: string;
  readonly kernelOf: (op: OpType, attrs: Attrs) => TfjsKernel | null;
  /** Whether an op is about variables or constants that lie with tfjs. */
  readonly isOwn: (op: OpType, attrs: Attrs) => boolean;
}

const NOTHING: TensorValue = { dtype: 'bool', shape: [], data: new Uint8Array(1) };

export class TfjsSession implements BackendSession {
  readonly #tf: Tfjs;
  readonly #part: TfjsPart;
  readonly #variables: TfjsVariables;
  readonly #feeds: FeedCache;
  readonly #executables = new Set<Executable>();

  constructor(tf: Tfjs, part: TfjsPart) {
    this.#tf = tf;
    this.#part = part;
    this.#variables = new TfjsVariables();
    this.#feeds = new FeedCache((value) => tf.keep(upload(tf, value)));
  }

  compile(plan: Plan): Executable {
    for (const [name, { shape }] of plan.variables) this.#variables.declare(name, shape);
    const planned = new TfjsPlan(this.#tf, this.#part, plan);
    const executable: Executable = {
      run: (feeds, context) => this.#run(planned, feeds, context),
      close: () => {
        planned.close();
        this.#executables.delete(executable);
      },
    };
    this.#executables.add(executable);
    return executable;
  }

  readVariable(name: string): TensorValue | null {
    const value = this.#variables.find(name);
    return value && { dtype: value.dtype, shape: value.shape, data: value.data };
  }

  writeVariable(name: string, value: TensorValue): void {
    this.#variables.write(name, copyOf(value));
  }

  close(): void {
    for (const executable of this.#executables) executable.close();
    this.#variables.clear();
    this.#feeds.clear();
  }

  #run(planned: TfjsPlan, feeds: readonly Feed[], context: RunContext): readonly Fetched[] {
    const engine = this.#tf.engine();
    engine.startScope();
    try {
      const values = planned.run(
        feeds.map((feed) => this.#feeds.get(feed)),
        this.#variables,
        context,
      );
      return values.map((value) => {
        const { dtype, shape, data } = copyOf(value);
        return { dtype, shape, read: () => data };
      });
    } catch (error) {
      if (error instanceof RunError || error instanceof BackendFailure) throw error;
      throw new BackendFailure(this.#part.name, error instanceof Error ? error.message : String(error), {
        cause: error,
      });
    } finally {
      engine.endScope();
    }
  }
}

/** Data that may change under us is copied. */
const upload = (tf: Tfjs, { data, shape, dtype }: TensorValue): Tensor =>
  tf.tensor(data.slice() as Float32Array, [...shape], dtype as 'float32' | 'bool');

interface PlannedStep extends Step {
  readonly kernel: TfjsKernel | null;
  readonly isOwn: boolean;
  /** Inputs that only name a variable: they must not fail because it has no value yet. */
  readonly names: readonly boolean[];
  readonly variables: KernelCall['variables'];
}

class TfjsPlan {
  readonly #tf: Tfjs;
  readonly #device: string;
  readonly #plan: Plan;
  readonly #steps: readonly PlannedStep[];
  /** Constants by node, from the first run on. */
  readonly #constants = new Map<string, DeviceTensor>();

  constructor(tf: Tfjs, { device, kernelOf, isOwn }: TfjsPart, plan: Plan) {
    this.#tf = tf;
    this.#device = device;
    this.#plan = plan;
    this.#steps = plan.steps.map((step) => {
      const isHere = (step.device ?? device) === device;
      return {
        ...step,
        kernel: isHere ? kernelOf(step.op, step.attrs) : null,
        isOwn: isHere && isOwn(step.op, step.attrs),
        names: Object.values(OP_DEFS[step.op].inputs).map((arg) => parseArg(arg).ref),
        variables: step.inputs.map((source) => ('variable' in source ? source.variable : undefined)),
      };
    });
  }

  /** Within a scope of tfjs. @throws RunError */
  run(
    feeds: readonly TensorValue[],
    variables: TfjsVariables,
    { random, observe }: RunContext,
  ): readonly TensorValue[] {
    const { slots, feeds: places, fetches } = this.#plan;
    const values = new Array<TensorValue>(slots);
    places.forEach(({ slot }, i) => {
      values[slot] = feeds[i];
    });
    const valueOf = (source: Source): TensorValue =>
      'variable' in source ? variables.read(source.variable) : values[source.slot];
    for (const step of this.#steps) {
      const start = observe === undefined ? 0 : performance.now();
      const [outputs, device] = blame(step.node, () => {
        const inputs = step.inputs.map((source, i) => (step.names[i] ? NOTHING : valueOf(source)));
        const there = this.#there(step, inputs, variables);
        if (there !== null) return [there, this.#device] as const;
        const { node, attrs } = step;
        const call: KernelCall = { node, attrs, variables: step.variables, context: { variables, random } };
        return [JS_KERNELS[step.op](inputs, call), CPU_DEVICE] as const;
      });
      observe?.(step, start, performance.now(), outputs, device);
      for (let i = 0; i < outputs.length; i++) values[step.slot + i] = outputs[i];
    }
    return fetches.map((source) =>
      blame('variable' in source ? source.variable : undefined, () => valueOf(source)),
    );
  }

  close(): void {
    for (const { tensor } of this.#constants.values()) tensor.dispose();
    this.#constants.clear();
  }

  /** What tfjs makes of it; null where the reference kernel has to. */
  #there(
    step: PlannedStep,
    inputs: readonly TensorValue[],
    variables: TfjsVariables,
  ): readonly TensorValue[] | null {
    // tfjs has other ideas of what becomes of nothing.
    if (inputs.some(({ shape }) => shape.includes(0))) return null;
    const tensorOf = (i: number): Tensor => {
      const value = inputs[i];
      return value instanceof DeviceTensor ? value.tensor : upload(this.#tf, value);
    };
    if (step.isOwn) return this.#own(step, inputs, tensorOf, variables);
    const tensor = step.kernel?.run({
      tf: this.#tf,
      attrs: step.attrs,
      host: (i) => inputs[i],
      tensor: tensorOf,
      shape: (i) => inputs[i].shape,
    });
    return tensor ? [new DeviceTensor(tensor)] : null;
  }

  #own(
    step: PlannedStep,
    inputs: readonly TensorValue[],
    tensorOf: (i: number) => Tensor,
    variables: TfjsVariables,
  ): readonly TensorValue[] | null {
    const tf = this.#tf;
    if (step.op === 'VariableV2') return [];
    if (step.op === 'Const') return [this.#constant(step)];
    const [name] = step.variables;
    if (name === undefined) return null;
    if (step.op === 'Assign') {
      if (!variables.fits(name, inputs[1].shape)) return null;
      variables.write(name, new DeviceTensor(tf.keep(tf.clone(tensorOf(1)))));
      return [];
    }
    const value = inputs.at(-1)!;
    const before = variables.read(name);
    // The reference kernel refuses it in TensorFlow's words.
    if (!sameShape(before.shape, value.shape)) return null;
    const x = before instanceof DeviceTensor ? before.tensor : upload(tf, before);
    const y = tensorOf(inputs.length - 1);
    const after =
      step.op === 'AssignAdd'
        ? tf.add(x, y)
        : tf.sub(x, step.op === 'ApplyGradientDescent' ? tf.mul(tensorOf(1), y) : y);
    variables.write(name, new DeviceTensor(tf.keep(after)));
    return [];
  }

  #constant({ node, attrs }: PlannedStep): TensorValue {
    let known = this.#constants.get(node);
    if (known === undefined) {
      known = new DeviceTensor(this.#tf.keep(upload(this.#tf, tensorAttr(attrs, 'value'))));
      this.#constants.set(node, known);
    }
    return known;
  }
}

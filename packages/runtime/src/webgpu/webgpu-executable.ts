// A program on the device, with what it leaves to the reference kernels on the host in between. A value is carried
// over when the other side asks for it.
import { CPU_DEVICE, OP_DEFS, parseArg, type TensorValue } from '@residual/graph';
import type { Executable, Feed, Fetched, RunContext } from '../backend.ts';
import type { ElementwiseKernel, Kernel, OpKernel, Program, ValueId } from '../compiler/program.ts';
import { inputsOf, outputsOf, rootOf } from '../compiler/traverse.ts';
import { blame } from '../js/interpreter.ts';
import { copyOf } from '../js/js-backend.ts';
import { JS_KERNELS } from '../js/kernels.ts';
import type { Plan } from '../plan.ts';
import { RunError } from '../run-error.ts';
import { StepReport } from '../step-report.ts';
import { uninitialized } from '../variable-store.ts';
import { countOf } from '../js/kernel.ts';
import { download, upload } from './device-values.ts';
import { GPU_DEVICE } from './gpu-device.ts';
import type { SessionParts } from './webgpu-session.ts';
import { DEVICE_DTYPES } from './wgsl/body.ts';
import { elementwiseDispatches, type Values } from './wgsl/elementwise.ts';
import { matmulDispatches } from './wgsl/matmul.ts';
import { rowPassDispatches } from './wgsl/row-pass.ts';
import type { Dispatch, Operand } from './wgsl/shader.ts';

const NOTHING: TensorValue = { dtype: 'bool', shape: [], data: new Uint8Array(1) };

interface PlannedKernel {
  readonly kernel: Kernel;
  /** Null for what is done on the host. */
  readonly dispatches: readonly (Dispatch & { readonly shader: number })[] | null;
}

/** A program and what it needs of the device. */
interface Linked {
  readonly program: Program;
  readonly kernels: readonly PlannedKernel[];
  /** By number of the program's buffers, by constant, by feed, by scratch operand. */
  readonly buffers: Map<string, number>;
}

/** Where the values of one run are. */
interface Places {
  readonly host: Map<ValueId, TensorValue>;
  readonly onDevice: Set<ValueId>;
  readonly feeds: readonly Feed[];
}

export class WebgpuExecutable implements Executable {
  readonly #parts: SessionParts;
  readonly #plan: Plan;
  readonly #programOf: (fuse: boolean) => Program;
  readonly #onClose: () => void;
  readonly #linked = new Map<boolean, Linked>();

  constructor(parts: SessionParts, plan: Plan, programOf: (fuse: boolean) => Program, onClose: () => void) {
    this.#parts = parts;
    this.#plan = plan;
    this.#programOf = programOf;
    this.#onClose = onClose;
  }

  run(feeds: readonly Feed[], context: RunContext): readonly Fetched[] {
    const { observe } = context;
    const linked = this.#link(observe === undefined);
    const report = observe === undefined ? null : new StepReport(this.#plan, linked.program, observe);
    const places: Places = { host: new Map(), onDevice: new Set(), feeds };
    for (const planned of linked.kernels) {
      const start = report === null ? 0 : performance.now();
      const { kernel, dispatches } = planned;
      const isHere = dispatches !== null || this.#isCopyOnDevice(kernel, linked, places);
      this.#do(planned, linked, places, context);
      if (report === null) continue;
      this.#parts.link.flush();
      report.ran(kernel, {
        start,
        device: isHere ? GPU_DEVICE : CPU_DEVICE,
        shapeOf: (id) => places.host.get(id)?.shape,
      });
    }
    report?.finish();
    const fetched = linked.program.fetches.map((id) => this.#fetch(id, linked, places));
    this.#parts.link.flush();
    return fetched;
  }

  close(): void {
    const { link } = this.#parts;
    for (const { buffers } of this.#linked.values())
      for (const buffer of buffers.values()) link.send({ type: 'destroy', buffer });
    this.#linked.clear();
    this.#onClose();
  }

  #link(fuse: boolean): Linked {
    let linked = this.#linked.get(fuse);
    if (linked === undefined) {
      linked = this.#plannedOf(this.#programOf(fuse));
      const { mostBindings } = this.#parts.link.facts;
      const isTooWide = linked.kernels.some(({ dispatches }) =>
        dispatches?.some(({ bindings }) => bindings.length > mostBindings),
      );
      // Op by op no kernel has more than a few operands.
      if (isTooWide && fuse) linked = this.#plannedOf(this.#programOf(false));
      this.#linked.set(fuse, linked);
    }
    return linked;
  }

  #plannedOf(program: Program): Linked {
    const values = valuesOf(program);
    const kernels = program.kernels.map((kernel): PlannedKernel => {
      const dispatches = dispatchesOf(kernel, program, values);
      return {
        kernel,
        dispatches:
          dispatches?.map((dispatch) => ({
            ...dispatch,
            shader: this.#parts.link.shader(
              dispatch.code,
              dispatch.bindings.map(({ writes }) => writes),
            ),
          })) ?? null,
      };
    });
    return { program, kernels, buffers: new Map() };
  }

  #do({ kernel, dispatches }: PlannedKernel, linked: Linked, places: Places, context: RunContext): void {
    const { values } = linked.program;
    if (dispatches !== null) {
      for (const id of inputsOf(kernel)) this.#bufferToRead(id, linked, places);
      const written = outputsOf(kernel).map((id) => [id, this.#bufferToWrite(id, linked)] as const);
      for (const dispatch of dispatches) {
        const buffers = dispatch.bindings.map(({ operand }) =>
          typeof operand === 'string'
            ? this.#buffer(linked, operand, dispatch.scratch?.[operand] ?? 0)
            : (written.find(([id]) => memoryOf(linked.program, id) === operand)?.[1] ??
              this.#bufferToRead(operand, linked, places)),
        );
        const { shader, groups } = dispatch;
        this.#parts.link.send({ type: 'dispatch', shader, buffers, groups });
      }
      for (const [id] of written) this.#isOnDevice(id, linked, places);
      return;
    }
    switch (kernel.kind) {
      case 'require':
        if (this.#parts.variables.isInitialized(kernel.variable)) return;
        throw new RunError(...failureOf(kernel.variable), kernel.nodes[0]);
      case 'assign': {
        const { origin, shape } = values[kernel.output];
        const name = origin.kind === 'variable' ? origin.name : '';
        if (shape !== null && this.#isCopyOnDevice(kernel, linked, places)) {
          const source = this.#bufferToRead(kernel.input, linked, places);
          const to = this.#parts.variables.bufferToWrite(name, shape);
          if (countOf(shape) > 0)
            this.#parts.link.send({ type: 'copy', from: source, to, bytes: 4 * countOf(shape) });
        } else this.#parts.variables.write(name, copyOf(this.#hostValue(kernel.input, linked, places)));
        return;
      }
      case 'op':
        this.#runOp(kernel, linked, places, context);
        return;
      case 'elementwise':
        this.#copyOnHost(kernel, linked, places);
        return;
      default:
        throw new RunError(
          'InternalError',
          `a ${kernel.kind} kernel of a dtype that the device lacks`,
          kernel.nodes[0],
        );
    }
  }

  /** An assignment of what the device has. */
  #isCopyOnDevice(kernel: Kernel, { program: { values } }: Linked, places: Places): boolean {
    if (kernel.kind !== 'assign') return false;
    const { dtype, shape } = values[kernel.output];
    return dtype === 'float32' && shape !== null && places.onDevice.has(rootOf(values, kernel.input));
  }

  /** Copies of variables that are about to change: everything else of other dtypes was left to the ops. */
  #copyOnHost(kernel: ElementwiseKernel, linked: Linked, places: Places): void {
    for (const { value, instruction, reduce } of kernel.outputs) {
      const made = kernel.body[instruction];
      if (made.op !== 'input' || reduce !== null)
        throw new RunError(
          'InternalError',
          'an element-wise kernel of a dtype that the device lacks',
          kernel.nodes[0],
        );
      const { dtype, shape } = linked.program.values[value];
      const { data } = this.#hostValue(kernel.inputs[made.input].value, linked, places);
      places.host.set(value, copyOf({ dtype, shape: shape ?? [], data }));
    }
  }

  #runOp({ step, inputs, outputs }: OpKernel, linked: Linked, places: Places, { random }: RunContext): void {
    const refs = Object.values(OP_DEFS[step.op].inputs).map((arg) => parseArg(arg).ref);
    const variables = step.inputs.map((source, i) =>
      refs[i] && 'variable' in source ? source.variable : undefined,
    );
    const results = blame(step.node, () =>
      JS_KERNELS[step.op](
        inputs.map((id) => (id === null ? NOTHING : this.#hostValue(id, linked, places))),
        {
          node: step.node,
          attrs: step.attrs,
          context: { variables: this.#parts.variables, random },
          variables,
        },
      ),
    );
    results.forEach((result, i) => {
      const { origin } = linked.program.values[outputs[i]];
      // A variable's new value is where the kernel has written it.
      if (origin.kind !== 'variable') places.host.set(outputs[i], result);
    });
  }

  #hostValue(id: ValueId, { program, buffers }: Linked, places: Places): TensorValue {
    const { values } = program;
    const root = rootOf(values, id);
    const { origin, dtype, shape } = values[root];
    const viewed = (value: TensorValue): TensorValue =>
      root === id ? value : { dtype, shape: values[id].shape ?? value.shape, data: value.data };
    if (origin.kind === 'variable') return viewed(this.#parts.variables.read(origin.name));
    if (origin.kind === 'feed') return viewed(places.feeds[origin.index]);
    if (origin.kind === 'constant') return viewed({ dtype, shape: shape ?? [], data: origin.data });
    let value = places.host.get(root);
    if (value === undefined) {
      value = download(this.#parts.link, buffers.get(bufferKey(program, root))!, dtype, shape ?? []);
      places.host.set(root, value);
    }
    return viewed(value);
  }

  #bufferToRead(id: ValueId, linked: Linked, places: Places): number {
    const { program } = linked;
    const root = rootOf(program.values, id);
    const { origin, shape } = program.values[root];
    if (origin.kind === 'variable') return this.#parts.variables.bufferToRead(origin.name, shape ?? []);
    if (origin.kind === 'feed') {
      const feed = places.feeds[origin.index];
      if (feed.id !== undefined && feed.version !== undefined)
        return this.#parts.feeds.place(feed, feed.id, feed.version);
    }
    const key = bufferKey(program, root);
    const isNew = !linked.buffers.has(key);
    const buffer = this.#buffer(linked, key, elementsOf(program, root));
    if (places.onDevice.has(root)) return buffer;
    // A constant lies there since the first run.
    if (origin.kind !== 'constant' || isNew)
      upload(this.#parts.link, buffer, this.#hostValue(root, linked, places));
    places.onDevice.add(root);
    return buffer;
  }

  #bufferToWrite(id: ValueId, linked: Linked): number {
    const { program } = linked;
    const { origin, shape } = program.values[id];
    // Its value stays readable until the kernel's inputs are bound: what is written in place is read first.
    if (origin.kind === 'variable') return this.#parts.variables.bufferToWrite(origin.name, shape ?? []);
    return this.#buffer(linked, bufferKey(program, id), elementsOf(program, id));
  }

  #isOnDevice(id: ValueId, linked: Linked, places: Places): void {
    if (linked.program.values[id].origin.kind === 'variable') return;
    places.onDevice.add(id);
    places.host.delete(id);
  }

  #buffer(linked: Linked, key: string, elements: number): number {
    let buffer = linked.buffers.get(key);
    if (buffer === undefined) linked.buffers.set(key, (buffer = this.#parts.link.create(4 * elements)));
    return buffer;
  }

  /** A copy on the device, read when looked at: the memory it lies in is used again by the next run. */
  #fetch(id: ValueId, linked: Linked, places: Places): Fetched {
    const { values } = linked.program;
    const root = rootOf(values, id);
    const { dtype, shape } = values[id];
    const { origin } = values[root];
    const onDevice =
      origin.kind === 'variable'
        ? dtype === 'float32' && shape !== null && this.#parts.variables.isInitialized(origin.name)
        : places.onDevice.has(root) && origin.kind === 'temporary';
    if (!onDevice || shape === null || countOf(shape) === 0) {
      const { data, shape: actual } = copyOf(this.#hostValue(id, linked, places));
      return { dtype, shape: actual, read: () => data };
    }
    const { link } = this.#parts;
    const bytes = 4 * countOf(shape);
    const copy = link.create(bytes);
    link.send({ type: 'copy', from: this.#bufferToRead(id, linked, places), to: copy, bytes });
    const fetched = new FetchedFromDevice(() => download(link, copy, dtype, shape), dtype, shape);
    unread.register(fetched, () => link.send({ type: 'destroy', buffer: copy }));
    return fetched;
  }
}

/** Frees what nobody can look at any more. */
const unread = new FinalizationRegistry<() => void>((free) => free());

class FetchedFromDevice implements Fetched {
  readonly dtype: Fetched['dtype'];
  readonly shape: Fetched['shape'];
  readonly #download: () => TensorValue;
  #data: TensorValue['data'] | undefined;

  constructor(fetch: () => TensorValue, dtype: Fetched['dtype'], shape: Fetched['shape']) {
    this.#download = fetch;
    this.dtype = dtype;
    this.shape = shape;
  }

  read(): TensorValue['data'] {
    this.#data ??= this.#download().data;
    return this.#data;
  }
}

const failureOf = (variable: string): [RunError['kind'], string] => {
  const { kind, message } = uninitialized(variable);
  return [kind, message];
};

/** All values of one variable lie in one place. */
function memoryOf(program: Program, id: ValueId): ValueId {
  const root = rootOf(program.values, id);
  const { origin } = program.values[root];
  if (origin.kind !== 'variable') return root;
  return program.values.findIndex(
    (value) => value.origin.kind === 'variable' && value.origin.name === origin.name,
  );
}

function bufferKey(program: Program, root: ValueId): string {
  const buffer = program.buffers.get(root);
  return buffer === undefined ? `value ${root}` : `buffer ${buffer}`;
}

/** Of the largest value that lies where this one does. */
function elementsOf(program: Program, root: ValueId): number {
  const buffer = program.buffers.get(root);
  if (buffer === undefined) return countOf(program.values[root].shape ?? []);
  let most = 0;
  for (const [id, other] of program.buffers)
    if (other === buffer) most = Math.max(most, countOf(program.values[id].shape ?? []));
  return most;
}

const valuesOf = (program: Program): Values => ({
  dtypeOf: (id) => program.values[id].dtype,
  rootOf: (operand: Operand) => (typeof operand === 'string' ? operand : memoryOf(program, operand)),
});

/** Null for what is done on the host. */
function dispatchesOf(kernel: Kernel, program: Program, values: Values): readonly Dispatch[] | null {
  const isHere = [...inputsOf(kernel), ...outputsOf(kernel)].every((id) => {
    const { dtype, shape, origin } = program.values[id];
    return (
      DEVICE_DTYPES.includes(dtype) && shape !== null && (origin.kind !== 'variable' || dtype === 'float32')
    );
  });
  if (!isHere) return null;
  switch (kernel.kind) {
    case 'elementwise':
      return elementwiseDispatches(kernel, values);
    case 'matmul':
      return matmulDispatches(kernel, values);
    case 'row-pass':
      return rowPassDispatches(kernel, values);
    default:
      return null;
  }
}

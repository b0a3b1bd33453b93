// A program bound to a session's memory. What does not change from run to run (addresses of constants, variables,
// temporaries) is written into the kernels' tables once; a run writes the addresses of what is fed, and goes.
import {
  allocateShared,
  CPU_DEVICE,
  DTYPE,
  OP_DEFS,
  parseArg,
  type TensorValue,
  type TypedArray,
} from '@residual/graph';
import type { Executable, Feed, Fetched, RunContext } from '../backend.ts';
import { BYTES } from '../compiler/buffers.ts';
import { explain } from '../compiler/explain.ts';
import type { AssignKernel, MatmulKernel, OpKernel, Program, ValueId } from '../compiler/program.ts';
import { outputsOf, rootOf } from '../compiler/traverse.ts';
import { blame, Interpreter } from '../js/interpreter.ts';
import { copyOf } from '../js/js-backend.ts';
import type { KernelCall } from '../js/kernel.ts';
import { JS_KERNELS } from '../js/kernels.ts';
import type { Plan } from '../plan.ts';
import { RunError } from '../run-error.ts';
import { uninitialized, type Variables } from '../variable-store.ts';
import type { Address } from './heap.ts';
import { tableOf, type CompiledKernel } from './kernel-cache.ts';
import type { SessionMemory } from './session-memory.ts';
import { runSolver, SOLVERS } from './solvers.ts';

/** One thing to do. */
type Action = (feeds: readonly Feed[], context: RunContext) => void;

/** The tables as they are for one place of the temporaries. */
interface Link {
  readonly generation: number;
  readonly actions: readonly Action[];
  /** Places, in words, that hold the address of each feed; and the address that they hold now. */
  readonly feedPlaces: readonly (readonly number[])[];
  readonly feedAddresses: Address[];
  readonly table: Address;
  /** Of each buffer. */
  readonly buffers: readonly Address[];
}

const NOTHING: TensorValue = { dtype: 'bool', shape: [], data: new Uint8Array(1) };

export class WasmExecutable implements Executable {
  readonly #session: SessionMemory;
  readonly #plan: Plan;
  readonly #program: Program;
  /** Feeds without an id, copied anew for each run. */
  readonly #staged: (Address | undefined)[];
  readonly #constants: { readonly data: TypedArray; readonly address: Address }[] = [];
  readonly #constantOf = new Map<ValueId, Address>();
  /** Values whose shapes only the run tells, and views that ops ask for. */
  readonly #dynamic = new Map<ValueId, TensorValue>();
  #link: Link | null = null;
  #interpreter: Interpreter | null = null;

  constructor(session: SessionMemory, plan: Plan, program: Program) {
    this.#session = session;
    this.#plan = plan;
    this.#program = program;
    this.#staged = program.feeds.map(() => undefined);
  }

  /** What it does, in words. */
  explain(): string {
    return explain(this.#program);
  }

  run(feeds: readonly Feed[], context: RunContext): readonly Fetched[] {
    if (context.observe !== undefined) return this.#interpret(feeds, context);
    const { scratch, heap } = this.#session;
    let link = this.#link;
    if (link === null || link.generation !== scratch.generation) link = this.#makeLink();
    this.#session.feeds.beginRun();
    // Of a run that failed some may be left.
    this.#dynamic.clear();
    for (let i = 0; i < feeds.length; i++) {
      const places = link.feedPlaces[i];
      const address = this.#placeFeed(feeds[i], i);
      if (address === link.feedAddresses[i]) continue;
      link.feedAddresses[i] = address;
      for (const place of places) heap.words[place] = address;
    }
    for (const action of link.actions) action(feeds, context);
    const fetched = this.#program.fetches.map((id) => this.#fetch(id, feeds, link));
    this.#dynamic.clear();
    return fetched;
  }

  close(): void {
    const { heap } = this.#session;
    for (const { data } of this.#constants) this.#session.releaseConstant(data);
    this.#constants.length = 0;
    for (const address of this.#staged) if (address !== undefined) heap.free(address);
    this.#staged.fill(undefined);
    if (this.#link !== null) heap.free(this.#link.table);
    this.#link = null;
  }

  /** Op by op, as the program was written, for whoever watches. */
  #interpret(feeds: readonly Feed[], context: RunContext): readonly Fetched[] {
    this.#interpreter ??= new Interpreter(this.#plan);
    const { variables } = this.#session;
    const values = this.#interpreter.run(feeds, new UnchangingVariables(variables), context);
    return values.map((value) => {
      const { dtype, shape, data } = copyOf(value);
      return { dtype, shape, read: () => data };
    });
  }

  #placeFeed(feed: Feed, index: number): Address {
    if (feed.id !== undefined && feed.version !== undefined)
      return this.#session.feeds.place(feed, feed.id, feed.version);
    const { heap } = this.#session;
    const address = (this.#staged[index] ??= heap.allocate(feed.data.byteLength));
    heap.write(feed.data, address);
    return address;
  }

  /** @throws RunError when the memory is too small for what the program needs */
  #makeLink(): Link {
    const { scratch, heap } = this.#session;
    const { kernels, values, feeds } = this.#program;
    if (this.#link !== null) heap.free(this.#link.table);
    this.#link = null;
    const buffers = this.#placeBuffers();
    const addressOf = (id: ValueId): Address => {
      const root = rootOf(values, id);
      const { origin } = values[root];
      switch (origin.kind) {
        case 'constant':
          return this.#constantAddress(root, origin.data);
        case 'variable':
          return this.#session.variables.addressOf(origin.name);
        case 'temporary':
          return buffers[this.#program.buffers.get(root)!];
        default:
          // A feed's comes with the run.
          return 0;
      }
    };
    const tables = kernels.map((kernel) =>
      kernel.kind === 'elementwise' || kernel.kind === 'row-pass' ? tableOf(kernel) : [],
    );
    const words = tables.reduce((sum, { length }) => sum + length, 0);
    const table = heap.allocate(4 * words);
    const feedPlaces = feeds.map((): number[] => []);
    const places: Address[] = [];
    let place = table / 4;
    for (const entries of tables) {
      places.push(4 * place);
      for (const id of entries) {
        const { origin } = values[rootOf(values, id)];
        if (origin.kind === 'feed') feedPlaces[origin.index].push(place);
        else {
          // A constant that is new may make the memory grow, which changes the view.
          const address = addressOf(id);
          heap.words[place] = address;
        }
        place++;
      }
    }
    const feedAddresses = feeds.map(() => -1);
    const resolve = (id: ValueId): Address => {
      const { origin } = values[rootOf(values, id)];
      return origin.kind === 'feed' ? feedAddresses[origin.index] : addressOf(id);
    };
    const actions = kernels.map((kernel, i): Action => {
      switch (kernel.kind) {
        case 'elementwise':
        case 'row-pass':
          return this.#call(kernel, places[i]);
        case 'matmul':
          return this.#multiply(kernel, resolve);
        case 'require':
          return () => {
            if (!this.#session.variables.isInitialized(kernel.variable)) {
              const { kind, message } = uninitialized(kernel.variable);
              throw new RunError(kind, message, kernel.nodes[0]);
            }
          };
        case 'assign':
          return this.#assign(kernel, resolve);
        case 'op':
          return this.#op(kernel, resolve);
      }
    });
    this.#link = { generation: scratch.generation, actions, feedPlaces, feedAddresses, table, buffers };
    return this.#link;
  }

  /** @throws RunError in TensorFlow's words, of the largest value that there has to be room for */
  #placeBuffers(): Address[] {
    const { values, buffers, bufferBytes } = this.#program;
    try {
      return this.#session.scratch.place(bufferBytes);
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      const sizeOf = (id: ValueId): number => bufferBytes[buffers.get(id)!];
      const largest = [...buffers.keys()].reduce((a, b) => (sizeOf(b) > sizeOf(a) ? b : a));
      const { dtype, shape, name } = values[largest];
      throw new RunError(
        error.kind,
        `OOM when allocating tensor with shape[${(shape ?? []).join(',')}] and type ${DTYPE[dtype].cName} on ${CPU_DEVICE} by allocator cpu`,
        name.slice(0, name.lastIndexOf(':')),
      );
    }
  }

  #constantAddress(id: ValueId, data: TypedArray): Address {
    let address = this.#constantOf.get(id);
    if (address === undefined) {
      address = this.#session.takeConstant(data);
      this.#constants.push({ data, address });
      this.#constantOf.set(id, address);
    }
    return address;
  }

  #call(kernel: CompiledKernel, table: Address): Action {
    const run = this.#session.kernels.link(kernel, this.#program);
    const written = this.#variablesWritten(outputsOf(kernel));
    if (written.length === 0) return () => run(table);
    const { variables } = this.#session;
    return () => {
      run(table);
      for (const name of written) variables.markInitialized(name);
    };
  }

  #variablesWritten(ids: readonly ValueId[]): string[] {
    return ids.flatMap((id) => {
      const { origin } = this.#program.values[id];
      return origin.kind === 'variable' ? [origin.name] : [];
    });
  }

  #multiply(kernel: MatmulKernel, resolve: (id: ValueId) => Address): Action {
    const { products } = this.#session;
    const { dtype } = this.#program.values[kernel.output];
    const type = dtype === 'float32' ? 'f32' : 'f64';
    const size = BYTES[dtype];
    const { m, k, n, batch, transposeA, transposeB } = kernel;
    if (kernel.a === kernel.b && transposeA !== transposeB && batch === 1)
      // Aᵀ·A, or A·Aᵀ.
      return () => {
        const a = strided(resolve(kernel.a), transposeA ? m : k, size, transposeA);
        products.gram(type, { a, n, k, to: resolve(kernel.output), rowStride: n * size });
      };
    return () => {
      const [a, b, to] = [kernel.a, kernel.b, kernel.output].map(resolve);
      for (let i = 0; i < batch; i++)
        products.multiply(type, {
          a: strided(a + i * m * k * size, transposeA ? m : k, size, transposeA),
          b: strided(b + i * k * n * size, transposeB ? k : n, size, transposeB),
          m,
          k,
          n,
          to: to + i * m * n * size,
          rowStride: n * size,
        });
    };
  }

  #assign({ input, output }: AssignKernel, resolve: (id: ValueId) => Address): Action {
    const { values } = this.#program;
    const { dtype, shape } = values[output];
    const bytes = BYTES[dtype] * (shape ?? []).reduce((count, d) => count * d, 1);
    const [name] = this.#variablesWritten([output]);
    const { heap, variables } = this.#session;
    return () => {
      const from = resolve(input);
      heap.bytes.copyWithin(resolve(output), from, from + bytes);
      variables.markInitialized(name);
    };
  }

  #op(kernel: OpKernel, resolve: (id: ValueId) => Address): Action {
    const { step, inputs, outputs } = kernel;
    const run = JS_KERNELS[step.op];
    const refs = Object.values(OP_DEFS[step.op].inputs).map((arg) => parseArg(arg).ref);
    const variables = step.inputs.map((source, i) =>
      refs[i] && 'variable' in source ? source.variable : undefined,
    );
    const isSolved = step.op in SOLVERS && this.#program.values[outputs[0]].shape !== null;
    return (feeds, { random }) => {
      const context = { variables: this.#session.variables, random };
      const call: KernelCall = { node: step.node, attrs: step.attrs, context, variables };
      blame(step.node, () => {
        const read = (): TensorValue[] =>
          inputs.map((id) => (id === null ? NOTHING : this.#valueOf(id, resolve, feeds)));
        if (isSolved && this.#solve(kernel, read, resolve)) return;
        const results = run(read(), call);
        results.forEach((result, i) => this.#keep(outputs[i], result, resolve));
      });
    };
  }

  #solve(
    { step, outputs: [output] }: OpKernel,
    read: () => readonly TensorValue[],
    resolve: (id: ValueId) => Address,
  ): boolean {
    const { heap } = this.#session;
    return runSolver(this.#session, step, read, (data) => heap.write(data, resolve(output)));
  }

  /** A value as the reference kernels take it. */
  #valueOf(id: ValueId, resolve: (id: ValueId) => Address, feeds: readonly Feed[]): TensorValue {
    const { values } = this.#program;
    const { dtype, shape } = values[id];
    const root = rootOf(values, id);
    const { origin } = values[root];
    if (shape === null) {
      if (origin.kind === 'variable') return this.#session.variables.read(origin.name);
      return this.#dynamic.get(root)!;
    }
    if (origin.kind === 'feed') return { dtype, shape, data: feeds[origin.index].data };
    if (origin.kind === 'constant') return { dtype, shape, data: origin.data };
    const length = shape.reduce((count, d) => count * d, 1);
    return { dtype, shape, data: this.#session.heap.view(dtype, resolve(id), length) };
  }

  #keep(id: ValueId, result: TensorValue, resolve: (id: ValueId) => Address): void {
    const { shape, origin, name } = this.#program.values[id];
    const { heap } = this.#session;
    // A variable's new value is where the kernel has written it.
    if (origin.kind === 'variable') return;
    if (shape === null) {
      this.#dynamic.set(id, heap.holds(result.data) ? copyOf(result) : result);
      return;
    }
    if (result.shape.join() !== shape.join())
      throw new RunError(
        'InternalError',
        `'${name}' has shape [${result.shape.join(',')}], not [${shape.join(',')}]`,
      );
    heap.write(result.data, resolve(id));
  }

  #fetch(id: ValueId, feeds: readonly Feed[], { buffers }: Link): Fetched {
    const addressOf = (value: ValueId): Address => {
      const root = rootOf(this.#program.values, value);
      const { origin } = this.#program.values[root];
      return origin.kind === 'variable'
        ? this.#session.variables.addressOf(origin.name)
        : buffers[this.#program.buffers.get(root)!];
    };
    const { dtype, shape, data } = this.#valueOf(id, addressOf, feeds);
    const copy = allocateShared(dtype, data.length);
    copy.set(data);
    return { dtype, shape, read: () => copy };
  }
}

/** A row-major matrix of so many columns, or its transpose. */
const strided = (at: Address, columns: number, size: number, transposed: boolean) =>
  transposed
    ? { at, rowStride: size, columnStride: columns * size }
    : { at, rowStride: columns * size, columnStride: size };

/** For runs that go op by op, in which whoever has read a value keeps it though the variable changes. */
class UnchangingVariables implements Variables {
  readonly #variables: Variables;

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  declaredShape(name: string): ReturnType<Variables['declaredShape']> {
    return this.#variables.declaredShape(name);
  }

  isInitialized(name: string): boolean {
    return this.#variables.isInitialized(name);
  }

  find(name: string): TensorValue | null {
    const value = this.#variables.find(name);
    return value === null ? null : copyOf(value);
  }

  read(name: string): TensorValue {
    return copyOf(this.#variables.read(name));
  }

  write(name: string, value: TensorValue): void {
    this.#variables.write(name, value);
  }
}

// Runs sessions in this process: the runtime behind a Session in Node, in the sandbox process and in the evaluator.
import {
  isCompatible,
  type FetchedValue,
  type NodeDef,
  type Outcome,
  type OutputInfo,
  type RunSignature,
  type RunTrace,
  type SessionTarget,
  type TensorValue,
  type TraceOptions,
} from '@residual/graph';
import type { Backend, BackendSession, Dimensions, Executable, Feed, RunContext } from './backend.ts';
import { UnreadValues } from './unread-values.ts';
import { GraphIndex, parseTensorName, type TensorName } from './graph-index.ts';
import { SessionRandom } from './philox.ts';
import { placeNodes } from './placement.ts';
import { makePlan, type Plan } from './plan.ts';
import { RecentlyUsed } from './recently-used.ts';
import { outcomeOf } from './outcome.ts';
import { invalidArgument, RunError } from './run-error.ts';
import { RunTracer } from './run-tracer.ts';
import { wasmBackend } from './wasm/wasm-backend.ts';

export interface LocalTargetOptions {
  /** `wasm` unless given. */
  readonly backend?: Backend;
  /** Decides the numbers of random ops that have no seed, so that a program can be repeated. */
  readonly seed?: number;
  /** Called after each successful run with the names of the nodes that ran. */
  readonly onRun?: (session: number, runs: ReadonlySet<string>) => void;
  /** Called before a session's variables are freed. */
  readonly onClose?: (session: number) => void;
  /** Devices that sessions see; one CPU unless given. All of them are this process: they only say who runs what. */
  readonly devices?: readonly string[];
}

interface Prepared {
  readonly signature: RunSignature;
  readonly feeds: readonly FedTensor[];
  /** Null once evicted; made again when needed. */
  plan: Plan | null;
  /** One for each list of shapes fed so far that has not been evicted, the last used first. */
  readonly compiled: Compiled[];
}

interface FedTensor {
  readonly name: TensorName;
  readonly info: OutputInfo;
}

interface Compiled {
  readonly prepared: Prepared;
  readonly shapes: readonly Dimensions[];
  readonly executable: Executable;
  readonly runs: ReadonlySet<string>;
}

interface LocalSession {
  readonly graph: GraphIndex;
  readonly backend: BackendSession;
  readonly context: RunContext;
  readonly prepared: Prepared[];
  readonly plans: RecentlyUsed<Prepared>;
  readonly executables: RecentlyUsed<Compiled>;
  /** What runs have put out and nobody has looked at. */
  readonly unread: UnreadValues;
  /** Numbers the nodes that carry tensors from device to device. */
  nextNumber: number;
  /** The device of each of the first `size` nodes. */
  placement: { readonly size: number; readonly placed: ReadonlyMap<string, string> } | null;
}

/** Kept per session, of each. A program that makes new nodes in a loop makes a new plan every time. */
const MOST_PLANS = 64;
const MOST_EXECUTABLES = 64;

export class LocalTarget implements SessionTarget {
  readonly #sessions = new Map<number, LocalSession>();
  readonly #options: LocalTargetOptions;
  readonly #backend: Backend;
  #nextSession = 1;

  readonly devices: readonly string[];

  constructor(options: LocalTargetOptions = {}) {
    this.#options = options;
    this.#backend = options.backend ?? wasmBackend;
    this.devices = options.devices ?? this.#backend.devices;
  }

  get backendName(): string {
    return this.#backend.name;
  }

  get asynchronous(): boolean {
    return this.#backend.asynchronous === true;
  }

  openSession(): number {
    const session = this.#nextSession++;
    this.#sessions.set(session, {
      graph: new GraphIndex(),
      backend: this.#backend.openSession(),
      context: { random: new SessionRandom(this.#options.seed ?? randomSeed()) },
      prepared: [],
      plans: new RecentlyUsed<Prepared>(MOST_PLANS, (prepared) => {
        prepared.plan = null;
      }),
      executables: new RecentlyUsed<Compiled>(MOST_EXECUTABLES, (compiled) => {
        compiled.prepared.compiled.splice(compiled.prepared.compiled.indexOf(compiled), 1);
        compiled.executable.close();
      }),
      unread: new UnreadValues(),
      nextNumber: 0,
      placement: null,
    });
    return session;
  }

  extendGraph(session: number, nodes: readonly NodeDef[]): Outcome<null> {
    return outcomeOf(() => {
      const { graph } = this.#get(session);
      for (const node of nodes) graph.add(node);
      return null;
    });
  }

  prepare(session: number, signature: RunSignature): Outcome<number> {
    return outcomeOf(() => {
      const state = this.#get(session);
      const plan = this.#plan(state, signature);
      const feeds = signature.feeds.map((text) => {
        const name = parseTensorName(text);
        return { name, info: state.graph.outputInfo(name)! };
      });
      const prepared: Prepared = { signature, feeds, plan, compiled: [] };
      state.plans.use(prepared);
      return state.prepared.push(prepared) - 1;
    });
  }

  run(session: number, plan: number, feeds: readonly Feed[]): Outcome<readonly FetchedValue[]> {
    return outcomeOf(() => this.#execute(session, plan, feeds));
  }

  runTraced(
    session: number,
    plan: number,
    feeds: readonly Feed[],
    options: TraceOptions,
  ): Outcome<{ readonly values: readonly FetchedValue[]; readonly trace: RunTrace }> {
    return outcomeOf(() => {
      const state = this.#get(session);
      const tracer = new RunTracer(state.graph, this.devices, this.#placed(state), options);
      const { observe } = tracer;
      const context = observe === undefined ? state.context : { ...state.context, observe };
      const values = this.#execute(session, plan, feeds, context);
      const trace = tracer.finish(state.prepared[plan].signature, () => state.nextNumber++);
      return { values, trace };
    });
  }

  closeSession(session: number): void {
    const state = this.#sessions.get(session);
    if (state === undefined) return;
    this.#options.onClose?.(session);
    this.#sessions.delete(session);
    state.unread.readAll();
    state.backend.close();
  }

  /** The names of the nodes that runs of a plan run, whatever else they run. */
  nodesRunBy(session: number, plan: number): ReadonlySet<string> {
    const state = this.#get(session);
    const prepared = state.prepared[plan];
    if (prepared === undefined) throw new RunError('InternalError', `There is no plan ${plan}`);
    return (prepared.plan ?? makePlan(state.graph, prepared.signature)).runs;
  }

  /** Sessions that are open, in the order they were opened. */
  openSessions(): readonly number[] {
    return [...this.#sessions.keys()];
  }

  /** The present value of a variable (by the name of its node), or null if it has none. Not to be written to. */
  readVariable(session: number, name: string): TensorValue | null {
    return this.#get(session).backend.readVariable(name);
  }

  /** @throws RunError if the graph has no variable of that name, dtype and shape */
  setVariable(session: number, name: string, value: TensorValue): void {
    const { graph, backend } = this.#get(session);
    const node = graph.find(name);
    if (node?.op !== 'VariableV2') throw invalidArgument(`There is no variable '${name}' in the graph`);
    const [{ dtype, shape }] = node.outputs;
    if (value.dtype !== dtype || !isCompatible(shape, value.shape))
      throw invalidArgument(
        `A value of ${value.dtype}[${value.shape.join(',')}] does not fit variable '${name}'`,
      );
    backend.writeVariable(name, value);
  }

  #execute(
    session: number,
    plan: number,
    feeds: readonly Feed[],
    context?: RunContext,
  ): readonly FetchedValue[] {
    const state = this.#get(session);
    const prepared = state.prepared[plan];
    if (prepared === undefined) throw new RunError('InternalError', `There is no plan ${plan}`);
    const { executable, runs } = this.#compiled(state, prepared, feeds);
    const fetched = executable.run(feeds, context ?? state.context);
    this.#options.onRun?.(session, runs);
    return state.unread.add(fetched);
  }

  #get(session: number): LocalSession {
    const state = this.#sessions.get(session);
    if (state === undefined) throw new RunError('InternalError', `There is no open session ${session}`);
    return state;
  }

  #plan(state: LocalSession, signature: RunSignature): Plan {
    return makePlan(state.graph, signature, this.devices.length > 1 ? this.#placed(state) : undefined);
  }

  /** Of all nodes that there are so far: those that come later may change where the earlier ones stand. */
  #placed(state: LocalSession): ReadonlyMap<string, string> {
    const { graph } = state;
    if (state.placement?.size !== graph.size) {
      const placed = placeNodes(graph, this.devices, this.#backend.supports);
      state.placement = { size: graph.size, placed };
    }
    return state.placement.placed;
  }

  #compiled(state: LocalSession, prepared: Prepared, feeds: readonly Feed[]): Compiled {
    checkFeeds(prepared, feeds);
    let compiled = prepared.compiled.find(({ shapes }) => fits(shapes, feeds));
    if (compiled === undefined) {
      prepared.plan ??= this.#plan(state, prepared.signature);
      state.plans.use(prepared);
      const { plan } = prepared;
      const shapes = feeds.map(({ shape }) => [...shape]);
      const executable = state.backend.compile(plan, shapes);
      compiled = { prepared, shapes, executable, runs: plan.runs };
      prepared.compiled.unshift(compiled);
    }
    state.executables.use(compiled);
    return compiled;
  }
}

const randomSeed = (): number => Math.floor(Math.random() * 2 ** 31) + 1;

function checkFeeds({ feeds: fed }: Prepared, feeds: readonly Feed[]): void {
  if (feeds.length !== fed.length)
    throw new RunError('InternalError', `${feeds.length} values fed where the plan expects ${fed.length}`);
  for (let i = 0; i < feeds.length; i++) {
    const { name, info } = fed[i];
    const { dtype, shape } = feeds[i];
    if (dtype !== info.dtype || !isCompatible(info.shape, shape))
      throw invalidArgument(
        `A value of ${dtype}[${shape.join(',')}] cannot be fed to '${name.node}:${name.output}', which is ${info.dtype}`,
      );
  }
}

const fits = (shapes: readonly Dimensions[], feeds: readonly Feed[]): boolean =>
  shapes.every((shape, i) => {
    const given = feeds[i].shape;
    return given.length === shape.length && shape.every((d, axis) => d === given[axis]);
  });

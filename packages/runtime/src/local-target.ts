// Runs sessions in this process: the runtime behind a Session in Node, in the sandbox process and in the evaluator.
import {
  allocateShared,
  CPU_DEVICE,
  isCompatible,
  type NodeDef,
  type Outcome,
  type RunSignature,
  type RunTrace,
  type SessionTarget,
  type TensorValue,
  type TraceOptions,
} from '@residual/graph';
import type { Backend, Executable, RunContext } from './backend.ts';
import { GraphError, GraphIndex, parseTensorName, type TensorName } from './graph-index.ts';
import { jsBackend } from './js/js-backend.ts';
import { SessionRandom } from './philox.ts';
import { makePlan, type Plan } from './plan.ts';
import { invalidArgument, RunError } from './run-error.ts';
import { RunTracer } from './run-tracer.ts';
import { VariableStore } from './variable-store.ts';

export interface LocalTargetOptions {
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
  readonly tensors: readonly TensorName[];
  /** Null once evicted; made again when needed. */
  compiled: { readonly plan: Plan; readonly executable: Executable } | null;
}

interface LocalSession {
  readonly graph: GraphIndex;
  readonly context: RunContext;
  readonly plans: Prepared[];
  /** Plans that are compiled at present, the least recently used first. */
  readonly recent: Set<Prepared>;
  /** Numbers the nodes that carry tensors from device to device. */
  nextNumber: number;
}

/** Compiled plans kept per session. A program that makes new nodes in a loop makes a new plan every time. */
const MOST_COMPILED = 64;

export class LocalTarget implements SessionTarget {
  readonly #sessions = new Map<number, LocalSession>();
  readonly #options: LocalTargetOptions;
  readonly #backend: Backend;
  #nextSession = 1;

  readonly devices: readonly string[];

  constructor(options: LocalTargetOptions = {}) {
    this.#options = options;
    this.devices = options.devices ?? [CPU_DEVICE];
    this.#backend = options.backend ?? jsBackend;
  }

  get backendName(): string {
    return this.#backend.name;
  }

  openSession(): number {
    const session = this.#nextSession++;
    this.#sessions.set(session, {
      graph: new GraphIndex(),
      context: {
        variables: new VariableStore(),
        random: new SessionRandom(this.#options.seed ?? randomSeed()),
      },
      plans: [],
      recent: new Set(),
      nextNumber: 0,
    });
    return session;
  }

  extendGraph(session: number, nodes: readonly NodeDef[]): Outcome<null> {
    return outcome(() => {
      const { graph, context } = this.#get(session);
      for (const node of nodes) {
        const { op, def, outputs } = graph.add(node);
        if (op === 'VariableV2') context.variables.declare(def.name, outputs[0].shape);
      }
      return null;
    });
  }

  prepare(session: number, signature: RunSignature): Outcome<number> {
    return outcome(() => {
      const state = this.#get(session);
      const prepared: Prepared = { signature, tensors: signature.feeds.map(parseTensorName), compiled: null };
      this.#compiled(state, prepared);
      return state.plans.push(prepared) - 1;
    });
  }

  run(session: number, plan: number, feeds: readonly TensorValue[]): Outcome<readonly TensorValue[]> {
    return outcome(() => this.#execute(session, plan, feeds));
  }

  runTraced(
    session: number,
    plan: number,
    feeds: readonly TensorValue[],
    options: TraceOptions,
  ): Outcome<{ readonly values: readonly TensorValue[]; readonly trace: RunTrace }> {
    return outcome(() => {
      const state = this.#get(session);
      const tracer = new RunTracer(state.graph, this.devices, options);
      const values = this.#execute(session, plan, feeds, { ...state.context, observe: tracer.observe });
      const trace = tracer.finish(state.plans[plan].signature, () => state.nextNumber++);
      return { values, trace };
    });
  }

  closeSession(session: number): void {
    if (!this.#sessions.has(session)) return;
    this.#options.onClose?.(session);
    this.#sessions.delete(session);
  }

  /** Sessions that are open, in the order they were opened. */
  openSessions(): readonly number[] {
    return [...this.#sessions.keys()];
  }

  /** The present value of a variable (by the name of its node), or null if it has none. Not to be written to. */
  readVariable(session: number, name: string): TensorValue | null {
    return this.#get(session).context.variables.find(name);
  }

  /** @throws RunError if the graph has no variable of that name, dtype and shape */
  setVariable(session: number, name: string, value: TensorValue): void {
    const { graph, context } = this.#get(session);
    const node = graph.find(name);
    if (node?.op !== 'VariableV2') throw invalidArgument(`There is no variable '${name}' in the graph`);
    const [{ dtype, shape }] = node.outputs;
    if (value.dtype !== dtype || !isCompatible(shape, value.shape))
      throw invalidArgument(
        `A value of ${value.dtype}[${value.shape.join(',')}] does not fit variable '${name}'`,
      );
    context.variables.write(name, value);
  }

  #execute(
    session: number,
    plan: number,
    feeds: readonly TensorValue[],
    context?: RunContext,
  ): readonly TensorValue[] {
    const state = this.#get(session);
    const prepared = state.plans[plan];
    if (prepared === undefined) throw new RunError('InternalError', `There is no plan ${plan}`);
    checkFeeds(state.graph, prepared, feeds);
    const { plan: compiledPlan, executable } = this.#compiled(state, prepared);
    const values = executable.run(feeds, context ?? state.context).map(shared);
    this.#options.onRun?.(session, compiledPlan.runs);
    return values;
  }

  #get(session: number): LocalSession {
    const state = this.#sessions.get(session);
    if (state === undefined) throw new RunError('InternalError', `There is no open session ${session}`);
    return state;
  }

  #compiled(state: LocalSession, prepared: Prepared): NonNullable<Prepared['compiled']> {
    if (prepared.compiled === null) {
      const plan = makePlan(state.graph, prepared.signature);
      prepared.compiled = { plan, executable: this.#backend.compile(plan) };
      if (state.recent.size >= MOST_COMPILED) {
        const [oldest] = state.recent;
        oldest.compiled = null;
        state.recent.delete(oldest);
      }
    } else {
      state.recent.delete(prepared);
    }
    state.recent.add(prepared);
    return prepared.compiled;
  }
}

const randomSeed = (): number => Math.floor(Math.random() * 2 ** 31) + 1;

function checkFeeds(graph: GraphIndex, { tensors }: Prepared, feeds: readonly TensorValue[]): void {
  if (feeds.length !== tensors.length)
    throw new RunError(
      'InternalError',
      `${feeds.length} values fed where the plan expects ${tensors.length}`,
    );
  for (let i = 0; i < feeds.length; i++) {
    const info = graph.outputInfo(tensors[i])!;
    const { dtype, shape } = feeds[i];
    if (dtype !== info.dtype || !isCompatible(info.shape, shape))
      throw invalidArgument(
        `A value of ${dtype}[${shape.join(',')}] cannot be fed to '${tensors[i].node}:${tensors[i].output}', which is ${info.dtype}`,
      );
  }
}

/** A copy in shared memory, which crosses to an isolate as it is and is nobody else's. */
function shared({ dtype, shape, data }: TensorValue): TensorValue {
  const copy = allocateShared(dtype, data.length);
  copy.set(data);
  return { dtype, shape, data: copy };
}

function outcome<T>(action: () => T): Outcome<T> {
  try {
    return { ok: true, value: action() };
  } catch (error) {
    if (error instanceof RunError)
      return {
        ok: false,
        failure: { kind: error.kind, message: error.message, ...(error.op ? { op: error.op } : {}) },
      };
    if (error instanceof GraphError)
      return { ok: false, failure: { kind: 'InvalidArgumentError', message: error.message, op: error.node } };
    throw error;
  }
}

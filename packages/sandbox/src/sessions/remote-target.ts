// Sessions on a device that another process owns, seen from the sandbox process. Runs are sent and not waited for; what
// can be found out about a graph is found out here, so that an honest program's mistakes are told at once.
// The first run of a plan is waited for, and then one in so many: a failure is told no later than that.
import {
  sessionResponseSchema,
  type FrameBounds,
  type Frame,
  type SessionRequest,
  type SessionResponse,
  type TensorRef,
} from '@residual/contracts';
import {
  DTYPE,
  elementCount,
  isFullyDefined,
  type DType,
  type Feed,
  type FetchedValue,
  type NodeDef,
  type Outcome,
  type RunFailure,
  type RunSignature,
  type RunTrace,
  type SessionTarget,
  type TensorValue,
  type TraceOptions,
  type TypedArray,
} from '@residual/graph';
import {
  BackendFailure,
  GraphError,
  GraphVerifier,
  makePlan,
  outcomeOf,
  parseTensorName,
  type GraphBounds,
} from '@residual/runtime';
import { nodesToWire, tensorFromWire, tensorToWire, traceFromWire, WireBuffers } from '../wire.ts';

/** The way to the device's process; blocking. */
export interface SessionLink {
  send(message: SessionRequest, buffers?: readonly Uint8Array[]): void;
  /** Null when the other process is gone. */
  receive(bounds: FrameBounds): Frame | null;
}

const RUNS_AHEAD = 64;
const MOST_HELD = 128;
const MOST_HELD_BYTES = 256 << 20;
/** Read in one go: the values asked for, and those that may be asked for next. */
const MOST_READ = 256;
const MOST_READ_BYTES = 1 << 20;
const ANSWER_BOUNDS = { headerBytes: 64 << 20, bodyBytes: 1 << 30 };

interface RemotePlan {
  readonly fetches: number;
  readonly runs: ReadonlySet<string>;
  /** What each run puts out, where the graph says so; else it has to be asked. */
  readonly outputs: readonly Output[] | null;
  readonly number: number;
  /** Of the run that was waited for. */
  shapes: string | null;
}

interface Output {
  readonly dtype: DType;
  readonly shape: readonly number[];
}

interface RemoteSession {
  readonly verifier: GraphVerifier;
  readonly plans: RemotePlan[];
}

interface HeldArray {
  readonly number: number;
  readonly version: number;
  readonly bytes: number;
}

export class RemoteTarget implements SessionTarget {
  readonly asynchronous = true;
  readonly #link: SessionLink;
  readonly #seed: number;
  readonly #bounds: GraphBounds;
  readonly #sessions = new Map<number, RemoteSession>();
  readonly #held = new Map<number, HeldArray>();
  readonly #unread = new Map<number, RemoteValue>();
  #heldBytes = 0;
  #nextSession = 1;
  #nextPlan = 0;
  #nextArray = 0;
  #nextValue = 0;
  #runsAhead = 0;

  constructor(link: SessionLink, { seed, bounds }: { readonly seed: number; readonly bounds: GraphBounds }) {
    this.#link = link;
    this.#seed = seed;
    this.#bounds = bounds;
  }

  openSession(): number {
    const session = this.#nextSession++;
    this.#sessions.set(session, { verifier: new GraphVerifier(this.#bounds), plans: [] });
    this.#link.send({ type: 'open', session, seed: this.#seed });
    return session;
  }

  extendGraph(session: number, nodes: readonly NodeDef[]): Outcome<null> {
    return outcomeOf(() => {
      this.#get(session).verifier.add(nodes);
      const buffers = new WireBuffers();
      this.#link.send({ type: 'extend', session, nodes: nodesToWire(nodes, buffers) }, buffers.arrays);
      return null;
    });
  }

  prepare(session: number, signature: RunSignature): Outcome<number> {
    return outcomeOf(() => {
      const { verifier, plans } = this.#get(session);
      const { runs } = makePlan(verifier.index, signature);
      const outputs = signature.fetches.map((name) => verifier.index.outputInfo(parseTensorName(name))!);
      const number = this.#nextPlan++;
      const { feeds, fetches, targets } = signature;
      this.#link.send({
        type: 'prepare',
        session,
        plan: number,
        signature: { feeds: [...feeds], fetches: [...fetches], targets: [...targets] },
      });
      return (
        plans.push({
          number,
          runs,
          fetches: fetches.length,
          outputs: outputs.every(({ shape }) => isFullyDefined(shape)) ? (outputs as Output[]) : null,
          shapes: null,
        }) - 1
      );
    });
  }

  run(session: number, plan: number, feeds: readonly Feed[]): Outcome<readonly FetchedValue[]> {
    const outcome = this.#run(session, plan, feeds);
    return outcome.ok ? { ok: true, value: outcome.value.values } : outcome;
  }

  /** Waits for the run. */
  runTraced(
    session: number,
    plan: number,
    feeds: readonly Feed[],
    options: TraceOptions,
  ): Outcome<{ readonly values: readonly FetchedValue[]; readonly trace: RunTrace }> {
    const outcome = this.#run(session, plan, feeds, options);
    if (!outcome.ok) return outcome;
    const { values, trace } = outcome.value;
    if (trace === undefined) throw new BackendFailure('device', 'it tells nothing of a traced run');
    return { ok: true, value: { values, trace } };
  }

  #run(
    session: number,
    plan: number,
    feeds: readonly Feed[],
    traced?: TraceOptions,
  ): Outcome<{ readonly values: readonly FetchedValue[]; readonly trace?: RunTrace }> {
    const prepared = this.#get(session).plans[plan];
    if (prepared === undefined) throw new GraphError('', `there is no plan ${plan}`);
    const buffers = new WireBuffers();
    const sent = feeds.map((feed) => this.#send(feed, buffers));
    const shapes = feeds.map(({ shape }) => shape.join()).join(';');
    const answer =
      traced !== undefined ||
      prepared.outputs === null ||
      prepared.shapes !== shapes ||
      ++this.#runsAhead >= RUNS_AHEAD;
    const first = this.#nextValue;
    this.#nextValue += prepared.fetches;
    this.#link.send(
      {
        type: 'run',
        session,
        plan: prepared.number,
        feeds: sent,
        first,
        answer,
        ...(traced === undefined ? {} : { trace: traced }),
      },
      buffers.arrays,
    );
    let outputs = prepared.outputs;
    let trace: RunTrace | undefined;
    if (answer) {
      this.#runsAhead = 0;
      const { message, buffers: told } = this.#expect('ran');
      if (message.failure !== undefined) return { ok: false, failure: message.failure };
      prepared.shapes = shapes;
      outputs = message.outputs;
      if (message.trace !== undefined) trace = traceFromWire(message.trace, told);
    }
    return {
      ok: true,
      value: { values: outputs!.map((output, i) => this.#value(first + i, output)), trace },
    };
  }

  closeSession(session: number): void {
    if (!this.#sessions.has(session)) return;
    this.#readAhead(this.#unread.keys());
    this.#sessions.delete(session);
    this.#link.send({ type: 'close', session });
  }

  /** Its value after the runs so far; null if it has none. */
  readVariable(session: number, name: string): TensorValue | null {
    this.#link.send({ type: 'variable', session, name });
    const { message, buffers } = this.#expect('values');
    const [ref] = message.values;
    return ref === undefined || 'failure' in ref ? null : tensorFromWire(ref, buffers);
  }

  /** The names of the nodes that runs of a plan run, whatever else they run. */
  nodesRunBy(session: number, plan: number): ReadonlySet<string> {
    return this.#get(session).plans[plan].runs;
  }

  /** Waits for everything; what has failed and was not told yet. */
  settle(): RunFailure | null {
    if (this.#runsAhead === 0) return null;
    this.#runsAhead = 0;
    this.#link.send({ type: 'settle' });
    return this.#expect('ran').message.failure ?? null;
  }

  #get(session: number): RemoteSession {
    const known = this.#sessions.get(session);
    if (known === undefined) throw new GraphError('', `there is no open session ${session}`);
    return known;
  }

  #send(feed: Feed, buffers: WireBuffers): number | TensorRef {
    const { id, version } = feed;
    if (id === undefined || version === undefined) return tensorToWire(feed, buffers);
    const held = this.#held.get(id);
    if (held?.version === version) return held.number;
    if (held !== undefined) this.#release(id, held);
    const bytes = feed.data.byteLength;
    if (bytes > MOST_HELD_BYTES) return tensorToWire(feed, buffers);
    for (const [oldest, array] of this.#held) {
      if (this.#held.size < MOST_HELD && this.#heldBytes + bytes <= MOST_HELD_BYTES) break;
      this.#release(oldest, array);
    }
    const number = this.#nextArray++;
    const own = new WireBuffers();
    const value = tensorToWire(feed, own);
    this.#link.send({ type: 'hold', array: number, value }, own.arrays);
    this.#held.set(id, { number, version, bytes });
    this.#heldBytes += bytes;
    return number;
  }

  #release(id: number, { number, bytes }: HeldArray): void {
    this.#held.delete(id);
    this.#heldBytes -= bytes;
    this.#link.send({ type: 'release', array: number });
  }

  #value(number: number, { dtype, shape }: Output): RemoteValue {
    const value = new RemoteValue(dtype, shape, () => this.#read(number));
    this.#unread.set(number, value);
    return value;
  }

  #read(number: number): void {
    const wanted = [number];
    let bytes = this.#unread.get(number)!.byteLength;
    for (const [next, value] of this.#unread) {
      if (wanted.length === MOST_READ) break;
      if (next <= number) continue;
      bytes += value.byteLength;
      if (bytes > MOST_READ_BYTES) break;
      wanted.push(next);
    }
    this.#readAll(wanted);
  }

  #readAhead(numbers: Iterable<number>): void {
    const all = [...numbers];
    for (let i = 0; i < all.length; i += MOST_READ) this.#readAll(all.slice(i, i + MOST_READ));
  }

  #readAll(numbers: number[]): void {
    this.#link.send({ type: 'read', values: numbers });
    const { message, buffers } = this.#expect('values');
    numbers.forEach((number, i) => {
      const result = message.values[i];
      this.#unread
        .get(number)!
        .settle(
          'failure' in result
            ? { ok: false, failure: result.failure }
            : { ok: true, value: tensorFromWire(result, buffers).data },
        );
      this.#unread.delete(number);
    });
  }

  #expect<Type extends SessionResponse['type']>(
    type: Type,
  ): { message: Extract<SessionResponse, { type: Type }>; buffers: Uint8Array[] } {
    const frame = this.#link.receive(ANSWER_BOUNDS);
    if (frame === null) throw new BackendFailure('device', 'its process is gone');
    const message = sessionResponseSchema.parse(frame.message);
    if (message.type === 'device failed') throw new BackendFailure('device', message.detail);
    if (message.type !== type) throw new BackendFailure('device', `"${message.type}" is no answer to that`);
    return { message: message as Extract<SessionResponse, { type: Type }>, buffers: frame.buffers };
  }
}

class RemoteValue implements FetchedValue {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly #fetch: () => void;
  #outcome: Outcome<TypedArray> | null = null;

  constructor(dtype: DType, shape: readonly number[], fetch: () => void) {
    this.dtype = dtype;
    this.shape = shape;
    this.#fetch = fetch;
  }

  get byteLength(): number {
    return elementCount(this.shape) * DTYPE[this.dtype].bytes;
  }

  settle(outcome: Outcome<TypedArray>): void {
    this.#outcome = outcome;
  }

  read(): Outcome<TypedArray> {
    if (this.#outcome === null) this.#fetch();
    return this.#outcome!;
  }

  get data(): TypedArray {
    const outcome = this.read();
    if (!outcome.ok) throw new Error(outcome.failure.message);
    return outcome.value;
  }
}

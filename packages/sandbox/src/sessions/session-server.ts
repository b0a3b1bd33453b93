// Runs the sessions of one program on a backend, for the process that the program is in. Everything it says is
// parsed, bounded and verified, as if the program had taken it over.
import {
  decodeFrame,
  encodeFrame,
  FrameError,
  sessionRequestSchema,
  type SessionRequest,
  type SessionResponse,
  type TensorRef,
} from '@residual/contracts';
import {
  DTYPE,
  elementCount,
  type FetchedValue,
  type Feed,
  type Outcome,
  type RunFailure,
  type RunTrace,
  type TensorValue,
} from '@residual/graph';
import {
  GraphError,
  GraphVerifier,
  type BackendFailure,
  LocalTarget,
  type Backend,
  type GraphBounds,
} from '@residual/runtime';
import { nodesFromWire, tensorFromWire, tensorToWire, traceToWire, WireBuffers, WireError } from '../wire.ts';

/** What our own sandbox process never says. */
export class SessionProtocolError extends Error {
  override name = 'SessionProtocolError';
}

export interface SessionServerOptions {
  readonly backend?: Backend;
  readonly bounds?: GraphBounds;
}

const MOST_SESSIONS = 1_024;
const MOST_PLANS = 100_000;
const MOST_HELD = 256;
const MOST_VALUES = 8_192;
/** Of what is held, and of results that wait. */
const MOST_BYTES = 1 << 30;

interface OpenSession {
  readonly target: LocalTarget;
  readonly handle: number;
  readonly verifier: GraphVerifier;
  readonly plans: Map<number, PreparedPlan>;
}

interface PreparedPlan {
  /** Its number at the target; a plan that could not be made fails each of its runs. */
  readonly prepared: Outcome<number>;
  readonly fetches: number;
}

type Request<Type extends SessionRequest['type']> = Extract<SessionRequest, { type: Type }>;
type Result = FetchedValue | { readonly failure: RunFailure };

/** Programs share the backend, which may know arrays by their ids. */
let nextArray = 0;

const bytesOf = ({ dtype, shape }: Pick<TensorValue, 'dtype' | 'shape'>): number =>
  elementCount(shape) * DTYPE[dtype].bytes;

export class SessionServer {
  readonly #options: SessionServerOptions;
  readonly #sessions = new Map<number, OpenSession>();
  readonly #held = new Map<number, Feed>();
  readonly #results = new Map<number, Result>();
  #heldBytes = 0;
  #resultBytes = 0;
  #plans = 0;
  /** The first since the last answer. */
  #failure: RunFailure | undefined;

  constructor(options: SessionServerOptions) {
    this.#options = options;
  }

  /**
   * @returns the answer as a frame; null for what asks for none
   * @throws SessionProtocolError for what our own sandbox process never says; BackendFailure
   */
  answer(frame: Uint8Array): Uint8Array | null {
    try {
      const { message, buffers } = decodeFrame(frame);
      const parsed = sessionRequestSchema.safeParse(message);
      if (!parsed.success) throw new SessionProtocolError('a message that is none of ours');
      return this.#obey(parsed.data, buffers);
    } catch (error) {
      if (error instanceof FrameError || error instanceof WireError || error instanceof GraphError)
        throw new SessionProtocolError(error.message, { cause: error });
      throw error;
    }
  }

  /** Frees everything. */
  close(): void {
    for (const { target, handle } of this.#sessions.values()) target.closeSession(handle);
    for (const collection of [this.#sessions, this.#held, this.#results]) collection.clear();
  }

  #obey(request: SessionRequest, buffers: readonly Uint8Array[]): Uint8Array | null {
    switch (request.type) {
      case 'open':
        this.#open(request);
        return null;
      case 'extend': {
        const { target, handle, verifier } = this.#session(request.session);
        const nodes = nodesFromWire(request.nodes, buffers);
        verifier.add(nodes);
        const outcome = target.extendGraph(handle, nodes);
        if (!outcome.ok) throw new SessionProtocolError(outcome.failure.message);
        return null;
      }
      case 'prepare': {
        const { target, handle, plans } = this.#session(request.session);
        if (plans.has(request.plan) || ++this.#plans > MOST_PLANS)
          throw new SessionProtocolError('a plan too many');
        const { signature } = request;
        plans.set(request.plan, {
          prepared: target.prepare(handle, signature),
          fetches: signature.fetches.length,
        });
        return null;
      }
      case 'hold':
        this.#hold(request, buffers);
        return null;
      case 'release': {
        const held = this.#held.get(request.array);
        if (held === undefined) throw new SessionProtocolError('an array that is not held');
        this.#held.delete(request.array);
        this.#heldBytes -= bytesOf(held);
        return null;
      }
      case 'run':
        return this.#run(request, buffers);
      case 'read':
        return this.#read(request);
      case 'variable': {
        const { target, handle } = this.#session(request.session);
        const value = target.readVariable(handle, request.name);
        return encodeValues(value === null ? [] : [value]);
      }
      case 'settle':
        return this.#settle();
      case 'close': {
        const { target, handle } = this.#session(request.session);
        this.#sessions.delete(request.session);
        target.closeSession(handle);
        return null;
      }
    }
  }

  #open({ session, seed }: Request<'open'>): void {
    if (this.#sessions.has(session) || this.#sessions.size >= MOST_SESSIONS)
      throw new SessionProtocolError('a session too many');
    const { backend, bounds } = this.#options;
    const target = new LocalTarget({ seed, ...(backend === undefined ? {} : { backend }) });
    const handle = target.openSession();
    this.#sessions.set(session, { target, handle, verifier: new GraphVerifier(bounds), plans: new Map() });
  }

  #session(number: number): OpenSession {
    const session = this.#sessions.get(number);
    if (session === undefined) throw new SessionProtocolError('a session that is not open');
    return session;
  }

  #hold({ array, value }: Request<'hold'>, buffers: readonly Uint8Array[]): void {
    const tensor = tensorFromWire(value, buffers);
    this.#heldBytes += bytesOf(tensor);
    if (this.#held.has(array) || this.#held.size >= MOST_HELD || this.#heldBytes > MOST_BYTES)
      throw new SessionProtocolError('an array too many');
    this.#held.set(array, { ...tensor, id: nextArray++, version: 0 });
  }

  #feed(feed: number | TensorRef, buffers: readonly Uint8Array[]): Feed {
    if (typeof feed !== 'number') return tensorFromWire(feed, buffers);
    const held = this.#held.get(feed);
    if (held === undefined) throw new SessionProtocolError('an array that is not held');
    return held;
  }

  #run(request: Request<'run'>, buffers: readonly Uint8Array[]): Uint8Array | null {
    const { target, handle, plans } = this.#session(request.session);
    const plan = plans.get(request.plan);
    if (plan === undefined) throw new SessionProtocolError('a plan that was never made');
    const feeds = request.feeds.map((feed) => this.#feed(feed, buffers));
    const { prepared, fetches } = plan;
    const { trace: wanted } = request;
    let trace: RunTrace | undefined;
    let outcome: Outcome<readonly FetchedValue[]>;
    if (!prepared.ok) outcome = prepared;
    else if (wanted === undefined) outcome = target.run(handle, prepared.value, feeds);
    else {
      const traced = target.runTraced(handle, prepared.value, feeds, wanted);
      if (traced.ok) ({ trace } = traced.value);
      outcome = traced.ok ? { ok: true, value: traced.value.values } : traced;
    }
    if (!outcome.ok) this.#failure ??= outcome.failure;
    if (request.answer && this.#failure !== undefined) return this.#settle();
    for (let i = 0; i < fetches; i++)
      this.#keep(request.first + i, outcome.ok ? outcome.value[i] : { failure: outcome.failure });
    return request.answer ? encodeRun(outcome.ok ? outcome.value : [], { trace }) : null;
  }

  /** Whoever is told of a failure looks for no results. */
  #settle(): Uint8Array {
    const failure = this.#failure;
    this.#failure = undefined;
    return encodeRun([], { failure });
  }

  #keep(number: number, result: Result): void {
    if ('read' in result) this.#resultBytes += bytesOf(result);
    if (this.#results.has(number) || this.#results.size >= MOST_VALUES || this.#resultBytes > MOST_BYTES)
      throw new SessionProtocolError('a result too many');
    this.#results.set(number, result);
  }

  #read({ values }: Request<'read'>): Uint8Array {
    return encodeValues(
      values.map((number) => {
        const result = this.#results.get(number);
        if (result === undefined) throw new SessionProtocolError('a result that is not there');
        this.#results.delete(number);
        if (!('read' in result)) return result;
        this.#resultBytes -= bytesOf(result);
        const outcome = result.read();
        if (!outcome.ok) return { failure: outcome.failure };
        return { dtype: result.dtype, shape: result.shape, data: outcome.value };
      }),
    );
  }
}

const encode = (response: SessionResponse, buffers: readonly Uint8Array[] = []): Uint8Array =>
  encodeFrame(response, buffers);

function encodeRun(
  values: readonly FetchedValue[],
  { failure, trace }: { readonly failure?: RunFailure; readonly trace?: RunTrace },
): Uint8Array {
  const buffers = new WireBuffers();
  const ran: SessionResponse = {
    type: 'ran',
    outputs: values.map(({ dtype, shape }) => ({ dtype, shape: [...shape] })),
    ...(failure === undefined ? {} : { failure }),
    ...(trace === undefined ? {} : { trace: traceToWire(trace, buffers) }),
  };
  return encode(ran, buffers.arrays);
}

function encodeValues(values: readonly (TensorValue | { readonly failure: RunFailure })[]): Uint8Array {
  const buffers = new WireBuffers();
  const refs = values.map((value) => ('failure' in value ? value : tensorToWire(value, buffers)));
  return encode({ type: 'values', values: refs }, buffers.arrays);
}

/** The last word of a server whose backend has failed. */
export const deviceFailed = (failure: BackendFailure): Uint8Array =>
  encode({ type: 'device failed', detail: failure.message.slice(0, 4_000) });

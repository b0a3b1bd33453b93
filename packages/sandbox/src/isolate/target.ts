// The SessionTarget inside the isolate: runs cross to the runtime outside it. What is fed in every step, the
// course's data above all, crosses once and is then a number; small values lie in the memory that both sides share.
import {
  DTYPE,
  elementCount,
  type DType,
  type Feed,
  type FetchedValue,
  type NodeDef,
  type Outcome,
  type RunFailure,
  type RunTrace,
  type SessionTarget,
  type TypedArray,
} from '@residual/graph';
import { Exchange, HELD, KEPT, MOST_RANK, STAGED, type Exchanged } from '../exchange.ts';
import { DTYPE_CODES, type Host } from '../host.ts';
import { nodesToWire, WireBuffers } from '../wire.ts';

/** Held arrays keep their memory alive on the host's side, so only so many of them, and so many bytes. */
const MOST_HELD = 64;
const MOST_HELD_BYTES = 64 << 20;
/** The same for values that the host keeps until somebody looks at them. */
const MOST_KEPT = 1_024;
const MOST_KEPT_BYTES = 64 << 20;

const parseFailure = (json: string): { ok: false; failure: RunFailure } => ({
  ok: false,
  failure: JSON.parse(json) as RunFailure,
});

/** The only tensors in a trace are empty. */
const parseTrace = (json: string): RunTrace =>
  JSON.parse(json, (key, value: unknown) => (key === 'data' ? new Float32Array() : value)) as RunTrace;

interface Held {
  readonly number: number;
  readonly shared: boolean;
  readonly bytes: number;
  version: number | undefined;
}

/** What the host holds of arrays that are fed. */
class Feeds {
  readonly #host: Host;
  readonly #held = new Map<number, Held>();
  /** Fed once so far. */
  readonly #seen = new WeakSet<Feed>();
  #bytes = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  put(feed: Feed, exchange: Exchange): void {
    const held = feed.id === undefined ? undefined : this.#held.get(feed.id);
    if (held !== undefined && this.#isCurrent(feed, feed.id!, held)) exchange.putReference(HELD, held.number);
    else if (this.#isWorthHolding(feed)) exchange.putReference(HELD, this.#hold(feed, feed.id!));
    else if (exchange.takes(feed.shape, feed.data)) exchange.put(feed.dtype, feed.shape, feed.data);
    else {
      const { data, dtype, shape } = feed;
      exchange.putReference(STAGED, this.#host.stage(data, DTYPE_CODES.indexOf(dtype), ...shape));
    }
  }

  /** Tells the host of what has been written since. One that is not over shared memory is another copy by now. */
  #isCurrent(feed: Feed, id: number, held: Held): boolean {
    const { version } = feed;
    if (version === held.version) return true;
    if (!held.shared) {
      this.#release(id, held);
      return false;
    }
    this.#host.change(held.number, version !== undefined);
    held.version = version;
    return true;
  }

  /** A value fed once is not worth holding; one fed twice will be fed a thousand times. */
  #isWorthHolding(feed: Feed): boolean {
    if (feed.id === undefined || feed.data.byteLength > MOST_HELD_BYTES) return false;
    if (feed.version === undefined && !isShared(feed.data)) return false;
    if (this.#seen.has(feed)) return true;
    this.#seen.add(feed);
    return false;
  }

  #hold(feed: Feed, id: number): number {
    const { data, version, dtype, shape } = feed;
    const bytes = data.byteLength;
    for (const [oldest, held] of this.#held) {
      if (this.#held.size < MOST_HELD && this.#bytes + bytes <= MOST_HELD_BYTES) break;
      this.#release(oldest, held);
    }
    const number = this.#host.hold(data, version !== undefined, DTYPE_CODES.indexOf(dtype), ...shape);
    this.#held.set(id, { number, version, bytes, shared: isShared(data) });
    this.#bytes += bytes;
    return number;
  }

  #release(id: number, held: Held): void {
    this.#held.delete(id);
    this.#bytes -= held.bytes;
    this.#host.release(held.number);
  }
}

const isShared = (data: TypedArray): boolean => data.buffer instanceof SharedArrayBuffer;

const withoutSite = ({ site: _site, ...node }: NodeDef): NodeDef => node;

class GivenValue implements FetchedValue {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: TypedArray;

  constructor(dtype: DType, shape: readonly number[], data: TypedArray) {
    this.dtype = dtype;
    this.shape = shape;
    this.data = data;
  }

  read(): Outcome<TypedArray> {
    return { ok: true, value: this.data };
  }
}

class KeptValue implements FetchedValue {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly number: number;
  readonly #fetch: (value: KeptValue) => Outcome<TypedArray>;
  #outcome: Outcome<TypedArray> | null = null;

  constructor(
    { dtype, shape, number }: Extract<Exchanged, { place: typeof KEPT }>,
    fetch: (value: KeptValue) => Outcome<TypedArray>,
  ) {
    this.dtype = dtype;
    this.shape = shape;
    this.number = number;
    this.#fetch = fetch;
  }

  get bytes(): number {
    return elementCount(this.shape) * DTYPE[this.dtype].bytes;
  }

  read(): Outcome<TypedArray> {
    return (this.#outcome ??= this.#fetch(this));
  }

  get data(): TypedArray {
    const outcome = this.read();
    if (!outcome.ok) throw new Error(outcome.failure.message);
    return outcome.value;
  }
}

/** What the host keeps of runs' results. The oldest are fetched when there are too many. */
class Results {
  readonly #host: Host;
  readonly #kept = new Set<KeptValue>();
  #bytes = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  take(exchange: Exchange, count: number): FetchedValue[] {
    exchange.rewind();
    const values = new Array<FetchedValue>(count);
    for (let i = 0; i < count; i++) values[i] = this.#valueOf(exchange.take());
    for (const value of this.#kept) {
      if (this.#kept.size <= MOST_KEPT && this.#bytes <= MOST_KEPT_BYTES) break;
      value.read();
    }
    return values;
  }

  #valueOf(value: Exchanged): FetchedValue {
    if ('data' in value) return new GivenValue(value.dtype, value.shape, value.data);
    if (value.place !== KEPT) throw new Error('a result that is a feed');
    const kept = new KeptValue(value, this.#fetch);
    this.#kept.add(kept);
    this.#bytes += kept.bytes;
    return kept;
  }

  readonly #fetch = (value: KeptValue): Outcome<TypedArray> => {
    this.#kept.delete(value);
    this.#bytes -= value.bytes;
    const data = this.#host.read(value.number);
    return typeof data === 'string' ? parseFailure(data) : { ok: true, value: data };
  };
}

/** @param scratch shared with the host, of EXCHANGE_BYTES */
export function connectTarget(
  host: Host,
  scratch: SharedArrayBuffer,
): SessionTarget & { devices?: readonly string[] } {
  const exchange = new Exchange(scratch);
  const feedsAtHost = new Feeds(host);
  const results = new Results(host);

  const putFeeds = (feeds: readonly Feed[]): RunFailure | null => {
    exchange.rewind();
    if (!exchange.hasRoom(feeds.length))
      return { kind: 'ResourceExhaustedError', message: `${feeds.length} values are too many to feed.` };
    for (const feed of feeds) {
      if (feed.shape.length > MOST_RANK)
        return { kind: 'UnimplementedError', message: `A value with more than ${MOST_RANK} dimensions.` };
      feedsAtHost.put(feed, exchange);
    }
    return null;
  };

  return {
    openSession: () => host.openSession(),

    extendGraph(session, nodes): Outcome<null> {
      const buffers = new WireBuffers();
      // Where they were made is the library's to tell.
      const messages = nodesToWire(nodes.map(withoutSite), buffers);
      const { lengths, bytes } = buffers.pack();
      const failure = host.extendGraph(session, JSON.stringify({ nodes: messages, lengths }), bytes);
      return failure === null ? { ok: true, value: null } : parseFailure(failure);
    },

    prepare(session, signature): Outcome<number> {
      const plan = host.prepare(session, JSON.stringify(signature));
      return typeof plan === 'number' ? { ok: true, value: plan } : parseFailure(plan);
    },

    run(session, plan, feeds): Outcome<readonly FetchedValue[]> {
      const failure = putFeeds(feeds);
      if (failure !== null) return { ok: false, failure };
      const count = host.run(session, plan, feeds.length);
      return typeof count === 'string'
        ? parseFailure(count)
        : { ok: true, value: results.take(exchange, count) };
    },

    runTraced(session, plan, feeds, options) {
      const failure = putFeeds(feeds);
      if (failure !== null) return { ok: false, failure };
      const count = host.runTraced(session, plan, feeds.length, JSON.stringify(options));
      if (typeof count === 'string') return parseFailure(count);
      const values = results.take(exchange, count);
      return { ok: true, value: { values, trace: parseTrace(host.takeTrace()) } };
    },

    closeSession: (session) => host.closeSession(session),
  };
}

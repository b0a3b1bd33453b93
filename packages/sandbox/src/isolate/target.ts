// The SessionTarget inside the isolate: runs cross to the runtime outside it. What is fed in every step, the
// course's data above all, crosses once and is then a number; a scalar comes back through shared memory.
import type {
  DType,
  Outcome,
  RunFailure,
  RunTrace,
  SessionTarget,
  TensorValue,
  TypedArray,
} from '@residual/graph';
import { DTYPE_CODES, type Host, type HostRunResult } from '../host.ts';
import { nodesToWire, WireBuffers } from '../wire.ts';

/** Held arrays keep their memory alive on the host's side, so only so many of them, and so many bytes. */
const MOST_HELD = 64;
const MOST_HELD_BYTES = 64 << 20;

interface Held {
  readonly id: number;
  readonly dtype: DType;
  readonly shape: string;
  readonly bytes: number;
}

const ARRAY_TYPES = { float32: Float32Array, float64: Float64Array, int32: Int32Array, bool: Uint8Array };
const isShared = (data: TypedArray): boolean => data.buffer instanceof SharedArrayBuffer;

const parseFailure = (json: string): { ok: false; failure: RunFailure } => ({
  ok: false,
  failure: JSON.parse(json) as RunFailure,
});

/** The only tensors in a trace are empty. */
const parseTrace = (json: string): RunTrace =>
  JSON.parse(json, (key, value: unknown) => (key === 'data' ? new Float32Array() : value)) as RunTrace;

class Feeds {
  readonly #host: Host;
  readonly #held = new Map<TypedArray, Held>();
  #seen = new WeakSet<TypedArray>();
  #bytes = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** The number under which the host finds this value in the coming run. */
  numberOf(value: TensorValue): number {
    const { data, dtype, shape } = value;
    const held = this.#held.get(data);
    if (held !== undefined && held.dtype === dtype && held.shape === shape.join()) return held.id;
    const code = DTYPE_CODES.indexOf(dtype);
    // A value fed once is not worth holding; one fed twice will be fed a thousand times.
    if (held !== undefined || !isShared(data) || data.byteLength > MOST_HELD_BYTES || !this.#seen.has(data)) {
      this.#seen.add(data);
      return this.#host.stage(data, code, ...shape);
    }
    this.#makeRoom(data.byteLength);
    const id = this.#host.hold(data, code, ...shape);
    this.#held.set(data, { id, dtype, shape: shape.join(), bytes: data.byteLength });
    this.#bytes += data.byteLength;
    return id;
  }

  #makeRoom(bytes: number): void {
    for (const [data, held] of this.#held) {
      if (this.#held.size < MOST_HELD && this.#bytes + bytes <= MOST_HELD_BYTES) return;
      this.#held.delete(data);
      this.#bytes -= held.bytes;
      this.#host.release(held.id);
    }
  }
}

/** @param scratch shared with the host: (dtype code, value) pairs of fetched scalars */
export function connectTarget(host: Host, scratch: Float64Array): SessionTarget {
  const feedNumbers = new Feeds(host);

  const scalarAt = (index: number): TensorValue => {
    const dtype = DTYPE_CODES[scratch[2 * index]];
    return { dtype, shape: [], data: ARRAY_TYPES[dtype].of(scratch[2 * index + 1]) };
  };

  const valuesOf = (result: HostRunResult): Outcome<readonly TensorValue[]> => {
    if (result === undefined) return { ok: true, value: [] };
    if (typeof result === 'string') return parseFailure(result);
    if (typeof result === 'number') {
      const scalars: TensorValue[] = [];
      for (let i = 0; i < result; i++) scalars.push(scalarAt(i));
      return { ok: true, value: scalars };
    }
    return {
      ok: true,
      value: result.map(({ dtype, shape, data }) => ({ dtype: DTYPE_CODES[dtype], shape, data })),
    };
  };

  return {
    openSession: () => host.openSession(),

    extendGraph(session, nodes): Outcome<null> {
      const buffers = new WireBuffers();
      const messages = nodesToWire(nodes, buffers);
      const { lengths, bytes } = buffers.pack();
      const failure = host.extendGraph(session, JSON.stringify({ nodes: messages, lengths }), bytes);
      return failure === null ? { ok: true, value: null } : parseFailure(failure);
    },

    prepare(session, signature): Outcome<number> {
      const plan = host.prepare(session, JSON.stringify(signature));
      return typeof plan === 'number' ? { ok: true, value: plan } : parseFailure(plan);
    },

    run(session, plan, feeds): Outcome<readonly TensorValue[]> {
      const numbers = feeds.map((value) => feedNumbers.numberOf(value));
      return valuesOf(host.run(session, plan, ...numbers));
    },

    runTraced(session, plan, feeds, options) {
      const numbers = feeds.map((value) => feedNumbers.numberOf(value));
      const values = valuesOf(host.runTraced(session, plan, JSON.stringify(options), ...numbers));
      if (!values.ok) return values;
      return { ok: true, value: { values: values.value, trace: parseTrace(host.takeTrace()) } };
    },

    closeSession: (session) => host.closeSession(session),
  };
}

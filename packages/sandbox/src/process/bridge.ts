// The host's side of the boundary: every argument is checked here, since a program that has taken over the
// isolate can call with anything, and nothing is kept without a bound.
import { nodeSchema, type Limits } from '@residual/contracts';
import {
  allocateShared,
  DTYPE,
  elementCount,
  type FetchedValue,
  type Feed,
  type RunFailure,
  type RunTrace,
  type SessionTarget,
  type TensorValue,
  type TypedArray,
} from '@residual/graph';
import { z } from 'zod';
import {
  Exchange,
  ExchangeError,
  HELD,
  INLINE,
  MOST_INLINE_BYTES,
  MOST_RANK,
  SCALAR,
  STAGED,
} from '../exchange.ts';
import { DTYPE_CODES, type Host } from '../host.ts';
import { isArrayOf, nodesFromWire, unpackArrays } from '../wire.ts';

/** The isolate asked for something that its library never asks for. */
export class BoundaryError extends Error {
  override name = 'BoundaryError';
}

/** The program used up something that is limited. */
export class LimitError extends Error {
  override name = 'LimitError';
  readonly limit: 'memory' | 'output' | 'graph nodes';

  constructor(limit: LimitError['limit'], message: string) {
    super(message);
    this.limit = limit;
  }
}

export interface GraphSubmission {
  nodes: unknown[];
  buffers: Uint8Array[];
}

const MOST_HELD = 256;
const MOST_KEPT = 4_096;
const MOST_STAGED = 10_000;
/** Of what is held, and of what is kept: more than the isolate's library lets it come to. */
const MOST_BYTES = 160 << 20;

const graphMessageSchema = z.strictObject({
  nodes: z.array(nodeSchema),
  lengths: z.array(z.int().min(0)),
});
const submissionSchema = z.strictObject({ nodes: z.array(z.unknown()), lengths: z.array(z.int().min(0)) });
const signatureSchema = z.strictObject({
  feeds: z.array(z.string()),
  fetches: z.array(z.string()),
  targets: z.array(z.string()),
});

function parseJson<T>(schema: z.ZodType<T>, json: unknown): T {
  if (typeof json !== 'string') throw new BoundaryError('a message that is not text');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new BoundaryError('a message that is not JSON', { cause });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new BoundaryError(z.prettifyError(parsed.error).slice(0, 300));
  return parsed.data;
}

function requireId(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new BoundaryError('a number that is none');
  return value;
}

function tensorOf(data: unknown, code: unknown, shape: unknown[]): TensorValue {
  const dtype = DTYPE_CODES[requireId(code)];
  if (dtype === undefined || !isArrayOf(dtype, data)) throw new BoundaryError('an array of the wrong kind');
  const dimensions = shape.map(requireId);
  if (dimensions.length > MOST_RANK || dimensions.some((dimension) => dimension < 0))
    throw new BoundaryError('a shape that is none');
  if (dimensions.reduce((product, dimension) => product * dimension, 1) !== data.length)
    throw new BoundaryError('an array whose length does not fit its shape');
  return { dtype, shape: dimensions, data };
}

const traceSchema = z.strictObject({ partitionGraphs: z.boolean(), stepStats: z.boolean() });

/**
 * Times as a program may see them: how long each kernel took, but no clock. Of tensors only the empty ones that
 * stand for an order have to cross.
 */
function traceText({ partitions, steps }: RunTrace): string {
  const first = steps[0]?.start ?? 0;
  const coarse = Math.floor(first / CLOCK_MICROSECONDS) * CLOCK_MICROSECONDS - first;
  const trace: RunTrace = {
    partitions,
    steps: steps.map((step) => ({ ...step, start: step.start + coarse })),
  };
  return JSON.stringify(trace, (key, value: unknown) => (key === 'data' ? [] : value));
}

const CLOCK_MICROSECONDS = 10_000;

/** Crosses as it is; anything else is copied by isolated-vm, much slower. */
function inSharedMemory(dtype: TensorValue['dtype'], data: TypedArray): TypedArray {
  if (data.buffer instanceof SharedArrayBuffer) return data;
  const copy = allocateShared(dtype, data.length);
  copy.set(data);
  return copy;
}

const failureText = (failure: RunFailure): string => JSON.stringify(failure);

/** TensorFlow's words, which our backends use only when there is no more memory to be had. */
const isOutOfMemory = ({ kind, message }: RunFailure): boolean =>
  kind === 'ResourceExhaustedError' && message.startsWith('OOM when allocating');

export interface BridgeOptions {
  readonly target: () => SessionTarget;
  readonly limits: () => Limits;
  /** Shared with the isolate, of EXCHANGE_BYTES. */
  readonly scratch: SharedArrayBuffer;
  readonly print: (text: string) => void;
  readonly submitGraph: (submission: GraphSubmission) => void;
  readonly reachEnd: () => void;
}

/** An array that the isolate's library has handed over for many runs. The program's word decides only its own runs. */
class HeldArray implements Feed {
  readonly dtype: Feed['dtype'];
  readonly shape: readonly number[];
  readonly data: TypedArray;
  readonly id: number;
  version: number | undefined;
  #changes = 0;

  constructor({ dtype, shape, data }: TensorValue, id: number, settled: boolean) {
    this.dtype = dtype;
    this.shape = shape;
    this.data = data;
    this.id = id;
    this.version = settled ? 0 : undefined;
  }

  change(settled: boolean): void {
    this.#changes++;
    this.version = settled ? this.#changes : undefined;
  }
}

const bytesOf = ({ dtype, shape }: TensorValue): number => elementCount(shape) * DTYPE[dtype].bytes;

export function createBridge({ target, limits, scratch, print, submitGraph, reachEnd }: BridgeOptions): Host {
  const exchange = new Exchange(scratch);
  const held = new Map<number, HeldArray>();
  const staged: TensorValue[] = [];
  /** Fetched values that the isolate has not taken yet. */
  const kept = new Map<number, FetchedValue>();
  let heldBytes = 0;
  let keptBytes = 0;
  let nextNumber = 0;
  let trace = '';
  let nodes = 0;

  const tooManyNodes = (): LimitError =>
    new LimitError('graph nodes', `The program made more than ${limits().graphNodes} graph nodes.`);

  /** Of a run. Memory that is used up here is the program's own; on another's device it may be anybody's. */
  const failureOfRun = (failure: RunFailure): string => {
    if (isOutOfMemory(failure) && target().asynchronous !== true) {
      const at = failure.op === undefined ? '' : ` (op '${failure.op}')`;
      const detail = `The program used more than ${limits().memoryMegabytes} MB of memory: ${failure.message}`;
      throw new LimitError('memory', `${detail.slice(0, 400)}${at.slice(0, 90)}.`);
    }
    return failureText(failure);
  };

  const feedOf = (): Feed => {
    const value = exchange.take();
    if (value.place === SCALAR || value.place === INLINE) return value;
    const known =
      value.place === HELD
        ? held.get(value.number)
        : value.place === STAGED
          ? staged[value.number]
          : undefined;
    if (known === undefined) throw new BoundaryError('a feed that was never given');
    return known;
  };

  const takeFeeds = (count: unknown): Feed[] => {
    const length = requireId(count);
    if (length < 0 || length > MOST_STAGED) throw new BoundaryError('a number of feeds that is none');
    exchange.rewind();
    const feeds = new Array<Feed>(length);
    try {
      for (let i = 0; i < length; i++) feeds[i] = feedOf();
    } catch (error) {
      if (error instanceof ExchangeError) throw new BoundaryError(error.message, { cause: error });
      throw error;
    }
    staged.length = 0;
    return feeds;
  };

  const keep = (value: FetchedValue): number => {
    keptBytes += bytesOf(value);
    if (kept.size >= MOST_KEPT || keptBytes > MOST_BYTES)
      throw new BoundaryError('too many fetched values kept');
    kept.set(nextNumber, value);
    return nextNumber++;
  };

  const forget = (id: number): FetchedValue => {
    const value = kept.get(id);
    if (value === undefined) throw new BoundaryError('a value that was never fetched');
    kept.delete(id);
    keptBytes -= bytesOf(value);
    return value;
  };

  const give = (values: readonly FetchedValue[]): number | string => {
    exchange.rewind();
    if (!exchange.hasRoom(values.length) || values.some(({ shape }) => shape.length > MOST_RANK))
      return failureText({
        kind: 'ResourceExhaustedError',
        message: 'Too many values, or values with too many dimensions, are fetched in one run.',
      });
    const waits = target().asynchronous === true;
    const first = nextNumber;
    for (const value of values) {
      const { dtype, shape } = value;
      if (waits || bytesOf(value) > MOST_INLINE_BYTES) {
        exchange.putKept(dtype, shape, keep(value));
        continue;
      }
      const outcome = value.read();
      if (!outcome.ok) {
        while (nextNumber > first) forget(--nextNumber);
        return failureText(outcome.failure);
      }
      if (exchange.takes(shape, outcome.value)) exchange.put(dtype, shape, outcome.value);
      else exchange.putKept(dtype, shape, keep(value));
    }
    return values.length;
  };

  return {
    print(text) {
      if (typeof text !== 'string') throw new BoundaryError('output that is not text');
      print(text);
    },
    openSession: () => target().openSession(),
    extendGraph(session, json, bytes) {
      const message = parseJson(graphMessageSchema, json);
      if (!isArrayOf('bool', bytes)) throw new BoundaryError('a graph without bytes');
      nodes += message.nodes.length;
      if (nodes > limits().graphNodes) throw tooManyNodes();
      const outcome = target().extendGraph(
        requireId(session),
        nodesFromWire(message.nodes, unpackArrays(message.lengths, bytes)),
      );
      return outcome.ok ? null : failureText(outcome.failure);
    },
    prepare(session, json) {
      const plan = target().prepare(requireId(session), parseJson(signatureSchema, json));
      return plan.ok ? plan.value : failureText(plan.failure);
    },
    hold(data, settled, code, ...shape) {
      const value = tensorOf(data, code, shape);
      heldBytes += bytesOf(value);
      if (held.size >= MOST_HELD || heldBytes > MOST_BYTES) throw new BoundaryError('too many arrays held');
      held.set(nextNumber, new HeldArray(value, nextNumber, Boolean(settled)));
      return nextNumber++;
    },
    change(id, settled) {
      const array = held.get(requireId(id));
      if (array === undefined) throw new BoundaryError('an array that is not held');
      array.change(Boolean(settled));
    },
    release(id) {
      const array = held.get(requireId(id));
      if (array === undefined) throw new BoundaryError('an array that is not held');
      held.delete(array.id);
      heldBytes -= bytesOf(array);
    },
    stage(data: TypedArray, code, ...shape) {
      const value = tensorOf(data, code, shape);
      if (staged.length >= MOST_STAGED) throw new BoundaryError('too many arrays staged');
      return staged.push(value) - 1;
    },
    run(session, plan, feeds) {
      const outcome = target().run(requireId(session), requireId(plan), takeFeeds(feeds));
      return outcome.ok ? give(outcome.value) : failureOfRun(outcome.failure);
    },
    runTraced(session, plan, feeds, options) {
      const outcome = target().runTraced?.(
        requireId(session),
        requireId(plan),
        takeFeeds(feeds),
        parseJson(traceSchema, options),
      );
      if (outcome === undefined) throw new BoundaryError('a trace where none can be made');
      if (!outcome.ok) return failureOfRun(outcome.failure);
      trace = traceText(outcome.value.trace);
      return give(outcome.value.values);
    },
    read(id) {
      const value = forget(requireId(id));
      const outcome = value.read();
      return outcome.ok ? inSharedMemory(value.dtype, outcome.value) : failureText(outcome.failure);
    },
    takeTrace() {
      const taken = trace;
      trace = '';
      return taken;
    },
    closeSession(session) {
      target().closeSession(requireId(session));
    },
    submitGraph(json, bytes) {
      const { nodes: submitted, lengths } = parseJson(submissionSchema, json);
      if (!isArrayOf('bool', bytes)) throw new BoundaryError('a graph without bytes');
      if (submitted.length > limits().graphNodes) throw tooManyNodes();
      submitGraph({ nodes: submitted, buffers: unpackArrays(lengths, bytes) });
    },
    exceedNodes() {
      throw tooManyNodes();
    },
    reachEnd,
  };
}

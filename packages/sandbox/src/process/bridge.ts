// The host's side of the boundary: every argument is checked here, since a program that has taken over the
// isolate can call with anything, and nothing is kept without a bound.
import { nodeSchema, type Limits } from '@residual/contracts';
import type { RunFailure, RunTrace, SessionTarget, TensorValue, TypedArray } from '@residual/graph';
import { z } from 'zod';
import { DTYPE_CODES, SCRATCH_SCALARS, type Host, type HostRunResult, type HostTensor } from '../host.ts';
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
const MOST_STAGED = 10_000;
const MOST_RANK = 16;

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

const failureText = (failure: RunFailure): string => JSON.stringify(failure);

export interface BridgeOptions {
  readonly target: () => SessionTarget;
  readonly limits: () => Limits;
  /** Shared with the isolate. */
  readonly scratch: Float64Array;
  readonly print: (text: string) => void;
  readonly submitGraph: (submission: GraphSubmission) => void;
  readonly reachEnd: () => void;
}

export function createBridge({ target, limits, scratch, print, submitGraph, reachEnd }: BridgeOptions): Host {
  const held = new Map<number, TensorValue>();
  const staged: TensorValue[] = [];
  let nextHeld = 0;
  let trace = '';
  let nodes = 0;

  const tooManyNodes = (): LimitError =>
    new LimitError('graph nodes', `The program made more than ${limits().graphNodes} graph nodes.`);

  const feedOf = (id: unknown): TensorValue => {
    const value = requireId(id) < 0 ? staged[-1 - requireId(id)] : held.get(requireId(id));
    if (value === undefined) throw new BoundaryError('a feed that was never given');
    return value;
  };

  const resultOf = (values: readonly TensorValue[]): HostRunResult => {
    if (values.length === 0) return undefined;
    if (values.length <= SCRATCH_SCALARS && values.every((value) => value.shape.length === 0)) {
      values.forEach(({ dtype, data }, i) => {
        scratch[2 * i] = DTYPE_CODES.indexOf(dtype);
        scratch[2 * i + 1] = data[0];
      });
      return values.length;
    }
    return values.map(({ dtype, shape, data }): HostTensor => ({
      dtype: DTYPE_CODES.indexOf(dtype),
      shape: [...shape],
      data,
    }));
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
    hold(data, code, ...shape) {
      const value = tensorOf(data, code, shape);
      if (held.size >= MOST_HELD) throw new BoundaryError('too many arrays held');
      held.set(nextHeld, value);
      return nextHeld++;
    },
    release(id) {
      held.delete(requireId(id));
    },
    stage(data: TypedArray, code, ...shape) {
      const value = tensorOf(data, code, shape);
      if (staged.length >= MOST_STAGED) throw new BoundaryError('too many arrays staged');
      return -staged.push(value);
    },
    run(session, plan, ...feeds) {
      const outcome = target().run(requireId(session), requireId(plan), feeds.map(feedOf));
      staged.length = 0;
      return outcome.ok ? resultOf(outcome.value) : failureText(outcome.failure);
    },
    runTraced(session, plan, options, ...feeds) {
      const outcome = target().runTraced?.(
        requireId(session),
        requireId(plan),
        feeds.map(feedOf),
        parseJson(traceSchema, options),
      );
      if (outcome === undefined) throw new BoundaryError('a trace where none can be made');
      staged.length = 0;
      if (!outcome.ok) return failureText(outcome.failure);
      trace = traceText(outcome.value.trace);
      return resultOf(outcome.value.values);
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

// Runs of a program's sessions on a device that another process owns: sandbox process → evaluator, frames on a
// descriptor of their own. What asks for an answer is answered in its turn; everything else goes on without waiting.
// The evaluator believes none of it; the sandbox process numbers its own sessions, plans, arrays and values.
import { z } from 'zod';
import { attrSchema, dtypeSchema, nodeSchema, tensorRefSchema } from './graph.ts';

const numberSchema = z.int().min(0);
const nameSchema = z.string().max(1100);

export const runSignatureSchema = z.strictObject({
  feeds: z.array(nameSchema).max(10_000),
  fetches: z.array(nameSchema).max(10_000),
  targets: z.array(nameSchema).max(10_000),
});

/** What is to be told of a run, as the graph library's TraceOptions. */
export const traceOptionsSchema = z.strictObject({ partitionGraphs: z.boolean(), stepStats: z.boolean() });

/** What a run tells of itself, as the graph library's RunTrace. */
export const runTraceSchema = z.strictObject({
  partitions: z.array(
    z.array(
      z.strictObject({
        name: z.string(),
        op: z.string(),
        input: z.array(z.string()),
        device: z.string(),
        attr: z.record(z.string(), attrSchema).nullable(),
      }),
    ),
  ),
  steps: z.array(
    z.strictObject({
      node: z.string(),
      op: z.string(),
      inputs: z.array(z.string()),
      device: z.string(),
      start: z.number(),
      duration: z.number(),
      outputs: z.array(z.strictObject({ dtype: dtypeSchema, shape: z.array(numberSchema) })),
    }),
  ),
});
export type RunTraceMessage = z.infer<typeof runTraceSchema>;

export const sessionRequestSchema = z.discriminatedUnion('type', [
  /** `seed` decides random ops without a seed of their own. */
  z.strictObject({ type: z.literal('open'), session: numberSchema, seed: z.int() }),
  z.strictObject({
    type: z.literal('extend'),
    session: numberSchema,
    nodes: z.array(nodeSchema).max(1_000_000),
  }),
  z.strictObject({
    type: z.literal('prepare'),
    session: numberSchema,
    plan: numberSchema,
    signature: runSignatureSchema,
  }),
  /** Keeps an array that will be fed many times. */
  z.strictObject({ type: z.literal('hold'), array: numberSchema, value: tensorRefSchema }),
  z.strictObject({ type: z.literal('release'), array: numberSchema }),
  /** Results are kept as `first`, `first` + 1, … until they are read. With `answer` it is answered by `ran`. */
  z.strictObject({
    type: z.literal('run'),
    session: numberSchema,
    plan: numberSchema,
    feeds: z.array(z.union([numberSchema, tensorRefSchema])).max(10_000),
    first: numberSchema,
    answer: z.boolean(),
    /** Wants `answer` too. */
    trace: traceOptionsSchema.optional(),
  }),
  /** Takes results; answered by `values`. */
  z.strictObject({ type: z.literal('read'), values: z.array(numberSchema).max(1_024) }),
  /** Answered by `values`, of one; absent when it has none. */
  z.strictObject({ type: z.literal('variable'), session: numberSchema, name: nameSchema }),
  /** Answered by `ran`, of no run. */
  z.strictObject({ type: z.literal('settle') }),
  z.strictObject({ type: z.literal('close'), session: numberSchema }),
]);
export type SessionRequest = z.infer<typeof sessionRequestSchema>;

/** A failure of a run, as the runtime's RunFailure. */
export const runFailureSchema = z.strictObject({
  kind: z.enum([
    'InvalidArgumentError',
    'FailedPreconditionError',
    'ResourceExhaustedError',
    'UnimplementedError',
    'InternalError',
  ]),
  message: z.string(),
  op: z.string().optional(),
});

export const sessionResponseSchema = z.discriminatedUnion('type', [
  /** What the run puts out, and the first failure since the last answer, of this run or one before it. */
  z.strictObject({
    type: z.literal('ran'),
    outputs: z.array(z.strictObject({ dtype: dtypeSchema, shape: z.array(numberSchema) })),
    failure: runFailureSchema.optional(),
    /** Of a run that was to be traced. */
    trace: runTraceSchema.optional(),
  }),
  z.strictObject({
    type: z.literal('values'),
    values: z.array(z.union([tensorRefSchema, z.strictObject({ failure: runFailureSchema })])),
  }),
  /** The device is lost or has no memory left: no fault of the program's. Nothing follows. */
  z.strictObject({ type: z.literal('device failed'), detail: z.string() }),
]);
export type SessionResponse = z.infer<typeof sessionResponseSchema>;

export const SESSION_FRAME_BOUNDS = { headerBytes: 64 << 20, bodyBytes: 256 << 20 } as const;

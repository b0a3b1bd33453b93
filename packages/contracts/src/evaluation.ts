// Between the worker and its evaluator process (both ours, over Node's own IPC with structured clone).
import { z } from 'zod';
import { drawnGraphSchema } from './drawn-graph.ts';
import { taskReportSchema } from './report.ts';
import { taskSpecSchema } from './assignment.ts';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes');

export const evaluatorRequestSchema = z.discriminatedUnion('type', [
  /** Once per assignment version: the bundle of the assignment's folder (see packages/assignments). */
  z.strictObject({ type: z.literal('load'), id: z.int(), version: z.string(), bundle: bytes }),
  /** Grade a finished program: `frame` is the sandbox's `finished` frame, unread and untrusted. */
  z.strictObject({
    type: z.literal('grade'),
    id: z.int(),
    version: z.string(),
    task: z.string(),
    frame: bytes,
    seed: z.int(),
  }),
  /** Run the sessions of a program on the evaluator's device; with it comes the other end of their channel. */
  z.strictObject({ type: z.literal('sessions'), id: z.int(), graphNodes: z.int() }),
]);
export type EvaluatorRequest = z.infer<typeof evaluatorRequestSchema>;

/** The part of a task report that the evaluator knows; the worker adds output, error text and timings. */
export const evaluationSchema = taskReportSchema.pick({
  verdict: true,
  points: true,
  maxPoints: true,
  summary: true,
  checks: true,
  diagnoses: true,
  afterDeadline: true,
  curve: true,
  board: true,
  error: true,
});
export type Evaluation = z.infer<typeof evaluationSchema>;

export const evaluatorResponseSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({
    type: z.literal('loaded'),
    id: z.int(),
    /** What the sandbox may see of this version: the task specs, and the public data as one frame's parts. */
    tasks: z.array(taskSpecSchema),
    publicData: z.strictObject({ data: z.record(z.string(), z.unknown()), buffers: z.array(bytes) }),
  }),
  z.strictObject({
    type: z.literal('graded'),
    id: z.int(),
    evaluation: evaluationSchema,
    /** Absent where there is none, or one too large to draw. */
    graph: drawnGraphSchema.optional(),
  }),
  /** The evaluator has the channel: from now on something may be said on it. */
  z.strictObject({ type: z.literal('sessions begun'), id: z.int(), devices: z.array(z.string()) }),
  /** The program's process is gone, or nobody listens to it any more. */
  z.strictObject({
    type: z.literal('sessions ended'),
    id: z.int(),
    ending: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('closed') }),
      z.strictObject({ kind: z.literal('forbidden'), detail: z.string() }),
      z.strictObject({ kind: z.literal('device failed'), detail: z.string() }),
    ]),
  }),
  /** The assignment itself is broken: not graded, not retried, the instructor is told. */
  z.strictObject({ type: z.literal('assignment error'), id: z.int(), message: z.string() }),
  z.strictObject({ type: z.literal('failed'), id: z.int(), message: z.string() }),
]);
export type EvaluatorResponse = z.infer<typeof evaluatorResponseSchema>;

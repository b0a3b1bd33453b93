// assignment.yaml. Strict: an unknown key is a mistake of the instructor's and is named, with its remedy.
import { z } from 'zod';
import { checkSpecSchema, exactPoints, slugSchema } from './checks.ts';
import { limitsSchema } from './limits.ts';
import { assignmentPolicySchema, momentSchema } from './policy.ts';
import { dtypeSchema } from './graph.ts';

export const LOSSES = ['squared-error', 'logistic'] as const;

/**
 * How the reference finds its `w`. Its loss, with the spread over its calibration runs, is what a submission
 * must reach: exactly that `w` for the closed form, at least that loss for a descent, however it gets there.
 */
export const referenceSchema = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('closed-form') }),
  z.strictObject({
    method: z.literal('gradient-descent'),
    learningRate: z.number().positive(),
    steps: z.int().positive(),
  }),
]);

export const taskSpecSchema = z.strictObject({
  name: slugSchema,
  title: z.string().min(1),
  /** What the task is worth: the sum of its checks' points, written out so that a slip is noticed. */
  points: exactPoints,
  /** The model that is trained, all three or none: an exercise on graphs has none. */
  dtype: dtypeSchema.extract(['float32', 'float64']).optional(),
  loss: z.enum(LOSSES).optional(),
  reference: referenceSchema.optional(),
  limits: limitsSchema,
  checks: z.array(checkSpecSchema).min(1),
});
export type TaskSpec = z.infer<typeof taskSpecSchema>;

/** A task in which a model is trained. */
export type ModelTask = TaskSpec & Required<Pick<TaskSpec, 'dtype' | 'loss' | 'reference'>>;
export const isModelTask = (task: TaskSpec): task is ModelTask =>
  task.dtype !== undefined && task.loss !== undefined && task.reference !== undefined;

/** Where rows come from. `glyphs` is the built-in generator (24×24 images, labels ±1); `files` are .npy. */
export const dataSpecSchema = z.discriminatedUnion('source', [
  z.strictObject({
    source: z.literal('glyphs'),
    seed: z.int(),
    rows: z.int().positive(),
    /** Seed and number of rows of the test split that never enters the sandbox. */
    hiddenSeed: z.int(),
    hiddenRows: z.int().positive(),
  }),
  z.strictObject({
    source: z.literal('files'),
    inputs: z.string(),
    labels: z.string(),
    hiddenInputs: z.string(),
    hiddenLabels: z.string(),
  }),
]);

export type DataSpec = z.infer<typeof dataSpecSchema>;

export const assignmentSpecSchema = z.strictObject({
  title: z.string().min(1),
  summary: z.string().min(1),
  /** Submissions received later are late; without an offset from UTC it is a time in the course's zone. */
  deadline: momentSchema.optional(),
  late: assignmentPolicySchema.shape.late,
  attempts: assignmentPolicySchema.shape.attempts,
  forcePush: assignmentPolicySchema.shape.forcePush,
  /**
   * Graded by a worker with a GPU: `required` waits for one, `preferred` does without where none is there. Without it,
   * by any worker.
   */
  gpu: z.enum(['required', 'preferred']).optional(),
  data: dataSpecSchema,
  tasks: z.array(taskSpecSchema).min(1),
});
export type AssignmentSpec = z.infer<typeof assignmentSpecSchema>;

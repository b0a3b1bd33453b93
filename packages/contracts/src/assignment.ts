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
  z
    .strictObject({ method: z.literal('closed-form') })
    .describe('The one right answer; there must be more training rows than columns.'),
  z
    .strictObject({
      method: z.literal('gradient-descent'),
      learningRate: z.number().positive().describe('η of each step'),
      steps: z.int().positive().describe('how many of them'),
    })
    .describe(
      'A bar: a final `w` passes if its loss is at most where this descent ends, however it got there.',
    ),
]);

export const taskSpecSchema = z.strictObject({
  name: slugSchema.describe('its program is `<name>.ts`, `.js`, `.py` or `.ipynb`'),
  title: z.string().min(1).describe('what students read'),
  points: exactPoints.describe(
    "what the task is worth: the sum of its checks' points, written out so that a slip is noticed",
  ),
  dtype: dtypeSchema
    .extract(['float32', 'float64'])
    .optional()
    .describe(
      'of the model that is trained: `dtype`, `loss` and `reference` are all given or none; an exercise on graphs has none',
    ),
  loss: z.enum(LOSSES).optional().describe('what the model minimises'),
  reference: referenceSchema
    .optional()
    .describe('what its loss is measured against, [see below](#reference)'),
  limits: limitsSchema.describe('what the program may use, [see below](#limits)'),
  checks: z.array(checkSpecSchema).min(1).describe('in the order in which they run: [Checks](checks.md)'),
});
export type TaskSpec = z.infer<typeof taskSpecSchema>;

/** A task in which a model is trained. */
export type ModelTask = TaskSpec & Required<Pick<TaskSpec, 'dtype' | 'loss' | 'reference'>>;
export const isModelTask = (task: TaskSpec): task is ModelTask =>
  task.dtype !== undefined && task.loss !== undefined && task.reference !== undefined;

/** Where rows come from. `glyphs` is the built-in generator (24×24 images, labels ±1); `files` are .npy. */
export const dataSpecSchema = z.discriminatedUnion('source', [
  z
    .strictObject({
      source: z.literal('glyphs'),
      seed: z.int().describe('of the public rows'),
      rows: z
        .int()
        .positive()
        .describe('public ones: the even ones are for training, the odd ones for validation'),
      hiddenSeed: z.int().describe('of the hidden rows'),
      hiddenRows: z.int().positive().describe('that never enter the sandbox'),
    })
    .describe(
      'The built-in generator: 24×24 images of rings (+1) and crosses (−1), the same bits on every machine.',
    ),
  z
    .strictObject({
      source: z.literal('files'),
      inputs: z
        .string()
        .describe(
          'a file of the folder, `[n, columns]`; even rows are for training, odd rows for validation',
        ),
      labels: z.string().describe('`[n, 1]`'),
      hiddenInputs: z.string().describe('rows that never enter the sandbox'),
      hiddenLabels: z.string().describe('their labels'),
    })
    .describe('NumPy files (`.npy`), float32 or float64, in C order.'),
]);

export type DataSpec = z.infer<typeof dataSpecSchema>;

export const assignmentSpecSchema = z.strictObject({
  title: z.string().min(1).describe('what students read'),
  summary: z.string().min(1).describe('a sentence or two, for lists'),
  deadline: momentSchema
    .optional()
    .describe(
      "such as `2027-01-31T23:59:59`, in the course's time zone unless it has an offset from UTC; submissions received later are late",
    ),
  late: assignmentPolicySchema.shape.late.describe('what lateness costs, [see below](#late)'),
  attempts: assignmentPolicySchema.shape.attempts.describe(
    'how many count, and which, [see below](#attempts)',
  ),
  forcePush: assignmentPolicySchema.shape.forcePush,
  gpu: z
    .enum(['required', 'preferred'])
    .optional()
    .describe(
      'graded by a worker with a GPU: `required` waits for one, `preferred` does without where none is there; without it, by any worker',
    ),
  data: dataSpecSchema.describe('where rows come from, [see below](#data)'),
  tasks: z.array(taskSpecSchema).min(1).describe('its programs, [see below](#tasks)'),
});
export type AssignmentSpec = z.infer<typeof assignmentSpecSchema>;

// The checks that assignment.yaml composes, with their options. The descriptions are the documentation:
// docs/checks.md is written from them.
import { z } from 'zod';
import { dtypeSchema } from './graph.ts';
import { pointsSchema } from './points.ts';

export const exactPoints = z
  .union([z.number(), z.string()])
  .transform(String)
  .pipe(pointsSchema)
  .describe('a decimal such as 2.5; checks weigh as much as their points');

export const slugSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case words joined by hyphens, such as "closed-form"')
  .max(60);

/** What every check may say beside its own options. */
const COMMON = {
  points: exactPoints,
  name: slugSchema.optional().describe('what this check is called, where a task has it twice'),
  title: z.string().min(1).optional().describe('what students read, in place of the check’s own title'),
  required: z
    .boolean()
    .default(false)
    .describe('a required check that fails ends the grading of the task: no points, verdict wrong'),
  hidden: z
    .boolean()
    .default(false)
    .describe('tells pass or fail and the diagnosis, no figure and no message'),
  reveal: z
    .enum(['never', 'after-deadline'])
    .default('never')
    .describe('when the figure of a hidden check is shown'),
  partial: z
    .enum(['none', 'proportional'])
    .default('none')
    .describe(
      'what a check gives that is right in part: nothing, or that part of its points, rounded down to 0.01',
    ),
} as const;

const nodeName = z.string().min(1).max(1024);
const steps = z.int().positive().max(20_000);
/** A number, or rows of numbers as deep as the tensor's rank. */
export type NestedNumbers = number | readonly NestedNumbers[];
const nested: z.ZodType<NestedNumbers> = z.lazy(() =>
  z.union([z.number(), z.array(nested)], { error: 'write a number, or lists of numbers' }),
);
const values = z.record(nodeName, nested);

const define = <N extends string, S extends z.ZodRawShape>(name: N, description: string, options: S) =>
  z.strictObject({ check: z.literal(name), ...COMMON, ...options }).describe(description);

export const checkSpecSchema = z.discriminatedUnion('check', [
  define('loss-value', '`loss` is the task’s loss, at weights and rows of the grader’s choosing.', {}),
  define(
    'update-gradient',
    'One run of `train` moves `w` by −η∇L(w), with one η > 0 for all weights and rows. The gradient is that of the ' +
      'definition in float64; autodiff of the student’s own `loss` and its finite differences are shown beside it. ' +
      'An optimizer that keeps slots (Adam, RMSProp, …) is judged by the gradient that it is given, or, where it is ' +
      'written by hand, by whether every weight moves against its slope.',
    {},
  ),
  define('closed-form-update', 'One run of `train` assigns (XᵀX)⁻¹XᵀY, whatever `w` was.', {}),
  define(
    'training-loss',
    'The final `w` reaches the reference’s training loss and has not seen the validation rows. In part: the share ' +
      'of the reference’s way down from w = 0.',
    {},
  ),
  define('hidden-loss', 'The same on hidden rows; never has a figure.', {}),
  define('fixed-as-constants', '`X` and `Y` are constants that hold the training data.', {}),
  define('fed-by-placeholders', '`X` and `Y` are placeholders that `loss` and `train` use.', {}),
  define(
    'convergence',
    'The grader runs `train` on the training rows from the initial `w`; the training loss comes into the ' +
      'reference’s band within so many runs. In part: the share of the way down.',
    { within: steps.describe('runs of `train`') },
  ),
  define(
    'learning-rate',
    'The grader runs `train` from w = 0 and counts the runs until the training loss is where η = `baseline` takes ' +
      '`horizon` runs to; it must take fewer, by a factor. The figure is a board of learning rates, run as the ' +
      'columns of one product, with the student’s among them.',
    {
      baseline: z.number().positive().default(0.001).describe('the η to beat'),
      horizon: steps.default(1000).describe('runs that the baseline gets'),
      factor: z.number().min(1).default(2).describe('how many times fewer runs are asked for'),
    },
  ),
  define('uses-autodiff', '`train` depends on nodes that tf.gradients or an optimizer has made.', {}),
  define(
    'avoids-autodiff',
    '`train` is there and depends on no node that tf.gradients or an optimizer has made.',
    {},
  ),
  define(
    'analytic-gradient',
    'A node holds ∇L(w) derived by hand: the same as autodiff of the student’s `loss` and as the definition, and ' +
      '`train` uses it. How long both take is shown with its spread, and never counts.',
    { node: nodeName.default('gradient') },
  ),
  define(
    'graph-shape',
    'Nodes that must be there, ops that must not, and whether the graph may grow while the program runs it. In ' +
      'part: the share of the demands that are met.',
    {
      nodes: z
        .array(
          z.strictObject({
            name: nodeName,
            op: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
            dtype: dtypeSchema.optional(),
            shape: z.array(z.int().min(-1)).optional(),
            uses: z.array(nodeName).optional().describe('nodes that it must be computed from'),
          }),
        )
        .default([]),
      forbidden: z.array(z.string()).default([]).describe('ops, such as Const, that may not be in the graph'),
      ops: z.array(z.string()).default([]).describe('ops that must be in the graph'),
      growing: z.boolean().default(true).describe('false: no node may be made again and again'),
      minRuns: z.int().min(0).default(0).describe('runs of sessions that the program makes at least'),
      maxRuns: z.int().min(0).optional().describe('runs of sessions that it may make'),
    },
  ),
  define(
    'reproducible',
    'Two sessions that do the same get the same bits: `nodes`, and `w` after some runs of `train`.',
    {
      nodes: z.array(nodeName).default([]).describe('nodes to fetch twice'),
      trainRuns: z.int().min(0).max(100).default(3),
    },
  ),
  define(
    'node-value',
    'A node has the right value, whatever is fed. In part: the share of the cases that are right.',
    {
      node: nodeName,
      cases: z
        .array(
          z.strictObject({
            feeds: values.default({}).describe('value by name, of any node and not only of placeholders'),
            variables: values.default({}).describe('value by name of the variable'),
            value: nested,
          }),
        )
        .min(1),
      relative: z.number().positive().max(0.1).default(1e-5).describe('tolerance, relative to the size'),
      absolute: z.number().min(0).default(1e-6).describe('tolerance where the right value is near 0'),
    },
  ),
  define('variable-value', 'A variable had the right value when the program’s session ended.', {
    variable: nodeName,
    value: nested,
    relative: z.number().positive().max(0.1).default(1e-5),
    absolute: z.number().min(0).default(1e-6),
  }),
  define(
    'variable-update',
    'Running an op changes a variable as it should, from any value. In part: the share of the cases.',
    {
      op: nodeName.describe('the op to run'),
      variable: nodeName,
      cases: z
        .array(
          z.strictObject({
            feeds: values.default({}),
            from: nested,
            runs: z.int().positive().max(1000).default(1),
            to: nested,
          }),
        )
        .min(1),
      relative: z.number().positive().max(0.1).default(1e-5),
      absolute: z.number().min(0).default(1e-6),
    },
  ),
  define('custom', 'A check of the assignment’s own: see own-check.md.', {
    file: z
      .string()
      .regex(/^checks\/[a-z0-9-]+\.ts$/, 'write a path such as "checks/small-weights.ts"')
      .describe('a module of the assignment’s folder'),
    options: z.record(z.string(), z.unknown()).default({}).describe('handed to the check as they are'),
  }),
]);
export type CheckSpec = z.infer<typeof checkSpecSchema>;
export type CheckName = CheckSpec['check'];
export type CheckSpecOf<N extends CheckName> = Extract<CheckSpec, { check: N }>;

/** What a check is called in its task: unique there. */
export const nameOfCheck = ({ check, name, ...rest }: CheckSpec): string =>
  name ?? ('file' in rest ? rest.file.replace(/^checks\/|\.ts$/g, '') : check);

/** Checks that compare with the reference: they need the task's loss, dtype and reference. */
export const MODEL_CHECKS: ReadonlySet<CheckName> = new Set<CheckName>([
  'loss-value',
  'update-gradient',
  'closed-form-update',
  'training-loss',
  'hidden-loss',
  'fixed-as-constants',
  'fed-by-placeholders',
  'convergence',
  'learning-rate',
  'analytic-gradient',
]);

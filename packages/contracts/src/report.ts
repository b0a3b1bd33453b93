// What grading one task says. Stored as JSON, shown on pages, printed in the push. `hidden` parts are already
// without figures when a report is made: nothing downstream has to remember to strip them.
import { z } from 'zod';
import { pointsSchema } from './points.ts';
import { plotSchema, programErrorSchema } from './program.ts';
import { verdictSchema } from './verdict.ts';

export const checkResultSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  status: z.enum(['passed', 'failed', 'skipped']),
  points: pointsSchema,
  maxPoints: pointsSchema,
  hidden: z.boolean(),
  /** One line with the measured value, what was expected and the tolerance; absent on hidden checks. */
  figure: z.string().optional(),
  /** What it means and what to look at; present on failure. */
  message: z.string().optional(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;

/** A likely cause, drawn from the measured numbers. */
export const diagnosisSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  evidence: z.string(),
  remedy: z.string(),
  certainty: z.enum(['certain', 'likely', 'possible']),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;

/** Loss along the runs of `train`, computed by the evaluator from sampled weights. */
export const lossCurveSchema = z.strictObject({
  steps: z.array(z.int().min(0)),
  /** null where the loss is not a finite number. */
  training: z.array(z.number().nullable()),
  validation: z.array(z.number().nullable()),
  reference: z.strictObject({ steps: z.array(z.int()), training: z.array(z.number()) }).optional(),
});
export type LossCurve = z.infer<typeof lossCurveSchema>;

/** How many runs of `train` each learning rate takes to the target; null: it never gets there. On public rows. */
export const learningRateBoardSchema = z.strictObject({
  /** The η to beat, which takes `horizon` runs to the target loss. */
  baseline: z.number(),
  horizon: z.int(),
  target: z.number(),
  /** Runs that are asked for. */
  most: z.int(),
  board: z.array(z.strictObject({ eta: z.number(), steps: z.int().nullable() })),
  /** The submission's; η is null where its step is no multiple of the gradient. */
  own: z.strictObject({ eta: z.number().nullable(), steps: z.int().nullable() }),
});
export type LearningRateBoard = z.infer<typeof learningRateBoardSchema>;

export const taskReportSchema = z.strictObject({
  task: z.string(),
  verdict: verdictSchema,
  points: pointsSchema,
  maxPoints: pointsSchema,
  /** One sentence: why this verdict. */
  summary: z.string(),
  file: z.string().optional(),
  checks: z.array(checkResultSchema),
  diagnoses: z.array(diagnosisSchema),
  /** Figures of hidden checks that may be shown once the deadline is over; for staff before that. */
  afterDeadline: z.array(z.strictObject({ check: z.string(), figure: z.string() })).optional(),
  /** With the text of the offending source line where there is one. */
  error: programErrorSchema
    .extend({ sourceLine: z.string().optional(), opSourceLine: z.string().optional() })
    .optional(),
  output: z.strictObject({ text: z.string(), truncated: z.boolean() }),
  curve: lossCurveSchema.optional(),
  /** What the program has plotted. */
  plots: z.array(plotSchema).optional(),
  board: learningRateBoardSchema.optional(),
  timings: z.strictObject({ programMs: z.number(), gradingMs: z.number() }),
  /** What ran, so that the same grade can be computed again. */
  receipt: z.strictObject({
    assignmentVersion: z.string(),
    runtime: z.string(),
    backend: z.string(),
    /** Where the program's sessions ran, if not in its own process. */
    sessions: z.literal('remote').optional(),
    seed: z.int(),
  }),
});
export type TaskReport = z.infer<typeof taskReportSchema>;

// calibration.json: what the reference reaches and how far its own runs differ, per task. Written by
// `residual assignment calibrate`, never by hand: a tolerance is measured, not guessed. Staff only.
import { createHash } from 'node:crypto';
import type { CheckSpecOf, ModelTask, TaskSpec } from '@residual/contracts';
import { z } from 'zod';
import type { DataSet } from './datasets/data-set.ts';

export const CALIBRATION_FILE = 'calibration.json';

/** What mends a calibration that is missing, damaged or out of date. */
export const calibrationRemedy = (folder: string): string =>
  `run: npm run residual -- assignment calibrate ${folder}`;

/** How bands are made from the runs of the reference; part of what a calibration depends on. */
export const CALIBRATION_METHOD = {
  /** A correct program may lie ten times as far off as the worst run seen here: there are more machines than this. */
  safety: 10,
  /**
   * No band is narrower than this, relative to its figure: other engines (BLAS libraries, GPUs) were measured to
   * differ by up to a tenth of it, and no mistake worth finding is so small.
   */
  floor: {
    lossValue: { float32: 1e-5, float64: 1e-9 },
    gradient: { float32: 1e-4, float64: 1e-8 },
    descent: 1e-4,
    closedForm: 1e-6,
  },
  /** Seeds of the orders of summation; null is the order of the rows. */
  orders: [null, 11, 12],
  /**
   * Who trains so many times as long as the reference does fits the training rows better and unseen ones perhaps worse;
   * that alone fails nobody.
   */
  longerTraining: 10,
} as const;

/** A figure of the reference and how far another correct computation of it may lie, both absolute. */
const bandSchema = z.strictObject({ value: z.number(), band: z.number().nonnegative() });
export type Band = z.infer<typeof bandSchema>;

/** Largest relative deviation to expect of a correct computation in that dtype. */
const byDTypeSchema = z.strictObject({
  float32: z.number().positive(),
  float64: z.number().positive(),
});

/** How many steps each learning rate takes to where the baseline is after `horizon` steps; public. */
const learningRatesSchema = z.strictObject({
  baseline: z.number().positive(),
  horizon: z.int().positive(),
  /** Training loss of the baseline after `horizon` steps from w = 0. */
  target: z.number(),
  /** Steps that an η takes there; null if it does not get there within the horizon. */
  board: z.array(z.strictObject({ eta: z.number().positive(), steps: z.int().min(0).nullable() })),
});
export type LearningRates = z.infer<typeof learningRatesSchema>;

export const taskCalibrationSchema = z.strictObject({
  /** SHA-256 of what the figures depend on: data, loss, reference. Another value means: calibrate again. */
  inputs: z.string().regex(/^[0-9a-f]{64}$/),
  /** Loss of the reference's final w. */
  training: bandSchema,
  validation: bandSchema,
  hidden: bandSchema,
  /** Euclidean norm of the reference's final w. */
  weightNorm: bandSchema,
  /** ‖w − w_reference‖ / ‖w_reference‖ of correct computations in the task's dtype. */
  weights: z.number().positive(),
  /** Loss at given weights. */
  lossValue: byDTypeSchema,
  /** One step from given weights: ‖Δw − ηg‖ / ‖ηg‖, beyond the rounding of w itself. */
  gradient: byDTypeSchema,
  /**
   * validation loss − training loss halfway between a w trained on the training rows and one trained on the
   * validation rows: on which side a w lies tells which rows it has seen.
   */
  generalisationGap: z.number(),
  /** The reference's training loss along its descent; empty for a closed form. */
  curve: z.strictObject({ steps: z.array(z.int().min(0)), training: z.array(z.number()) }),
  /** For the check of the learning rate. */
  learningRates: learningRatesSchema.optional(),
  /** The runs that the bands come from. */
  provenance: z.array(
    z.strictObject({
      run: z.string(),
      dtype: z.enum(['float32', 'float64']),
      /** Absent where the reference's own arithmetic was used. */
      backend: z.string().optional(),
      training: z.number(),
      hidden: z.number(),
      weights: z.number(),
    }),
  ),
});
export type TaskCalibration = z.infer<typeof taskCalibrationSchema>;

export const calibrationSchema = z.strictObject({ tasks: z.record(z.string(), taskCalibrationSchema) });
export type Calibration = z.infer<typeof calibrationSchema>;

export const learningRateCheck = ({ checks }: TaskSpec): CheckSpecOf<'learning-rate'> | undefined =>
  checks.find((spec) => spec.check === 'learning-rate');

/** SHA-256 of all that a task's calibration depends on, in hex. */
export function calibrationInputs(task: ModelTask, data: DataSet): string {
  const { safety, floor, orders, longerTraining } = CALIBRATION_METHOD;
  const hash = createHash('sha256');
  const race = learningRateCheck(task);
  hash.update(
    JSON.stringify({
      loss: task.loss,
      reference: task.reference,
      safety,
      floor,
      ORDERS: orders,
      longerTraining,
      ...(race ? { race: [race.baseline, race.horizon] } : {}),
    }),
  );
  for (const { inputs, labels } of [data.training, data.validation, data.hidden])
    for (const { buffer, byteOffset, byteLength } of [inputs, labels])
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}

// calibration.json: what the reference reaches and how far its own runs differ, per task. Written by
// packages/grading/src/calibrate.ts, never by hand: a tolerance is measured, not guessed. Staff only.
import { z } from 'zod';

export const CALIBRATION_FILE = 'calibration.json';

/** A figure of the reference and how far another correct computation of it may lie, both absolute. */
const bandSchema = z.strictObject({ value: z.number(), band: z.number().nonnegative() });
export type Band = z.infer<typeof bandSchema>;

/** Largest relative deviation to expect of a correct computation in that dtype. */
const byDTypeSchema = z.strictObject({
  float32: z.number().positive(),
  float64: z.number().positive(),
});

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
  /** The runs that the bands come from. */
  provenance: z.array(
    z.strictObject({
      run: z.string(),
      dtype: z.enum(['float32', 'float64']),
      training: z.number(),
      hidden: z.number(),
      weights: z.number(),
    }),
  ),
});
export type TaskCalibration = z.infer<typeof taskCalibrationSchema>;

export const calibrationSchema = z.strictObject({ tasks: z.record(z.string(), taskCalibrationSchema) });
export type Calibration = z.infer<typeof calibrationSchema>;

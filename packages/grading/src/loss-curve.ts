// The loss along the runs of `train`, from the weights that the sandbox sampled.
import type { DataSet, TaskCalibration } from '@residual/assignments';
import type { LossCurve, ModelTask } from '@residual/contracts';
import type { Evidence } from './evidence.ts';
import type { GradedProgram } from './program.ts';
import { lossAt } from './reference/loss.ts';

const MOST_POINTS = 100;

/** At most `most` of the indices below `length`, first and last among them. */
const thin = (length: number, most: number): number[] =>
  length <= most
    ? Array.from({ length }, (_, i) => i)
    : Array.from({ length: most }, (_, i) => Math.round((i * (length - 1)) / (most - 1)));

export function traceLoss(task: ModelTask, data: DataSet, { trajectory }: GradedProgram): Evidence['curve'] {
  const { training, validation } = data;
  const usable = trajectory.values.flatMap((value, i) => (value.data.length === training.dim ? [i] : []));
  const kept = thin(usable.length, MOST_POINTS).map((i) => usable[i]);
  const along = (rows: typeof training) =>
    kept.map((i) => lossAt(task.loss, rows, Float64Array.from(trajectory.values[i].data)));
  return {
    steps: kept.map((i) => trajectory.steps[i]),
    training: along(training),
    validation: along(validation),
  };
}

const finite = (loss: number): number | null => (Number.isFinite(loss) ? loss : null);

export function reportCurve(
  curve: Evidence['curve'],
  { curve: reference }: TaskCalibration,
): LossCurve | undefined {
  if (curve.steps.length < 2) return undefined;
  return {
    steps: [...curve.steps],
    training: curve.training.map(finite),
    validation: curve.validation.map(finite),
    ...(reference.steps.length > 0 ? { reference } : {}),
  };
}

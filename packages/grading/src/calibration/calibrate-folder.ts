import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildDataSet,
  type Calibration,
  CALIBRATION_FILE,
  calibrationInputs,
  loadForCalibration,
  type TaskCalibration,
} from '@residual/assignments';
import { isModelTask } from '@residual/contracts';
import { calibrateTask } from './calibrate-task.ts';

/**
 * Runs the reference of every task and writes calibration.json into the assignment's folder.
 * @throws AssignmentError if assignment.yaml or the data has mistakes
 */
export async function calibrateFolder(
  directory: string,
): Promise<{ slug: string; calibration: Calibration }> {
  const { slug, spec, files } = await loadForCalibration(directory);
  const data = buildDataSet({ assignment: slug, data: spec.data, files });
  const calibration: Calibration = { tasks: {} };
  // Tasks with the same reference have the same figures.
  const known = new Map<string, TaskCalibration>();
  for (const task of spec.tasks.filter(isModelTask)) {
    const inputs = `${task.dtype} ${calibrationInputs(task, data)}`;
    const figures = known.get(inputs) ?? calibrateTask(task, data);
    known.set(inputs, figures);
    calibration.tasks[task.name] = figures;
  }
  await writeFile(join(directory, CALIBRATION_FILE), `${JSON.stringify(calibration, null, 2)}\n`);
  return { slug, calibration };
}

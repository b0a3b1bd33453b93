import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDataSet, type Calibration, CALIBRATION_FILE, loadForCalibration } from '@residual/assignments';
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
  for (const task of spec.tasks.filter(isModelTask)) calibration.tasks[task.name] = calibrateTask(task, data);
  await writeFile(join(directory, CALIBRATION_FILE), `${JSON.stringify(calibration, null, 2)}\n`);
  return { slug, calibration };
}

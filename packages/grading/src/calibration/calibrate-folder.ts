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
import type { Backend } from '@residual/runtime';
import { describeBackends, openBackend } from '@residual/runtime/backends';
import { calibrateTask } from './calibrate-task.ts';

/** Every backend that can be used on this machine. */
async function openBackends(): Promise<Backend[]> {
  const active = (await describeBackends()).filter(({ state }) => state === 'active');
  return Promise.all(active.map(({ name }) => openBackend(name)));
}

/**
 * Runs the reference of every task and writes calibration.json into the assignment's folder.
 * @throws AssignmentError if assignment.yaml or the data has mistakes
 */
export async function calibrateFolder(
  directory: string,
): Promise<{ slug: string; calibration: Calibration }> {
  const { slug, spec, files } = await loadForCalibration(directory);
  const data = buildDataSet({ assignment: slug, data: spec.data, files });
  const backends = await openBackends();
  const calibration: Calibration = { tasks: {} };
  // Tasks with the same reference have the same figures.
  const known = new Map<string, TaskCalibration>();
  for (const task of spec.tasks.filter(isModelTask)) {
    const inputs = `${task.dtype} ${calibrationInputs(task, data)}`;
    const figures = known.get(inputs) ?? calibrateTask(task, data, backends);
    known.set(inputs, figures);
    calibration.tasks[task.name] = figures;
  }
  await writeFile(join(directory, CALIBRATION_FILE), `${JSON.stringify(calibration, null, 2)}\n`);
  return { slug, calibration };
}

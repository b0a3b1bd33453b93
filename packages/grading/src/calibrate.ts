// node packages/grading/src/calibrate.ts <slug or folder> …
// Writes calibration.json of assignments: run it after changing data, loss or reference in assignment.yaml.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AssignmentError,
  buildDataSet,
  type Calibration,
  CALIBRATION_FILE,
  loadForCalibration,
} from '@residual/assignments';
import { calibrateTask } from './calibration/calibrate-task.ts';

async function calibrate(directory: string): Promise<void> {
  const { slug, spec, files } = await loadForCalibration(directory);
  const data = buildDataSet({ assignment: slug, data: spec.data, files });
  const calibration: Calibration = { tasks: {} };
  for (const task of spec.tasks) {
    const result = calibrateTask(task, data);
    calibration.tasks[task.name] = result;
    const { training, validation, hidden } = result;
    console.log(`${slug}/${task.name}: training loss ${training.value} ± ${training.band}`);
    console.log(`  validation ${validation.value}, hidden ${hidden.value}`);
  }
  await writeFile(join(directory, CALIBRATION_FILE), `${JSON.stringify(calibration, null, 2)}\n`);
}

const names = process.argv.slice(2);
if (names.length === 0) {
  console.error('usage: node packages/grading/src/calibrate.ts <slug or folder> …');
  process.exitCode = 2;
}
for (const name of names) {
  try {
    await calibrate(existsSync(name) ? name : join(import.meta.dirname, '../../../assignments', name));
  } catch (error) {
    if (!(error instanceof AssignmentError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

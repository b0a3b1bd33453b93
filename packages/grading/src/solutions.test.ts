// The assignments that come with Residual: their solutions get all points, and their calibration is up to date.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildDataSet, loadAssignmentFolder, unpackBundle } from '@residual/assignments';
import { LocalTarget } from '@residual/runtime';
import { calibrationInputs } from './calibration/calibrate-task.ts';
import { gradeTask } from './grade-task.ts';
import { runInProcess } from './testing/run-in-process.ts';

const ASSIGNMENTS = join(import.meta.dirname, '../../../assignments');

for (const slug of ['linear-regression', 'logistic-regression']) {
  const { bundle } = await loadAssignmentFolder(join(ASSIGNMENTS, slug));
  const { spec, calibration, files } = unpackBundle(bundle);
  const data = buildDataSet({ assignment: slug, data: spec.data, files });
  const grade = async (folder: string, name: string) => {
    const source = await readFile(join(ASSIGNMENTS, slug, folder, `${name}.ts`), 'utf8');
    const task = spec.tasks.find((candidate) => candidate.name === name)!;
    const program = runInProcess(source, data);
    return gradeTask({
      task,
      calibration: calibration.tasks[name],
      data,
      program,
      target: new LocalTarget(),
      seed: 1,
    });
  };

  describe.each(spec.tasks)(`${slug}/$name`, (task) => {
    test('is calibrated for its present data, loss and reference', () => {
      expect(calibration.tasks[task.name].inputs).toBe(calibrationInputs(task, data));
    });

    test('gives its solution all points', async () => {
      const evaluation = await grade('solution', task.name);
      expect(evaluation.checks.filter(({ status }) => status !== 'passed')).toEqual([]);
      expect(evaluation).toMatchObject({ verdict: 'correct', points: task.points, diagnoses: [] });
    });

    test('gives the untouched starter no points and says what to do first', async () => {
      const evaluation = await grade('starter', task.name);
      expect(evaluation).toMatchObject({ verdict: 'wrong', points: '0' });
      expect(evaluation.diagnoses.map(({ name }) => name)).toContain('untouched-starter');
    });
  });
}

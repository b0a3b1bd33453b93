// The corpus graded in this process: right programs get all points, wrong ones the verdict in their name and the
// diagnosis of their mistake. What only the sandbox can say (limits, syntax) is tested with real pushes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildDataSet, loadAssignmentFolder, unpackBundle } from '@residual/assignments';
import { verdictSlug } from '@residual/contracts';
import { LocalTarget } from '@residual/runtime';
import { gradeTask } from './grade-task.ts';
import { runInProcess } from './testing/run-in-process.ts';

const ASSIGNMENTS = join(import.meta.dirname, '../../../assignments');

/** The cause that is to be named, by what a file's name says was done. Others are told by the check's message. */
const DIAGNOSIS: Readonly<Record<string, string>> = {
  'untouched-starter': 'untouched-starter',
  'sum-instead-of-mean': 'sum-instead-of-mean',
  half: 'loss-halved',
  log2: 'logarithm-base-2',
  'sign-flipped': 'sign-flipped',
  'labels-0-1': 'labels-0-1',
  'labels-missing': 'labels-missing',
  'squared-error': 'other-loss',
  broadcast: 'broadcast',
  'right-loss-printed': 'loss-under-another-name',
  rooted: 'loss-under-another-name',
  'loss-on-constants': 'loss-ignores-data',
  'missing-assign': 'missing-assign',
  'train-never-run': 'train-never-run',
  ascent: 'ascent',
  'gradient-without-label': 'gradient-without-label',
  'float32-closed-form': 'float32-closed-form',
  'trained-on-validation': 'trained-on-validation',
  'labels-0-1-fed': 'trained-on-labels-0-1',
  'labels-0-1-constant': 'trained-on-labels-0-1',
  'eta-too-large': 'eta-too-large',
  'eta-too-small': 'eta-too-small',
  'eta-of-the-sheet': 'eta-too-small',
  'one-step': 'eta-too-small',
  'gradient-of-sum': 'step-factor',
  'factor-2-missing': 'step-factor',
  nan: 'weights-not-finite',
};
/** In the closed form the labels are part of the data, not of the formula. */
const DIAGNOSIS_OF_TASK: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'closed-form': { ...DIAGNOSIS, 'labels-0-1': 'trained-on-labels-0-1' },
};

/**
 * NumPy 2.4.6 (lstsq; plain descent) on the same rows: loss of the reference's w on training, validation and hidden
 * rows.
 */
const NUMPY: Readonly<Record<string, readonly [number, number, number]>> = {
  'closed-form': [0.0239126435660341, 55.87087974596081, 52.102205976796334],
  'gradient-descent': [0.40322736924496033, 0.4594866979185305, 0.43071730815953757],
  'fixed-data': [0.35910759328585995, 0.37853183089724723, 0.36531324616532274],
  placeholders: [0.35910759328585995, 0.37853183089724723, 0.36531324616532274],
};

const SANDBOX_ONLY = /limit|compile-error/;

for (const slug of ['linear-regression', 'logistic-regression']) {
  const { bundle } = await loadAssignmentFolder(join(ASSIGNMENTS, slug));
  const { spec, calibration, files } = unpackBundle(bundle);
  const data = buildDataSet({ assignment: slug, data: spec.data, files });

  describe.each(spec.tasks)(`${slug}/$name`, (task) => {
    const folder = join(ASSIGNMENTS, slug, 'submissions', task.name);
    const read = (path: string) => readFileSync(join(ASSIGNMENTS, slug, path), 'utf8');
    const programs = readdirSync(folder).map((file) => {
      const parts = file.replace(/\.ts$/, '').split('_');
      return { file, what: parts[0], verdict: parts.at(-1)! };
    });

    test('has the reference figures that NumPy computes', () => {
      const { training, validation, hidden } = calibration.tasks[task.name];
      [training, validation, hidden].forEach(({ value }, i) => {
        expect(Math.abs(value / NUMPY[task.name][i] - 1)).toBeLessThan(1e-9);
      });
    });

    test('has the solution and a short run of the starter in its corpus', () => {
      expect(read(`submissions/${task.name}/solution_correct.ts`).split('\n').slice(1)).toEqual(
        read(`solution/${task.name}.ts`).split('\n').slice(1),
      );
      const starter = read(`starter/${task.name}.ts`).replace('steps = 1000', 'steps = 20');
      expect(read(`submissions/${task.name}/untouched-starter_wrong.ts`).split('\n').slice(1)).toEqual(
        starter.split('\n').slice(1),
      );
    });

    test.each(programs.filter(({ verdict }) => !SANDBOX_ONLY.test(verdict)))(
      '$file',
      ({ file, what, verdict }) => {
        const run = () => runInProcess(readFileSync(join(folder, file), 'utf8'), data);
        if (verdict === 'runtime-error') {
          expect(run).toThrow();
          return;
        }
        const options = { task, calibration: calibration.tasks[task.name], data, seed: 2017 };
        const evaluation = gradeTask({ ...options, program: run(), target: new LocalTarget() });
        expect(verdictSlug(evaluation.verdict)).toBe(verdict);
        const names = evaluation.diagnoses.map(({ name }) => name);
        const expected = (DIAGNOSIS_OF_TASK[task.name] ?? DIAGNOSIS)[what];
        if (expected !== undefined) expect(names).toContain(expected);
        if (verdict === 'correct') expect(names).toEqual([]);
        else expect(evaluation.checks.find(({ status }) => status === 'failed')?.message).toBeTruthy();
      },
    );
  });
}

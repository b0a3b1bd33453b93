import { describe, expect, test } from '@jest/globals';
import type { Calibration } from '@residual/assignments';
import type { TaskReport } from '@residual/contracts';
import { compareReproduction } from './reproduction.ts';

const report: TaskReport = {
  task: 'descent',
  verdict: 'correct',
  points: '10',
  maxPoints: '10',
  summary: 'All checks passed.',
  checks: [
    {
      name: 'training-loss',
      title: 'The training loss',
      status: 'passed',
      points: '10',
      maxPoints: '10',
      hidden: false,
      figure: '0.25',
    },
  ],
  diagnoses: [],
  output: { text: '0.25\n', truncated: false },
  curve: { steps: [0, 1], training: [0.5, 0.25], validation: [0.5, 0.3] },
  timings: { programMs: 10, gradingMs: 10 },
  receipt: { assignmentVersion: 'v', runtime: '1', backend: 'js', seed: 7 },
};
/** A final loss of 0.25 may lie 0.001 off: 0.4 %. */
const calibration = {
  tasks: {
    descent: { training: { value: 0.25, band: 0.001 }, validation: { value: 0.3, band: 0.001 } },
  },
} as unknown as Calibration;
const compare = (change: Partial<TaskReport>) =>
  compareReproduction([report], [{ ...report, ...change }], calibration);
const withTraining = (training: number[]) => ({ curve: { ...report.curve!, training } });

describe('a grade computed again', () => {
  test('is bit-identical whatever time it took', () => {
    const again = compare({ timings: { programMs: 99, gradingMs: 1 } });
    expect(again).toEqual({ outcome: 'bit-identical', receipt: [], differences: [] });
  });

  test('is within the band where its losses are', () => {
    expect(compare(withTraining([0.5019, 0.2509]))).toMatchObject({
      outcome: 'within the band',
      differences: ['descent: the training loss differs within the band'],
    });
    expect(compare(withTraining([0.5, 0.2511])).outcome).toBe('different');
    expect(compare(withTraining([0.5021, 0.25])).outcome).toBe('different');
    expect(compare(withTraining([0.5])).outcome).toBe('different');
  });

  test('is different with another verdict, other points, or a check that turns out otherwise', () => {
    expect(compare({ verdict: 'partial', points: '9' })).toMatchObject({
      outcome: 'different',
      differences: ['descent: correct then, partial now', 'descent: 10 points then, 9 now'],
    });
    const checks = [{ ...report.checks[0], status: 'failed' as const }];
    expect(compare({ checks }).outcome).toBe('different');
    expect(compareReproduction([report], [], calibration).outcome).toBe('different');
  });

  test('never takes a loss that is no number for one that is', () => {
    const curve = { ...report.curve!, training: [0.5, null] };
    expect(compare({ curve }).outcome).toBe('different');
  });

  test('names the parts of the receipt that could not be had', () => {
    const { outcome, receipt } = compare({ receipt: { ...report.receipt, runtime: '2', backend: 'cuda' } });
    expect(outcome).toBe('bit-identical');
    expect(receipt).toEqual([
      { part: 'runtime', was: '1', is: '2' },
      { part: 'backend', was: 'js', is: 'cuda' },
    ]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { evaluationSchema } from '@residual/contracts';
import { gradeProgram, gradeSource, type Parts, programOf } from './testing/tiny-course.ts';
import { DATA } from './testing/tiny-course.ts';
import { runInProcess } from './testing/run-in-process.ts';

const CHECKS = [
  { check: 'loss-value', points: '0.1', required: true },
  { check: 'update-gradient', points: '0.2' },
  { check: 'training-loss', points: '1' },
  { check: 'hidden-loss', points: '1', hidden: true },
];
const grade = (parts?: Parts, seed = 1) =>
  gradeSource(programOf('descent', parts), { kind: 'descent', checks: CHECKS, seed });
const WRONG = { loss: "tf.reduceSum(tf.square(tf.matmul(X, w).sub(Y)), 'loss')", eta: 0.001 };

describe('gradeTask', () => {
  test('gives all points to a right program, as exact decimals', () => {
    expect(grade()).toMatchObject({ verdict: 'correct', points: '2.3', maxPoints: '2.3', diagnoses: [] });
  });

  test('skips everything after a required check that fails, and gives no points', () => {
    const { verdict, points, checks } = grade(WRONG);
    expect([verdict, points]).toEqual(['wrong', '0']);
    expect(checks.map(({ status }) => status)).toEqual(['failed', 'skipped', 'skipped', 'skipped']);
  });

  test('gives part of the points for part of the checks', () => {
    expect(grade({ steps: 5 })).toMatchObject({ verdict: 'partial', points: '0.3' });
  });

  test('gives the same evaluation for the same seed', () => {
    expect(grade({}, 5)).toEqual(grade({}, 5));
  });

  test('shows the same figures in every attempt', () => {
    for (const parts of [{}, WRONG]) expect(grade(parts, 5)).toEqual(grade(parts, 6));
  });

  test('gives no points to a program that ended with an error, and hands the error on', () => {
    const program = runInProcess(programOf('descent'), DATA);
    const error = { kind: 'ValueError', message: 'bad', stack: [] };
    const evaluation = gradeProgram({ ...program, error }, { kind: 'descent', checks: CHECKS });
    expect(evaluation).toMatchObject({ verdict: 'runtime error', points: '0', maxPoints: '2.3', error });
    expect(evaluation.checks.every(({ status }) => status === 'skipped')).toBe(true);
  });

  test('grades an empty program without failing itself', () => {
    const trajectory = { steps: [], values: [] };
    const nothing = { nodes: [], variables: new Map(), trainRuns: 0, sessionRuns: 0, growths: 0, trajectory };
    const evaluation = gradeProgram(nothing, { kind: 'descent', checks: CHECKS });
    expect(evaluation).toMatchObject({ verdict: 'wrong', points: '0' });
    expect(evaluation.checks[0].message).toMatch(/No node is named `X`/);
  });

  test('draws the loss along the runs of train, null where it is not finite', () => {
    const { curve } = grade({ eta: 1e30, steps: 4 });
    expect(curve?.training[0]).toBeCloseTo(1, 6);
    expect(curve?.training.at(-1)).toBeNull();
    expect(curve?.reference?.training[0]).toBeCloseTo(1, 6);
  });

  test('says what the contract between the processes says', () => {
    for (const parts of [{}, WRONG, { steps: 5 }, { eta: 1e30 }])
      expect(evaluationSchema.safeParse(grade(parts)).error).toBeUndefined();
  });

  test.each<[string, Parts]>([
    ['a wrong loss', WRONG],
    ['too few steps', { steps: 5 }],
    [
      'a loss of its own rows',
      { loss: "tf.reduceMean(tf.square(tf.matmul(tf.constant(Xtrn, 'float32'), w).sub(Y)), 'loss')" },
    ],
    ['training on the validation rows', { run: 'sess.run(train, onValidation)', steps: 2000 }],
  ])('says the same about %s whatever the hidden rows are', (_what, parts) => {
    const hidden = {
      ...DATA.hidden,
      inputs: DATA.hidden.inputs.map((x) => Math.fround(1 - x)),
      labels: DATA.hidden.labels.map((y) => -y),
    };
    const data = { ...DATA, hidden };
    const failing = grade(parts);
    const other = gradeSource(programOf('descent', parts), { kind: 'descent', checks: CHECKS, data });
    const comparable = ({ checks, ...rest }: typeof failing) => ({
      ...rest,
      points: null,
      summary: null,
      checks: checks.map((check) => (check.hidden ? { figure: check.figure } : check)),
    });
    expect(comparable(other)).toEqual(comparable(failing));
  });
});

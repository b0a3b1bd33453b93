import { describe, expect, test } from '@jest/globals';
import { type Grading, gradeSource, type Parts, programOf } from '../testing/tiny-course.ts';

const check = (kind: Grading['kind'], name: 'training-loss' | 'hidden-loss', parts?: Parts) =>
  gradeSource(programOf(kind, parts), { kind, checks: [{ check: name, hidden: name === 'hidden-loss' }] })
    .checks[0];

describe('training-loss', () => {
  test('accepts a descent that gets at least as far as the reference, by any route', () => {
    expect(check('descent', 'training-loss')).toMatchObject({ status: 'passed' });
    expect(check('descent', 'training-loss', { eta: 0.3, steps: 200 })).toMatchObject({ status: 'passed' });
    expect(check('logistic', 'training-loss')).toMatchObject({ status: 'passed' });
  });

  test.each<[string, Parts]>([
    ['too few steps', { steps: 10 }],
    ['divergence', { eta: 5 }],
    ['weights that are NaN', { train: "w.assign(w.mul(tf.log(tf.constant(-1.5))), 'train')" }],
    ['no training', { steps: 0 }],
    [
      'the opposite of the right weights',
      { loss: "tf.reduceMean(tf.square(tf.matmul(X, w).add(Y)), 'loss')" },
    ],
    ['training on the validation rows', { run: 'sess.run(train, onValidation)', steps: 2000 }],
  ])('refuses %s', (_what, parts) => {
    expect(check('descent', 'training-loss', parts)).toMatchObject({ status: 'failed' });
  });

  test('takes the closed form alone where that is asked for, not a descent near it', () => {
    expect(check('closed-form', 'training-loss')).toMatchObject({ status: 'passed' });
    const descent = { train: "w.assign(w.sub(tf.gradients(loss, [w])[0].mul(0.1)), 'train')", steps: 60 };
    expect(check('closed-form', 'training-loss', descent)).toMatchObject({ status: 'failed' });
  });

  test('says that w was never given a value', () => {
    const { message } = check('descent', 'training-loss', {
      steps: 0,
      w: "new tf.Variable(tf.zeros([3, 1]), { name: 'w' })",
      loss: "tf.reduceSum(w, 'loss')",
      train: "w.assign(w, 'train')",
    });
    expect(message).toMatch(/shape \[3, 1\]; one weight for each of the 4 columns/);
  });
});

describe('hidden-loss', () => {
  test('tells pass or fail and no figure', () => {
    const passed = check('descent', 'hidden-loss');
    expect(passed).toMatchObject({ status: 'passed', hidden: true });
    expect(passed).not.toHaveProperty('figure');
    const failed = check('descent', 'hidden-loss', { steps: 5 });
    expect(failed).toMatchObject({ status: 'failed', hidden: true });
    expect(failed).not.toHaveProperty('figure');
    expect(failed.message).not.toMatch(/\d/);
  });
});

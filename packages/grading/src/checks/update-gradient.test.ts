import { describe, expect, test } from '@jest/globals';
import { gradeSource, type Parts, programOf, type TinyTask } from '../testing/tiny-course.ts';

const check = (kind: TinyTask, parts?: Parts) =>
  gradeSource(programOf(kind, { steps: 2, ...parts }), { kind, checks: ['update-gradient'] }).checks[0];
const byHand = 'tf.matmul(tf.transpose(X), tf.matmul(X, w).sub(Y)).mul(2 / ntrn)';

describe('update-gradient', () => {
  test.each<[string, TinyTask, Parts]>([
    ['autodiff', 'logistic', {}],
    ['a gradient on paper', 'descent', { train: `w.assign(w.sub(${byHand}.mul(eta)), 'train')` }],
    [
      'an optimizer',
      'descent',
      { train: "new tf.train.GradientDescentOptimizer(eta).minimize(loss, 'train')" },
    ],
    ['assignSub', 'descent', { train: `tf.assignSub(w, ${byHand}.mul(eta), 'train')` }],
    ['a tiny learning rate', 'logistic', { eta: 1e-4 }],
    ['a huge learning rate', 'logistic', { eta: 100 }],
  ])('accepts %s', (_what, kind, parts) => {
    expect(check(kind, parts)).toMatchObject({ status: 'passed' });
  });

  test('does not quote what an error on unseen rows would tell', () => {
    // Fails only where the first row of X is neither a training nor a validation row, and then names its values.
    const train = `(() => {
      const first = tf.constant([[1, ...new Array(ntrn - 1).fill(0)]], { dtype: tf.float32 });
      const row = tf.matmul(first, X);
      const nearest = (known) =>
        tf.reduceMin(tf.reduceSum(tf.square(tf.constant(known, { dtype: tf.float32 }).sub(row)), { axis: 1 }));
      const unseen = tf.cast(tf.greater(tf.minimum(nearest(Xtrn), nearest(Xval)), 1e-9), tf.int32);
      const index = tf.cast(tf.reduceSum(tf.abs(row)).mul(1e6), tf.int32).mul(unseen);
      return w.assign(w.sub(${byHand}.mul(eta)).add(tf.gather(tf.zeros([1]), index)), 'train');
    })()`;
    const { status, message } = check('descent', { train });
    expect(status).toBe('failed');
    expect(message).toMatch(/fails on rows you do not/);
    expect(message).not.toMatch(/\d/);
  });

  test('shows the learning rate it measured', () => {
    expect(check('descent', { eta: 0.0625 }).figure).toMatch(/η = 0\.0625,/);
  });

  test.each<[string, Parts, RegExp]>([
    ['steps up', { train: `w.assign(w.add(${byHand}.mul(eta)), 'train')` }, /up the gradient/],
    ['another direction', { train: `w.assign(w.sub(tf.sign(${byHand}).mul(eta)), 'train')` }, /no multiple/],
    ['weight decay', { train: `w.assign(w.mul(0.99).sub(${byHand}.mul(eta)), 'train')` }, /no multiple/],
    [
      'a learning rate that depends on w',
      { train: `w.assign(w.sub(${byHand}.mul(tf.reduceSum(w))), 'train')` },
      /no multiple/,
    ],
    ['no assignment', { train: `w.sub(${byHand}.mul(eta), 'train')` }, /does not change `w`/],
    ['NaN', { train: `w.assign(w.mul(tf.log(tf.constant(-1.5))), 'train')` }, /no multiple/],
    [
      'a step below rounding',
      { train: `w.assign(w.sub(${byHand}.mul(1e-7)), 'train')` },
      /lost in the rounding/,
    ],
  ])('refuses %s', (_what, parts, message) => {
    expect(check('descent', parts)).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(message),
    });
  });
});

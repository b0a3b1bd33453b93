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

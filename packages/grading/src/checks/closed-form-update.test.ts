import { describe, expect, test } from '@jest/globals';
import { gradeSource, type Parts, programOf } from '../testing/tiny-course.ts';

const check = (parts?: Parts) =>
  gradeSource(programOf('closed-form', parts), { kind: 'closed-form', checks: ['closed-form-update'] })
    .checks[0];
const normal = '[tf.matmul(tf.transpose(X), X), tf.matmul(tf.transpose(X), Y)]';

describe('closed-form-update', () => {
  test.each<[string, Parts]>([
    ['the inverse', {}],
    ['a solved system', { train: `w.assign(tf.matrixSolve(...${normal}), 'train')` }],
    [
      'one Newton step',
      {
        train: `w.assign(w.sub(tf.matrixSolve(${normal}[0], tf.matmul(tf.transpose(X), tf.matmul(X, w).sub(Y)))), 'train')`,
      },
    ],
  ])('accepts %s', (_what, parts) => {
    expect(check(parts)).toMatchObject({ status: 'passed' });
  });

  test.each<[string, Parts, RegExp]>([
    [
      'gradient descent',
      { train: "w.assign(w.sub(tf.gradients(loss, [w])[0].mul(0.1)), 'train')", steps: 500 },
      /is not \(XᵀX\)⁻¹XᵀY/,
    ],
    ['the opposite sign', { train: `w.assign(tf.matrixSolve(...${normal}).neg(), 'train')` }, /is not/],
    ['a sum of old and new', { train: `w.assign(w.add(tf.matrixSolve(...${normal})), 'train')` }, /is not/],
    [
      'weights computed beforehand',
      {
        train: `w.assign(tf.constant(tf.withSession((s) => s.run(tf.matrixSolve(...${normal}), [[X, Xtrn], [Y, Ytrn]]))), 'train')`,
      },
      /from what `X` and `Y` hold/,
    ],
  ])('refuses %s', (_what, parts, message) => {
    expect(check(parts)).toMatchObject({ status: 'failed', message: expect.stringMatching(message) });
  });
});

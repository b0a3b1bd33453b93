import { describe, expect, test } from '@jest/globals';
import { gradeSource, type Parts, programOf } from '../testing/tiny-course.ts';

const check = (name: 'fixed-as-constants' | 'fed-by-placeholders', parts?: Parts) =>
  gradeSource(programOf('logistic', { steps: 1, ...parts }), { kind: 'logistic', checks: [name] }).checks[0];
const constants = {
  x: "tf.constant(Xtrn, { dtype: tf.float32, name: 'X' })",
  y: "tf.constant(Ytrn, { dtype: tf.float32, name: 'Y' })",
  run: 'sess.run(train)',
};

describe('fixed-as-constants', () => {
  test('accepts the training data in either dtype, also cast inside the graph', () => {
    expect(check('fixed-as-constants', constants)).toMatchObject({ status: 'passed' });
    const x = "tf.cast(tf.constant(Xtrn), tf.float32, 'X')";
    expect(check('fixed-as-constants', { ...constants, x })).toMatchObject({ status: 'passed' });
  });

  test.each<[string, Parts, RegExp]>([
    ['placeholders', { run: undefined, x: undefined, y: undefined }, /`X` is a placeholder/],
    [
      'validation data',
      {
        x: "tf.constant(Xval, { dtype: tf.float32, name: 'X' })",
        y: "tf.constant(Yval, { dtype: tf.float32, name: 'Y' })",
      },
      /`X` holds the validation data/,
    ],
    [
      'labels 0 and 1',
      { y: "tf.constant(Ytrn, { dtype: tf.float32 }).add(1).mul(0.5, 'Y')" },
      /labels as 0 and 1/,
    ],
    [
      'changed values',
      { x: "tf.constant(Xtrn, { dtype: tf.float32 }).mul(2, 'X')" },
      /does not hold the values of Xtrn/,
    ],
    [
      'a variable',
      {
        x: "tf.identity(new tf.Variable(tf.constant(Xtrn, { dtype: tf.float32 }), { name: 'data', trainable: false }), 'X')",
      },
      /depends on the variable `data`/,
    ],
    [
      'a second copy of the data',
      {
        loss: "tf.reduceMean(tf.softplus(tf.constant(Ytrn, { dtype: tf.float32 }).mul(tf.matmul(X, w)).neg()), 'loss')",
      },
      /`loss` does not use `Y`/,
    ],
  ])('refuses %s', (_what, parts, message) => {
    expect(check('fixed-as-constants', { ...constants, ...parts })).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(message),
    });
  });
});

describe('fed-by-placeholders', () => {
  test('accepts placeholders of any static shape', () => {
    expect(check('fed-by-placeholders')).toMatchObject({ status: 'passed' });
    const x = "tf.placeholder(tf.float32, { shape: [null, dim], name: 'X' })";
    expect(check('fed-by-placeholders', { x })).toMatchObject({ status: 'passed' });
  });

  test.each<[string, Parts, RegExp]>([
    ['constants', constants, /`X` is a Const; make it a placeholder/],
    [
      'placeholders that loss does not use',
      {
        loss: "tf.reduceMean(tf.softplus(tf.constant(Ytrn, { dtype: tf.float32 }).mul(tf.matmul(X, w)).neg()), 'loss')",
        run: 'sess.run(train, [[X, Xtrn]])',
      },
      /`loss` does not use `Y`/,
    ],
    [
      'placeholders that train does not use',
      { train: "w.assign(w.mul(0.5), 'train')" },
      /`train` does not use `X`/,
    ],
  ])('refuses %s', (_what, parts, message) => {
    expect(check('fed-by-placeholders', parts)).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(message),
    });
  });
});

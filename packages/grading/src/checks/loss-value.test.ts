import { describe, expect, test } from '@jest/globals';
import { gradeSource, type Parts, programOf, type TinyTask } from '../testing/tiny-course.ts';

const check = (kind: TinyTask, parts?: Parts, seed = 1) =>
  gradeSource(programOf(kind, { steps: 2, ...parts }), { kind, checks: ['loss-value'], seed }).checks[0];

describe('loss-value', () => {
  test.each<[TinyTask, string]>([
    ['descent', "tf.reduceMean(tf.square(tf.matmul(X, w).sub(Y)), 'loss')"],
    ['descent', "tf.divide(tf.reduceSum(tf.squaredDifference(Y, tf.matmul(X, w))), ntrn, 'loss')"],
    ['logistic', "tf.reduceMean(tf.log(tf.exp(Y.mul(tf.matmul(X, w)).neg()).add(1)), 'loss')"],
    ['logistic', "tf.reduceMean(tf.log1p(tf.exp(Y.mul(tf.matmul(X, w)).neg())), 'loss')"],
    ['logistic', "tf.negative(tf.reduceMean(tf.logSigmoid(Y.mul(tf.matmul(X, w)))), 'loss')"],
  ])('accepts any right form: %s %s', (kind, loss) => {
    for (const seed of [1, 2, 3]) expect(check(kind, { loss }, seed)).toMatchObject({ status: 'passed' });
  });

  test.each<[string, TinyTask, string]>([
    ['a flipped sign', 'descent', "tf.negative(tf.reduceMean(tf.square(tf.matmul(X, w).sub(Y))), 'loss')"],
    [
      'a constant off by a thousandth',
      'descent',
      "tf.multiply(1.001, tf.reduceMean(tf.square(tf.matmul(X, w).sub(Y))), 'loss')",
    ],
    ['NaN', 'descent', "tf.reduceMean(tf.log(tf.square(tf.matmul(X, w).sub(Y)).mul(-1)), 'loss')"],
    [
      'Infinity',
      'descent',
      "tf.reduceMean(tf.divide(tf.ones([1]), tf.zeros([1])).add(tf.matmul(X, w).sub(Y)), 'loss')",
    ],
    ['the loss of the other task', 'logistic', "tf.reduceMean(tf.square(tf.matmul(X, w).sub(Y)), 'loss')"],
  ])('refuses %s', (_what, kind, loss) => {
    expect(check(kind, { loss })).toMatchObject({ status: 'failed', points: '0' });
  });

  test('asks for one number', () => {
    const loss = "tf.square(tf.matmul(X, w).sub(Y), 'loss')";
    expect(check('descent', { loss, train: "w.assign(w, 'train')" }).message).toMatch(
      /single number.*\[30, 1\]/,
    );
  });

  test('says which other placeholder would have to be fed', () => {
    const loss =
      "tf.reduceMean(tf.square(tf.matmul(X, w).sub(Y)).mul(tf.placeholder(tf.float32, { name: 'scale' })), 'loss')";
    const message = check('descent', { loss, train: "w.assign(w, 'train')" }).message;
    expect(message).toMatch(/InvalidArgumentError: .*'scale'/);
  });

  test('works on data that is fixed in the graph', () => {
    const fixed = {
      x: "tf.constant(Xtrn, { dtype: tf.float32, name: 'X' })",
      y: "tf.constant(Ytrn, { dtype: tf.float32, name: 'Y' })",
      run: 'sess.run(train)',
    };
    expect(check('descent', fixed)).toMatchObject({ status: 'passed' });
    expect(
      check('descent', { ...fixed, loss: "tf.reduceSum(tf.square(tf.matmul(X, w).sub(Y)), 'loss')" }),
    ).toMatchObject({
      status: 'failed',
    });
  });

  test('tells how to name what is missing', () => {
    const nameless = check('descent', { loss: 'tf.reduceMean(tf.square(tf.matmul(X, w).sub(Y)))' });
    expect(nameless.message).toMatch(/No node is named `loss`.*tf\.reduceMean\(…, 'loss'\)/);
    const other = check('descent', { loss: "tf.reduceMean(tf.square(tf.matmul(X, w).sub(Y)), 'Loss')" });
    expect(other.message).toMatch(/there is `Loss`/);
  });
});

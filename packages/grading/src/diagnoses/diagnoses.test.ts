// Each diagnosis on a program that makes the mistake, and on one that nearly makes it.
import { describe, expect, test } from '@jest/globals';
import { gradeSource, type Parts, programOf, type TinyTask } from '../testing/tiny-course.ts';

const found = (kind: TinyTask, parts: Parts): string[] => {
  const update = kind === 'closed-form' ? 'closed-form-update' : 'update-gradient';
  const checks = ['loss-value', update, 'training-loss'] as const;
  return gradeSource(programOf(kind, parts), { kind, checks }).diagnoses.map(({ name }) => name);
};

const squares = 'tf.square(tf.matmul(X, w).sub(Y))';
const margin = 'Y.mul(tf.matmul(X, w))';
const logistic = (inner: string) => `tf.reduceMean(tf.softplus(${inner}), 'loss')`;
/** The loss may be anything: the step goes its own, right way. */
const byHand = 'tf.matmul(tf.transpose(X), tf.matmul(X, w).sub(Y)).mul(2 / ntrn)';
const train = `w.assign(w.sub(${byHand}.mul(eta)), 'train')`;
const solved = 'tf.matrixSolve(tf.matmul(tf.transpose(X), X), tf.matmul(tf.transpose(X), Y))';
const pull = (inner: string) => `tf.matmul(tf.transpose(X), ${inner}).mul(-1 / ntrn)`;

describe.each<[string, TinyTask, { mistake: Parts; near: Parts }]>([
  [
    'untouched-starter',
    'descent',
    {
      mistake: { loss: "tf.constant(0, { dtype: tf.float32, name: 'loss' })", train: "w.assign(w, 'train')" },
      near: { loss: "tf.reduceMean(tf.square(w), 'loss')", train: "w.assign(w, 'train')" },
    },
  ],
  [
    'sum-instead-of-mean',
    'descent',
    {
      mistake: { loss: `tf.reduceSum(${squares}, 'loss')`, train },
      near: { loss: `tf.multiply(ntrn + 0.1, tf.reduceMean(${squares}), 'loss')`, train },
    },
  ],
  [
    'mean-of-mean',
    'descent',
    {
      mistake: { loss: `tf.divide(tf.reduceMean(${squares}), ntrn, 'loss')`, train },
      near: { loss: `tf.divide(tf.reduceMean(${squares}), ntrn - 1, 'loss')`, train },
    },
  ],
  [
    'loss-halved',
    'descent',
    {
      mistake: { loss: `tf.multiply(0.5, tf.reduceMean(${squares}), 'loss')`, train },
      near: { loss: `tf.multiply(0.49, tf.reduceMean(${squares}), 'loss')`, train },
    },
  ],
  [
    'loss-doubled',
    'descent',
    {
      mistake: { loss: `tf.multiply(2, tf.reduceMean(${squares}), 'loss')`, train },
      near: { loss: `tf.multiply(2.01, tf.reduceMean(${squares}), 'loss')`, train },
    },
  ],
  [
    'loss-negated',
    'descent',
    {
      mistake: { loss: `tf.negative(tf.reduceMean(${squares}), 'loss')`, train },
      near: { loss: `tf.multiply(-1.01, tf.reduceMean(${squares}), 'loss')`, train },
    },
  ],
  [
    'logarithm-base-2',
    'logistic',
    {
      mistake: { loss: `tf.divide(tf.reduceMean(tf.softplus(${margin}.neg())), Math.LN2, 'loss')` },
      near: { loss: `tf.divide(tf.reduceMean(tf.softplus(${margin}.neg())), 0.7, 'loss')` },
    },
  ],
  [
    'logarithm-base-10',
    'logistic',
    {
      mistake: { loss: `tf.divide(tf.reduceMean(tf.softplus(${margin}.neg())), Math.LN10, 'loss')` },
      near: { loss: `tf.divide(tf.reduceMean(tf.softplus(${margin}.neg())), 2.3, 'loss')` },
    },
  ],
  [
    'sign-flipped',
    'logistic',
    {
      mistake: { loss: logistic(margin) },
      near: { loss: logistic(`${margin}.mul(0.99)`) },
    },
  ],
  [
    'sign-flipped',
    'descent',
    {
      mistake: { loss: "tf.reduceMean(tf.square(tf.matmul(X, w).add(Y)), 'loss')", train },
      near: { loss: "tf.reduceMean(tf.square(tf.matmul(X, w).add(Y).add(0.01)), 'loss')", train },
    },
  ],
  [
    'labels-0-1',
    'logistic',
    {
      mistake: { loss: logistic('Y.add(1).div(2).mul(tf.matmul(X, w)).neg()') },
      near: { loss: logistic('Y.add(1).mul(tf.matmul(X, w)).neg()') },
    },
  ],
  [
    'labels-missing',
    'logistic',
    {
      mistake: { loss: logistic('tf.matmul(X, w).add(Y.mul(0)).neg()') },
      near: { loss: logistic('tf.matmul(X, w).add(Y.mul(0.01)).neg()') },
    },
  ],
  [
    'broadcast',
    'descent',
    {
      mistake: { loss: "tf.reduceMean(tf.square(tf.matmul(X, w).sub(tf.reshape(Y, [-1]))), 'loss')", train },
      near: { loss: "tf.reduceMean(tf.square(tf.matmul(X, w).sub(tf.reduceMean(Y))), 'loss')", train },
    },
  ],
  [
    'other-loss',
    'logistic',
    {
      mistake: { loss: `tf.reduceMean(${squares}, 'loss')` },
      near: { loss: `tf.reduceMean(tf.abs(tf.matmul(X, w).sub(Y)), 'loss')` },
    },
  ],
  [
    'loss-under-another-name',
    'descent',
    {
      mistake: { loss: `(tf.reduceMean(${squares}, 'squares'), tf.reduceMean(tf.square(w), 'loss'))`, train },
      near: { loss: `(tf.reduceSum(${squares}, 'squares'), tf.reduceMean(tf.square(w), 'loss'))`, train },
    },
  ],
  [
    'loss-ignores-data',
    'descent',
    {
      mistake: {
        loss: "tf.reduceMean(tf.square(tf.matmul(X, w).sub(tf.constant(Ytrn, 'float32'))), 'loss')",
        train,
      },
      near: { loss: "tf.reduceMean(tf.square(tf.matmul(X, w).sub(Y.mul(0.9))), 'loss')", train },
    },
  ],
  [
    'missing-assign',
    'descent',
    {
      mistake: { train: `w.sub(${byHand}.mul(eta), 'train')` },
      near: { train: `w.assign(w.sub(${byHand}.mul(1e-6)), 'train')` },
    },
  ],
  ['train-never-run', 'descent', { mistake: { steps: 0 }, near: { steps: 1 } }],
  [
    'ascent',
    'descent',
    {
      mistake: { train: `w.assign(w.add(${byHand}.mul(eta)), 'train')` },
      near: { train: `w.assign(w.add(tf.sign(${byHand}).mul(eta)), 'train')` },
    },
  ],
  [
    'gradient-sign-of-labels',
    'logistic',
    {
      mistake: { train: `w.assign(w.sub(${pull(`Y.neg().mul(tf.sigmoid(${margin}))`)}.mul(eta)), 'train')` },
      near: {
        train: `w.assign(w.sub(${pull(`Y.neg().mul(tf.sigmoid(${margin}.mul(0.9)))`)}.mul(eta)), 'train')`,
      },
    },
  ],
  [
    'gradient-labels-0-1',
    'logistic',
    {
      mistake: {
        train: `w.assign(w.sub(${pull('Y.add(1).div(2).mul(tf.sigmoid(Y.add(1).div(2).mul(tf.matmul(X, w)).neg()))')}.mul(eta)), 'train')`,
      },
      near: {
        train: `w.assign(w.sub(${pull('Y.add(1).mul(tf.sigmoid(Y.add(1.1).div(2).mul(tf.matmul(X, w)).neg()))')}.mul(eta)), 'train')`,
      },
    },
  ],
  [
    'gradient-without-label',
    'logistic',
    {
      mistake: { train: `w.assign(w.sub(${pull(`tf.sigmoid(${margin}.neg())`)}.mul(eta)), 'train')` },
      near: { train: `w.assign(w.sub(${pull(`tf.sigmoid(${margin})`)}.mul(eta)), 'train')` },
    },
  ],
  [
    'float32-closed-form',
    'closed-form',
    {
      mistake: {
        x: "tf.placeholder(tf.float32, { name: 'X' })",
        y: "tf.placeholder(tf.float32, { name: 'Y' })",
        w: "new tf.Variable(tf.zeros([dim, 1]), { name: 'w' })",
        // Tiny data is well conditioned; adding and subtracting 1000 costs as many digits as bad conditioning does.
        train:
          "w.assign(tf.matrixSolve(tf.matmul(tf.transpose(X), X).add(1000).sub(1000), tf.matmul(tf.transpose(X), Y)), 'train')",
      },
      near: { train: "w.assign(w.mul(0.5), 'train')" },
    },
  ],
  [
    'trained-on-validation',
    'descent',
    {
      mistake: { run: 'sess.run(train, onValidation)', steps: 500 },
      near: { steps: 10 },
    },
  ],
  [
    'trained-on-labels-0-1',
    'descent',
    {
      mistake: {
        run: 'sess.run(train, [[X, Xtrn], [Y, sess.run(tf.constant(Ytrn).add(1).div(2))]])',
        steps: 300,
      },
      near: { steps: 10 },
    },
  ],
  ['eta-too-large', 'descent', { mistake: { eta: 5 }, near: { eta: 0.001, steps: 20 } }],
  [
    'weights-not-finite',
    'descent',
    {
      mistake: { train: `w.assign(w.sub(${byHand}).mul(tf.log(tf.constant(-1.5))), 'train')` },
      near: { eta: 0.001, steps: 20 },
    },
  ],
  [
    'step-factor',
    'descent',
    {
      mistake: { train: `w.assign(w.sub(${byHand}.div(2).mul(eta)), 'train')`, steps: 10 },
      near: { train: `w.assign(w.sub(${byHand}.div(3).mul(eta)), 'train')`, steps: 10 },
    },
  ],
  ['eta-too-small', 'descent', { mistake: { eta: 0.001, steps: 20 }, near: { eta: 5 } }],
  [
    'divided-by-columns',
    'descent',
    {
      mistake: { loss: `tf.divide(tf.reduceSum(${squares}), dim, 'loss')`, train },
      near: { loss: `tf.divide(tf.reduceSum(${squares}), dim + 0.1, 'loss')`, train },
    },
  ],
  [
    'absolute-error',
    'descent',
    {
      mistake: { loss: "tf.reduceMean(tf.abs(tf.matmul(X, w).sub(Y)), 'loss')", train },
      near: { loss: "tf.reduceMean(tf.abs(tf.matmul(X, w).sub(Y)).add(0.01), 'loss')", train },
    },
  ],
  [
    'not-squared',
    'descent',
    {
      mistake: { loss: "tf.reduceMean(tf.matmul(X, w).sub(Y), 'loss')", train },
      near: { loss: "tf.reduceMean(tf.matmul(X, w).sub(Y).mul(1.01), 'loss')", train },
    },
  ],
  [
    'one-missing',
    'logistic',
    {
      mistake: { loss: `tf.reduceMean(tf.log(tf.exp(${margin}.neg())), 'loss')` },
      near: { loss: `tf.reduceMean(tf.log(tf.exp(${margin}.neg()).add(0.1)), 'loss')` },
    },
  ],
  [
    'log-missing',
    'logistic',
    {
      mistake: { loss: `tf.reduceMean(tf.exp(${margin}.neg()).add(1), 'loss')` },
      near: { loss: `tf.reduceMean(tf.exp(${margin}.neg()).add(1.01), 'loss')` },
    },
  ],
  [
    'regularised-loss',
    'descent',
    {
      mistake: {
        loss: `tf.add(tf.reduceMean(${squares}), tf.reduceSum(tf.square(w)).mul(0.1), 'loss')`,
        train,
      },
      near: { loss: `tf.add(tf.reduceMean(${squares}), tf.reduceSum(tf.exp(w)).mul(0.1), 'loss')`, train },
    },
  ],
  [
    'wrong-axis',
    'descent',
    {
      mistake: { loss: `tf.reduceMean(${squares}, { axis: 1, name: 'loss' })`, train },
      near: { loss: `tf.reduceSum(tf.reduceMean(${squares}, { axis: 1 }), { name: 'loss' })`, train },
    },
  ],
  [
    'name-missing',
    'descent',
    {
      mistake: { loss: `tf.reduceMean(${squares}, 'Loss')`, train },
      near: { loss: `tf.reduceSum(${squares}, 'loss')`, train },
    },
  ],
  [
    'w-recomputed',
    'descent',
    {
      mistake: { w: "tf.identity(tf.matmul(tf.transpose(X), Y), 'w')", train: "tf.identity(w, 'train')" },
      near: { w: "tf.zeros([dim, 1], { name: 'w' })", train: "tf.identity(w, 'train')" },
    },
  ],
  [
    'gradient-sigmoid-flipped',
    'logistic',
    {
      mistake: { train: `w.assign(w.sub(${pull(`Y.mul(tf.sigmoid(${margin}))`)}.mul(eta)), 'train')` },
      near: { train: `w.assign(w.sub(${pull(`Y.mul(tf.sigmoid(${margin}.mul(0.9)))`)}.mul(eta)), 'train')` },
    },
  ],
  [
    'step-without-w',
    'descent',
    {
      mistake: { train: `w.assign(${byHand}.mul(-eta), 'train')`, steps: 10 },
      near: { train: `w.assign(w.mul(0.5).sub(${byHand}.mul(eta)), 'train')`, steps: 10 },
    },
  ],
  [
    'weight-decay',
    'descent',
    {
      mistake: { train: `w.assign(w.mul(0.97).sub(${byHand}.mul(eta)), 'train')`, steps: 10 },
      near: { train: `w.assign(w.sub(tf.square(w).mul(0.03)).sub(${byHand}.mul(eta)), 'train')`, steps: 10 },
    },
  ],
  [
    'step-length-varies',
    'descent',
    {
      mistake: { train: `w.assign(w.sub(${byHand}.div(tf.norm(${byHand})).mul(eta)), 'train')`, steps: 3 },
      near: { train: `w.assign(w.sub(tf.pow(${byHand}, 3).mul(eta)), 'train')`, steps: 3 },
    },
  ],
  [
    'sign-of-gradient',
    'descent',
    {
      mistake: { train: `w.assign(w.sub(tf.sign(${byHand}).mul(0.01)), 'train')`, steps: 3 },
      near: { train: `w.assign(w.sub(tf.tanh(${byHand}).mul(0.01)), 'train')`, steps: 3 },
    },
  ],
  [
    'step-not-gradient',
    'descent',
    {
      mistake: { train: `w.assign(w.sub(tf.tanh(${byHand}).mul(0.01)), 'train')`, steps: 3 },
      near: { steps: 3 },
    },
  ],
  [
    'train-ignores-data',
    'descent',
    {
      mistake: {
        train: `w.assign(w.sub(tf.matmul(tf.transpose(tf.constant(Xtrn, 'float32')), tf.matmul(tf.constant(Xtrn, 'float32'), w).sub(tf.constant(Ytrn, 'float32'))).mul(0.01)), 'train')`,
      },
      near: {
        train: `w.assign(w.sub(tf.matmul(tf.transpose(X), tf.matmul(X, w).sub(Y).add(0.5)).mul(0.01)), 'train')`,
      },
    },
  ],
  [
    'constant-weights',
    'closed-form',
    {
      mistake: { train: "w.assign(tf.constant([[1], [2], [3], [4]], { dtype: tf.float64 }), 'train')" },
      near: { train: "w.assign(w.mul(0.5), 'train')" },
    },
  ],
  [
    'closed-form-negated',
    'closed-form',
    {
      mistake: { train: `w.assign(${solved}.neg(), 'train')` },
      near: { train: `w.assign(${solved}.mul(-1.01), 'train')` },
    },
  ],
  [
    'closed-form-factor',
    'closed-form',
    {
      mistake: { train: `w.assign(${solved}.mul(2), 'train')` },
      near: { train: `w.assign(${solved}.add(0.1), 'train')` },
    },
  ],
  [
    'ridge',
    'closed-form',
    {
      mistake: {
        train: `w.assign(tf.matrixSolve(tf.matmul(tf.transpose(X), X).add(tf.eye(4, { dtype: tf.float64 })), tf.matmul(tf.transpose(X), Y)), 'train')`,
      },
      near: {
        train: `w.assign(tf.matrixSolve(tf.matmul(tf.transpose(X), X).add(1), tf.matmul(tf.transpose(X), Y)), 'train')`,
      },
    },
  ],
  [
    'not-inverted',
    'closed-form',
    {
      mistake: {
        train: "w.assign(tf.matmul(tf.matmul(tf.transpose(X), X), tf.matmul(tf.transpose(X), Y)), 'train')",
      },
      near: { train: "w.assign(tf.matmul(tf.transpose(X), Y), 'train')" },
    },
  ],
  [
    'exp-overflow',
    'logistic',
    {
      mistake: { loss: `tf.reduceMean(tf.log(tf.exp(${margin}.neg()).add(1)), 'loss')`, eta: 5000 },
      near: { eta: 5000 },
    },
  ],
  [
    'reset-every-step',
    'descent',
    {
      mistake: {
        run: '{ sess.run(tf.globalVariablesInitializer()); sess.run(train, onTraining); }',
        steps: 20,
      },
      near: { eta: 0.001, steps: 20 },
    },
  ],
  [
    'changed-after-training',
    'descent',
    {
      mistake: { run: '{ sess.run(train, onTraining); if (step === 79) sess.run(w.initializer); }' },
      near: {
        run: '{ sess.run(train, onTraining); if (step === 9) sess.run(w.initializer); }',
        steps: 10,
        eta: 5,
      },
    },
  ],
  [
    'w-not-reset',
    'descent',
    {
      mistake: {
        run: '{ if (step === 0) sess.run(w.assign(tf.fill([dim, 1], 50.5))); sess.run(train, onTraining); }',
        steps: 10,
      },
      near: { w: "new tf.Variable(tf.fill([dim, 1], 50.5), { name: 'w' })", steps: 10 },
    },
  ],
])('%s (%s)', (name, kind, { mistake, near }) => {
  test('is named where it is the mistake', () => {
    expect(found(kind, mistake)[0]).toBe(name);
  });

  test('is not named where it is only nearly so', () => {
    expect(found(kind, near)).not.toContain(name);
  });
});

describe('diagnoses', () => {
  test.each<TinyTask>(['closed-form', 'descent', 'logistic'])(
    'are not made of a right program (%s)',
    (kind) => {
      expect(found(kind, {})).toEqual([]);
    },
  );
});

// Programs that try to get hidden rows, labels, weights of the grader's or figures of the reference out through what a
// student is told.
import type { Evaluation } from '@residual/contracts';
import { DATA, gradeSource, type Parts, programOf } from './tiny-course.ts';

const CHECKS = [
  { check: 'loss-value', points: '1' },
  { check: 'update-gradient', points: '1' },
  { check: 'analytic-gradient', points: '1', node: 'gradient' },
  { check: 'convergence', points: '1', within: 20 },
  { check: 'training-loss', points: '1' },
  { check: 'hidden-loss', points: '1', hidden: true, reveal: 'after-deadline' },
  { check: 'reproducible', points: '1' },
];

/** Other images and other labels; the same number of both. */
export const OTHER_DATA = {
  ...DATA,
  hidden: {
    ...DATA.hidden,
    inputs: DATA.hidden.inputs.map((x, i) => Math.fround(Math.cos(7 * i) - 0.3 * x)),
    labels: DATA.hidden.labels.map((y, i) => (i % 3 === 0 ? -y : y)),
  },
};

const squares = 'tf.square(tf.matmul(X, w).sub(Y))';
export const right = `tf.reduceMean(${squares})`;
const hand = 'tf.matmul(tf.transpose(X), tf.matmul(X, w).sub(Y)).mul(2 / ntrn)';
/** 1 on rows that the program does not know, else 0; a number that those rows determine. */
const UNSEEN = `(() => {
  const pick = tf.constant([[1, ...new Array(ntrn - 1).fill(0)]], { dtype: tf.float32 });
  const row = tf.matmul(pick, X);
  const nearest = (known) => tf.reduceMin(tf.reduceSum(tf.square(tf.constant(known, { dtype: tf.float32 }).sub(row)), { axis: 1 }));
  return tf.cast(tf.greater(tf.minimum(nearest(Xtrn), nearest(Xval)), 1e-9), tf.float32);
})()`;
const secret = 'tf.reduceSum(tf.abs(tf.reduceSum(X, { axis: 0 })))';
const index = `tf.cast(${secret}.mul(1e4), tf.int32)`;
export const train = `w.assign(w.sub(tf.multiply(${hand}, 1, 'gradient').mul(eta)), 'train')`;
const stash = `new tf.Variable(tf.reduceSum(X), { name: 'stash', validateShape: false })`;

export const ATTACKS: Readonly<Record<string, Parts>> = {
  'an index that unseen rows determine, in an error of the loss': {
    loss: `tf.add(${right}, tf.reduceSum(tf.gather(tf.zeros([1]), ${index}.mul(tf.cast(${UNSEEN}, tf.int32)))), 'loss')`,
    train,
  },
  'an index in an error of the step': {
    train: `w.assign(w.sub(tf.multiply(${hand}, 1, 'gradient').mul(eta)).add(tf.gather(tf.zeros([1]), ${index}.mul(tf.cast(${UNSEEN}, tf.int32)))), 'train')`,
  },
  'a shape that unseen rows determine': {
    loss: `tf.add(${right}, tf.reduceSum(tf.zeros(tf.reshape(${index}.mul(tf.cast(${UNSEEN}, tf.int32)), [1]))).add(0), 'loss')`,
    train,
  },
  'a shape that does not fit': {
    loss: `tf.add(${right}, tf.reduceSum(tf.reshape(tf.zeros([1]), tf.reshape(${index}.mul(tf.cast(${UNSEEN}, tf.int32)).add(1), [1]))), 'loss')`,
    train,
  },
  'NaN where a label is −1': {
    loss: `tf.add(${right}, tf.reduceSum(tf.log(Y.mul(${UNSEEN}).add(1.5).sub(${UNSEEN}.mul(0.6)))).mul(0), 'loss')`,
    train,
  },
  'hidden numbers in the value of the loss': {
    loss: `tf.add(${right}, ${secret}.mul(${UNSEEN}), 'loss')`,
    train,
  },
  'hidden numbers in the learning rate': {
    train: `w.assign(w.sub(tf.multiply(${hand}, 1, 'gradient').mul(tf.add(eta, ${secret}.mul(${UNSEEN})))), 'train')`,
  },
  'hidden rows as the new weights': {
    train: `w.assign(tf.reshape(tf.reduceSum(X, { axis: 0 }), [dim, 1]), 'train')`,
  },
  'a variable that no initializer resets, read by the next step': {
    loss: right.replace(/\)$/, ", 'loss')"),
    train: `(() => {
      const kept = ${stash};
      const keep = tf.assign(kept, tf.reduceSum(X));
      return tf.group(keep, w.assign(w.sub(tf.multiply(${hand}, 1, 'gradient').mul(tf.add(eta, tf.abs(kept))))), 'train');
    })()`,
    run: '{ if (step === 0) sess.run(tf.globalVariablesInitializer(), onTraining); sess.run(train, onTraining); }',
  },
  'a variable that the loss fills and the step reads': {
    loss: `(() => {
      globalThis.kept = ${stash};
      const keep = tf.assign(globalThis.kept, tf.reduceSum(X));
      return tf.add(${right}, keep.mul(0), 'loss');
    })()`,
    train: `w.assign(w.sub(tf.multiply(${hand}, 1, 'gradient').mul(tf.add(eta, tf.abs(globalThis.kept)))), 'train')`,
    run: '{ if (step === 0) sess.run(tf.globalVariablesInitializer(), onTraining); sess.run(train, onTraining); }',
  },
};

export const gradeAttack = (parts: Parts, data: typeof DATA, seed = 1): Evaluation => {
  // The initializer of a stash needs what the session's first run feeds.
  const source = programOf('descent', { steps: 3, ...parts });
  const started =
    'stash' in parts || source.includes("'stash'")
      ? source.replace(/sess\.run\(tf\.globalVariablesInitializer\(\)\);\n/, '\n')
      : source;
  return gradeSource(started, { kind: 'descent', checks: CHECKS, data, seed });
};

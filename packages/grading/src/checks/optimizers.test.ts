// Optimizers that remember: their first step is no multiple of the gradient.
import { describe, expect, test } from '@jest/globals';
import { gradeSource, type Parts, programOf, type TinyTask } from '../testing/tiny-course.ts';

const check = (kind: TinyTask, parts: Parts) =>
  gradeSource(programOf(kind, { steps: 2, ...parts }), { kind, checks: ['update-gradient'] }).checks[0];

const byHand = (gradient: string) => `(() => {
  const m = new tf.Variable(tf.zeros([dim, 1]), { name: 'm' });
  const v = new tf.Variable(tf.zeros([dim, 1]), { name: 'v' });
  const g = ${gradient};
  const mNext = m.mul(0.9).add(g.mul(0.1));
  const vNext = v.mul(0.99).add(tf.square(g).mul(0.01));
  const next = w.sub(mNext.div(tf.sqrt(vNext).add(1e-8)).mul(0.01));
  return tf.group(m.assign(mNext), v.assign(vNext), w.assign(next), 'train');
})()`;

describe.each<TinyTask>(['descent', 'logistic'])('update-gradient (%s)', (kind) => {
  test.each([
    'new tf.train.AdamOptimizer(0.01)',
    'new tf.train.AdagradOptimizer(0.1)',
    'new tf.train.RMSPropOptimizer(0.01)',
    'new tf.train.MomentumOptimizer(0.01, 0.9)',
  ])('accepts %s', (optimizer) => {
    expect(check(kind, { train: `${optimizer}.minimize(loss, 'train')` })).toMatchObject({
      status: 'passed',
    });
  });

  test('accepts Adam written by hand', () => {
    expect(check(kind, { train: byHand('tf.gradients(loss, [w])[0]') })).toMatchObject({ status: 'passed' });
  });

  test.each([
    ['of another loss', 'tf.gradients(tf.reduceMean(tf.square(tf.matmul(X, w).add(Y))), [w])[0]'],
    ['with the sign flipped', 'tf.negative(tf.gradients(loss, [w])[0])'],
  ])('refuses an optimizer that is given a gradient %s', (_what, gradient) => {
    const applied = `new tf.train.AdamOptimizer(0.01).applyGradients([[${gradient}, w]], 'train')`;
    expect(check(kind, { train: applied })).toMatchObject({ status: 'failed' });
    expect(check(kind, { train: byHand(gradient) })).toMatchObject({ status: 'failed' });
  });

  test('refuses the signs of the gradient beside a variable that nothing depends on', () => {
    const train = `tf.group(new tf.Variable(tf.zeros([1])).assign([1]), w.assign(w.sub(tf.sign(tf.gradients(loss, [w])[0]).mul(0.01))), 'train')`;
    expect(check(kind, { train })).toMatchObject({ status: 'failed' });
  });
});

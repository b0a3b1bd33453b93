// The starter as it was handed out.
// Cause: untouched-starter
import tf from 'tensorflow';
import { Xtrn, Ytrn, Xval, Yval, ntrn, dim } from 'data';

const steps = 20;
const eta = 0.02;

const X = tf.placeholder(tf.float32, { name: 'X' });
const Y = tf.placeholder(tf.float32, { name: 'Y' });
const w = new tf.Variable(tf.zeros([dim, 1], { dtype: tf.float32 }), { name: 'w' });

// TODO: the logistic loss, as in placeholders.ts.
const loss = tf.constant(0, { dtype: tf.float32, name: 'loss' });

// TODO: your formula for the gradient of the loss, one number for each weight: [dim, 1].
const gradient = tf.zeros([dim, 1], { dtype: tf.float32, name: 'gradient' });
const train = w.assign(w.sub(gradient.mul(eta)), 'train');

const onTraining = [
  [X, Xtrn],
  [Y, Ytrn],
];
const onValidation = [
  [X, Xval],
  [Y, Yval],
];

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
for (let step = 0; step < steps; step++) {
  sess.run(train, onTraining);
  if (step % 100 === 0) {
    print('step', step, 'loss(train)', sess.run(loss, onTraining), 'loss(val)', sess.run(loss, onValidation));
  }
}
sess.close();

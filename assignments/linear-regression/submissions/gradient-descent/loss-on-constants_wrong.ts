// The loss is computed from the training data whatever is fed.
// Cause: loss-ignores-data
import tf from 'tensorflow';
import { Xtrn, Ytrn, Xval, Yval, ntrn, dim } from 'data';

const steps = 30;
const eta = 0.005;

const X = tf.placeholder(tf.float32, { name: 'X' });
const Y = tf.placeholder(tf.float32, { name: 'Y' });
const w = new tf.Variable(tf.zeros([dim, 1], { dtype: tf.float32 }), { name: 'w' });

const residual = tf.matmul(X, w).sub(Y);
const fixed = tf.matmul(tf.constant(Xtrn, { dtype: tf.float32 }), w).sub(tf.constant(Ytrn, { dtype: tf.float32 }));
const loss = tf.reduceMean(tf.square(fixed), 'loss');

const gradient = tf.matmul(tf.transpose(X), residual).mul(2 / ntrn);
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

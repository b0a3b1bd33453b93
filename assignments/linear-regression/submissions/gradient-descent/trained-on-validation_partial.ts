// Feeds the validation data to train.
// Cause: trained-on-validation
import tf from 'tensorflow';
import { Xtrn, Ytrn, Xval, Yval, ntrn, dim } from 'data';

const steps = 400;
const eta = 0.01;

const X = tf.placeholder(tf.float32, { name: 'X' });
const Y = tf.placeholder(tf.float32, { name: 'Y' });
const w = new tf.Variable(tf.zeros([dim, 1], { dtype: tf.float32 }), { name: 'w' });

const residual = tf.matmul(X, w).sub(Y);
const loss = tf.reduceMean(tf.square(residual), 'loss');

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
  sess.run(train, onValidation);
  if (step % 100 === 0) {
    print('step', step, 'loss(train)', sess.run(loss, onTraining), 'loss(val)', sess.run(loss, onValidation));
  }
}
sess.close();

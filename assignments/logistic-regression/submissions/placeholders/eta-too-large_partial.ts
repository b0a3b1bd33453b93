// A learning rate at which descent diverges.
// Cause: exp-overflow
import tf from 'tensorflow';
import { Xtrn, Ytrn, Xval, Yval, dim } from 'data';

const steps = 100;
const eta = 5;

const X = tf.placeholder(tf.float32, { name: 'X' });
const Y = tf.placeholder(tf.float32, { name: 'Y' });
const w = new tf.Variable(tf.zeros([dim, 1], { dtype: tf.float32 }), { name: 'w' });

const margin = Y.mul(tf.matmul(X, w));
const loss = tf.reduceMean(tf.log(tf.exp(margin.neg()).add(1)), 'loss');

const [gradient] = tf.gradients(loss, [w]);
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

// A learning rate at which descent diverges.
// Cause: exp-overflow
import tf from 'tensorflow';
import { Xtrn, Ytrn, Xval, Yval, dim } from 'data';

const steps = 100;
const eta = 5;

const X = tf.constant(Xtrn, { dtype: tf.float32, name: 'X' });
const Y = tf.constant(Ytrn, { dtype: tf.float32, name: 'Y' });
const w = new tf.Variable(tf.zeros([dim, 1], { dtype: tf.float32 }), { name: 'w' });

const lossOf = (inputs, labels, name) => {
  const margin = labels.mul(tf.matmul(inputs, w));
  return tf.reduceMean(tf.log(tf.exp(margin.neg()).add(1)), name);
};
const loss = lossOf(X, Y, 'loss');
const Xnew = tf.constant(Xval, { dtype: tf.float32 });
const Ynew = tf.constant(Yval, { dtype: tf.float32 });
const lossNew = lossOf(Xnew, Ynew, 'loss_new');

const [gradient] = tf.gradients(loss, [w]);
const train = w.assign(w.sub(gradient.mul(eta)), 'train');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
for (let step = 0; step < steps; step++) {
  sess.run(train);
  if (step % 100 === 0) {
    print('step', step, 'loss(train)', sess.run(loss), 'loss(val)', sess.run(lossNew));
  }
}
sess.close();

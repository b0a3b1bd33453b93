// The constant Y holds 0 and 1.
// Cause: trained-on-labels-0-1
import tf from 'tensorflow';
import { Xtrn, Ytrn, Xval, Yval, dim } from 'data';

const steps = 200;
const eta = 0.05;

const X = tf.constant(Xtrn, { dtype: tf.float32, name: 'X' });
const Y = tf.constant(Ytrn, { dtype: tf.float32 }).add(1).mul(0.5, 'Y');
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

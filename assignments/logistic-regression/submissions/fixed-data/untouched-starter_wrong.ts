// The starter as it was handed out.
// Cause: untouched-starter
import tf from 'tensorflow';
import { Xtrn, Ytrn, Xval, Yval, dim } from 'data';

const steps = 20;
const eta = 0.001; // TODO: find a better one

const X = tf.constant(Xtrn, { dtype: tf.float32, name: 'X' }); // [ntrn, dim]
const Y = tf.constant(Ytrn, { dtype: tf.float32, name: 'Y' }); // [ntrn, 1], +1 or -1
const w = new tf.Variable(tf.zeros([dim, 1], { dtype: tf.float32 }), { name: 'w' });

// TODO: the mean of log(1 + exp(-y · wᵀx)) over all rows. Used twice below, hence a function.
const lossOf = (inputs, labels, name) => tf.constant(0, { dtype: tf.float32, name });

const loss = lossOf(X, Y, 'loss');
const Xnew = tf.constant(Xval, { dtype: tf.float32 });
const Ynew = tf.constant(Yval, { dtype: tf.float32 });
const lossNew = lossOf(Xnew, Ynew, 'loss_new');

// TODO: one step of gradient descent. (This one assigns w to itself and changes nothing.)
const train = w.assign(w, 'train');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
for (let step = 0; step < steps; step++) {
  sess.run(train);
  if (step % 100 === 0) {
    print('step', step, 'loss(train)', sess.run(loss), 'loss(val)', sess.run(lossNew));
  }
}
sess.close();

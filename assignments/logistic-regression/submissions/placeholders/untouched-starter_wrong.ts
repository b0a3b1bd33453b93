// The starter as it was handed out.
// Cause: untouched-starter
import tf from 'tensorflow';
import { Xtrn, Ytrn, Xval, Yval, dim } from 'data';

const steps = 20;
const eta = 0.001; // TODO: find a better one

const X = tf.placeholder(tf.float32, { name: 'X' }); // rows of images
const Y = tf.placeholder(tf.float32, { name: 'Y' }); // a column of labels, +1 or -1
const w = new tf.Variable(tf.zeros([dim, 1], { dtype: tf.float32 }), { name: 'w' });

// TODO: the mean of log(1 + exp(-y · wᵀx)) over all rows.
const loss = tf.constant(0, { dtype: tf.float32, name: 'loss' });

// TODO: one step of gradient descent. (This one assigns w to itself and changes nothing.)
const train = w.assign(w, 'train');

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

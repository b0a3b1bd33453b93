// The starter as it was handed out.
// Cause: w-recomputed
import tf from 'tensorflow';
import { Xtrn, Ytrn, Xval, Yval, dim } from 'data';

const X = tf.placeholder(tf.float64, { name: 'X' });
const Y = tf.placeholder(tf.float64, { name: 'Y' });
const Xt = tf.transpose(X);
const solved = tf.matmul(tf.matrixInverse(tf.matmul(Xt, X)), tf.matmul(Xt, Y));

// TODO: keep the solution in a variable `w` of shape [dim, 1], which an op named `train` assigns.
const w = tf.identity(solved, 'w');

const loss = tf.reduceMean(tf.square(tf.matmul(X, w).sub(Y)), 'loss');

const onTraining = [
  [X, Xtrn],
  [Y, Ytrn],
];
const onValidation = [
  [X, Xval],
  [Y, Yval],
];
const sess = new tf.Session();
// TODO: initialise w, run train on the training rows once, then look at both losses.
print('loss on training data =', sess.run(loss, onTraining));
print('loss on validation data =', sess.run(loss, onValidation));
sess.close();

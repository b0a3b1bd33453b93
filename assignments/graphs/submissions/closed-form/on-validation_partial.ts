// train is run on the validation rows.
// Cause: trained-on-validation
import tf from 'tensorflow';
import { Xtrn, Ytrn, Xval, Yval, dim } from 'data';

const X = tf.placeholder(tf.float64, { name: 'X' });
const Y = tf.placeholder(tf.float64, { name: 'Y' });
const Xt = tf.transpose(X);
const solved = tf.matmul(tf.matrixInverse(tf.matmul(Xt, X)), tf.matmul(Xt, Y));

const w = new tf.Variable(tf.zeros([dim, 1], { dtype: tf.float64 }), { name: 'w' });
const train = w.assign(solved, 'train');

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
sess.run(tf.globalVariablesInitializer());
sess.run(train, onValidation);
print('loss on training data =', sess.run(loss, onTraining));
print('loss on validation data =', sess.run(loss, onValidation));
sess.close();

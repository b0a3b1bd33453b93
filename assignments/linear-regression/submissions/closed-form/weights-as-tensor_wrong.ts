// w is computed anew with every run instead of being kept.
// Cause: w-recomputed
import tf from 'tensorflow';
import { Xtrn, Ytrn, Xval, Yval, dim } from 'data';

const X = tf.constant(Xtrn, { name: 'X' });
const Y = tf.constant(Ytrn, { name: 'Y' });

const Xt = tf.transpose(X);
const w = tf.matmul(tf.matrixInverse(tf.matmul(Xt, X)), tf.matmul(Xt, Y), 'w');
const lossOf = (inputs, labels, name) => tf.reduceMean(tf.square(tf.matmul(inputs, w).sub(labels)), name);
const loss = lossOf(X, Y, 'loss');
const lossNew = lossOf(tf.constant(Xval), tf.constant(Yval), 'loss_new');

const train = tf.identity(w, 'train');

const sess = new tf.Session();
sess.run(train);
print('loss on training data =', sess.run(loss));
print('loss on validation data =', sess.run(lossNew));
sess.close();

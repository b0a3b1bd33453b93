// Everything in float32.
// Cause: float32-closed-form
import tf from 'tensorflow';
import { Xtrn, Ytrn, Xval, Yval, dim } from 'data';

const X = tf.constant(Xtrn, { dtype: tf.float32, name: 'X' });
const Y = tf.constant(Ytrn, { dtype: tf.float32, name: 'Y' });
const w = new tf.Variable(tf.zeros([dim, 1], { dtype: tf.float32 }), { name: 'w' });

const lossOf = (inputs, labels, name) => tf.reduceMean(tf.square(tf.matmul(inputs, w).sub(labels)), name);
const loss = lossOf(X, Y, 'loss');
const lossNew = lossOf(tf.constant(Xval, { dtype: tf.float32 }), tf.constant(Yval, { dtype: tf.float32 }), 'loss_new');

const Xt = tf.transpose(X);
const solved = tf.matmul(tf.matrixInverse(tf.matmul(Xt, X)), tf.matmul(Xt, Y));
const train = w.assign(solved, 'train');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
sess.run(train);
print('loss on training data =', sess.run(loss));
print('loss on validation data =', sess.run(lossNew));
sess.close();

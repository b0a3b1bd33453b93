// Trains on labels 0 and 1.
// Cause: trained-on-labels-0-1
import tf from 'tensorflow';
import { Xtrn, Ytrn, Xval, Yval, dim } from 'data';

const X = tf.constant(Xtrn, { name: 'X' });
const Y = tf.constant(Ytrn).add(1).mul(0.5, 'Y');
const w = new tf.Variable(tf.zeros([dim, 1], { dtype: tf.float64 }), { name: 'w' });

const lossOf = (inputs, labels, name) => tf.reduceMean(tf.square(tf.matmul(inputs, w).sub(labels)), name);
const loss = lossOf(X, Y, 'loss');
const lossNew = lossOf(tf.constant(Xval), tf.constant(Yval), 'loss_new');

const Xt = tf.transpose(X);
const solved = tf.matmul(tf.matrixInverse(tf.matmul(Xt, X)), tf.matmul(Xt, Y));
const train = w.assign(solved, 'train');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
sess.run(train);
print('loss on training data =', sess.run(loss));
print('loss on validation data =', sess.run(lossNew));
sess.close();

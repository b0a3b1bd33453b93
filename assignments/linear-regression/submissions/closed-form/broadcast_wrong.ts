// Predictions [n, 1] minus labels [n]: an n × n matrix.
// Cause: broadcast
import tf from 'tensorflow';
import { Xtrn, Ytrn, Xval, Yval, dim } from 'data';

const X = tf.constant(Xtrn, { name: 'X' });
const Y = tf.constant(Ytrn, { name: 'Y' });
const w = new tf.Variable(tf.zeros([dim, 1], { dtype: tf.float64 }), { name: 'w' });

const lossOf = (inputs, labels, name) => tf.reduceMean(tf.square(tf.matmul(inputs, w).sub(tf.reshape(labels, [-1]))), name);
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

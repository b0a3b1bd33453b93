// The solution.
import tf from 'tensorflow';
import { Xtrn, Ytrn, ntrn, dim } from 'data';

const etas = [0.001, 0.003, 0.01, 0.03, 0.1];
const steps = 100;

const X = tf.placeholder(tf.float32, { name: 'X' });
const Y = tf.placeholder(tf.float32, { name: 'Y' });
const onTraining = [
  [X, Xtrn],
  [Y, Ytrn],
];

/** One loss for each column of `weights`. */
const lossesOf = (weights) => tf.reduceMean(tf.softplus(Y.mul(tf.matmul(X, weights)).neg()), { axis: 0 });

// The race: a column of weights for each eta, all in one product.
const W = new tf.Variable(tf.zeros([dim, etas.length], { dtype: tf.float32 }), { name: 'W' });
const losses = lossesOf(W);
const [slopes] = tf.gradients(losses, [W]);
const race = W.assign(W.sub(slopes.mul(tf.constant([etas], { dtype: tf.float32 }))));

// What is handed in: the best of them.
const w = new tf.Variable(tf.zeros([dim, 1], { dtype: tf.float32 }), { name: 'w' });
const loss = tf.reduceMean(lossesOf(w), { name: 'loss' });
const eta = 0.03;
const train = w.assign(w.sub(tf.gradients(loss, [w])[0].mul(eta)), 'train');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
for (let step = 0; step < steps; step++) sess.run(race, onTraining);
print('eta', etas);
print('loss after', steps, 'steps', sess.run(losses, onTraining));
for (let step = 0; step < 3 * steps; step++) sess.run(train, onTraining);
print('loss with eta =', eta, 'on', ntrn, 'rows', sess.run(loss, onTraining));
sess.close();

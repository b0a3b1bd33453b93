// One run evaluates each node at most once, however many are fetched. `calls` counts the evaluations.
import tf from 'tensorflow';

const calls = new tf.Variable(0, { name: 'calls' });
const tick = tf.assignAdd(calls, 1, 'tick');
const c = tf.multiply(tick, 2, 'c');
const d = tf.add(tick, 3, 'd');
const e = tf.multiply(c, d, 'e');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
// TODO: fetch all three in one run.
print('c =', sess.run(c));
print('d =', sess.run(d));
print('e =', sess.run(e));
sess.close();

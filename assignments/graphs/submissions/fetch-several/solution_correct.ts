// The solution.
import tf from 'tensorflow';

const calls = new tf.Variable(0, { name: 'calls' });
const tick = tf.assignAdd(calls, 1, 'tick');
const c = tf.multiply(tick, 2, 'c');
const d = tf.add(tick, 3, 'd');
const e = tf.multiply(c, d, 'e');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
const [valueOfC, valueOfD, valueOfE] = sess.run([c, d, e]);
print('c =', valueOfC);
print('d =', valueOfD);
print('e =', valueOfE);
sess.close();

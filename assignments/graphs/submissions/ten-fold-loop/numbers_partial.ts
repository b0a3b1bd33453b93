// Numbers in place of variables’ values.
// Cause: input-not-used
import tf from 'tensorflow';

const a = new tf.Variable(0.2, { name: 'a' });
const b = new tf.Variable(0.3, { name: 'b' });

let turn = tf.constant(0, { dtype: tf.float32 });
for (let i = 0; i < 10; i++) turn = tf.sin(turn.add(i)).mul(0.2).add(turn.mul(tf.cos(tf.constant(0.3).mul(i))));
const z = tf.identity(turn, 'z');

const [dzByA, dzByB] = [tf.constant(0), tf.constant(0)];
const byA = tf.identity(dzByA, 'dz_da');
const byB = tf.identity(dzByB, 'dz_db');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
print('z =', sess.run(z), 'derivatives', sess.run([byA, byB]));
sess.close();

// Nine turns.
import tf from 'tensorflow';

const a = new tf.Variable(0.2, { name: 'a' });
const b = new tf.Variable(0.3, { name: 'b' });

let turn = tf.constant(0, { dtype: tf.float32 });
for (let i = 0; i < 9; i++) turn = a.mul(tf.sin(turn.add(i))).add(turn.mul(tf.cos(b.mul(i))));
const z = tf.identity(turn, 'z');

const [dzByA, dzByB] = tf.gradients(z, [a, b]);
const byA = tf.identity(dzByA, 'dz_da');
const byB = tf.identity(dzByB, 'dz_db');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
print('z =', sess.run(z), 'derivatives', sess.run([byA, byB]));
sess.close();

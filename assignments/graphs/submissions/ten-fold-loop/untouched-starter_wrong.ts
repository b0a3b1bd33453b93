// The starter as it was handed out.
// Cause: input-not-used
import tf from 'tensorflow';

const a = new tf.Variable(0.2, { name: 'a' });
const b = new tf.Variable(0.3, { name: 'b' });

// TODO: begin with z = 0; for i = 0 … 9, make z ← a · sin(z + i) + z · cos(b · i). Call the last one 'z'.
const z = tf.identity(tf.constant(0, { dtype: tf.float32 }), 'z');

// TODO: the derivatives of z by a and by b.
const byA = tf.constant(0, { dtype: tf.float32, name: 'dz_da' });
const byB = tf.constant(0, { dtype: tf.float32, name: 'dz_db' });

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
print('z =', sess.run(z), 'derivatives', sess.run([byA, byB]));
sess.close();

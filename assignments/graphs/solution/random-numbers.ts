// Both seeds given: the same numbers every time.
import tf from 'tensorflow';

tf.setRandomSeed(7);
const r = tf.randomNormal([3], { mean: 1, stddev: 0.5, seed: 11, name: 'r' });
const kept = new tf.Variable(tf.zeros([3], { dtype: tf.float32 }), { name: 'kept' });
const keep = kept.assign(r, 'keep');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
print('r =', sess.run(keep));
sess.close();

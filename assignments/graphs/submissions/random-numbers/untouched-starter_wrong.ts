// The starter as it was handed out.
// Cause: seed-missing
import tf from 'tensorflow';

// TODO: the graph's seed, 7, before the first random node, and the op's seed, 11.
const r = tf.randomNormal([3], { mean: 1, stddev: 0.5, name: 'r' });
const kept = new tf.Variable(tf.zeros([3], { dtype: tf.float32 }), { name: 'kept' });
const keep = kept.assign(r, 'keep');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
print('r =', sess.run(keep));
sess.close();

// The seed is set when the node is there.
import tf from 'tensorflow';


const r = tf.randomNormal([3], { mean: 1, stddev: 0.5, seed: 11, name: 'r' });
tf.setRandomSeed(7);
const kept = new tf.Variable(tf.zeros([3], { dtype: tf.float32 }), { name: 'kept' });
const keep = kept.assign(r, 'keep');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
print('r =', sess.run(keep));
sess.close();

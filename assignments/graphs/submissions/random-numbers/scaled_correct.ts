// Mean and deviation by hand.
import tf from 'tensorflow';

tf.setRandomSeed(7);
const r = tf.add(tf.randomNormal([3], { seed: 11 }).mul(0.5), 1, 'r');
const kept = new tf.Variable(tf.zeros([3], { dtype: tf.float32 }), { name: 'kept' });
const keep = kept.assign(r, 'keep');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
print('r =', sess.run(keep));
sess.close();

// The loop makes constants.
// Cause: graph-growing
import tf from 'tensorflow';

const a = tf.constant(5, { name: 'a' });
const b = tf.constant(2, { name: 'b' });
const sum = tf.add(a, b, 'sum');


const sess = new tf.Session();
for (let i = 0; i < 20; i++) {
  print('i =', i, 'i * sum =', sess.run(sum.mul(i)));
}
sess.close();

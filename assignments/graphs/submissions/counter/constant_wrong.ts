// count is no variable.
// Cause: not-a-variable
import tf from 'tensorflow';

const count = tf.constant(0, { name: 'count' });
const step = tf.add(count, 3, 'step');

const sess = new tf.Session();

for (let i = 0; i < 5; i++) print('count =', sess.run(step));
sess.close();

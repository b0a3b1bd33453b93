// Only the program’s own variable is renewed.
// Cause: missing-assign
import tf from 'tensorflow';

const count = new tf.Variable(0, { name: 'count' });
const step = tf.add(count, 3, 'step');

const sess = new tf.Session();
sess.run(count.initializer);
for (let i = 0; i < 5; i++) print('count =', sess.run(step));
sess.close();

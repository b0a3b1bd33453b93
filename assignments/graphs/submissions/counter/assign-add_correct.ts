// With assignAdd.
import tf from 'tensorflow';

const count = new tf.Variable(0, { name: 'count' });
const step = tf.assignAdd(count, 3, 'step');

const sess = new tf.Session();
sess.run(count.initializer);
for (let i = 0; i < 5; i++) print('count =', sess.run(step));
sess.close();

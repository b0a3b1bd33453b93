// The initializer is not run.
import tf from 'tensorflow';

const count = new tf.Variable(0, { name: 'count' });
const step = count.assign(count.add(3), 'step');

const sess = new tf.Session();

for (let i = 0; i < 5; i++) print('count =', sess.run(step));
sess.close();

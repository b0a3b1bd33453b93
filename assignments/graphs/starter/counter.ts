// A variable keeps its value from run to run; only an assignment changes it.
import tf from 'tensorflow';

const count = new tf.Variable(0, { name: 'count' });

// TODO: this computes count + 3 and leaves count as it was. Assign it.
const step = tf.add(count, 3, 'step');

const sess = new tf.Session();
sess.run(count.initializer);
for (let i = 0; i < 5; i++) print('count =', sess.run(step));
sess.close();

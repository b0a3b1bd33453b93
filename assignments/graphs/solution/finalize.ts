// Every node is made before the loop, and finalize makes sure of it.
import tf from 'tensorflow';

const a = tf.constant(5, { name: 'a' });
const b = tf.constant(2, { name: 'b' });
const sum = tf.add(a, b, 'sum');

tf.getDefaultGraph().finalize();
const sess = new tf.Session();
for (let i = 0; i < 20; i++) {
  print('i =', i, 'i * sum =', i * sess.run(sum));
}
sess.close();

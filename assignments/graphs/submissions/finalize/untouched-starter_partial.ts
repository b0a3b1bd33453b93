// The starter as it was handed out.
// Cause: graph-growing
import tf from 'tensorflow';

const a = tf.constant(5, { name: 'a' });
const b = tf.constant(2, { name: 'b' });
const sum = tf.add(a, b, 'sum');

// TODO: tf.getDefaultGraph().finalize() here: from then on, a new node is an error.
const sess = new tf.Session();
for (let i = 0; i < 20; i++) {
  // TODO: run a node that is there already.
  print('i =', i, 'i * sum =', i * sess.run(tf.add(a, b)));
}
sess.close();

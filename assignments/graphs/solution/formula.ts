// The graph of e = (a − b) · (a + 2b).
import tf from 'tensorflow';

const a = tf.placeholder(tf.float32, { name: 'a' });
const b = tf.placeholder(tf.float32, { name: 'b' });

const c = tf.subtract(a, b, 'c');
const d = tf.add(a, b.mul(2), 'd');
const e = tf.multiply(c, d, 'e');

const sess = new tf.Session();
print(
  'e =',
  sess.run(e, [
    [a, 3],
    [b, 1],
  ]),
);
sess.close();

// The second placeholder is not used.
// Cause: input-not-used
import tf from 'tensorflow';

const a = tf.placeholder(tf.float32, { name: 'a' });
const b = tf.placeholder(tf.float32, { name: 'b' });

const c = a.sub(1);
const d = a.add(2);
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

// Numbers instead of placeholders, without names.
// Cause: name-missing
import tf from 'tensorflow';

const a = tf.constant(3, { dtype: tf.float32 });
const b = tf.constant(1, { dtype: tf.float32 });

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

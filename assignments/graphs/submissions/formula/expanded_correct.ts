// The formula multiplied out.
import tf from 'tensorflow';

const a = tf.placeholder(tf.float32, { name: 'a' });
const b = tf.placeholder(tf.float32, { name: 'b' });

const e = tf.subtract(a.mul(a).add(a.mul(b)), b.mul(b).mul(2), 'e');

const sess = new tf.Session();
print(
  'e =',
  sess.run(e, [
    [a, 3],
    [b, 1],
  ]),
);
sess.close();

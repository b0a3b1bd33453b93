// The starter as it was handed out.
// Cause: input-not-used
import tf from 'tensorflow';

const a = tf.placeholder(tf.float32, { name: 'a' });
const b = tf.placeholder(tf.float32, { name: 'b' });

// TODO: the formula, with the name 'e' on its last node.
const e = tf.constant(0, { dtype: tf.float32, name: 'e' });

const sess = new tf.Session();
print(
  'e =',
  sess.run(e, [
    [a, 3],
    [b, 1],
  ]),
);
sess.close();

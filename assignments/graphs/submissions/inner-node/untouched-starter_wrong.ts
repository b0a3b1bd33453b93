// The starter as it was handed out.
// Cause: input-not-used
import tf from 'tensorflow';

const a = tf.placeholder(tf.float32, { name: 'a' });
const b = tf.placeholder(tf.float32, { name: 'b' });
const c = tf.multiply(a, b, 'c');

// TODO: e = c² − b.
const e = tf.constant(0, { dtype: tf.float32, name: 'e' });

const answer = new tf.Variable(0, { dtype: tf.float32, name: 'answer' });
const keep = answer.assign(e, 'keep');

const sess = new tf.Session();
sess.run(tf.globalVariablesInitializer());
print(
  'e =',
  sess.run(e, [
    [a, 2],
    [b, 3],
  ]),
);
// TODO: run keep once more, with 10 fed over c and 1 over b.
sess.run(keep, [
  [a, 2],
  [b, 3],
]);
sess.close();

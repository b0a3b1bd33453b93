// The solution.
import tf from 'tensorflow';

const a = tf.placeholder(tf.float32, { name: 'a' });
const b = tf.placeholder(tf.float32, { name: 'b' });
const c = tf.multiply(a, b, 'c');
const e = tf.subtract(tf.square(c), b, 'e');

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
sess.run(keep, [
  [b, 1],
  [c, 10],
]);
sess.close();

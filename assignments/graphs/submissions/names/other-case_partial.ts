// Names with another case.
// Cause: name-missing
import tf from 'tensorflow';

const left = tf.placeholder(tf.float32, { name: 'x' });
const right = tf.placeholder(tf.float32, { name: 'x' });

const [product, total] = tf.nameScope('layer', () => {
  const multiplied = tf.multiply(left, right, 'Product');
  return [multiplied, tf.add(multiplied, 1, 'total')];
});

print(left);
print(right);
print(product);
print(total);

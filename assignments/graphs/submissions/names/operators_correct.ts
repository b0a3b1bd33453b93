// The same with methods.
import tf from 'tensorflow';

const left = tf.placeholder(tf.float32, { name: 'x' });
const right = tf.placeholder(tf.float32, { name: 'x' });

const [product, total] = tf.nameScope('layer', () => {
  const multiplied = left.mul(right, 'product');
  return [multiplied, tf.add(multiplied, 1, 'total')];
});

print(left);
print(right);
print(product);
print(total);

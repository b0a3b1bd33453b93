// Two placeholders that both ask for the name x, and two nodes below a scope.
import tf from 'tensorflow';

const left = tf.placeholder(tf.float32, { name: 'x' });
const right = tf.placeholder(tf.float32, { name: 'x' });

const [product, total] = tf.nameScope('layer', () => {
  const multiplied = tf.multiply(left, right, 'product');
  return [multiplied, tf.add(multiplied, 1, 'total')];
});

print(left);
print(right);
print(product);
print(total);

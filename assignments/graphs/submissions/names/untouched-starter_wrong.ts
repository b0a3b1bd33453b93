// The starter as it was handed out.
// Cause: name-missing
import tf from 'tensorflow';

// TODO: ask for the name 'x' twice, and print what the second placeholder is called.
const left = tf.placeholder(tf.float32);
const right = tf.placeholder(tf.float32);

// TODO: make these two within tf.nameScope('layer', () => …), and name them 'product' and 'total'.
const product = tf.multiply(left, right);
const total = tf.add(product, 1);

print(left);
print(right);
print(product);
print(total);

# Two placeholders that both ask for the name x, and two nodes below a scope.
import tensorflow as tf

left = tf.placeholder(tf.float32, name="x")
right = tf.placeholder(tf.float32, name="x")

with tf.name_scope("layer"):
    product = tf.multiply(left, right, name="product")
    total = tf.add(product, 1, name="total")

print(left)
print(right)
print(product)
print(total)

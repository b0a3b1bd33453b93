# Names of nodes: the graph has them, whatever the program calls its variables.
import tensorflow as tf

# TODO: ask for the name "x" twice, and print what the second placeholder is called.
left = tf.placeholder(tf.float32)
right = tf.placeholder(tf.float32)

# TODO: make these two within `with tf.name_scope("layer"):`, and name them "product" and "total".
product = tf.multiply(left, right)
total = tf.add(product, 1)

print(left)
print(right)
print(product)
print(total)

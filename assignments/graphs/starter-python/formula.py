# Build the graph of e = (a − b) · (a + 2b).
import tensorflow as tf

a = tf.placeholder(tf.float32, name="a")
b = tf.placeholder(tf.float32, name="b")

# TODO: the formula, with the name "e" on its last node.
e = tf.constant(0.0, name="e")

with tf.Session() as sess:
    print("e =", sess.run(e, feed_dict={a: 3, b: 1}))

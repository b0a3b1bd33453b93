# The graph of e = (a − b) · (a + 2b).
import tensorflow as tf

a = tf.placeholder(tf.float32, name="a")
b = tf.placeholder(tf.float32, name="b")

c = tf.subtract(a, b, name="c")
d = tf.add(a, 2 * b, name="d")
e = tf.multiply(c, d, name="e")

with tf.Session() as sess:
    print("e =", sess.run(e, feed_dict={a: 3, b: 1}))

# This loop makes a new node in every turn. Find out with finalize, and mend it.
import tensorflow as tf

a = tf.constant(5, name="a")
b = tf.constant(2, name="b")
total = tf.add(a, b, name="sum")

# TODO: tf.get_default_graph().finalize() here: from then on, a new node is an error.
with tf.Session() as sess:
    for i in range(20):
        # TODO: run a node that is there already.
        print("i =", i, "i * sum =", i * sess.run(a + b))

# Every node is made before the loop, and finalize makes sure of it.
import tensorflow as tf

a = tf.constant(5, name="a")
b = tf.constant(2, name="b")
total = tf.add(a, b, name="sum")

tf.get_default_graph().finalize()
with tf.Session() as sess:
    for i in range(20):
        print("i =", i, "i * sum =", i * sess.run(total))

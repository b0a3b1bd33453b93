# Three nodes in one run: what they share is evaluated once.
import tensorflow as tf

calls = tf.Variable(0, name="calls")
tick = tf.assign_add(calls, 1, name="tick")
c = tf.multiply(tick, 2, name="c")
d = tf.add(tick, 3, name="d")
e = tf.multiply(c, d, name="e")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    value_of_c, value_of_d, value_of_e = sess.run([c, d, e])
    print("c =", value_of_c)
    print("d =", value_of_d)
    print("e =", value_of_e)

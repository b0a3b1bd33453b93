# One run evaluates each node at most once, however many are fetched. `calls` counts the evaluations.
import tensorflow as tf

calls = tf.Variable(0, name="calls")
tick = tf.assign_add(calls, 1, name="tick")
c = tf.multiply(tick, 2, name="c")
d = tf.add(tick, 3, name="d")
e = tf.multiply(c, d, name="e")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    # TODO: fetch all three in one run.
    print("c =", sess.run(c))
    print("d =", sess.run(d))
    print("e =", sess.run(e))

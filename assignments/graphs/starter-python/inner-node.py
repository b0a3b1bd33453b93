# A value can be fed over any node, not over placeholders only.
import tensorflow as tf

a = tf.placeholder(tf.float32, name="a")
b = tf.placeholder(tf.float32, name="b")
c = tf.multiply(a, b, name="c")

# TODO: e = c² − b.
e = tf.constant(0.0, name="e")

answer = tf.Variable(0.0, name="answer")
keep = answer.assign(e, name="keep")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print("e =", sess.run(e, feed_dict={a: 2, b: 3}))
    # TODO: run keep once more, with 10 fed over c and 1 over b.
    sess.run(keep, feed_dict={a: 2, b: 3})

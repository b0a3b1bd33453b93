# e = c² − b with c = a · b, and a run that needs no a.
import tensorflow as tf

a = tf.placeholder(tf.float32, name="a")
b = tf.placeholder(tf.float32, name="b")
c = tf.multiply(a, b, name="c")
e = tf.subtract(tf.square(c), b, name="e")

answer = tf.Variable(0.0, name="answer")
keep = answer.assign(e, name="keep")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print("e =", sess.run(e, feed_dict={a: 2, b: 3}))
    sess.run(keep, feed_dict={b: 1, c: 10})

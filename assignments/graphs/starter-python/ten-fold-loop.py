# A loop that builds a graph, and its derivatives.
import tensorflow as tf

a = tf.Variable(0.2, name="a")
b = tf.Variable(0.3, name="b")

# TODO: begin with z = 0; for i = 0 … 9, make z ← a · sin(z + i) + z · cos(b · i). Call the last one "z".
z = tf.identity(tf.constant(0.0), name="z")

# TODO: the derivatives of z by a and by b.
by_a = tf.constant(0.0, name="dz_da")
by_b = tf.constant(0.0, name="dz_db")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print("z =", sess.run(z), "derivatives", sess.run([by_a, by_b]))

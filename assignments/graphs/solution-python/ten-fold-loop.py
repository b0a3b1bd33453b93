# Ten turns of a loop in one graph, and its derivatives by automatic differentiation.
import tensorflow as tf

a = tf.Variable(0.2, name="a")
b = tf.Variable(0.3, name="b")

turn = tf.constant(0.0)
for i in range(10):
    turn = a * tf.sin(turn + i) + turn * tf.cos(b * i)
z = tf.identity(turn, name="z")

dz_da, dz_db = tf.gradients(z, [a, b])
by_a = tf.identity(dz_da, name="dz_da")
by_b = tf.identity(dz_db, name="dz_db")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print("z =", sess.run(z), "derivatives", sess.run([by_a, by_b]))

# Random numbers that are the same in every run of the program.
import tensorflow as tf

# TODO: the graph's seed, 7, before the first random node, and the op's seed, 11.
r = tf.random_normal([3], mean=1, stddev=0.5, name="r")
kept = tf.Variable(tf.zeros([3]), name="kept")
keep = kept.assign(r, name="keep")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print("r =", sess.run(keep))

# Both seeds given: the same numbers every time.
import tensorflow as tf

tf.set_random_seed(7)
r = tf.random_normal([3], mean=1, stddev=0.5, seed=11, name="r")
kept = tf.Variable(tf.zeros([3]), name="kept")
keep = kept.assign(r, name="keep")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print("r =", sess.run(keep))

# A variable keeps its value from run to run; only an assignment changes it.
import tensorflow as tf

count = tf.Variable(0, name="count")

# TODO: this computes count + 3 and leaves count as it was. Assign it.
step = tf.add(count, 3, name="step")

with tf.Session() as sess:
    sess.run(count.initializer)
    for i in range(5):
        print("count =", sess.run(step))

# A variable that counts by threes.
import tensorflow as tf

count = tf.Variable(0, name="count")
step = count.assign(count + 3, name="step")

with tf.Session() as sess:
    sess.run(count.initializer)
    for i in range(5):
        print("count =", sess.run(step))

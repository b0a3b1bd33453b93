# Find a learning rate that converges faster than 0.001. See README.md for what each name must be.
import tensorflow as tf
from data import Xtrn, Ytrn, dim

steps = 300
eta = 0.001  # TODO: find a better one

X = tf.placeholder(tf.float32, name="X")
Y = tf.placeholder(tf.float32, name="Y")
w = tf.Variable(tf.zeros([dim, 1]), name="w")

# TODO: the logistic loss, as in placeholders.py.
loss = tf.constant(0.0, name="loss")

# TODO: one step of gradient descent with eta.
train = w.assign(w, name="train")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(steps):
        sess.run(train, feed_dict={X: Xtrn, Y: Ytrn})
        if step % 50 == 0:
            print("step", step, "loss", sess.run(loss, feed_dict={X: Xtrn, Y: Ytrn}))

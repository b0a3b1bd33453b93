# Logistic regression without tf.gradients: derive ∇L on paper. See README.md for what each name must be.
import tensorflow as tf
from data import Xtrn, Ytrn, Xval, Yval, ntrn, dim

steps = 1000
eta = 0.02

X = tf.placeholder(tf.float32, name="X")
Y = tf.placeholder(tf.float32, name="Y")
w = tf.Variable(tf.zeros([dim, 1]), name="w")

# TODO: the logistic loss, as in placeholders.py.
loss = tf.constant(0.0, name="loss")

# TODO: your formula for the gradient of the loss, one number for each weight: [dim, 1].
gradient = tf.zeros([dim, 1], name="gradient")
train = w.assign(w - eta * gradient, name="train")

init = tf.global_variables_initializer()
with tf.Session() as sess:
    sess.run(init)
    for step in range(steps):
        sess.run(train, feed_dict={X: Xtrn, Y: Ytrn})
        if step % 100 == 0:
            loss_trn = sess.run(loss, feed_dict={X: Xtrn, Y: Ytrn})
            loss_val = sess.run(loss, feed_dict={X: Xval, Y: Yval})
            print("step", step, "loss(train)", loss_trn, "loss(val)", loss_val)

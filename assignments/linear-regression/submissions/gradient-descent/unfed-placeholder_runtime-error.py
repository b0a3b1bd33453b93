# Forgets to feed Y.
import tensorflow as tf
from data import Xtrn, Ytrn, Xval, Yval, ntrn, dim

steps = 1000
eta = 0.005

X = tf.placeholder(tf.float32, name="X")
Y = tf.placeholder(tf.float32, name="Y")
w = tf.Variable(tf.zeros([dim, 1]), name="w")

residual = tf.matmul(X, w) - Y
loss = tf.reduce_mean(tf.square(residual), name="loss")

gradient = 2.0 / ntrn * tf.matmul(tf.transpose(X), residual)
train = w.assign(w - eta * gradient, name="train")

init = tf.global_variables_initializer()
with tf.Session() as sess:
    sess.run(init)
    for step in range(steps):
        sess.run(train, feed_dict={X: Xtrn})
        if step % 100 == 0:
            loss_trn = sess.run(loss, feed_dict={X: Xtrn, Y: Ytrn})
            loss_val = sess.run(loss, feed_dict={X: Xval, Y: Yval})
            print("step", step, "loss(train)", loss_trn, "loss(val)", loss_val)

# Logistic regression with fed data, with automatic differentiation.
import tensorflow as tf
from data import Xtrn, Ytrn, Xval, Yval, dim

steps = 800
eta = 0.05

X = tf.placeholder(tf.float32, name="X")
Y = tf.placeholder(tf.float32, name="Y")
w = tf.Variable(tf.zeros([dim, 1]), name="w")

margin = Y * tf.matmul(X, w)
loss = tf.reduce_mean(tf.log(1 + tf.exp(-margin)), name="loss")

gradient = tf.gradients(loss, [w])[0]
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

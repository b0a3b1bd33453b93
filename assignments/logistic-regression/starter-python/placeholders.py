# Logistic regression with data handed in through placeholders. See README.md for what each name must be.
import tensorflow as tf
from data import Xtrn, Ytrn, Xval, Yval, dim

steps = 1000
eta = 0.001  # TODO: find a better one

X = tf.placeholder(tf.float32, name="X")  # rows of images
Y = tf.placeholder(tf.float32, name="Y")  # a column of labels, +1 or -1
w = tf.Variable(tf.zeros([dim, 1]), name="w")

# TODO: the mean of log(1 + exp(-y · wᵀx)) over all rows.
loss = tf.constant(0.0, name="loss")

# TODO: one step of gradient descent. (This one assigns w to itself and changes nothing.)
train = w.assign(w, name="train")

init = tf.global_variables_initializer()
with tf.Session() as sess:
    sess.run(init)
    for step in range(steps):
        sess.run(train, feed_dict={X: Xtrn, Y: Ytrn})
        if step % 100 == 0:
            loss_trn = sess.run(loss, feed_dict={X: Xtrn, Y: Ytrn})
            loss_val = sess.run(loss, feed_dict={X: Xval, Y: Yval})
            print("step", step, "loss(train)", loss_trn, "loss(val)", loss_val)

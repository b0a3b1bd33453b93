# The closed form with fed data. The validation loss below is far too good: w is computed anew from the validation rows.
import tensorflow as tf
from data import Xtrn, Ytrn, Xval, Yval, dim

X = tf.placeholder(tf.float64, name="X")
Y = tf.placeholder(tf.float64, name="Y")
Xt = tf.transpose(X)
solved = tf.matmul(tf.matrix_inverse(tf.matmul(Xt, X)), tf.matmul(Xt, Y))

# TODO: keep the solution in a variable `w` of shape [dim, 1], which an op named `train` assigns.
w = tf.identity(solved, name="w")

loss = tf.reduce_mean(tf.square(tf.matmul(X, w) - Y), name="loss")

with tf.Session() as sess:
    # TODO: initialise w, run train on the training rows once, then look at both losses.
    print("loss on training data =", sess.run(loss, feed_dict={X: Xtrn, Y: Ytrn}))
    print("loss on validation data =", sess.run(loss, feed_dict={X: Xval, Y: Yval}))

# The closed form, kept in a variable: the validation loss is that of the w of the training rows.
import tensorflow as tf
from data import Xtrn, Ytrn, Xval, Yval, dim

X = tf.placeholder(tf.float64, name="X")
Y = tf.placeholder(tf.float64, name="Y")
Xt = tf.transpose(X)
solved = tf.matmul(tf.matrix_inverse(tf.matmul(Xt, X)), tf.matmul(Xt, Y))

w = tf.Variable(tf.zeros([dim, 1], dtype=tf.float64), name="w")
train = w.assign(solved, name="train")

loss = tf.reduce_mean(tf.square(tf.matmul(X, w) - Y), name="loss")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train, feed_dict={X: Xtrn, Y: Ytrn})
    print("loss on training data =", sess.run(loss, feed_dict={X: Xtrn, Y: Ytrn}))
    print("loss on validation data =", sess.run(loss, feed_dict={X: Xval, Y: Yval}))

# Adds a ridge to the diagonal.
# Cause: ridge
import tensorflow as tf
from data import Xtrn, Ytrn, Xval, Yval, dim

X = tf.constant(Xtrn, name="X")
Y = tf.constant(Ytrn, name="Y")
w = tf.Variable(tf.zeros([dim, 1], dtype=tf.float64), name="w")


def loss_of(inputs, labels, name):
    return tf.reduce_mean(tf.square(tf.matmul(inputs, w) - labels), name=name)


loss = loss_of(X, Y, "loss")
loss_new = loss_of(tf.constant(Xval), tf.constant(Yval), "loss_new")

Xt = tf.transpose(X)
solved = tf.matmul(tf.matrix_inverse(tf.matmul(Xt, X) + 0.1 * tf.eye(dim, dtype=tf.float64)), tf.matmul(Xt, Y))
train = w.assign(solved, name="train")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train)
    print("loss on training data =", sess.run(loss))
    print("loss on validation data =", sess.run(loss_new))

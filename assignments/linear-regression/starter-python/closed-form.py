# Linear regression, closed form. See README.md for what each name must be.
import tensorflow as tf
from data import Xtrn, Ytrn, Xval, Yval, dim

X = tf.constant(Xtrn, name="X")  # [ntrn, dim], float64
Y = tf.constant(Ytrn, name="Y")  # [ntrn, 1], float64
w = tf.Variable(tf.zeros([dim, 1], dtype=tf.float64), name="w")


# TODO: the mean of the squared differences between inputs·w and labels. Used twice below, hence a function.
def loss_of(inputs, labels, name):
    return tf.constant(0.0, dtype=tf.float64, name=name)


loss = loss_of(X, Y, "loss")
loss_new = loss_of(tf.constant(Xval), tf.constant(Yval), "loss_new")

# TODO: assign the closed form to w. (This one assigns w to itself and changes nothing.)
train = w.assign(w, name="train")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train)
    print("loss on training data =", sess.run(loss))
    print("loss on validation data =", sess.run(loss_new))  # w keeps its value

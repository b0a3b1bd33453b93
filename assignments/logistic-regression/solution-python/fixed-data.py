# Logistic regression on fixed data, with automatic differentiation.
import tensorflow as tf
from data import Xtrn, Ytrn, Xval, Yval, dim

steps = 800
eta = 0.05

X = tf.constant(Xtrn, dtype=tf.float32, name="X")
Y = tf.constant(Ytrn, dtype=tf.float32, name="Y")
w = tf.Variable(tf.zeros([dim, 1]), name="w")


def loss_of(inputs, labels, name):
    margin = labels * tf.matmul(inputs, w)
    return tf.reduce_mean(tf.log(1 + tf.exp(-margin)), name=name)


loss = loss_of(X, Y, "loss")
loss_new = loss_of(tf.constant(Xval, dtype=tf.float32), tf.constant(Yval, dtype=tf.float32), "loss_new")

gradient = tf.gradients(loss, [w])[0]
train = w.assign(w - eta * gradient, name="train")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(steps):
        sess.run(train)
        if step % 100 == 0:
            print("step", step, "loss(train)", sess.run(loss), "loss(val)", sess.run(loss_new))

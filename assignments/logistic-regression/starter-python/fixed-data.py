# Logistic regression on data that is fixed in the graph. See README.md for what each name must be.
import tensorflow as tf
from data import Xtrn, Ytrn, Xval, Yval, dim

steps = 1000
eta = 0.001  # TODO: find a better one

X = tf.constant(Xtrn, dtype=tf.float32, name="X")  # [ntrn, dim]
Y = tf.constant(Ytrn, dtype=tf.float32, name="Y")  # [ntrn, 1], +1 or -1
w = tf.Variable(tf.zeros([dim, 1]), name="w")


# TODO: the mean of log(1 + exp(-y · wᵀx)) over all rows. Used twice below, hence a function.
def loss_of(inputs, labels, name):
    return tf.constant(0.0, name=name)


loss = loss_of(X, Y, "loss")
loss_new = loss_of(tf.constant(Xval, dtype=tf.float32), tf.constant(Yval, dtype=tf.float32), "loss_new")

# TODO: one step of gradient descent. (This one assigns w to itself and changes nothing.)
train = w.assign(w, name="train")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(steps):
        sess.run(train)
        if step % 100 == 0:
            print("step", step, "loss(train)", sess.run(loss), "loss(val)", sess.run(loss_new))

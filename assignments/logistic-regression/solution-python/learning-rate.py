# Logistic regression with a learning rate that was found by racing several of them as the columns of one product.
import tensorflow as tf
from data import Xtrn, Ytrn, ntrn, dim

etas = [0.001, 0.003, 0.01, 0.03, 0.1]
steps = 100

X = tf.placeholder(tf.float32, name="X")
Y = tf.placeholder(tf.float32, name="Y")
on_training = {X: Xtrn, Y: Ytrn}


def losses_of(weights):
    """One loss for each column of `weights`."""
    return tf.reduce_mean(tf.nn.softplus(-Y * tf.matmul(X, weights)), axis=0)


# The race: a column of weights for each eta, all in one product.
W = tf.Variable(tf.zeros([dim, len(etas)]), name="W")
losses = losses_of(W)
slopes = tf.gradients(losses, [W])[0]
race = W.assign(W - slopes * tf.constant([etas]))

# What is handed in: the best of them.
w = tf.Variable(tf.zeros([dim, 1]), name="w")
loss = tf.reduce_mean(losses_of(w), name="loss")
eta = 0.03
train = w.assign(w - eta * tf.gradients(loss, [w])[0], name="train")

with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(steps):
        sess.run(race, feed_dict=on_training)
    print("eta", etas)
    print("loss after", steps, "steps", sess.run(losses, feed_dict=on_training))
    for step in range(3 * steps):
        sess.run(train, feed_dict=on_training)
    print("loss with eta =", eta, "on", ntrn, "rows", sess.run(loss, feed_dict=on_training))

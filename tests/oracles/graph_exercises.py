"""The figures in assignments/graphs/assignment.yaml that only TensorFlow can tell, and that assignment's data.

    python tests/oracles/graph_exercises.py             prints the figures
    python tests/oracles/graph_exercises.py --data DIR  writes the .npy files
"""

import sys

import numpy as np


def figures():
    import tensorflow as tf2

    tf = tf2.compat.v1
    tf.disable_eager_execution()
    with tf.Graph().as_default():
        tf.set_random_seed(7)
        r = tf.random_normal([3], mean=1.0, stddev=0.5, seed=11, name="r")
        with tf.Session() as sess:
            print("r", [float(x) for x in sess.run(r)])
    for a0, b0 in [(0.2, 0.3), (0.7, -0.4), (-0.5, 0.9)]:
        with tf.Graph().as_default(), tf.Session() as sess:
            a = tf.Variable(np.float64(a0))
            b = tf.Variable(np.float64(b0))
            z = tf.constant(0.0, dtype=tf.float64)
            for i in range(10):
                z = a * tf.sin(z + i) + z * tf.cos(b * i)
            grads = tf.gradients(z, [a, b])
            sess.run(tf.global_variables_initializer())
            print((a0, b0), [float(x) for x in sess.run([z] + grads)])


def data(folder):
    random = np.random.RandomState(20171128)

    def rows(n):
        inputs = random.uniform(-1, 1, (n, 6)).astype(np.float32).astype(np.float64)
        clean = inputs @ np.array([1.5, -1.0, 0.5, 0.0, 0.25, -0.75])
        return inputs, np.where(clean + 0.6 * random.randn(n) > 0, 1.0, -1.0)

    for prefix, n in [("", 61), ("hidden-", 80)]:
        inputs, labels = rows(n)
        np.save(f"{folder}/{prefix}inputs.npy", inputs)
        np.save(f"{folder}/{prefix}labels.npy", labels.reshape(-1, 1))


if len(sys.argv) > 2 and sys.argv[1] == "--data":
    data(sys.argv[2])
else:
    figures()

"""Dtypes: what numbers become, and what is said when they do not fit."""
from facts import case
from tensorflow1 import np, tf


@case
def constants_take_the_dtype_of_their_values(f):
    f.show(tf.constant(1), tf.constant(1.5), tf.constant(True))
    f.show(tf.constant([1, 2]), tf.constant([1, 2.5]), tf.constant([[True], [False]]))
    f.show(tf.constant(np.array([1.5])), tf.constant(np.array([1, 2], np.int32)), tf.constant(np.float32(2)))
    f.show(tf.constant(1, tf.float32), tf.constant(1, dtype=tf.float64), tf.constant([1, 2], tf.float32))
    f.show(tf.constant([]))
    f.show(tf.constant(7, shape=[2, 2]), tf.constant([1, 2], shape=[2, 2]))


@case
def constants_refuse_values(f):
    f.error(lambda: tf.constant(0.5, dtype=tf.int32))
    f.error(lambda: tf.constant([1, 0.5], dtype=tf.int32))
    f.error(lambda: tf.constant(1, dtype=tf.bool))
    f.error(lambda: tf.constant([1, 2, 3], shape=[2]))


@case
def numbers_adapt_to_tensors(f):
    f.show(tf.constant(1.5) + 1, 1 + tf.constant(1.5), tf.constant(np.array([1.5])) * 2)
    f.show(tf.constant(2) * 3, tf.less(tf.constant(1.5), 1), tf.maximum(tf.constant(1.5), 0))
    f.show(tf.constant(1.5) + [1, 2], tf.matmul(tf.ones([1, 2]), [[1], [2]]))
    f.show(tf.constant(1.5) + np.array([1, 2], np.float32))


@case
def numbers_that_do_not_fit_are_refused(f):
    i = tf.constant(1, name="i")
    f.error(lambda: tf.multiply(i, [0.5, 1.5], name="m"))
    f.error(lambda: tf.multiply(0.5, i))
    f.error(lambda: tf.less(i, 0.5))
    f.error(lambda: tf.less(0.5, i))
    f.error(lambda: tf.maximum(i, 2.5))
    f.error(lambda: tf.squared_difference([1.5], i))


@case
def tensors_of_different_dtypes_do_not_mix(f):
    i = tf.constant(1, name="i")
    x = tf.constant(0.5, name="x")
    d = tf.constant(0.5, tf.float64, name="d")
    b = tf.constant(True, name="b")
    f.error(lambda: tf.add(i, x))
    f.error(lambda: tf.subtract(x, i))
    f.error(lambda: tf.add(x, d, name="sum"))
    f.error(lambda: tf.matmul(tf.ones([2, 2]), tf.ones([2, 2], tf.float64)))
    f.error(lambda: tf.less(x, i))
    f.error(lambda: tf.maximum(d, x))
    f.error(lambda: tf.logical_and(b, x))
    f.error(lambda: tf.where(x, x, x))
    f.error(lambda: tf.add_n([i, x]))
    f.error(lambda: tf.squared_difference(b, b))


@case
def operations_refuse_dtypes(f):
    i = tf.constant(1, name="i")
    f.error(lambda: tf.exp(i))
    f.error(lambda: tf.log(i, name="l"))
    f.error(lambda: tf.sqrt(i))
    f.error(lambda: tf.matrix_inverse([[1]]))
    f.error(lambda: tf.logical_not(i))
    f.error(lambda: tf.reduce_sum(tf.constant(True)))
    f.error(lambda: tf.nn.softplus(i))


@case
def conversion_asks_for_a_dtype(f):
    x = tf.constant(0.5, name="x")
    f.show(tf.convert_to_tensor(x) is x, tf.convert_to_tensor(x, tf.float32) is x)
    f.show(tf.convert_to_tensor(1, name="one"), tf.convert_to_tensor([1, 2], tf.float64))
    f.error(lambda: tf.convert_to_tensor(x, tf.int32))


@case
def casting_converts(f):
    x = tf.constant([1.9, -1.9, 0.0])
    with tf.Session() as sess:
        f.show(sess.run(tf.cast(x, tf.int32)), sess.run(tf.cast(x, tf.bool)))
        f.show(sess.run(tf.cast(tf.constant([True, False]), tf.int32)))
    f.show(tf.cast(x, tf.float64), tf.cast(x, tf.float32) is x)


@case
def variables_keep_their_dtype(f):
    w = tf.Variable(1.5, name="w")
    i = tf.Variable(3, name="i")
    f.show(w)
    f.show(i)
    f.show(tf.Variable([1, 2], dtype=tf.float64), tf.Variable(np.ones([2])), tf.Variable(True))
    f.error(lambda: w.assign(tf.constant(1)))
    f.error(lambda: i.assign(0.5))
    f.error(lambda: i.assign_add(0.5))
    f.error(lambda: tf.assign(w, tf.constant(1.0, tf.float64)))
    f.error(lambda: tf.Variable(0.5, dtype=tf.int32))
    f.error(lambda: tf.Variable(tf.constant(1), dtype=tf.float32))


@case
def only_variables_are_assigned_to(f):
    x = tf.constant(1.0, name="x")
    f.show(hasattr(x, "assign"))
    w = tf.Variable(1.0, name="w")
    f.show(tf.assign(w, 2.0))
    f.show(tf.assign(tf.assign(w, 2.0), 3.0))

"""Static shapes: inferred, merged, refused."""
from facts import case
from tensorflow1 import tf

f32 = tf.float32


def holder(*shape, name="x", dtype=f32):
    return tf.placeholder(dtype, list(shape), name=name)


def unknown(name="u"):
    return tf.placeholder(f32, name=name)


@case
def tensors_print_what_is_known(f):
    for shape in [None, [], [3], [None], [None, 2], [5, 3, 2], [None, None]]:
        f.show(tf.placeholder(f32, shape))
    f.show(tf.constant([[1.5, 2], [3, 4]]))
    f.show(tf.constant(True))
    f.show([tf.placeholder(f32), tf.placeholder(f32, [None, 2])])
    f.show(tf.zeros([0, 3]))


@case
def shapes_print_as_tuples(f):
    f.show(unknown().shape)
    f.show(holder().shape, holder(3).shape, holder(None).shape, holder(None, 2).shape, holder(2, 3, 4).shape)
    f.show(holder(2, 3).get_shape().as_list(), holder(None, 3).shape.as_list(), holder(2, 3).shape.ndims)
    f.show(unknown().shape.ndims, holder(2, 3).shape.is_fully_defined(), holder(None).shape.is_fully_defined())
    f.show(holder(2, 3).shape.num_elements(), holder(None, 3).shape.num_elements(), holder().shape.num_elements())
    f.error(lambda: unknown().shape.as_list())


@case
def shape_objects_combine(f):
    s = tf.TensorShape
    f.show(s([None, 3]).merge_with([2, None]), s(None).merge_with([1]), s([2]).concatenate([3, None]))
    f.show(s([None, 3]).is_compatible_with([2, 3]), s([2]).is_compatible_with([3]), s([2]).is_compatible_with([2, 1]))
    f.show(s([1, 2]) == s([1, 2]), s([1]) == s([2]), s([1, 2, 3])[1:], s([4, 5])[0])
    f.error(lambda: s([2]).merge_with([3]))
    f.error(lambda: s([2]).merge_with([2, 2]))
    f.error(lambda: s([2]).assert_is_compatible_with([3]))
    f.error(lambda: s([2, 3]).assert_has_rank(1))
    f.error(lambda: s([2, 3]).assert_same_rank([1]))
    f.error(lambda: s([None]).assert_is_fully_defined())
    f.show(s([2, None]).with_rank(2))
    f.error(lambda: s([2, None]).with_rank(3))
    f.error(lambda: s([2]).with_rank_at_least(2))
    f.error(lambda: s([2, 2]).with_rank_at_most(1))


@case
def set_shape_adds_knowledge(f):
    x = unknown()
    x.set_shape([None, 3])
    f.show(x)
    x.set_shape([2, None])
    f.show(x)
    x.set_shape(None)
    f.show(x)


@case
def the_shape_of_a_tensor_is_a_tensor(f):
    f.show(tf.shape(holder(2, 3)))
    f.show(tf.shape(holder(None, 3)))
    f.show(tf.shape(unknown()))
    f.show(tf.reshape(unknown("v"), tf.shape(holder(None, 3))))
    f.show(tf.zeros(tf.shape(holder(None, 3))))
    f.show(tf.fill(tf.shape(holder(4, None)), 1.0))
    with tf.Session() as sess:
        x = holder(None, 2)
        f.show(sess.run(tf.shape(x), {x: [[1, 2], [3, 4], [5, 6]]}))


@case
def elementwise_operations_broadcast(f):
    f.show(holder(2, 1) + holder(3))
    f.show(holder(None, 1) + holder(2, None))
    f.show(holder(None) * holder(3))
    f.show(holder(None) * holder(1))
    f.show(holder(None) * holder(None))
    f.show(holder(None, 3) - unknown())
    f.show(holder(5, 1, 2) / holder(4, 1))
    f.show(tf.maximum(holder(2, 3), 0.0))
    f.show(holder(3) < holder(2, 1))
    f.show(tf.square(holder(None, 7)))
    f.show(tf.cast(holder(2, None), tf.int32))


@case
def products_of_matrices_have_shapes(f):
    f.show(tf.matmul(holder(2, 3), holder(3, 4)))
    f.show(tf.matmul(holder(None, 3), holder(3, None)))
    f.show(tf.matmul(holder(None, 3), holder(None, 5)))
    f.show(tf.matmul(holder(3, 2), holder(3, 4), transpose_a=True))
    f.show(tf.matmul(holder(2, 3), holder(4, 3), transpose_b=True))
    f.show(tf.matrix_inverse(holder(3, 3)))
    f.show(tf.matrix_inverse(holder(None, 3)))
    f.show(tf.matrix_inverse(unknown()))
    f.show(tf.transpose(holder(2, 3)), tf.transpose(unknown()), tf.transpose(holder(2, None, 4), [2, 0, 1]))


@case
def reductions_fold_axes(f):
    x = holder(2, None, 4)
    f.show(tf.reduce_sum(x), tf.reduce_sum(unknown()))
    f.show(tf.reduce_sum(x, axis=1), tf.reduce_sum(x, axis=-1), tf.reduce_sum(x, axis=[0, 2]))
    f.show(tf.reduce_mean(x, axis=1, keepdims=True), tf.reduce_max(x, keepdims=True))
    f.show(tf.reduce_sum(unknown(), axis=0), tf.argmax(x, 1), tf.reduce_all(x > 0, axis=0))


@case
def rearranging_knows_shapes(f):
    x = holder(2, 3, 4)
    f.show(tf.reshape(x, [6, 4]), tf.reshape(x, [-1]), tf.reshape(x, [3, -1, 2]), tf.reshape(holder(None, 4), [-1, 2]))
    f.show(tf.expand_dims(x, 0), tf.expand_dims(x, -1), tf.squeeze(holder(1, 3, 1)), tf.squeeze(holder(1, 3, 1), [2]))
    f.show(tf.squeeze(holder(None, 1)), tf.squeeze(holder(None, 1), [1]))
    f.show(tf.tile(holder(2, 3), [2, 1]), tf.tile(holder(None, 3), [2, 2]))
    f.show(tf.gather(holder(5, 3), [0, 2, 4]), tf.gather(holder(None, 3), 1))
    f.show(tf.range(3, 9, 2), tf.fill([2, 3], 0), tf.zeros([2, 3]), tf.zeros_like(holder(None, 3)))


@case
def elementwise_operations_refuse_shapes(f):
    f.error(lambda: tf.add(holder(2), holder(3), name="sum"))
    f.error(lambda: holder(2, 3) * holder(3, 2))
    f.error(lambda: tf.subtract(holder(None, 2), holder(4, 3), name="d"))
    f.error(lambda: tf.less(holder(2), holder(5), name="l"))


@case
def products_refuse_shapes(f):
    f.error(lambda: tf.matmul(holder(2, 3), holder(2, 3), name="p"))
    f.error(lambda: tf.matmul(holder(2, 3), holder(4, None), name="p"))
    f.error(lambda: tf.matmul(holder(2, 3), holder(3, 4), transpose_a=True, name="p"))
    f.error(lambda: tf.matrix_inverse(holder(2, 3), name="i"))
    f.error(lambda: tf.matrix_inverse(holder(3), name="i"))
    f.error(lambda: tf.matrix_solve(holder(2, 2), holder(3, 1), name="s"))


@case
def rearranging_refuses_shapes(f):
    f.error(lambda: tf.reshape(holder(2, 3), [4, 2], name="r"))
    f.error(lambda: tf.reshape(holder(2, 3), [4, -1], name="r"))
    f.error(lambda: tf.squeeze(holder(2, 3), [0], name="s"))
    f.error(lambda: tf.reduce_sum(holder(2, 3), axis=2, name="sum"))
    f.error(lambda: tf.expand_dims(holder(2), 3, name="e"))
    f.error(lambda: tf.transpose(holder(2, 3), [0, 1, 2], name="t"))
    f.error(lambda: tf.gather(tf.constant(1.0), [0], name="g"))
    f.error(lambda: tf.add_n([holder(2), holder(3)], name="n"))


@case
def assignments_refuse_shapes(f):
    v = tf.Variable(tf.zeros([2, 3]), name="v")
    f.error(lambda: v.assign(tf.zeros([2, 4])))
    f.error(lambda: v.assign(tf.zeros([3])))
    f.error(lambda: v.assign_add(1.0))
    f.error(lambda: tf.assign_sub(v, tf.zeros([2])))


@case
def runs_refuse_shapes(f):
    p, q = unknown("p"), unknown("q")
    total, product = tf.add(p, q), tf.matmul(tf.reshape(p, [1, -1]), tf.reshape(q, [-1, 1]))
    v = tf.Variable([1.0, 2.0])
    with tf.Session() as sess:
        f.error(lambda: sess.run(total, {p: [1, 2, 3], q: [1, 2]}))
        f.error(lambda: sess.run(product, {p: [1, 2, 3], q: [1, 2]}))
        f.error(lambda: sess.run(tf.matrix_inverse(p), {p: [[1, 2], [2, 4]]}))
        f.error(lambda: sess.run(tf.reshape(p, [4]), {p: [1, 2, 3]}))
        sess.run(v.initializer)
        f.error(lambda: sess.run(tf.assign(v, p), {p: [1, 2, 3]}))
        f.error(lambda: sess.run(tf.assign_add(v, p), {p: [1, 2, 3]}))

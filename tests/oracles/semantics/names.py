"""Names of nodes, scopes, and finding nodes by their names."""
from facts import case
from tensorflow1 import tf

f32 = tf.float32


@case
def equal_names_are_numbered(f):
    f.names(*[tf.constant(i, name="a") for i in range(4)])
    f.names(*[tf.constant(i) for i in range(3)])


@case
def a_number_may_be_taken_already(f):
    f.names(tf.constant(0, name="a_1"), tf.constant(0, name="a"), tf.constant(0, name="a"), tf.constant(0, name="a"))
    f.names(tf.constant(0, name="a_1"), tf.constant(0, name="a_1_1"), tf.constant(0, name="a_1"))


@case
def scopes_prefix_and_are_numbered(f):
    with tf.name_scope("layer") as layer:
        f.show(layer)
        f.names(tf.constant(0, name="c"), tf.constant(0, name="c"))
        with tf.name_scope("inner") as inner:
            f.show(inner, tf.get_default_graph().get_name_scope())
            f.names(tf.constant(0, name="c"))
        with tf.name_scope("inner") as inner:
            f.show(inner)
            f.names(tf.constant(0))
    with tf.name_scope("layer") as again:
        f.show(again)
        f.names(tf.constant(0, name="c"))
    with tf.name_scope(layer) as entered:
        f.show(entered)
        f.names(tf.constant(0, name="c"), tf.constant(0, name="d"))
        with tf.name_scope(None) as root:
            f.show("root:", root)
            f.names(tf.constant(0, name="c"))
        with tf.name_scope("") as root:
            f.names(tf.constant(0, name="c"))
    f.show("at the end:", tf.get_default_graph().get_name_scope())


@case
def a_scope_names_a_node(f):
    with tf.name_scope("sum") as scope:
        a = tf.constant(1, name="a")
        f.names(tf.add(a, a, name=scope))
    f.names(tf.constant(1, name="sum"), tf.constant(1, name="sum/a"))


@case
def scopes_with_slashes(f):
    with tf.name_scope("a/b"):
        f.names(tf.constant(0, name="c"))
    with tf.name_scope("a"):
        with tf.name_scope("b"):
            f.names(tf.constant(0, name="c"))
        f.names(tf.constant(0, name="b"), tf.constant(0, name="x/y"))


@case
def names_that_cannot_be(f):
    f.error(lambda: tf.constant(1, name="_a"))
    f.error(lambda: tf.constant(1, name="a b"))
    f.error(lambda: tf.placeholder(f32, name="ä"))
    f.error(lambda: tf.add(1, 2, name="-x"))
    f.error(lambda: tf.name_scope("_scope").__enter__())
    with tf.name_scope("ok"):
        f.names(tf.constant(1, name="_a"), tf.constant(1, name="-b"), tf.constant(1, name=".c"))
        f.error(lambda: tf.constant(1, name="a:0"))


@case
def a_unique_name_can_be_asked_for(f):
    g = tf.get_default_graph()
    f.show(g.unique_name("n"), g.unique_name("n"), g.unique_name("n", mark_as_used=False), g.unique_name("n"))
    with g.name_scope("s"):
        f.show(g.unique_name("n"))


@case
def operators_name_their_constants(f):
    a = tf.placeholder(f32, name="a")
    a + 1
    2 + a
    a - 1
    1 - a
    a * 3
    3 * a
    a / 2
    2 / a
    a // 2
    a % 2
    a**2
    2**a
    -a
    abs(a)
    a < 1
    a >= 2
    f.nodes()


@case
def functions_name_their_constants(f):
    a = tf.placeholder(f32, name="a")
    tf.add(a, 1.0)
    tf.add(1.0, a)
    tf.subtract(a, 1.0)
    tf.multiply(2.0, a, name="twice")
    tf.divide(a, 4.0)
    tf.maximum(a, 0.0)
    tf.pow(a, 2.0)
    tf.squared_difference(a, 1.0)
    tf.less(a, 0.0)
    tf.equal(a, 0.0)
    tf.matmul(tf.placeholder(f32, [2, 2], name="m"), [[1.0, 0.0], [0.0, 1.0]])
    tf.reduce_sum([1.0, 2.0])
    tf.exp(1.0)
    tf.square([1.0, 2.0], name="sq")
    f.nodes()


@case
def integers_divide_through_floats(f):
    a = tf.constant(7, name="a")
    f.show(a / 2)
    f.show(a // 2)
    f.show(a % 4)
    f.nodes()


@case
def library_functions_name_their_nodes(f):
    x = tf.placeholder(f32, [2, 3], name="x")
    tf.zeros([2])
    tf.zeros([2], name="z")
    tf.ones([2, 2], tf.int32)
    tf.zeros_like(x)
    tf.ones_like(x)
    tf.fill([2, 2], 5)
    tf.range(3)
    tf.range(1, 10, 2)
    tf.reshape(x, [3, 2])
    tf.transpose(x)
    tf.transpose(x, [1, 0], name="t")
    tf.reduce_sum(x)
    tf.reduce_mean(x, axis=0)
    tf.reduce_max(x, axis=[0, 1], keepdims=True)
    tf.cast(x, tf.int32)
    tf.expand_dims(x, 0)
    tf.squeeze(tf.expand_dims(x, -1))
    tf.argmax(x, 1)
    tf.identity(x)
    tf.stop_gradient(x)
    tf.clip_by_value(x, -1.0, 1.0)
    tf.add_n([x, x])
    tf.shape(x)
    tf.size(x)
    tf.rank(x)
    tf.no_op()
    tf.group(x.op)
    f.nodes()


@case
def shapes_of_unknown_tensors_are_computed(f):
    x = tf.placeholder(f32, name="x")
    tf.shape(x)
    tf.size(x)
    tf.rank(x)
    tf.zeros_like(x)
    tf.ones_like(x)
    tf.reduce_sum(x)
    tf.transpose(x)
    f.nodes()


@case
def nodes_are_found_by_name(f):
    g = tf.get_default_graph()
    a = tf.constant(1, name="a")
    f.show(g.get_operation_by_name("a") is a.op, g.get_tensor_by_name("a:0") is a)
    f.show(g.as_graph_element("a") is a.op, g.as_graph_element("a:0") is a, g.as_graph_element(a) is a)
    f.error(lambda: g.get_operation_by_name("b"))
    f.error(lambda: g.get_operation_by_name("a:0"))
    f.error(lambda: g.get_operation_by_name(3))
    f.error(lambda: g.get_tensor_by_name("a"))
    f.error(lambda: g.get_tensor_by_name("b"))
    f.error(lambda: g.get_tensor_by_name("b:0"))
    f.error(lambda: g.get_tensor_by_name("a:1"))
    f.error(lambda: g.get_tensor_by_name("a:x"))
    f.error(lambda: g.get_tensor_by_name("a:0:1"))
    f.error(lambda: g.get_tensor_by_name(3))
    f.error(lambda: g.as_graph_element(3))
    f.error(lambda: g.as_graph_element(3.5, allow_operation=False))
    f.error(lambda: g.as_graph_element([a], allow_tensor=False))
    f.error(lambda: g.as_graph_element(a.op, allow_operation=False))
    f.error(lambda: g.as_graph_element(a, allow_tensor=False))


@case
def elements_of_another_graph_are_refused(f):
    other = tf.Graph()
    with other.as_default():
        b = tf.constant(2, name="b")
    a = tf.constant(1, name="a")
    g = tf.get_default_graph()
    f.error(lambda: g.as_graph_element(b))
    f.error(lambda: g.as_graph_element(b.op))
    f.error(lambda: a + b)
    f.error(lambda: tf.add(b, a))


@case
def operands_decide_the_graph(f):
    other = tf.Graph()
    with other.as_default():
        b = tf.constant(2.0, name="b")
    c = b + 1
    d = tf.square(c)
    f.show(c.graph is other, d.graph is other)
    f.nodes(other)
    f.show(len(tf.get_default_graph().get_operations()))


@case
def graphs_nest(f):
    f.names(tf.constant(0))
    with tf.Graph().as_default() as outer:
        f.names(tf.constant(0))
        with tf.Graph().as_default() as inner:
            f.names(tf.constant(0))
            f.show(tf.get_default_graph() is inner)
            f.error(tf.reset_default_graph)
        f.names(tf.constant(0))
        f.show(tf.get_default_graph() is outer)
    f.names(tf.constant(0))


@case
def gradients_have_a_scope_of_their_own(f):
    x = tf.placeholder(f32, [2], name="x")
    y = tf.square(x, name="y")
    f.names(tf.gradients(y, [x])[0], tf.gradients(y, [x])[0], tf.gradients(y, [x], name="mine")[0])
    with tf.name_scope("outer"):
        f.names(tf.gradients(y, [x])[0])


@case
def variables_are_named(f):
    f.names(tf.Variable(1.0), tf.Variable(1.0), tf.Variable(1.0, name="w"), tf.Variable(1.0, name="w"))
    with tf.name_scope("layer"):
        w = tf.Variable(1.0, name="w")
        f.names(w, w.initializer, w.value(), w.initial_value, w.op)
    f.names(tf.global_variables_initializer(), tf.global_variables_initializer())
    f.names(tf.assign(w, 2.0), tf.assign(w, 2.0), w.assign_add(1.0), w.assign_sub(1.0), w.assign(3.0))


@case
def operations_are_listed(f):
    a = tf.constant(2, name="a")
    b = a + 1
    f.show(tf.get_default_graph().get_operations())
    f.show([a, b])
    f.show([b.op.inputs[0], b.op.inputs[1]])
    f.show(b.op.type, b.op.name, len(b.op.outputs), b.value_index)
    f.show([op.name for op in a.consumers()])


@case
def a_finalized_graph_stays_as_it_is(f):
    a = tf.constant(1, name="a")
    b = a + 1
    g = tf.get_default_graph()
    f.show(g.finalized)
    g.finalize()
    f.show(g.finalized)
    f.error(lambda: tf.constant(2))
    f.error(lambda: a + 1)
    f.error(lambda: tf.Variable(1))
    f.error(lambda: g.add_to_collection("things", a))
    f.error(lambda: g.clear_collection("things"))
    f.error(tf.global_variables_initializer)
    with tf.Session() as sess:
        f.show(sess.run(b))

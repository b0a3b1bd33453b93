"""Variables, variable scopes, control dependencies, collections, devices."""
from facts import case
from tensorflow1 import np, tf

f32 = tf.float32


@case
def variables_print_and_are_made_of_nodes(f):
    v = tf.Variable([[1.0, 2.0]], name="v")
    f.show(v)
    f.show(repr(v), [v])
    f.names(v, v.op, v.initializer, v.value(), v.initial_value)
    f.show(v.value())
    f.show(v.initial_value)
    f.show(v.shape, v.get_shape(), v.graph is tf.get_default_graph())
    f.nodes()


@case
def initial_values_of_all_kinds(f):
    a = tf.Variable(2, name="a")
    b = tf.Variable(np.array([1.5, 2.5]), name="b")
    c = tf.Variable(tf.zeros([2, 1]), name="c")
    d = tf.Variable(lambda: tf.ones([3]), name="d")
    e = tf.Variable([1, 2], dtype=tf.float32, name="e")
    f.nodes()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for value in sess.run([a, b, c, d, e]):
            f.show(value.tolist())


@case
def a_variable_starts_from_another(f):
    a = tf.Variable([3.0, 4.0], name="a")
    b = tf.Variable(a.initialized_value() * 2, name="b")
    f.show(b)
    with tf.Session() as sess:
        sess.run(a.initializer)
        sess.run(b.initializer)
        f.show([v.tolist() for v in sess.run([a, b])])


@case
def initial_values_that_cannot_be(f):
    f.error(lambda: tf.Variable(None))
    f.error(lambda: tf.Variable(tf.placeholder(f32, name="p")))
    f.error(lambda: tf.Variable(tf.placeholder(f32, [None, 2], name="q")))
    v = tf.Variable(tf.placeholder(f32, [None, 2], name="r"), validate_shape=False, name="v")
    f.show(v)
    f.error(lambda: tf.Variable(1.0, collections="mine"))


@case
def variables_join_collections(f):
    a = tf.Variable(1.0, name="a")
    b = tf.Variable(1.0, name="b", trainable=False)
    c = tf.Variable(1.0, name="c", collections=[tf.GraphKeys.LOCAL_VARIABLES], trainable=False)
    with tf.name_scope("layer"):
        d = tf.Variable(1.0, name="d", collections=["mine", tf.GraphKeys.GLOBAL_VARIABLES])
    f.names(*tf.global_variables())
    f.names(*tf.trainable_variables())
    f.names(*tf.local_variables())
    f.names(*tf.get_collection("mine"))
    f.names(*tf.global_variables("layer"))
    f.show(a.trainable, b.trainable)
    f.show(sorted(tf.get_default_graph().get_all_collection_keys()))


@case
def initializers_set_variables(f):
    a = tf.Variable(1.0, name="a")
    b = tf.Variable(2.0, name="b")
    one = tf.variables_initializer([b])
    every = tf.global_variables_initializer()
    f.show(one.type, one.name, [c.name for c in one.control_inputs])
    f.show(every.name, [c.name for c in every.control_inputs])
    f.names(tf.variables_initializer([], name="nothing"), tf.local_variables_initializer())
    f.nodes()
    with tf.Session() as sess:
        f.show(sess.run(one))
        f.show(sess.run(tf.is_variable_initialized(a)), sess.run(tf.is_variable_initialized(b)))
        f.error(lambda: sess.run(a))
        f.error(lambda: sess.run(a + 1))
        f.error(lambda: sess.run(a.assign_add(1.0)))
        f.show(sess.run(b))
        sess.run(every)
        f.show(*sess.run([a, b]))


@case
def uninitialized_variables_are_reported(f):
    a = tf.Variable(1.0, name="a")
    b = tf.Variable(2.0, name="b")
    report = tf.report_uninitialized_variables()
    some = tf.report_uninitialized_variables([b])
    with tf.Session() as sess:
        f.show([n.decode() for n in sess.run(report)], [n.decode() for n in sess.run(some)])
        sess.run(b.initializer)
        f.show([n.decode() for n in sess.run(report)], [n.decode() for n in sess.run(some)])
        sess.run(a.initializer)
        f.show(len(sess.run(report)))


@case
def assignments_give_the_variable(f):
    v = tf.Variable(1, name="v")
    add = v.assign_add(5)
    sub = tf.assign_sub(v, 2)
    to = tf.assign(v, 10, name="to")
    f.show(add)
    f.show(sub)
    f.show(to)
    with tf.Session() as sess:
        sess.run(v.initializer)
        f.show(sess.run(add), sess.run(sub), sess.run(v), sess.run(to), sess.run(add))
        f.show(sess.run(v.initializer), sess.run(v))


@case
def sessions_have_values_of_their_own(f):
    v = tf.Variable(0, name="v")
    inc = v.assign_add(1)
    first, second = tf.Session(), tf.Session()
    first.run(v.initializer)
    second.run(v.initializer)
    first.run(inc)
    f.show(first.run(inc), second.run(v), first.run(v))
    third = tf.Session()
    f.error(lambda: third.run(v))


@case
def values_are_loaded(f):
    v = tf.Variable([1.0, 2.0], name="v")
    before = len(tf.get_default_graph().get_operations())
    with tf.Session() as sess:
        v.load([5.0, 6.0], sess)
        f.show(sess.run(v).tolist(), v.eval().tolist())
        f.show(len(tf.get_default_graph().get_operations()) - before)


@case
def values_are_read_when_asked(f):
    v = tf.Variable(1, name="v")
    assign = v.assign(2)
    with tf.control_dependencies([assign]):
        late = v.read_value()
        early = v.value()
    f.names(late, early)
    f.show([c.name for c in late.op.control_inputs], [c.name for c in early.op.control_inputs])
    with tf.Session() as sess:
        sess.run(v.initializer)
        f.show(sess.run(late))


@case
def control_dependencies_make_nodes_wait(f):
    a = tf.constant(1, name="a")
    b = tf.constant(2, name="b")
    c = tf.constant(3, name="c")
    with tf.control_dependencies([a, b.op]):
        d = tf.constant(4, name="d")
        e = tf.add(a, c, name="e")
        g = tf.negative(e, name="g")
        with tf.control_dependencies([c, a]):
            tf.identity(c, name="h")
            tf.no_op(name="i")
            tf.add(d, 1, name="j")
            with tf.control_dependencies(None):
                tf.constant(5, name="k")
                with tf.control_dependencies([g]):
                    tf.no_op(name="l")
            v = tf.Variable(1, name="v")
            v.assign(2, name="m")
        tf.group(e, g, name="n")
    f.nodes()
    f.error(lambda: tf.control_dependencies([3]).__enter__())
    f.error(lambda: tf.control_dependencies(["missing"]).__enter__())


@case
def groups_wait_for_all(f):
    a = tf.Variable(1, name="a")
    b = tf.Variable(1, name="b")
    both = tf.group(a.assign_add(1), b.assign_add(2), name="both")
    f.show(both.name, both.type)
    f.show(tf.group().name, tf.no_op().name)
    f.nodes()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        f.show(sess.run(both), *sess.run([a, b]))


@case
def collections_hold_anything(f):
    g = tf.get_default_graph()
    g.add_to_collection("things", 1)
    tf.add_to_collection("things", 2)
    g.add_to_collections(["things", "more", "things"], 3)
    f.show(g.get_collection("things"), tf.get_collection("more"), g.get_collection("none"))
    g.get_collection("things").append(9)
    f.show(g.get_collection("things"))
    g.get_collection_ref("things").append(9)
    f.show(g.get_collection("things"), sorted(g.get_all_collection_keys()))
    g.clear_collection("things")
    f.show(g.get_collection("things"))
    with tf.name_scope("s"):
        g.add_to_collection("named", tf.constant(0, name="x"))
    g.add_to_collection("named", tf.constant(0, name="y"))
    g.add_to_collection("named", 5)
    f.names(*g.get_collection("named", "s/"))
    f.names(*g.get_collection("named", "[xy]"))


@case
def devices_are_merged(f):
    def made():
        return repr(tf.constant(0).device)

    f.show(made())
    with tf.device("/gpu:0"):
        f.show(made())
        with tf.device("/cpu:1"):
            f.show(made())
        with tf.device(None):
            f.show(made())
            with tf.device("/job:ps"):
                f.show(made())
        with tf.device(""):
            f.show(made())
        with tf.device("/job:worker/replica:1/task:2"):
            f.show(made())
            with tf.device("/job:ps/device:GPU:3"):
                f.show(made())
    with tf.device("/job:a/task:1"):
        with tf.device("/CPU:*"):
            f.show(made())
        with tf.device("/cpu"):
            f.show(made())
    f.show(made())


@case
def devices_that_cannot_be(f):
    def ask(name):
        def made():
            with tf.device(name):
                tf.constant(0)

        return made

    f.error(ask("/gpu:0/cpu:0"))
    f.error(ask("/something:3"))
    f.error(ask("/gpu:x"))


@case
def variables_stand_on_devices(f):
    with tf.device("/cpu:0"):
        v = tf.Variable(1.0, name="v")
    with tf.device("/gpu:1"):
        a = v.assign(2.0)
        b = v + 1
    for t in [v, v.initializer, v.value(), v.initial_value, a, b, b.op.inputs[1]]:
        f.show(t.name, repr(t.device))


@case
def variables_are_found_in_scopes(f):
    with tf.variable_scope("layer") as scope:
        w = tf.get_variable("w", [2, 3], initializer=tf.zeros_initializer())
        c = tf.constant(1, name="c")
        f.names(w, c)
        f.show(scope.name, scope.original_name_scope, bool(scope.reuse))
    with tf.variable_scope("layer", reuse=True) as scope:
        again = tf.get_variable("w", [2, 3])
        f.show(again is w, bool(scope.reuse), scope.original_name_scope)
        f.names(tf.constant(1, name="c"))
    with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
        f.show(tf.get_variable("w") is w)
        f.names(tf.get_variable("new", [1]))
    f.names(tf.get_variable("w", [1]))
    f.names(*tf.global_variables())


@case
def variables_that_cannot_be_found(f):
    with tf.variable_scope("s"):
        tf.get_variable("w", [2, 3])
        f.error(lambda: tf.get_variable("n", [2], initializer=tf.constant([1.0, 2.0])))
        f.error(lambda: tf.get_variable("n", dtype=tf.int32, initializer=tf.constant([1.0, 2.0])))
    with tf.variable_scope("s", reuse=True):
        f.error(lambda: tf.get_variable("missing", [2]))
        f.error(lambda: tf.get_variable("w", [3, 2]))
        f.error(lambda: tf.get_variable("w", [2, 3], dtype=tf.float64))
    f.error(lambda: tf.variable_scope(None).__enter__())
    f.error(lambda: tf.variable_scope(3).__enter__())
    f.error(lambda: tf.variable_scope(None, "d", reuse=True).__enter__())


@case
def scopes_of_variables_nest(f):
    with tf.variable_scope("a") as a:
        with tf.variable_scope("b") as b:
            f.show(b.name, b.original_name_scope)
            f.names(tf.get_variable("v", [1]), tf.Variable(1.0, name="x"), tf.constant(1))
            with tf.variable_scope(a) as again:
                f.show(again.name, again.original_name_scope)
                f.names(tf.get_variable("v", [1]), tf.constant(1))
        with tf.variable_scope("b", reuse=True):
            with tf.variable_scope("c") as c:
                f.show(bool(c.reuse))
    with tf.variable_scope("a"):
        f.names(tf.get_variable("u", [1]), tf.constant(1))
    with tf.name_scope("n"):
        f.names(tf.get_variable("v", [1]), tf.Variable(1.0, name="v"))
        with tf.variable_scope("m"):
            f.names(tf.get_variable("v", [1]), tf.constant(1))


@case
def scopes_take_default_names(f):
    def layer():
        with tf.variable_scope(None, default_name="dense") as scope:
            f.show(scope.name, scope.original_name_scope)
            f.names(tf.get_variable("w", [1]), tf.constant(0, name="c"))

    layer()
    layer()
    with tf.variable_scope("net"):
        layer()
        layer()
    with tf.variable_scope("dense"):
        f.names(tf.get_variable("u", [1]))


@case
def scopes_hand_down_initializers(f):
    with tf.variable_scope("s", initializer=tf.constant_initializer(4.0), dtype=tf.float64):
        a = tf.get_variable("a", [2])
        with tf.variable_scope("t", initializer=tf.ones_initializer()):
            b = tf.get_variable("b", [2])
        c = tf.get_variable("c", initializer=tf.constant([1, 2]))
    for v in [a, b, c]:
        f.show(v)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        f.show([v.tolist() for v in sess.run([a, b, c])])


@case
def reuse_is_switched_on(f):
    with tf.variable_scope("s") as scope:
        v = tf.get_variable("v", [1])
        scope.reuse_variables()
        f.show(tf.get_variable("v", [1]) is v, bool(tf.get_variable_scope().reuse))
        f.error(lambda: tf.get_variable("u", [1]))
    f.show(bool(tf.get_variable_scope().reuse), repr(tf.get_variable_scope().name))


@case
def initializers_name_their_nodes(f):
    tf.get_variable("zeros", [2], initializer=tf.zeros_initializer())
    tf.get_variable("ones", [2], tf.int32, initializer=tf.ones_initializer())
    tf.get_variable("constant", [2], initializer=tf.constant_initializer(3.0))
    tf.get_variable("normal", [2], initializer=tf.random_normal_initializer(stddev=0.1))
    tf.get_variable("uniform", [2], initializer=tf.random_uniform_initializer(-1.0, 1.0))
    tf.get_variable("default", [2, 3])
    tf.get_variable("integers", [2], tf.int32)
    tf.get_variable("given", initializer=[1.0, 2.0])
    f.nodes()


@case
def glorot_has_its_limits(f):
    v = tf.get_variable("v", [300, 200])
    w = tf.get_variable("w", [3, 4, 5, 6], initializer=tf.glorot_uniform_initializer())
    for x in [v, w]:
        limits = [t for t in x.initializer.inputs[1].op.inputs]
        low = tf.get_default_graph().get_tensor_by_name(x.op.name + "/Initializer/random_uniform/min:0")
        high = tf.get_default_graph().get_tensor_by_name(x.op.name + "/Initializer/random_uniform/max:0")
        with tf.Session() as sess:
            f.show("%.6f %.6f" % tuple(sess.run([low, high])), len(limits))


@case
def initializers_draw_normal_numbers(f):
    tf.get_variable("t", [2], initializer=tf.truncated_normal_initializer(1.0, 0.5, seed=1))
    tf.get_variable("g", [30, 20], initializer=tf.glorot_normal_initializer())
    f.nodes()
    stddev = tf.get_default_graph().get_tensor_by_name("g/Initializer/truncated_normal/stddev:0")
    with tf.Session() as sess:
        f.show("%.6f" % sess.run(stddev))


@case
def initializers_are_functions(f):
    v = tf.get_variable("v", [2, 2], initializer=lambda shape, dtype, partition_info: tf.ones(shape, dtype) * 3)
    w = tf.get_variable("w", initializer=tf.constant([5, 6]))
    f.nodes()
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        f.show([x.tolist() for x in sess.run([v, w])])


@case
def devices_and_scopes_combine(f):
    with tf.device("/cpu:0"), tf.name_scope("a"):
        with tf.variable_scope("b"), tf.device("/job:ps"):
            v = tf.get_variable("v", [1], initializer=tf.zeros_initializer())
            c = v + 1
        with tf.control_dependencies([c]):
            d = tf.identity(v, name="d")
    for op in tf.get_default_graph().get_operations():
        f.show(op.name, repr(op.device), [x.name for x in op.control_inputs])


@case
def regularizers_add_losses(f):
    def penalty(v):
        return tf.reduce_sum(tf.square(v), name="penalty")

    with tf.variable_scope("s", regularizer=penalty):
        tf.get_variable("a", [2], initializer=tf.ones_initializer())
        tf.get_variable("b", [2], initializer=tf.ones_initializer(), regularizer=lambda v: None)
    f.names(*tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES))

"""Steps and their counter, optimizers in scopes, collections by reference, what is saved; and corners of all of it."""
import os
import tempfile

from facts import case
from tensorflow1 import np, tf

f32 = tf.float32


@case
def steps_have_a_counter(f):
    f.show(tf.train.get_global_step())
    step = tf.train.create_global_step()
    f.names(step, step.op)
    f.show(step.shape, step in tf.trainable_variables(), step in tf.global_variables())
    f.show(tf.train.get_global_step() is step, tf.train.get_or_create_global_step() is step)
    f.error(tf.train.create_global_step)
    f.show([v.name for v in tf.get_collection(tf.GraphKeys.GLOBAL_STEP)])


@case
def the_counter_is_made_when_asked_for(f):
    with tf.name_scope("scope"):
        step = tf.train.get_or_create_global_step()
    f.names(step)
    w = tf.Variable(2.0, name="w")
    train = tf.train.GradientDescentOptimizer(0.25).minimize(tf.square(w), global_step=step)
    f.names(train)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(train)
        sess.run(train)
        f.show(sess.run(step), sess.run(w))


@case
def optimizers_in_scopes_name_their_nodes(f):
    with tf.variable_scope("model"):
        w = tf.get_variable("w", [2], initializer=tf.zeros_initializer())
    with tf.name_scope("training"):
        optimizer = tf.train.MomentumOptimizer(0.5, 0.5)
        train = optimizer.minimize(tf.reduce_sum(tf.square(w - 1)))
    f.names(train, optimizer.get_slot(w, "momentum"))
    f.show(optimizer.get_slot_names(), optimizer.get_name(), optimizer.get_slot(w, "v"))
    f.show([v.name for v in tf.global_variables()], [v.name for v in tf.trainable_variables()])
    f.show([op.name for op in tf.get_collection(tf.GraphKeys.TRAIN_OP)])
    f.show([op.name for op in tf.get_default_graph().get_operations() if op.name.startswith("training") and op.type != "Const"])


@case
def gradients_and_variables_come_in_pairs(f):
    a = tf.Variable(1.0, name="a")
    b = tf.Variable(2.0, name="b")
    c = tf.Variable(3.0, name="c")
    optimizer = tf.train.GradientDescentOptimizer(0.5)
    pairs = optimizer.compute_gradients(a * b)
    for gradient, variable in pairs:
        f.show(gradient, variable)
    train = optimizer.apply_gradients([(g * 2, v) for g, v in pairs if g is not None])
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        sess.run(train)
        f.show(*sess.run([a, b, c]))


@case
def a_collection_is_changed_by_reference(f):
    tf.add_to_collection("losses", 1)
    f.show(tf.get_collection("losses"), tf.get_collection("other"))
    tf.get_collection("losses").append(2)
    f.show(tf.get_collection("losses"))
    tf.get_collection_ref("losses").append(3)
    f.show(tf.get_collection("losses"), tf.get_collection_ref("new"))
    f.show(sorted(tf.get_default_graph().get_all_collection_keys()))


@case
def scopes_of_variables_are_objects(f):
    with tf.variable_scope("outer") as outer:
        with tf.variable_scope("inner") as inner:
            f.show(inner.name, inner.original_name_scope, inner.reuse)
            tf.get_variable("v", [1])
    f.show(isinstance(outer, tf.VariableScope), outer.name)
    with tf.variable_scope(inner, reuse=True) as again:
        f.show(again.name, again.reuse)
        f.names(tf.get_variable("v"), tf.constant(1.0))
    with tf.variable_scope("other"), tf.variable_scope(outer):
        f.names(tf.get_variable("u", [1]), tf.constant(1.0))


@case
def checkpoints_are_listed(f):
    v = tf.Variable(1.0, name="v")
    saver = tf.train.Saver(max_to_keep=2)
    with tempfile.TemporaryDirectory() as folder, tf.Session() as sess:
        f.show(tf.train.get_checkpoint_state(folder), tf.train.latest_checkpoint(folder))
        sess.run(v.initializer)
        for step in (1, 2, 3):
            saver.save(sess, os.path.join(folder, "model"), global_step=step)
        state = tf.train.get_checkpoint_state(folder)
        f.show(os.path.basename(state.model_checkpoint_path))
        f.show([os.path.basename(path) for path in state.all_model_checkpoint_paths])
        f.show(os.path.basename(tf.train.latest_checkpoint(folder)))
        f.show([tf.train.checkpoint_exists(os.path.join(folder, "model-%d" % step)) for step in (1, 2, 3)])


@case
def a_saved_graph_comes_back_with_its_collections(f):
    x = tf.placeholder(f32, [None, 2], name="x")
    w = tf.Variable([[1.0], [2.0]], name="w")
    y = tf.matmul(x, w, name="y")
    tf.add_to_collection("outputs", y)
    meta = tf.train.export_meta_graph()
    f.show(isinstance(meta, tf.MetaGraphDef), sorted(key for key in meta.collection_def))
    f.show([node.name for node in meta.graph_def.node])
    with tf.Graph().as_default():
        saver = tf.train.import_meta_graph(meta, import_scope="copy")
        f.show(saver is not None)
        f.show([op.name for op in tf.get_default_graph().get_operations() if op.name.startswith("copy")])
        f.show([v.name for v in tf.global_variables()], [t.name for t in tf.get_collection("outputs")])


@case
def what_is_fed_ends_the_search(f):
    a = tf.placeholder(f32, [], name="a")
    v = tf.Variable(1.0, name="v")
    c = tf.constant(3.0, name="c")
    y = a * v + c
    g = tf.gradients(y, [a, v])
    with tf.Session() as sess:
        f.show(sess.run(y, {a: 2, v: 5}))
        f.show(sess.run(y, {a: 2, v: 5, c: 1}))
        f.show(*sess.run(g, {v: 7, a: 2}))
        f.show(sess.run(g[0], {v: 7}))
        f.error(lambda: sess.run(g[1], {v: 7}))
        f.error(lambda: sess.run(y, {a: 2}))
        f.error(lambda: sess.run([y, v], {a: 2, v: 5, c: [1, 2]}))
        f.show(*sess.run([y, c, a], {y: 1, a: 2}))
        found = sess.run({"a": y, "b": [c, (a,)]}, {y: 1, a: 2})
        f.show(found["a"], found["b"][0], found["b"][1][0])


@case
def scopes_and_dependencies_nest(f):
    with tf.name_scope("outer") as scope:
        a = tf.constant(1.0, name="a")
        with tf.control_dependencies([a]):
            with tf.name_scope("inner"):
                b = tf.constant(2.0, name="b")
                with tf.control_dependencies(None):
                    c = a + b
                with tf.control_dependencies([b]):
                    d = tf.identity(a, name="d")
                    e = b * c
        with tf.name_scope("inner"):
            h = -c
        with tf.name_scope(None):
            i = tf.abs(c)
        with tf.name_scope(scope):
            j = 2 / c
        k = tf.add(c, [1.0], name=scope)
    f.nodes()
    f.names(a, b, c, d, e, h, i, j, k)


@case
def gradients_stand_in_the_scope_where_they_are_asked_for(f):
    x = tf.Variable(3.0, name="x")
    with tf.name_scope("forward"):
        y = x * x
    with tf.name_scope("backward"):
        first = tf.gradients(y, x)[0]
        second = tf.gradients(first, x)[0]
    f.names(first, second)
    f.names(tf.gradients(y, x, name="again")[0])
    f.nodes()


@case
def finalized_graphs_refuse_all_that_makes_nodes(f):
    x = tf.Variable([1.0, 2.0], name="x")
    y = tf.reduce_sum(x)
    init = tf.global_variables_initializer()
    graph = tf.get_default_graph()
    graph.finalize()
    f.show(graph.finalized)
    f.error(lambda: x + 1)
    f.error(lambda: tf.gradients(y, x))
    f.error(lambda: x.assign([1.0, 1.0]))
    f.error(tf.global_variables_initializer)
    f.error(lambda: tf.train.GradientDescentOptimizer(0.5).minimize(y))
    f.error(lambda: tf.Variable(1.0))
    with tf.Session() as sess:
        sess.run(init)
        f.show(sess.run(y))


@case
def comparisons_and_indices_of_variables(f):
    v = tf.Variable([[1.0, 2.0], [3.0, 4.0]], name="v")
    f.show(v[0], v[:, 1], v[..., 0], v[tf.newaxis, 1:], v[::-1])
    f.show(v > 1, v[0] <= v[1], abs(v), -v, v @ v, 2.0 ** v, 7.5 // v, 7.5 % v)
    f.nodes()


@case
def loops_grow_the_graph(f):
    w = tf.Variable(0.0, name="w")
    x = tf.placeholder(f32, name="x")
    with tf.Session() as sess:
        sess.run(w.initializer)
        counts = []
        for i in range(3):
            sess.run(w.assign(w + x), {x: i})
            counts.append(len(tf.get_default_graph().get_operations()))
        f.show(counts, sess.run(w))
    f.show([op.name for op in tf.get_default_graph().get_operations()])

"""Sessions: fetches, feeds, and what they refuse."""
from facts import case
from tensorflow1 import np, tf

f32 = tf.float32


def expression():
    a = tf.placeholder(f32, name="a")
    b = tf.placeholder(f32, name="b")
    c = a + b
    return a, b, c, c * (b + 1)


@case
def fetches_have_structures(f):
    a, b, c, e = expression()
    feeds = {a: 2, b: 1}
    with tf.Session() as sess:
        f.show(sess.run(e, feeds), sess.run("mul:0", feeds), sess.run(c.op, feeds), sess.run("mul", feeds))
        x, (y, z), n = sess.run([e, [c, e], c.op], feeds)
        f.show(x, y, z, n)
        d = sess.run({"sum": c, "all": [a, b]}, feeds)
        f.show(sorted(d), d["sum"], d["all"][0], d["all"][1])
        f.show(sess.run([], feeds))
        p, q = sess.run([c, c], feeds)
        f.show(p, q)


@case
def fetches_that_cannot_be(f):
    a, b, c, e = expression()
    with tf.Graph().as_default():
        other = tf.constant(1, name="other")
    with tf.Session() as sess:
        f.error(lambda: sess.run(None))
        f.error(lambda: sess.run(3))
        f.error(lambda: sess.run(0.5))
        f.error(lambda: sess.run([c, None], {a: 1, b: 1}))
        f.error(lambda: sess.run("missing"))
        f.error(lambda: sess.run("missing:0"))
        f.error(lambda: sess.run("add:5"))
        f.error(lambda: sess.run(other))
        f.error(lambda: sess.run(other.op))
        f.error(lambda: sess.run([c, other], {a: 1, b: 1}))


@case
def any_tensor_is_fed(f):
    a, b, c, e = expression()
    k = tf.constant(5.0, name="k")
    v = tf.Variable(7.0, name="v")
    with tf.Session() as sess:
        f.show(sess.run(e, {b: 1, c: -1}), sess.run(e, {e: 3}), sess.run(k * 2, {k: 4}))
        f.show(sess.run(v + 1, {v: 1}), sess.run(v + 1, {v.value(): 2}), sess.run(e, {"a:0": 1, "b:0": 2}))
        f.show(*sess.run([a, e], {a: 1, b: 1}))


@case
def unfed_placeholders_are_named(f):
    a, b, c, e = expression()
    p = tf.placeholder(tf.int32, [], name="p")
    q = tf.placeholder(tf.float64, [None, 2], name="q")
    r = tf.placeholder(tf.bool, [3], name="r")
    with tf.Session() as sess:
        f.error(lambda: sess.run(e, {c: -1}))
        f.error(lambda: sess.run(a))
        f.error(lambda: sess.run(p + 1))
        f.error(lambda: sess.run(q * 2))
        f.error(lambda: sess.run(r))


@case
def feeds_that_cannot_be(f):
    a, b, c, e = expression()
    x = tf.placeholder(f32, [None, 2], name="x")
    n = tf.placeholder(tf.int32, name="n")
    with tf.Graph().as_default():
        other = tf.placeholder(f32, name="other")
    with tf.Session() as sess:
        f.error(lambda: sess.run(x, {x: [1, 2, 3]}))
        f.error(lambda: sess.run(x, {x: 1}))
        f.error(lambda: sess.run(x, {x: np.zeros([2, 3])}))
        f.error(lambda: sess.run(e, {a: c, b: 1}))
        f.error(lambda: sess.run(a, {other: 1}))
        f.error(lambda: sess.run(a, {c.op: 1, a: 1}))
        f.error(lambda: sess.run(a, {"missing:0": 1}))
        f.error(lambda: sess.run(a, {"missing": 1}))
        f.error(lambda: sess.run(a, {3: 1}))
        f.error(lambda: sess.run(n, {n: 2**40}))


@case
def feeds_are_converted(f):
    n = tf.placeholder(tf.int32, name="n")
    x = tf.placeholder(f32, name="x")
    b = tf.placeholder(tf.bool, name="b")
    with tf.Session() as sess:
        f.show(sess.run(n, {n: np.array([1.9, -2.9])}), sess.run(x, {x: np.array([1, 2])}).tolist(), sess.run(x, {x: True}))
        f.show(sess.run(b, {b: [1, 0]}), sess.run(x, {x: [[1, 2], [3, 4]]}).shape)


@case
def tensors_can_refuse_to_be_fed_or_fetched(f):
    g = tf.get_default_graph()
    a, b, c, e = expression()
    g.prevent_feeding(c)
    g.prevent_fetching(c.op)
    f.show(g.is_feedable(c), g.is_feedable(a), g.is_fetchable(c), g.is_fetchable(e))
    with tf.Session() as sess:
        f.error(lambda: sess.run(c, {a: 1, b: 1}))
        f.error(lambda: sess.run(c.op, {a: 1, b: 1}))


@case
def sessions_close(f):
    a = tf.constant(1)
    sess = tf.Session()
    f.show(sess.run(a))
    sess.close()
    sess.close()
    f.error(lambda: sess.run(a))
    with tf.Session() as sess:
        pass
    f.error(lambda: sess.run(a))


@case
def an_empty_graph_does_not_run(f):
    with tf.Session() as sess:
        f.error(lambda: sess.run([]))
        f.show(sess.graph is tf.get_default_graph())


@case
def a_session_belongs_to_its_graph(f):
    g = tf.Graph()
    with g.as_default():
        b = tf.constant(2, name="b")
    a = tf.constant(1, name="a")
    with tf.Session(graph=g) as sess:
        f.show(sess.graph is g, tf.get_default_graph() is g, sess.run(b))
        f.error(lambda: sess.run(a))
        f.names(tf.constant(3, name="b"))
    f.show(tf.get_default_graph() is g)
    f.error(lambda: tf.Session(graph=3))


@case
def a_session_sees_new_nodes(f):
    a = tf.constant(1)
    with tf.Session() as sess:
        f.show(sess.run(a))
        b = a + 1
        f.show(sess.run(b))
        f.show(sess.run(b + 1))


@case
def tensors_are_evaluated_in_the_default_session(f):
    a = tf.constant(1, name="a")
    x = tf.placeholder(f32, name="x")
    v = tf.Variable(5, name="v")
    f.show(tf.get_default_session())
    f.error(lambda: a.eval())
    f.error(lambda: v.initializer.run())
    with tf.Session() as sess:
        f.show(tf.get_default_session() is sess)
        v.initializer.run()
        f.show(a.eval(), (x * 2).eval({x: 4}), v.eval())
    f.show(tf.get_default_session())
    sess = tf.Session()
    f.show(a.eval(session=sess))
    with sess.as_default():
        f.show(a.eval(), tf.get_default_graph() is sess.graph)
    with tf.Session(graph=tf.Graph()) as other:
        f.error(lambda: a.eval())
        f.error(lambda: a.op.run())
        f.error(lambda: a.eval(session=other))
        f.error(lambda: a.op.run(session=other))


@case
def sessions_nest(f):
    a = tf.constant(1)
    with tf.Session() as outer:
        with tf.Session() as inner:
            f.show(tf.get_default_session() is inner, a.eval())
            f.error(tf.reset_default_graph)
        f.show(tf.get_default_session() is outer)


@case
def an_interactive_session_is_the_default(f):
    sess = tf.InteractiveSession()
    a = tf.constant(3)
    f.show(a.eval(), tf.get_default_session() is sess)
    sess.close()
    f.error(lambda: a.eval())


@case
def nodes_run_once_a_run(f):
    count = tf.Variable(0, name="count")
    step = count.assign_add(1)
    with tf.Session() as sess:
        sess.run(count.initializer)
        sess.run([step, step.op, step + 0, step * 2])
        f.show(sess.run(count))
        sess.run([step])
        f.show(sess.run(count))

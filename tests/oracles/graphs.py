"""Graphs of small programs: python tests/oracles/graphs.py > tests/oracles/graphs.json (needs tensorflow-cpu 2.21)."""
import json

from tensorflow1 import nodes, tf, values

CASES = {}


def case(body):
    CASES[body.__name__] = body
    return body


@case
def variables():
    a = tf.Variable(0, name="a")
    b = tf.Variable(2.5, name="b")
    a.assign(a + 1)
    a.assign_add(2)
    tf.assign_sub(b, 1.0)
    init = tf.global_variables_initializer()
    return init, [], [a, b]


@case
def names():
    a = tf.placeholder(tf.float32, name="a")
    b = tf.placeholder(tf.float32, name="a")
    tf.multiply(a + b, b + 1, name="a")
    with tf.name_scope("layer"):
        c = tf.add(a, b)
        with tf.name_scope("inner"):
            c - 1
        c * 2
    with tf.name_scope("layer"):
        tf.exp(c, name="exp")
    1 - a
    2 / b
    tf.Variable(1.5)
    tf.Variable(1.5)
    return None, [], []


@case
def logistic_optimizer():
    x = tf.placeholder(tf.float32, [5, 4], name="X")
    y = tf.placeholder(tf.float32, [5, 1], name="Y")
    w = tf.Variable(tf.zeros([4, 1]), name="w")
    pred = tf.matmul(x, w, name="pred")
    loss = tf.reduce_mean(tf.log(1 + tf.exp(-y * pred)), name="loss")
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss, name="train")
    feeds = {x: [[i * 4 + j - 9 for j in range(4)] for i in range(5)], y: [[1], [-1], [1], [1], [-1]]}
    return tf.global_variables_initializer(), [(train, feeds), (w, {}), (train, feeds), (loss, feeds), (w, {})], []


@case
def squared_gradient():
    x = tf.placeholder(tf.float64, [3, 2], name="X")
    y = tf.placeholder(tf.float64, [3, 1], name="Y")
    w = tf.Variable(tf.ones([2, 1], tf.float64), name="w")
    loss = tf.reduce_mean(tf.square(tf.matmul(x, w) - y), name="loss")
    g = tf.gradients(loss, [w])[0]
    update = w.assign(w - 0.25 * g)
    feeds = {x: [[1.5, 2], [-1, 0.25], [0, 3]], y: [[1], [2], [-4]]}
    return tf.global_variables_initializer(), [(g, feeds), (update, feeds), (loss, feeds)], []


@case
def trigonometric_chain():
    a = tf.Variable(0.2, name="a")
    b = tf.Variable(0.3, name="b")
    z = tf.constant(0.0, name="z")
    for i in range(10):
        z = a * tf.cos(z + i) + z * tf.sin(b - i)
    grads = tf.gradients(z, [a, b])
    return tf.global_variables_initializer(), [(z, {}), (grads[0], {}), (grads[1], {})], []


@case
def broadcast_gradients():
    x = tf.placeholder(tf.float32, [3, 2], name="x")
    v = tf.placeholder(tf.float32, [2], name="v")
    s = tf.constant(0.5, name="s")
    z = tf.reduce_sum(x * v + s / x - tf.maximum(x, v) * tf.sqrt(s), name="z")
    grads = tf.gradients(z, [x, v, s])
    feeds = {x: [[1, 2], [3, -4], [0.5, 6]], v: [1.5, -2]}
    return None, [(z, feeds)] + [(g, feeds) for g in grads], []


@case
def partly_known_shapes():
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    w = tf.Variable(tf.ones([3, 1]), name="w")
    p = tf.matmul(x, w)
    loss = tf.reduce_mean(tf.nn.softplus(p), name="loss")
    g = tf.gradients(loss, [w])[0]
    rows = tf.reduce_sum(tf.tanh(x), axis=1, keepdims=True)
    g2 = tf.gradients(rows, [x])[0]
    feeds = {x: [[1, 2, 3], [-1, 0, 1]]}
    return tf.global_variables_initializer(), [(loss, feeds), (g, feeds), (rows, feeds), (g2, feeds)], []


@case
def random_numbers():
    tf.set_random_seed(42)
    # TensorFlow 1 takes the number of nodes so far (shape, mean and stddev) as the seed of an op without one.
    a = tf.random_normal([2, 3], seed=3, name="a")
    b = tf.random_normal([3], mean=2.0, stddev=0.5, seed=7, name="b")
    c = tf.random_normal([2], dtype=tf.float64, seed=3, name="c")
    d = tf.random_uniform([5], minval=-1.0, maxval=3.0, seed=5, name="d")
    return None, [(a, {}), (a, {}), (b, {}), (c, {}), (d, {}), (d, {})], []


def run(body):
    tf.reset_default_graph()
    init, runs, _ = body()
    graph = tf.get_default_graph()
    written = nodes(graph)
    results = []
    with tf.Session() as sess:
        if init is not None:
            sess.run(init)
        for fetch, feeds in runs:
            result = sess.run(fetch, feeds)
            if result is not None:
                results.append({"fetch": fetch.name, "result": values(result)})
    return {"nodes": written, "runs": results}


if __name__ == "__main__":
    cases = {name: run(body) for name, body in CASES.items()}
    print('{"tensorflow": "%s", "cases": {' % tf.__version__)
    for i, (name, result) in enumerate(cases.items()):
        print('%s: {"nodes": [' % json.dumps(name))
        print(",\n".join(json.dumps(node) for node in result["nodes"]))
        print('], "runs": [')
        print(",\n".join(json.dumps(r) for r in result["runs"]))
        print("]}" + ("," if i < len(cases) - 1 else ""))
    print("}}")

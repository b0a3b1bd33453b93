"""GraphDefs both ways: TensorFlow imports and runs ours (graphdefs-written.json, made by graphdefs.ts), and writes
its own of the same programs for us to run: python tests/oracles/graphdefs.py > tests/oracles/graphdefs.json"""
import base64
import hashlib
import json
import os

# Its kernels take the place of nodes before a graph is cut.
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
from google.protobuf import text_format  # noqa: E402
from tensorflow.core.protobuf.rewriter_config_pb2 import RewriterConfig  # noqa: E402

from tensorflow1 import np, tf, values  # noqa: E402

HERE = os.path.dirname(__file__)
OURS = json.load(open(os.path.join(HERE, "graphdefs-written.json")))
PROGRAMS = {}


def program(body):
    PROGRAMS[body.__name__] = body
    return body


@program
def sum_times_sum():
    a = tf.placeholder(tf.float32, name="a")
    b = tf.placeholder(tf.float32, name="b")
    (a + b) * (b + 1)


@program
def closed_form():
    x = tf.placeholder(tf.float64, [None, 2], name="X")
    y = tf.placeholder(tf.float64, [None, 1], name="Y")
    w = tf.Variable(tf.zeros([2, 1], tf.float64), name="w")
    xt = tf.transpose(x, name="Xtranspose")
    xtx = tf.matmul(xt, x, name="XtX")
    xty = tf.matmul(xt, y, name="XtY")
    tf.assign(w, tf.matmul(tf.matrix_inverse(xtx), xty), name="compute_w")
    tf.reduce_mean(tf.square(tf.matmul(x, w, name="pred") - y), name="loss")
    tf.global_variables_initializer()


@program
def gradient_descent():
    x = tf.placeholder(tf.float32, [3, 2], name="X")
    y = tf.placeholder(tf.float32, [3, 1], name="Y")
    w = tf.Variable(tf.ones([2, 1]), name="w")
    residual = tf.matmul(x, w, name="pred") - y
    loss = tf.reduce_mean(tf.square(residual), name="loss")
    g = tf.gradients(loss, [w])[0]
    tf.assign(w, w - 0.05 * g, name="update_w")
    tf.global_variables_initializer()


@program
def trigonometric_chain():
    a = tf.Variable(0.2, name="a")
    b = tf.Variable(0.3, name="b")
    z = tf.constant(0.0, name="z")
    for i in range(10):
        z = a * tf.cos(z + i) + z * tf.sin(b - i)
    da, db = tf.gradients(z, [a, b])
    tf.raw_ops.AddN(inputs=[z], name="value")
    tf.raw_ops.AddN(inputs=[da], name="da")
    tf.raw_ops.AddN(inputs=[db], name="db")
    tf.global_variables_initializer()


@program
def logistic_optimizer():
    x = tf.placeholder(tf.float32, [3, 2], name="X")
    y = tf.placeholder(tf.float32, [3, 1], name="Y")
    w = tf.Variable(tf.zeros([2, 1]), name="w")
    step = tf.Variable(0, name="step", trainable=False)
    loss = tf.reduce_mean(tf.nn.softplus(-y * tf.matmul(x, w, name="pred")), name="loss")
    tf.train.GradientDescentOptimizer(0.5).minimize(loss, name="train", global_step=step)
    tf.global_variables_initializer()


@program
def constants():
    tf.constant(1.5, name="scalar")
    tf.constant(-7, name="integer")
    tf.constant(True, name="truth")
    tf.constant([True, False, True], name="truths")
    tf.constant([1.5, -0.25, 1e-30, 3e30], name="floats")
    tf.constant([1, 2, -3], tf.float64, name="doubles")
    tf.constant([1, 2, 3, 4, 5, 6], tf.float32, [2, 3], name="matrix")
    tf.constant([7, 8, 8, 8], shape=[2, 2], name="filled_up")
    tf.constant([], name="empty")
    tf.zeros([3, 2], name="zeros")
    tf.ones([2], tf.float64, name="ones")
    tf.constant([np.nan, np.inf, -np.inf], tf.float32, name="odd")


@program
def arrays():
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    flat = tf.reshape(x, [-1], name="flat")
    tf.tile(tf.expand_dims(flat, 0), [2, 1], name="tiled")
    tf.gather(x, [1, 0, 1], name="gathered")
    tf.transpose(x, [1, 0], name="transposed")
    tf.where_v2(x > 1, x, tf.zeros_like(x), name="chosen")
    tf.cast(tf.reduce_sum(x, 1, keepdims=True), tf.float64, name="sums")
    tf.argmax(x, 1, name="best")
    tf.reduce_max(x, [0, 1], name="largest")
    tf.squeeze(tf.reduce_mean(x, 0, keepdims=True), [0], name="means")
    tf.fill(tf.shape(flat), 2.5, name="filled")
    tf.range(2, 11, 3, name="steps")
    tf.clip_by_value(x, -1, 1, name="clipped")


@program
def random_numbers():
    tf.set_random_seed(42)
    tf.random_normal([2, 3], seed=11, name="normal")
    tf.random_uniform([4], minval=-1.0, maxval=3.0, seed=5, name="uniform")
    v = tf.Variable(tf.random_normal([3], dtype=tf.float64, seed=2), name="v")
    tf.multiply(v, 2, name="twice")
    tf.global_variables_initializer()


@program
def order_and_devices():
    count = tf.Variable(1, name="count")
    with tf.device("/cpu:0"):
        added = count.assign_add(4)
    with tf.control_dependencies([added]):
        after = tf.identity(count.value(), name="after")
    with tf.name_scope("part"):
        tf.group(after, name="both")
    tf.global_variables_initializer()


@program
def joining_and_slicing():
    x = tf.placeholder(tf.float32, [2, 3], name="x")
    both = tf.concat([x, x * 10], 0, name="both")
    tf.stack([x, -x], axis=1, name="stacked")
    tf.split(both, 2, name="halves")
    tf.unstack(x, name="rows")
    tf.pad(x, [[1, 0], [0, 2]], name="padded")
    tf.reverse(x, [1], name="reversed")
    tf.slice(x, [0, 1], [2, 2], name="sliced")
    tf.strided_slice(both, [3, 0], [0, 3], [-2, 1], name="strided")
    tf.one_hot([2, 0, 1], 3, name="hot")
    tf.cumsum(x, axis=1, name="running")
    tf.raw_ops.LinSpace(start=tf.constant(0.0), stop=tf.constant(1.0), num=5, name="steps")


@program
def linear_algebra():
    x = tf.placeholder(tf.float64, [3, 2], name="x")
    gram = tf.matmul(x, x, transpose_a=True, name="gram")
    tf.cholesky(gram, name="factor")
    tf.matrix_determinant(gram, name="determinant")
    tf.matrix_solve(gram, [[1.0], [2.0]], name="solution")
    tf.diag_part(gram, name="diagonal")
    g = tf.gradients(tf.matrix_determinant(gram), [x])[0]
    tf.identity(g, name="gradient")


@program
def losses():
    x = tf.placeholder(tf.float32, [3, 2], name="x")
    w = tf.Variable([[0.5, -1, 2], [1, 0.25, -0.5]], name="w")
    b = tf.Variable([0.5, -0.5, 1.5], name="b")
    logits = tf.nn.bias_add(tf.matmul(x, w), b, name="logits")
    labels = tf.constant([0, 2, 1], name="labels")
    tf.nn.softmax(logits, name="probabilities")
    each = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits, name="each")
    tf.identity(each, name="each_loss")
    loss = tf.add_n([tf.reduce_mean(each), tf.nn.l2_loss(w) * 0.125], name="loss")
    gw, gb = tf.gradients(loss, [w, b])
    tf.identity(gw, name="gradient_w")
    tf.identity(gb, name="gradient_b")
    tf.global_variables_initializer()


TWO_DEVICES = tf.ConfigProto(
    device_count={"CPU": 2},
    graph_options=tf.GraphOptions(
        optimizer_options=tf.OptimizerOptions(opt_level=tf.OptimizerOptions.L0),
        rewrite_options=RewriterConfig(disable_meta_optimizer=True),
    ),
)


def sent_constant():
    with tf.device("/cpu:1"):
        a = tf.constant([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], shape=[2, 3], name="a")
    yield [a], {}


def fed_and_ordered():
    with tf.device("/cpu:1"):
        x = tf.placeholder(tf.float32, [2], name="x")
        y = tf.square(x, name="y")
    with tf.device("/cpu:0"):
        z = tf.add(y, 1.0, name="z")
        with tf.control_dependencies([y]):
            w = tf.identity(z * 2, name="w")
    yield [z, w, y], {x: [1, 2]}
    yield [w], {x: [1, 2]}
    yield [x, w], {x: [1, 2], y: [3, 4]}


def model_on_two_devices():
    x = tf.placeholder(tf.float32, [3, 2], name="X")
    y = tf.placeholder(tf.float32, [3, 1], name="Y")
    with tf.device("/cpu:1"):
        w = tf.Variable(tf.ones([2, 1]), name="w")
        pred = tf.matmul(x, w, name="pred")
    loss = tf.reduce_mean(tf.square(pred - y), name="loss")
    with tf.device("/cpu:1"):
        update = tf.assign(w, w - tf.matmul(0.1 * tf.transpose(x), pred - y), name="update")
    init = tf.global_variables_initializer()
    feeds = {x: [[1, 2], [3, 4], [5, 6]], y: [[1], [2], [3]]}
    yield [init], {}
    yield [update.op], feeds
    yield [loss, w], feeds


def partitions(body):
    """The graphs of each run of a program on two devices: per node its name, op, inputs, device and edge."""
    with tf.Graph().as_default():
        runs = []
        session = None
        for fetches, feeds in list(body()):
            session = session or tf.Session(config=TWO_DEVICES)
            metadata = tf.RunMetadata()
            session.run(fetches, feeds, options=tf.RunOptions(output_partition_graphs=True), run_metadata=metadata)
            runs.append(
                [
                    [
                        [n.name, n.op, list(n.input), n.device, n.attr["tensor_name"].s.decode()]
                        for n in graph.node
                    ]
                    for graph in metadata.partition_graphs
                ]
            )
        return runs


def run(graph_def, runs):
    """The values that TensorFlow computes with a graph; an operation gives null."""
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(graph_def, name="")
        with tf.Session() as session:
            results = []
            for step in runs:
                fetches = [graph.as_graph_element(name) for name in step["fetches"]]
                found = session.run(fetches, step.get("feeds") or {})
                results.append([None if value is None else values(value) for value in found])
            return results


def accept(case):
    """TensorFlow takes both forms of our GraphDef, finds them equal, and prints the text to the letter as we did."""
    binary = base64.b64decode(case["binary"])
    graph_def = tf.GraphDef.FromString(binary)
    assert text_format.Parse(case["text"], tf.GraphDef()) == graph_def
    assert text_format.MessageToString(graph_def) == case["text"]
    return {"sha256": hashlib.sha256(binary).hexdigest(), "results": run(graph_def, case["runs"])}


def write(body, runs):
    """TensorFlow's own GraphDef of the program, as bytes and as str() prints it."""
    with tf.Graph().as_default() as graph:
        body()
        graph_def = graph.as_graph_def()
    binary = base64.b64encode(graph_def.SerializeToString(deterministic=True)).decode()
    return {"binary": binary, "text": str(graph_def), "results": run(graph_def, runs)}


if __name__ == "__main__":
    accepted = {name: accept(case) for name, case in OURS.items()}
    theirs = {name: write(body, OURS[name]["runs"]) for name, body in PROGRAMS.items()}
    cut = {body.__name__: partitions(body) for body in (sent_constant, fed_and_ordered, model_on_two_devices)}
    print(json.dumps({"tensorflow": tf.__version__, "accepted": accepted, "theirs": theirs, "partitions": cut}))

"""TensorFlow itself, as the lecture uses it: tf.compat.v1 graphs and sessions.

`graph_sessions.py THREADS DATA`, 0 threads for its own choice.
Reads a request a line and answers with a line, as ../protocol.ts says; float64 data lies in the file DATA.
"""

import json
import os
import resource
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
import numpy as np
import tensorflow

tf = tensorflow.compat.v1
tf.disable_eager_execution()
THREADS = int(sys.argv[1])
ROWS, COLUMNS = 607, 576
DATA = np.fromfile(sys.argv[2], np.float64)
INPUTS = DATA[: ROWS * COLUMNS].reshape(ROWS, COLUMNS)
LABELS = DATA[ROWS * COLUMNS :].reshape(ROWS, 1)


def session():
    return tf.Session(
        config=tf.ConfigProto(
            intra_op_parallelism_threads=THREADS, inter_op_parallelism_threads=THREADS
        )
    )


def norm_of(w):
    return tf.sqrt(tf.reduce_sum(tf.square(w)))


def loop(workload):
    dtype = workload["dtype"]
    linear = workload["model"] == "linear"
    X, Y = INPUTS.astype(dtype), LABELS.astype(dtype)
    feeds = {}
    if workload["data"] == "placeholders":
        inputs, labels = tf.placeholder(dtype), tf.placeholder(dtype)
        feeds = {inputs: X, labels: Y}
    else:
        inputs, labels = tf.constant(X), tf.constant(Y)
    w = tf.Variable(tf.zeros([COLUMNS, 1], dtype))
    product = tf.matmul(inputs, w)
    if linear:
        gradient = tf.matmul(tf.transpose(inputs), product - labels) * (2 / ROWS)
    else:
        loss = tf.reduce_mean(tf.log(tf.exp(-labels * product) + 1))
        (gradient,) = tf.gradients(loss, [w])
    train = w.assign(w - gradient * (0.005 if linear else 0.05)).op
    norm, initialize, sess = norm_of(w), tf.global_variables_initializer(), session()

    def run(count):
        sess.run(initialize)
        for _ in range(count):
            sess.run(train, feeds)
        return float(sess.run(norm))

    return sess, run


def closed_form(workload):
    dtype = workload["dtype"]
    X = tf.Variable(tf.constant(INPUTS.astype(dtype)))
    Y = tf.constant(LABELS.astype(dtype))
    w = tf.Variable(tf.zeros([COLUMNS, 1], dtype))
    Xt = tf.transpose(X)
    train = w.assign(tf.matmul(tf.matrix_inverse(tf.matmul(Xt, X)), tf.matmul(Xt, Y))).op
    norm, sess = norm_of(w), session()
    sess.run(tf.global_variables_initializer())

    def run(count):
        for _ in range(count):
            sess.run(train)
        return float(sess.run(norm))

    return sess, run


def matmul(workload):
    n, dtype = workload["n"], workload["dtype"]
    u, v = tf.placeholder(dtype, [n, 1]), tf.placeholder(dtype, [1, n])
    A, B = tf.Variable(tf.sin(u * v)), tf.Variable(tf.cos(u * v))
    corner = tf.slice(tf.matmul(A, B), [0, 0], [1, 1])
    sess = session()
    ramp = 30 * np.arange(1, n + 1) / n
    sess.run(tf.global_variables_initializer(), {u: ramp[:, None], v: ramp[None, :]})

    def run(count):
        for _ in range(count):
            last = sess.run(corner)
        return float(last[0, 0])

    return sess, run


def session_run(workload):
    X, Y = tf.placeholder("float32", [2, 2]), tf.placeholder("float32", [2, 1])
    eta = tf.placeholder("float32", [])
    w = tf.Variable(tf.zeros([2, 1]))
    update = w.assign(w - tf.matmul(tf.transpose(X), tf.matmul(X, w) - Y) * eta).op
    norm, nothing = norm_of(w), tf.no_op()
    initialize, sess = tf.global_variables_initializer(), session()
    rows = np.array([[0.5, 1], [1.5, 2]], np.float32)
    results = np.array([[0.5], [1]], np.float32)
    feeds = {X: rows, Y: results, eta: np.float32(0.01)}

    def run(count):
        sess.run(initialize)
        if workload["form"] == "no-op":
            for _ in range(count):
                sess.run(nothing)
            return 0.0
        for _ in range(count):
            sess.run(update, feeds)
        return float(sess.run(norm))

    return sess, run


KINDS = {
    "loop": loop,
    "closed-form": closed_form,
    "matmul": matmul,
    "session-run": session_run,
}


def say(value):
    print(json.dumps(value), flush=True)


def held():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


def main():
    current, sess, run = None, None, None
    say({"ready": f"TensorFlow {tensorflow.__version__}, Python {sys.version.split()[0]}"})
    for line in sys.stdin:
        request = json.loads(line)
        if request["workload"] != current:
            if sess:
                sess.close()
            tf.reset_default_graph()
            sess, run = KINDS[request["workload"]["kind"]](request["workload"])
            current = request["workload"]
        start = time.perf_counter()
        result = run(request["count"])
        seconds = time.perf_counter() - start
        reply = {"seconds": seconds, "result": result}
        if sys.platform == "linux":
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            reply["memory"] = {"held": held(), "peak": peak}
        say(reply)


main()

"""Checkpoints both ways: TensorFlow restores ours (checkpoints-written.json, made by checkpoints.ts), graph and
variables, and saves its own of the same program: python tests/oracles/checkpoints.py > tests/oracles/checkpoints.json"""
import base64
import json
import os
import tempfile

from tensorflow1 import tf, values

HERE = os.path.dirname(__file__)
FEEDS = {"X:0": [[1, 2], [-1, 0.5], [0, 3]], "Y:0": [[1], [-2], [4]]}
STEPS = 3


def build_model():
    x = tf.placeholder(tf.float32, [None, 2], name="X")
    y = tf.placeholder(tf.float32, [None, 1], name="Y")
    w = tf.Variable(tf.zeros([2, 1]), name="w")
    with tf.variable_scope("layer"):
        b = tf.Variable(0.5, name="bias")
    count = tf.Variable(0, name="count", trainable=False)
    tf.Variable([True, False, True], name="flags", trainable=False)
    tf.Variable(tf.constant([1.5, -2.5], tf.float64), name="layer/doubles", trainable=False)
    loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - y), name="loss")
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=count, name="train")
    tf.add_to_collection("train_op", train)
    tf.global_variables_initializer()


def contents(folder, prefix):
    """What a checkpoint holds, and what one step more does to the loss."""
    reader = tf.train.load_checkpoint(os.path.join(folder, prefix))
    saved = {name: values(reader.get_tensor(name)) for name in sorted(reader.get_variable_to_shape_map())}
    with tf.Graph().as_default(), tf.Session() as session:
        saver = tf.train.import_meta_graph(os.path.join(folder, prefix + ".meta"))
        saver.restore(session, os.path.join(folder, prefix))
        session.run(tf.get_collection("train_op")[0], FEEDS)
        loss = values(session.run("loss:0", FEEDS))
        trainable = [v.name for v in tf.trainable_variables()]
    return {"saved": saved, "loss": loss, "trainable": trainable}


def ours():
    with tempfile.TemporaryDirectory() as folder:
        for name, data in json.load(open(os.path.join(HERE, "checkpoints-written.json"))).items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(base64.b64decode(data))
        latest = os.path.basename(tf.train.latest_checkpoint(folder))
        return {"latest": latest, **contents(folder, latest)}


def theirs():
    with tempfile.TemporaryDirectory() as folder:
        with tf.Graph().as_default(), tf.Session() as session:
            build_model()
            session.run("init")
            for _ in range(STEPS):
                session.run("train", FEEDS)
            path = tf.train.Saver().save(session, os.path.join(folder, "model.ckpt"), global_step=STEPS)
        prefix = os.path.basename(path)
        files = {}
        for name in sorted(os.listdir(folder)):
            if name != "checkpoint":
                with open(os.path.join(folder, name), "rb") as file:
                    files[name] = base64.b64encode(file.read()).decode()
        return {"prefix": prefix, "files": files, **contents(folder, prefix)}


if __name__ == "__main__":
    print(json.dumps({"tensorflow": tf.__version__, "ours": ours(), "theirs": theirs()}, indent=1))

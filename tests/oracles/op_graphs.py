"""TensorFlow imports graphs of ours that have every op between them, runs them, and gets our values:
node tests/oracles/op-graphs.ts > /tmp/graphs.json
python tests/oracles/op_graphs.py /tmp/graphs.json > tests/oracles/op-graphs.json"""
import base64
import json
import sys

from tensorflow1 import np, tf

DTYPES = {"f": "float32", "d": "float64", "i": "int32", "b": "bool", "l": "int64"}
TOLERANCE = {"f": 1e-6, "d": 1e-12}


def array(value):
    dtype, shape, numbers = value
    return np.array([float(n) for n in numbers]).astype(DTYPES[dtype]).reshape(shape)


def check(case):
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(tf.GraphDef.FromString(base64.b64decode(case["graphDef"])), name="")
        feeds = {name: array(value) for name, value in case["feeds"].items()}
        with tf.Session() as session:
            if case["init"] is not None:
                session.run(graph.get_operation_by_name(case["init"]))
            found = [
                value
                for names in case["runs"]
                for value in session.run([graph.as_graph_element(name) for name in names], feeds)
                if value is not None
            ]
    assert len(found) == len(case["values"])
    for theirs, ours in zip(found, case["values"]):
        expected = array(ours)
        assert theirs.shape == expected.shape, case["program"]
        scale = max(1, np.abs(expected[np.isfinite(expected)]).max(initial=0))
        np.testing.assert_allclose(theirs, expected, rtol=0, atol=TOLERANCE.get(ours[0], 0) * scale, err_msg=case["program"])


if __name__ == "__main__":
    cases = json.load(open(sys.argv[1]))
    for case in cases:
        check(case)
    lines = [
        json.dumps({"program": case["program"], "ops": case["ops"], "sha256": case["sha256"]}) for case in cases
    ]
    print('{"tensorflow": "%s", "accepted": [' % tf.__version__)
    print(",\n".join(lines))
    print("]}")

"""TensorBoard opens our event files (events-written.json, made by events.ts):
python tests/oracles/events.py > tests/oracles/events.json (needs tensorboard 2.21 besides tensorflow-cpu)"""
import base64
import hashlib
import json
import os
import tempfile

from tensorflow1 import tf
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.graph import graph_util

HERE = os.path.dirname(__file__)


def opened(binary):
    """What TensorBoard finds in a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "events.out.tfevents.1500000000.test")
        with open(path, "wb") as file:
            file.write(binary)
        # Checksums of all records are checked by this reader.
        kinds = [event.WhichOneof("what") for event in tf.train.summary_iterator(path)]
        accumulator = EventAccumulator(path).Reload()
        graph = accumulator.Graph()
        # What its graph page shows: nodes of several graphs can be merged only if each is well formed.
        merged = graph_util.merge_graph_defs([graph])
        tags = accumulator.Tags()
        metadata = {
            tag: [stats.node_name for device in accumulator.RunMetadata(tag).step_stats.dev_stats for stats in device.node_stats]
            for tag in tags["run_metadata"]
        }
        scalars = {
            tag: [[event.step, event.value] for event in accumulator.Scalars(tag)] for tag in tags["scalars"]
        }
        return {
            "sha256": hashlib.sha256(binary).hexdigest(),
            "kinds": kinds,
            "nodes": [node.name for node in merged.node],
            "metadata": metadata,
            "scalars": scalars,
        }


if __name__ == "__main__":
    written = json.load(open(os.path.join(HERE, "events-written.json")))
    print(json.dumps({name: opened(base64.b64decode(data)) for name, data in written.items()}, indent=1))

"""The attributes that TensorFlow's ops have, with their defaults, of every op of ours:
python tests/oracles/op_attributes.py > tests/oracles/op-attributes.json"""
import base64
import json
import os
import re

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
from tensorflow.python.framework import op_def_registry  # noqa: E402

OP_TYPES = os.path.join(os.path.dirname(__file__), "../../packages/graph/src/op-types.ts")


def attribute(attr):
    """Its default as the bytes of an AttrValue, or null if it has none."""
    if not attr.HasField("default_value"):
        return None
    return base64.b64encode(attr.default_value.SerializeToString(deterministic=True)).decode()


if __name__ == "__main__":
    source = open(OP_TYPES).read().split("OP_TYPES = [")[1].split("] as const")[0]
    names = re.findall(r"'(\w+)'", source)
    ops = {name: op_def_registry.get(name) for name in names}
    print("{")
    lines = [
        '"%s": %s' % (name, json.dumps({attr.name: attribute(attr) for attr in op.attr} if op else None))
        for name, op in ops.items()
    ]
    print(",\n".join(lines))
    print("}")

"""What programs see: python tests/oracles/semantics.py > tests/oracles/semantics.json (tensorflow-cpu 2.21)."""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "semantics"))
import dtypes  # noqa: E402, F401
import names  # noqa: E402, F401
import sessions  # noqa: E402, F401
import shapes  # noqa: E402, F401
import training  # noqa: E402, F401
import variables  # noqa: E402, F401
from facts import CASES, Facts  # noqa: E402
from tensorflow1 import tf  # noqa: E402


def run(body):
    tf.reset_default_graph()
    facts = Facts()
    body(facts)
    return facts.lines


if __name__ == "__main__":
    results = {name: run(body) for name, body in CASES.items()}
    print('{"tensorflow": "%s", "cases": {' % tf.__version__)
    print(",\n".join("%s: %s" % (json.dumps(name), json.dumps(lines, indent=0)) for name, lines in results.items()))
    print("}}")

"""Values, gradients, graphs and errors of small programs: python tests/oracles/ops.py (needs tensorflow-cpu 2.21).

Writes tests/oracles/ops.json. Arguments: names of case files, to print only those.
"""
import importlib
import json
import pathlib
import sys

import programs
from tensorflow1 import first_matrix_diagonals, first_reductions, tf

GROUPS = ["elementwise", "reductions", "arrays", "indexing", "functions_of_numbers", "nn", "linear_algebra", "state", "training",
          "random_programs"]


def main():
    first_matrix_diagonals()
    first_reductions()
    asked = sys.argv[1:]
    groups = {}
    for group in asked or GROUPS:
        programs.CASES.clear()
        importlib.import_module("op_cases." + group).cases()
        results = [programs.run_case(spec) for spec in programs.CASES]
        if group == "random_programs":
            # Which of several nodes that fail in a run is told is chance.
            results = [r for r in results if r.get("error", {}).get("at") != "run"]
        groups[group] = results
    lines = ['{"tensorflow": "%s", "groups": {' % tf.__version__]
    for i, (group, results) in enumerate(groups.items()):
        lines.append("%s%s: [" % ("," if i else "", json.dumps(group)))
        lines += [json.dumps(r, separators=(",", ":")) + ("," if k < len(results) - 1 else "") for k, r in enumerate(results)]
        lines.append("]")
    lines.append("}}")
    text = "\n".join(lines) + "\n"
    if asked:
        print(text)
    else:
        pathlib.Path(__file__).with_suffix(".json").write_text(text)


if __name__ == "__main__":
    main()

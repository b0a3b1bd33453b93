"""Variables changed by hand, and random numbers."""
from programs import Input, case

RANDOM = "the seed of an op comes from the count of nodes, which differs"


def cases():
    v = lambda *shape, **k: Input(*shape, kind="variable", **k)
    case([v(3), Input(3)], ("assign", "$0", "$1"), runs=[["$2"], ["$0"]], gradients=False)
    case([v(3, dtype="float64")], ("assignAdd", "$0", [1.5, 2.5, 3.5], {"name": "named"}), runs=[["$1"], ["$1"], ["$0"]], gradients=False)
    case([v(2, 2), Input(2, 2)], ("assignSub", "$0", "$1"), runs=[["$2"], ["$0"]], gradients=False)
    case([v(dtype="int32", data=[7])], ("assignAdd", "$0", 1), runs=[["$1"], ["$1"], ["$0"]])
    case([v(3), Input(2)], ("assign", "$0", "$1"))
    case([v(3), Input(3, dtype="float64")], ("assign", "$0", "$1"))
    case([v(3), Input(3, known=None)], ("assign", "$0", "$1"), gradients=False)
    case([Input(3)], ("assign", "$0", [1, 2, 3]), note="tensors are of another class", older=["AttributeError", "'Tensor' object has no attribute 'assign'"])
    case([v(3)], (".assign", "$0", [1.5, 2.5, 3.5]), runs=[["$1"], ["$0"]], gradients=False)
    case([v(3)], (".assignAdd", "$0", [1.5, 2.5, 3.5]), runs=[["$1"], ["$0"]], gradients=False)
    case([v(3)], (".assignSub", "$0", [1.5, 2.5, 3.5]), runs=[["$1"], ["$0"]], gradients=False)
    case([v(3)], (".mul", "$0", 0.5), ("assign", "$0", "$1"), runs=[["$2"], ["$2"], ["$0"]], gradients=False)
    case([v(3), v(3)], ("assign", "$0", "$1"), ("assign", "$1", [1.5, 2.5, 3.5]), ("group", "$2", "$3"), runs=[["$4"], ["$1"]], gradients=False)
    case([v(3)], ("isVariableInitialized", "$0"))
    case([v(3)], (".initializedValue", "$0"), gradients=False, check_nodes=False, note="TensorFlow 2 asks with other nodes")
    case([v(3)], (".assign", "$0", [[1.5, 2.5, 3.5]]))
    case([v(3), Input()], (".sub", "$0", "$1"), (".assign", "$0", "$2"), ("gradients", "$2", ["$0"]), out=["$3"], gradients=False)
    for dtype in ("float32", "float64"):
        case([], ("randomNormal", [2, 3], {"seed": 3, "dtype": dtype}), seed=42)
        case([], ("truncatedNormal", [2, 3], {"seed": 4, "dtype": dtype, "mean": 1.5, "stddev": 0.5}), seed=42)
        case([], ("randomUniform", [2, 3], {"seed": 5, "dtype": dtype, "minval": -1.5, "maxval": 2.5}), seed=42)
    case([], ("randomNormal", [300], {"seed": 7, "mean": 2.5, "name": "named"}), ("reduceSum", "$0"), seed=1)
    case([], ("truncatedNormal", [300], {"seed": 7}), ("reduceMax", "$0"), seed=1)
    case([], ("randomUniform", [5], {"minval": 0, "maxval": 10, "dtype": "int32", "seed": 3}), seed=42)
    case([], ("randomUniform", [5], {"minval": -7, "maxval": 3, "dtype": "int32", "seed": 3, "name": "named"}), seed=7)
    case([Input(6)], ("randomShuffle", "$0", {"seed": 3}), seed=42, gradients=False)
    case([Input(4, 2, dtype="int32", low=0, high=99)], ("randomShuffle", "$0", {"seed": 5, "name": "named"}), seed=42)
    case([Input(3)], ("randomShuffle", "$0", {"seed": 3}), seed=42)
    case([Input(2, 3)], ("multinomial", "$0", 5, {"seed": 3, "outputDtype": "int32"}), seed=42, gradients=False)
    case([Input(3)], ("multinomial", "$0", 5, {"seed": 3}), seed=42)
    case([Input(2, dtype="int32", data=[2, 2])], ("randomNormal", "$0", {"seed": 3}), seed=42)
    case([], ("randomUniform", [5], {"dtype": "int32", "seed": 3}), seed=42)
    case([], ("randomUniform", [5], {"minval": 3, "maxval": 3, "dtype": "int32", "seed": 3}), seed=42)
    case([], ("randomNormal", [-1], {"seed": 3}), seed=42)
    case([], ("randomNormal", [2], {"seed": 3}), ("randomNormal", [2], {"seed": 3}), runs=[["$0", "$1"], ["$0", "$1"]], seed=42)
    case([], ("randomNormal", [2, 2], {"seed": 3}), (".mul", "$0", 2.5), (".sub", "$1", "$0"), runs=[["$0", "$2"]], seed=42)

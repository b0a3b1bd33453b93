"""Element-wise functions beyond arithmetic: logic, kinds of division, inverse and special functions."""
from programs import Input, case, unknown

POSITIVE = dict(low=0.25, high=3)
SMALL = dict(low=-0.9, high=0.9)
ABOVE_ONE = dict(low=1.25, high=3)

OPERATORS = "TensorFlow 1's operators convert their second operand to the dtype of the first"

UNARY = {
    "asin": SMALL, "acos": SMALL, "atan": {}, "sinh": {}, "cosh": {}, "asinh": {}, "acosh": ABOVE_ONE, "atanh": SMALL,
    "erf": {}, "erfc": {}, "lgamma": POSITIVE, "digamma": POSITIVE,
}
BINARY = {"atan2": POSITIVE, "xlogy": POSITIVE, "xdivy": POSITIVE, "divNoNan": POSITIVE}


def cases():
    for f, limits in UNARY.items():
        case([Input(2, 3, **limits)], (f, "$0"))
        case([unknown(4, dtype="float64", **limits)], (f, "$0", {"name": "named"}))
        case([Input(2, dtype="int32")], (f, "$0"))
    for f, limits in BINARY.items():
        case([Input(2, 3, **limits), Input(2, 3, **limits)], (f, "$0", "$1"))
        case([Input(2, 1, dtype="float64", **limits), Input(3, dtype="float64", **limits)], (f, "$0", "$1"))
        case([unknown(2, 3, **limits), unknown(3, **limits)], (f, "$0", "$1", {"name": "named"}))
        case([Input(2, 3, **limits), Input(2, 4, **limits)], (f, "$0", "$1"))
    case([Input(3, data=[1, 2, 0]), Input(3, data=[0, 4, 0])], ("divNoNan", "$0", "$1"))
    case([Input(2, data=[0, 2]), Input(2, data=[0, 3])], ("xlogy", "$0", "$1"))
    case([Input(2, data=[0, 2]), Input(2, data=[0, 4])], ("xdivy", "$0", "$1"))
    case([Input(4, data=[0, 1, -1, -1]), Input(4, data=[1, 0, 0, -1])], ("atan2", "$0", "$1"))
    case([Input(3, dtype="int32"), Input(3, dtype="int32")], ("atan2", "$0", "$1"))
    case([Input(dtype="float64", data=[2]), Input(3, dtype="float64", **POSITIVE)], ("polygamma", "$0", "$1"))
    case([Input(3, data=[0, 1, 3]), Input(3, **POSITIVE)], ("polygamma", "$0", "$1", {"name": "named"}), gradients=False)
    for f in ("lgamma", "digamma"):
        case([Input(4, data=[-0.5, -1.25, 10, 100], dtype="float64")], (f, "$0"))
    case([Input(4, data=[-6, 0, 3, 6], dtype="float64")], ("erfc", "$0"))
    case([Input(3, data=[0.5, 1.5, -2.5])], ("rint", "$0"))
    case([Input(5, data=[0.5, 1.5, -2.5, 2.25, -0.75])], ("round", "$0"))
    case([Input(3, dtype="int32")], ("round", "$0"))
    case([Input(3, dtype="float64")], ("rint", "$0", {"name": "named"}))
    case([Input(3)], ("exp", "$0"), (".mul", "$1", 1000), ("exp", "$2"), ("isInf", "$3"))
    case([Input(3, dtype="float64")], ("isInf", "$0", {"name": "named"}))
    for f in ("logicalAnd", "logicalOr", "logicalXor"):
        case([Input(2, 3, dtype="bool"), Input(3, dtype="bool")], (f, "$0", "$1"))
        case([unknown(4, dtype="bool"), Input(dtype="bool")], (f, "$0", "$1", {"name": "named"}))
        case([Input(3), Input(3, dtype="bool")], (f, "$0", "$1"))
    case([Input(2, 3, dtype="bool")], ("logicalNot", "$0"))
    case([Input(2, 3)], ("logicalNot", "$0"))
    for f in ("truncateDiv", "truncateMod"):
        case([Input(6, dtype="int32", low=-9, high=9), Input(dtype="int32", data=[-4])], (f, "$0", "$1"))
        case([Input(2, dtype="int32"), Input(3, dtype="int32")], (f, "$0", "$1"))
    case([Input(6, low=-4, high=4), Input(data=[-1.5])], ("truncateMod", "$0", "$1", {"name": "named"}), gradients=False)
    case([Input(6, dtype="int32", low=-9, high=9), Input(dtype="int32", data=[4])], ("div", "$0", "$1"))
    case([Input(6, dtype="int32", low=-9, high=9), Input(dtype="int32", data=[-4])], ("floorDiv", "$0", "$1"))
    case([Input(6, dtype="int32", low=-9, high=9), Input(dtype="int32", data=[-4])], ("mod", "$0", "$1"))
    case([Input(6, low=-4, high=4), Input(data=[-1.5])], ("mod", "$0", "$1"))
    case([Input(6, low=-4, high=4), Input(data=[-1.5])], ("floorDiv", "$0", "$1"))
    case([Input(3, **POSITIVE), Input(3, **POSITIVE)], ("div", "$0", "$1", {"name": "named"}))
    for f in ("truediv", "realdiv"):
        case([Input(3, **POSITIVE), Input(2, 1, **POSITIVE)], (f, "$0", "$1"))
    case([Input(3, dtype="int32", low=1, high=9), Input(3, dtype="int32", low=1, high=9)], ("truediv", "$0", "$1"), gradients=False)
    case([Input(3, dtype="int32", low=1, high=9), Input(3, dtype="int32", data=[1, 0, 2])], ("floorDiv", "$0", "$1"))
    case([Input(3, dtype="int32", low=1, high=9), Input(3, dtype="int32", data=[1, 0, 2])], ("mod", "$0", "$1"))
    case([Input(3, dtype="int32", low=1, high=9), Input(dtype="int32", data=[-1])], ("pow", "$0", "$1"))
    case([Input(3), Input(2, dtype="float64")], ("add", "$0", "$1"))
    case([Input(3), Input(3, dtype="int32")], (".mul", "$0", "$1"), note=OPERATORS,
         older=["ValueError", "Tensor conversion requested dtype float32 for Tensor with dtype int32: 'Tensor(\"b:0\", shape=(3,), dtype=int32)'"])
    case([Input(3, dtype="int32")], (".mul", "$0", 2.5), note=OPERATORS, older=["TypeError", "Expected int32, got 2.5 of type 'float' instead."])
    case([Input(3, dtype="int32")], (".rsub", "$0", 2.5), note=OPERATORS, older=["TypeError", "Expected int32, got 2.5 of type 'float' instead."])
    case([Input(3, dtype="bool"), Input(3, dtype="bool")], ("add", "$0", "$1"))
    case([Input(3, dtype="bool")], ("negative", "$0"))
    case([Input(3, dtype="bool"), Input(3)], ("floorDiv", "$0", "$1"))
    case([Input(3, dtype="bool"), Input(3)], ("mod", "$0", "$1"))
    case([Input(3), Input(3, dtype="bool")], ("floorDiv", "$0", "$1"))
    case([Input(3)], (".mul", "$0", True))
    case([Input(3, dtype="int32")], (".sub", "$0", True))
    case([Input(3)], ("add", "$0", [True, False, True]))
    case([], ("constant", True, {"dtype": "float64"}))
    case([], ("constant", 1, {"dtype": "bool"}), note="reworded", older=["TypeError", "Expected bool, got 1 of type 'int' instead."])
    case([Input(2, 3)], ("scalarMul", 2.5, "$0"))
    case([Input(dtype="float64"), Input(3, dtype="float64")], ("scalarMul", "$0", "$1"))
    case([Input(2), Input(2)], ("scalarMul", "$0", "$1"))
    case([Input(3, kind="variable"), Input(3, kind="constant")], (".sub", "$0", "$1"), ("square", "$2"))
    case([Input(2, 3, kind="variable", dtype="float64")], (".mul", "$0", "$0"), ("reduceSum", "$1"))
    case([Input(3, **POSITIVE)], (".rfloorDiv", "$0", 7.5))
    case([Input(3, dtype="int32", low=1, high=9)], (".rmod", "$0", 17))
    case([Input(2, 3)], (".neg", "$0"), (".abs", "$1"))
    case([Input(2, 3), Input(3, 2)], (".matmul", "$0", "$1"))
    for f in (".less", ".lessEqual", ".greater", ".greaterEqual"):
        case([Input(3, dtype="int32"), Input(dtype="int32")], (f, "$0", "$1"))
        case([Input(3)], (f, "$0", 0.5))
    # Two derivatives.
    for f, limits in (("exp", {}), ("log", POSITIVE), ("tanh", {}), ("sigmoid", {}), ("sqrt", POSITIVE), ("softplus", {}),
                      ("reciprocal", POSITIVE), ("square", {}), ("rsqrt", POSITIVE), ("sin", {}), ("logSigmoid", {})):
        case([Input(3, dtype="float64", **limits)], (f, "$0"), ("gradients", "$1", ["$0"]), out=["$2.0"])
    case([Input(3, 2), Input(2, 1)], (".matmul", "$0", "$1"), ("square", "$2"), ("gradients", "$3", ["$0", "$1"]), out=["$4.1"])
    case([Input(3), Input(3)], (".mul", "$0", "$1"), ("gradients", ["$2"], ["$0", "$1"], {"gradYs": [[1.5, 2.5, -1]]}), out=["$3.0", "$3.1"], check_nodes=False, note="TensorFlow 2 hands given gradients on by an Identity")
    case([Input(3), Input(3)], (".mul", "$0", "$1"), ("square", "$2"), ("gradients", "$3", ["$0", "$2"], {"stopGradients": ["$2"]}), out=["$4.1"], gradients=False)
    case([Input(3), Input(2)], ("square", "$0"), ("gradients", "$2", ["$0"], {"gradYs": ["$1"]}))
    case([Input(3, dtype="int32")], ("square", "$0"), ("gradients", "$1", ["$0"]))
    case([Input(3)], (".greater", "$0", 0), ("gradients", "$1", ["$0"]), note="TensorFlow 1 makes ones of any dtype for ys",
         older=["TypeError", "Expected bool, got 1 of type 'int' instead."])
    case([Input(3)], ("argMax", "$0"), ("gradients", "$1", ["$0"]))
    case([Input(3)], ("square", "$0"), ("gradients", "$1", ["$0"], {"gradYs": [1.5, 2.5]}), note="reworded", older=["ValueError", "Passed 2 grad_ys for 1 ys"])
    case([Input(3)], ("square", "$0"), ("gradients", "$1", ["$0"], {"name": "slopes"}), out=["$2.0"])

"""Element-wise ops: dtypes, shapes known and unknown, broadcasting, operators, names."""
from programs import Input, case, unknown

POSITIVE = dict(low=0.25, high=3)
SMALL = dict(low=-0.9, high=0.9)

UNARY = {
    "negative": {}, "abs": {}, "sign": {}, "square": {}, "sqrt": POSITIVE, "rsqrt": POSITIVE, "reciprocal": POSITIVE,
    "exp": {}, "expm1": {}, "log": POSITIVE, "log1p": POSITIVE, "sin": {}, "cos": {}, "tan": SMALL, "tanh": {},
    "sigmoid": {}, "logSigmoid": {}, "softplus": {}, "relu": {}, "floor": {}, "ceil": {}, "round": {}, "isNan": {},
    "isFinite": {},
}
BINARY = {
    "add": {}, "subtract": {}, "multiply": {}, "divide": POSITIVE, "floorDiv": POSITIVE, "mod": POSITIVE, "pow": POSITIVE,
    "maximum": {}, "minimum": {}, "squaredDifference": {}, "less": {}, "lessEqual": {}, "greater": {}, "greaterEqual": {},
    "equal": {}, "notEqual": {},
}


def cases():
    for f, limits in UNARY.items():
        case([Input(2, 3, **limits)], (f, "$0"))
        case([unknown(4, dtype="float64", **limits)], (f, "$0", {"name": "named"}))
    for f in ("negative", "abs", "sign", "square", "relu"):
        case([Input(5, dtype="int32", low=-9, high=9)], (f, "$0"))
    for f in ("sqrt", "exp", "log", "sigmoid", "floor"):
        case([Input(5, dtype="int32", low=1, high=9)], (f, "$0"))
    for f, limits in BINARY.items():
        case([Input(2, 3, **limits), Input(2, 3, **limits)], (f, "$0", "$1"))
        case([Input(2, 3, dtype="float64", **limits), Input(3, dtype="float64", **limits)], (f, "$0", "$1"))
        case([Input(2, 1, 3, **limits), Input(4, 1, **limits)], (f, "$0", "$1"))
        case([unknown(2, 3, **limits), unknown(3, **limits)], (f, "$0", "$1", {"name": "named"}))
        case([Input(2, 2, known=None, **limits), Input(**limits)], (f, "$0", "$1"))
        case([Input(6, dtype="int32", low=1, high=9), Input(dtype="int32", low=2, high=4)], (f, "$0", "$1"))
        case([Input(2, 3, **limits), Input(2, 4, **limits)], (f, "$0", "$1"))
    for m in (".add", ".sub", ".mul", ".div", ".floorDiv", ".mod", ".pow", ".radd", ".rsub", ".rmul", ".rdiv", ".rpow"):
        case([Input(3, **POSITIVE)], (m, "$0", 2.5))
        case([Input(3, dtype="int32", low=1, high=7)], (m, "$0", 2))

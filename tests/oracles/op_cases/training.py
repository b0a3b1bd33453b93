"""Optimizers: the nodes they make, their slots, variables and slots after each of three steps; learning rates."""
from programs import Input, case, snake

NONE = dict(gradients=False)
FTRL = dict(check_nodes=False, note="TensorFlow 2 makes a strength of regularization with a beta of its own")
SCHEDULE = dict(check_nodes=False, note="TensorFlow 2 computes rates with the nodes of its schedule classes")

OPTIMIZERS = [
    ("GradientDescentOptimizer", [0.25], [{}, {"name": "named"}], []),
    ("MomentumOptimizer", [0.25, 0.75], [{}, {"useNesterov": True}, {"name": "named"}], ["momentum"]),
    ("AdamOptimizer", [0.25], [{}, {"beta1": 0.5, "beta2": 0.75, "epsilon": 0.5, "name": "named"}], ["m", "v"]),
    ("AdagradOptimizer", [0.25], [{}, {"initialAccumulatorValue": 0.5, "name": "named"}], ["accumulator"]),
    ("RMSPropOptimizer", [0.25],
     [{}, {"decay": 0.5, "momentum": 0.25, "epsilon": 0.125}, {"centered": True, "epsilon": 0.5}, {"centered": True, "momentum": 0.5, "epsilon": 0.5, "name": "named"}], ["rms", "momentum"]),
    ("AdadeltaOptimizer", [0.25], [{}, {"rho": 0.5, "epsilon": 0.125, "name": "named"}], ["accum", "accum_update"]),
    ("FtrlOptimizer", [0.25],
     [{}, {"learningRatePower": -0.25, "initialAccumulatorValue": 0.5, "name": "named"}, {"l1RegularizationStrength": 0.25, "l2RegularizationStrength": 0.5}], ["accum", "linear"]),
]


def cases():
    for name, args, variants, slots in OPTIMIZERS:
        for options in variants:
            steps(name, args, options, slots, "float32")
        steps(name, args, variants[0], slots, "float64")
    two_variables()
    refusals()
    rates()


def steps(name, args, options, slots, dtype):
    """Σ (w − x)² of one variable; [optimizer at $4, its op at $5, slots from $6]."""
    slots = slots + (["mg"] if options.get("centered") else [])
    statements = [
        (".sub", "$0", "$1"), ("square", "$2"), ("train." + name, *args, *([options] if options else [])),
        (".minimize", "$4", "$3"), *[(".getSlot", "$4", "$0", slot) for slot in slots],
    ]
    state = ["$0"] + ["$%d" % (6 + i) for i in range(len(slots))]
    case([Input(3, kind="variable", dtype=dtype), Input(3, dtype=dtype)], *statements,
         runs=[part for _ in range(3) for part in (["$5"], state)], out=["$3"], **NONE, **(FTRL if name == "FtrlOptimizer" else {}))


def two_variables():
    v = lambda *shape, **k: Input(*shape, kind="variable", **k)
    loss = [(".mul", "$0", "$1"), ("square", "$2"), ("reduceSum", "$3")]
    for name, args in (("GradientDescentOptimizer", [0.125]), ("MomentumOptimizer", [0.125, 0.5]), ("AdamOptimizer", [0.125])):
        case([v(2), v()], *loss, ("train." + name, *args), (".minimize", "$5", "$4", {"name": "train"}),
             runs=[["$6"], ["$0", "$1"], ["$6"], ["$0", "$1"]], out=["$4"], **NONE)
        case([v(2), v()], *loss, ("train." + name, *args), (".minimize", "$5", "$4", {"varList": ["$1"]}),
             runs=[["$6"], ["$0", "$1"]], out=["$4"], **NONE)
        case([v(2), v(), v(dtype="int32", data=[5])], (".mul", "$0", "$1"), ("reduceSum", "$3"), ("train." + name, *args),
             (".minimize", "$5", "$4", {"globalStep": "$2", "varList": ["$0", "$1"]}), runs=[["$6"], ["$0", "$2"]], out=["$4"], **NONE)
    case([v(2), v()], *loss, ("train.GradientDescentOptimizer", 0.125), (".computeGradients", "$5", "$4"), ("clipByNorm", "$6.0.0", 0.5),
         (".applyGradients", "$5", [["$7", "$0"]], {"name": "clipped"}), runs=[["$8"], ["$0", "$1"]], out=["$4"], **NONE)
    case([v(2), Input(data=[0.5])], ("square", "$0"), ("train.GradientDescentOptimizer", "$1"), (".minimize", "$3", "$2"),
         runs=[["$4"], ["$0"]], out=["$2"], **NONE)
    case([v(2), Input(data=[0.5])], ("square", "$0"), ("train.AdamOptimizer", "$1"), (".minimize", "$3", "$2"),
         runs=[["$4"], ["$0"]], out=["$2"], **NONE)
    case([v(2)], ("square", "$0"), ("train.GradientDescentOptimizer", 0.5), (".minimize", "$2", "$1"), (".minimize", "$2", "$1"),
         runs=[["$3"], ["$4"], ["$0"]], out=["$1"], **NONE)
    case([v(2)], ("square", "$0"), ("train.MomentumOptimizer", 0.5, 0.5), (".minimize", "$2", "$1"), (".minimize", "$2", "$1"),
         runs=[["$3"], ["$4"], ["$0"]], out=["$1"], **NONE)
    case([v(2)], ("square", "$0"), ("train.AdamOptimizer", 0.5), (".minimize", "$2", "$1"), ("train.AdamOptimizer", 0.25), (".minimize", "$4", "$1"),
         runs=[["$3"], ["$5"], ["$0"]], out=["$1"], **NONE)
    case([v(2), Input(2)], ("square", "$0"), ("train.GradientDescentOptimizer", 0.5), (".minimize", "$3", "$2", {"gradLoss": "$1"}),
         runs=[["$4"], ["$0"]], out=["$2"], check_nodes=False, note="TensorFlow 2 hands given gradients on by an Identity", **NONE)


def refusals():
    v = lambda *shape, **k: Input(*shape, kind="variable", **k)
    case([Input(2)], ("square", "$0"), ("train.GradientDescentOptimizer", 0.5), (".minimize", "$2", "$1"))
    case([v(2), Input(2)], ("square", "$1"), ("train.GradientDescentOptimizer", 0.5), (".minimize", "$3", "$2"))
    case([v(2), Input(2)], ("square", "$1"), ("train.GradientDescentOptimizer", 0.5), (".minimize", "$3", "$2", {"varList": []}))
    case([v(2, dtype="int32")], ("square", "$0"), ("train.GradientDescentOptimizer", 0.5), (".minimize", "$2", "$1"))
    case([v(2), v(2, dtype="int32")], ("cast", "$1", "float32"), (".mul", "$0", "$2"), ("train.GradientDescentOptimizer", 0.5), (".minimize", "$4", "$3"), out=["$3"], **NONE)
    case([v(2)], ("train.GradientDescentOptimizer", 0.5), (".applyGradients", "$1", []))
    case([v(2)], ("train.GradientDescentOptimizer", 0.5), (".applyGradients", "$1", [[None, "$0"]]))
    case([v(2)], ("train.AdagradOptimizer", 0.5, {"initialAccumulatorValue": -1.5}))
    case([v(2)], ("train.FtrlOptimizer", 0.5, {"initialAccumulatorValue": -1.5}))
    case([v(2)], ("train.FtrlOptimizer", 0.5, {"learningRatePower": 1.5}))
    case([v(2)], ("train.FtrlOptimizer", 0.5, {"l1RegularizationStrength": -1.5}))


def rates():
    step = Input(dtype="int32", kind="variable", data=[5])
    for f in ("exponentialDecay", "naturalExpDecay", "inverseTimeDecay"):
        case([step], ("train." + f, 0.5, "$0", 4, 0.75), **SCHEDULE)
        case([step], ("train." + f, 0.5, "$0", 4, 0.75, {"staircase": True, "name": "named"}), **SCHEDULE)
        case([step], ("train." + f, 0.5, None, 4, 0.75), note="reworded", older=["ValueError", "global_step is required for %s." % snake(f)])
    case([step], ("train.polynomialDecay", 0.5, "$0", 20), **SCHEDULE)
    case([step], ("train.polynomialDecay", 0.5, "$0", 20, {"power": 0.5, "endLearningRate": 0.125, "name": "named"}), **SCHEDULE)
    case([Input(dtype="int32", kind="variable", data=[25])], ("train.polynomialDecay", 0.5, "$0", 20), **SCHEDULE)
    case([step], ("train.polynomialDecay", 0.5, None, 20), note="reworded", older=["ValueError", "global_step is required for polynomial_decay."])
    case([Input(2, kind="variable"), step], ("train.exponentialDecay", 0.5, "$1", 1, 0.5), ("train.GradientDescentOptimizer", "$2"), ("square", "$0"),
         (".minimize", "$3", "$4", {"globalStep": "$1"}), runs=[["$5"], ["$0", "$1", "$2"], ["$5"], ["$0", "$1", "$2"]], out=["$4"], **NONE, **SCHEDULE)

"""The library's camelCase functions and the TensorFlow functions they stand for."""
import re

from tensorflow1 import tf
from tensorflow.python.ops import gen_math_ops


def snake(name):
    return re.sub(r"([A-Z])", lambda m: "_" + m.group(1).lower(), name)


RENAMED_OPTIONS = {"keepDims": "keepdims"}

# Those that are tf.<snake_case of the name>.
PLAIN = """
add subtract multiply divide pow maximum minimum squaredDifference less lessEqual greater greaterEqual equal notEqual
logicalAnd logicalOr logicalNot where negative abs sign square sqrt rsqrt reciprocal exp expm1 log log1p sin cos tan tanh
sigmoid logSigmoid floor round isNan isFinite clipByValue cast reduceSum reduceMean reduceProd reduceMax reduceMin
reduceAll reduceAny addN matmul matrixInverse matrixSolve zerosLike onesLike fill range identity stopGradient shape size
rank reshape transpose expandDims squeeze tile gather zeros ones concat stack unstack split pad reverse invertPermutation
toFloat toDouble slice stridedSlice gatherNd scatterNd oneHot globalNorm clipByNorm
""".split()

FUNCTIONS = {name: getattr(tf, snake(name), None) for name in PLAIN}
FUNCTIONS.update(
    {
        "isNan": tf.math.is_nan,
        "isFinite": tf.math.is_finite,
        "logSigmoid": tf.log_sigmoid,
        "reciprocal": tf.reciprocal,
        "ceil": tf.ceil,
        "floorDiv": tf.floordiv,
        "mod": tf.mod,
        "softplus": tf.nn.softplus,
        "relu": tf.nn.relu,
        "argMax": lambda x, axis=0, name=None: tf.argmax(x, axis, output_type=tf.int32, name=name),
        "argMin": lambda x, axis=0, name=None: tf.argmin(x, axis, output_type=tf.int32, name=name),
        "constant": lambda x, **k: tf.constant(x, **k),
        "gradients": tf.gradients,
        "reduceEuclideanNorm": lambda x, **k: tf.math.reduce_euclidean_norm(x, **k),
        "reduceVariance": tf.math.reduce_variance,
        "reduceStd": tf.math.reduce_std,
        "reduceLogSumExp": tf.reduce_logsumexp,
        "countNonzero": tf.count_nonzero,
        "cumsum": tf.cumsum,
        "cumprod": tf.cumprod,
        "norm": tf.norm,
        "nn.moments": lambda x, axes, **k: list(tf.nn.moments(x, axes, **k)),
        "nn.topK": lambda x, **k: list(tf.nn.top_k(x, **k)),
        "nn.inTopK": tf.nn.in_top_k,
        "clipByGlobalNorm": lambda t, c, **k: list(tf.clip_by_global_norm(t, c, **k)),
        "linspace": gen_math_ops.lin_space,
        "broadcastTo": tf.broadcast_to,
        "unsortedSegmentSum": tf.math.unsorted_segment_sum,
        "topK": tf.nn.top_k,
        "eye": tf.eye,
        "toInt32": tf.to_int32,
        "where": tf.where,
        "booleanMask": tf.boolean_mask,
    }
)
for name in ("relu", "l2Loss", "l2Normalize"):
    FUNCTIONS["nn." + name] = getattr(tf.nn, snake(name))


def subscript(s):
    """What stands for Python's between [ and ]."""
    if isinstance(s, list):
        return slice(*(s + [None] * (3 - len(s))))
    return {"...": Ellipsis, "newaxis": tf.newaxis}.get(s, s) if isinstance(s, str) else s


METHODS = {
    ".add": lambda x, y: x + y,
    ".sub": lambda x, y: x - y,
    ".mul": lambda x, y: x * y,
    ".div": lambda x, y: x / y,
    ".floorDiv": lambda x, y: x // y,
    ".mod": lambda x, y: x % y,
    ".pow": lambda x, y: x**y,
    ".radd": lambda x, y: y + x,
    ".rsub": lambda x, y: y - x,
    ".rmul": lambda x, y: y * x,
    ".rdiv": lambda x, y: y / x,
    ".rpow": lambda x, y: y**x,
    ".neg": lambda x: -x,
    ".abs": abs,
    ".matmul": lambda x, y: x @ y,
    ".at": lambda x, *subscripts: x[tuple(subscript(s) for s in subscripts)],
    ".slice": lambda x, *bounds: x[slice(*(list(bounds) + [None] * (3 - len(bounds))))],
    ".less": lambda x, y: x < y,
    ".lessEqual": lambda x, y: x <= y,
    ".greater": lambda x, y: x > y,
    ".greaterEqual": lambda x, y: x >= y,
}

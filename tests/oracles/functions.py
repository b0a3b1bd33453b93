"""The library's camelCase functions and the TensorFlow functions they stand for."""
import re

from tensorflow1 import tf
from tensorflow.python.ops import gen_array_ops, gen_math_ops


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
toFloat toDouble slice stridedSlice gatherNd scatterNd oneHot segmentSum placeholderWithDefault globalNorm clipByNorm
asin acos atan sinh cosh asinh acosh atanh erf erfc lgamma digamma polygamma rint atan2 divNoNan div truediv realdiv
scalarMul tensordot cross diag diagPart matrixTranspose matrixBandPart trace matrixTriangularSolve matrixSolveLs
matrixDeterminant cholesky choleskySolve qr selfAdjointEigvals truncatedNormal randomUniform randomShuffle multinomial
assign assignAdd assignSub isVariableInitialized group
""".split()

def svd(x, **options):
    result = tf.svd(x, **options)
    return list(result) if options.get("compute_uv", True) else [result]


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
        "isInf": tf.math.is_inf,
        "xlogy": tf.math.xlogy,
        "xdivy": tf.math.xdivy,
        "logicalXor": tf.logical_xor,
        "truncateDiv": tf.truncatediv,
        "truncateMod": tf.truncatemod,
        "matrixDiag": gen_array_ops.matrix_diag,
        "matrixDiagPart": gen_array_ops.matrix_diag_part,
        "matrixSetDiag": gen_array_ops.matrix_set_diag,
        "selfAdjointEig": lambda x, **k: list(tf.self_adjoint_eig(x, **k)),
        "svd": svd,
        "qr": lambda x, **k: list(tf.qr(x, **k)),
        "linalg.slogdet": lambda x, **k: list(tf.linalg.slogdet(x, **k)),
        "linalg.matvec": tf.linalg.matvec,
        "nn.softmaxCrossEntropyWithLogitsV2": tf.nn.softmax_cross_entropy_with_logits_v2,
        "randomNormal": tf.random_normal,
    }
)
for name in """
relu relu6 leakyRelu elu selu softplus softsign sigmoid tanh softmax logSoftmax sigmoidCrossEntropyWithLogits
weightedCrossEntropyWithLogits softmaxCrossEntropyWithLogits sparseSoftmaxCrossEntropyWithLogits biasAdd xwPlusB l2Loss l2Normalize
""".split():
    FUNCTIONS["nn." + name] = getattr(tf.nn, snake(name))
for name in """
GradientDescentOptimizer MomentumOptimizer AdamOptimizer AdagradOptimizer RMSPropOptimizer AdadeltaOptimizer FtrlOptimizer
""".split():
    FUNCTIONS["train." + name] = getattr(tf.train, name)
for name in "exponentialDecay naturalExpDecay inverseTimeDecay polynomialDecay".split():
    FUNCTIONS["train." + name] = getattr(tf.train, snake(name))


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
    ".rfloorDiv": lambda x, y: y // x,
    ".rmod": lambda x, y: y % x,
    ".neg": lambda x: -x,
    ".abs": abs,
    ".matmul": lambda x, y: x @ y,
    ".at": lambda x, *subscripts: x[tuple(subscript(s) for s in subscripts)],
    ".slice": lambda x, *bounds: x[slice(*(list(bounds) + [None] * (3 - len(bounds))))],
    ".less": lambda x, y: x < y,
    ".lessEqual": lambda x, y: x <= y,
    ".greater": lambda x, y: x > y,
    ".greaterEqual": lambda x, y: x >= y,
    ".assign": lambda v, x: v.assign(x),
    ".assignAdd": lambda v, x: v.assign_add(x),
    ".assignSub": lambda v, x: v.assign_sub(x),
    ".initializedValue": lambda v: v.initialized_value(),
    ".minimize": lambda optimizer, loss, **k: optimizer.minimize(loss, **k),
    ".computeGradients": lambda optimizer, loss, **k: optimizer.compute_gradients(loss, **k),
    ".applyGradients": lambda optimizer, pairs, **k: optimizer.apply_gradients(pairs, **k),
    ".getSlot": lambda optimizer, variable, name: optimizer.get_slot(variable, name),
}

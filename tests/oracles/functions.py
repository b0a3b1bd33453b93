"""The library's camelCase functions and the TensorFlow functions they stand for."""
import re

from tensorflow1 import tf


def snake(name):
    return re.sub(r"([A-Z])", lambda m: "_" + m.group(1).lower(), name)


RENAMED_OPTIONS = {"keepDims": "keepdims"}

# Those that are tf.<snake_case of the name>.
PLAIN = """
add subtract multiply divide pow maximum minimum squaredDifference less lessEqual greater greaterEqual equal notEqual
logicalAnd logicalOr logicalNot where negative abs sign square sqrt rsqrt reciprocal exp expm1 log log1p sin cos tan tanh
sigmoid logSigmoid floor round isNan isFinite clipByValue cast reduceSum reduceMean reduceProd reduceMax reduceMin
reduceAll reduceAny addN matmul matrixInverse matrixSolve zerosLike onesLike fill range identity stopGradient shape size
rank reshape transpose expandDims squeeze tile gather zeros ones
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
    }
)
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
    ".less": lambda x, y: x < y,
    ".lessEqual": lambda x, y: x <= y,
    ".greater": lambda x, y: x > y,
    ".greaterEqual": lambda x, y: x >= y,
}

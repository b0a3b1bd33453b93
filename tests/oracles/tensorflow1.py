"""TensorFlow in its version-1 form, as the lecture used it, and how its graphs and errors are written down."""
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
import numpy as np  # noqa: E402
import tensorflow.compat.v1 as tf  # noqa: E402

tf.disable_eager_execution()
tf.disable_resource_variables()


def first_matrix_diagonals():
    """The ops of TensorFlow 1 about diagonals: later ones take the number of the diagonal as further inputs."""
    from tensorflow.python.ops import array_ops, gen_array_ops

    array_ops.matrix_diag = gen_array_ops.matrix_diag
    array_ops.matrix_diag_part = gen_array_ops.matrix_diag_part
    array_ops.matrix_set_diag = gen_array_ops.matrix_set_diag


def first_reductions():
    """Reductions as TensorFlow 1 built them: the axes of a scalar are a constant (2 makes a Range), and the gradient
    of Sum counts repetitions without leaving nodes behind that nobody uses."""
    from tensorflow.python.framework import constant_op
    from tensorflow.python.ops import array_ops, math_grad, math_ops

    def axes_of(x, axis):
        if axis is not None:
            return axis
        rank = getattr(getattr(x, "shape", None), "rank", None)
        if rank is not None:
            return constant_op.constant(np.arange(rank, dtype=np.int32))
        return math_ops.range(0, array_ops.rank(x))

    math_ops._ReductionDims = axes_of
    math_grad._SafeShapeDiv = lambda x, y: np.array(x) // np.maximum(y, 1)


def dims(shape):
    return None if shape.rank is None else [-1 if d is None else d for d in shape.as_list()]


def nodes(graph):
    """Every node: name, op, inputs (control inputs with ^), dtype and static shape of each output."""
    return [
        {
            "name": op.name,
            "op": op.type,
            "input": [t.name for t in op.inputs] + ["^" + c.name for c in op.control_inputs],
            "outputs": [{"dtype": t.dtype.name.removesuffix("_ref"), "shape": dims(t.shape)} for t in op.outputs],
        }
        for op in graph.get_operations()
    ]


def number(x):
    x = float(x)
    return x if np.isfinite(x) else str(x)


def values(x):
    """An array as JSON: dtype, shape and flat values."""
    x = np.asarray(x)
    return {"dtype": x.dtype.name, "shape": list(x.shape), "values": [number(v) for v in x.ravel()]}

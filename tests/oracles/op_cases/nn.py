"""tf.nn: activations, losses of classifiers, biases, moments."""
from programs import Input, case, unknown

LABELS = dict(low=0, high=1)
SAME_SHAPE = dict(note="reworded", older=["ValueError", "logits and labels must have the same shape ((3, 2) vs (2, 3))"])
BROADCAST = "TensorFlow 1 does not broadcast labels"


def cases():
    for f in ("relu", "relu6", "elu", "selu", "softplus", "softsign", "sigmoid", "tanh"):
        case([Input(2, 3, low=-3, high=8)], ("nn." + f, "$0"))
        case([unknown(4, dtype="float64")], ("nn." + f, "$0", {"name": "named"}))
        case([Input(2, dtype="int32")], ("nn." + f, "$0"), gradients=False)
    case([Input(2, 3)], ("nn.leakyRelu", "$0"))
    case([unknown(4, dtype="float64")], ("nn.leakyRelu", "$0", {"alpha": 0.5, "name": "named"}))
    case([Input(4, dtype="int32")], ("nn.leakyRelu", "$0"))
    for f in ("elu", "relu", "relu6", "softplus", "softsign", "selu", "leakyRelu"):
        case([Input(5, dtype="float64", low=-3, high=8)], ("nn." + f, "$0"), ("square", "$1"), ("gradients", "$2", ["$0"]), out=["$3.0"])
    for f in ("softmax", "logSoftmax"):
        case([Input(2, 3)], ("nn." + f, "$0"))
        case([Input(4, dtype="float64")], ("nn." + f, "$0", {"name": "named"}))
        case([unknown(2, 3)], ("nn." + f, "$0"))
        case([Input(2, 3, 2)], ("nn." + f, "$0", {"axis": -1}))
        case([Input(2, 3)], ("nn." + f, "$0", {"axis": 0}))
        case([Input(2, 3, 2, dtype="float64")], ("nn." + f, "$0", {"axis": 1, "name": "named"}))
        case([Input(2, 3)], ("nn." + f, "$0", {"axis": 2}))
        case([Input()], ("nn." + f, "$0"))
        case([Input(3, data=[1000, 1001, -1000])], ("nn." + f, "$0"))
        case([Input(2, 3, dtype="int32")], ("nn." + f, "$0"))
    f = "nn.sigmoidCrossEntropyWithLogits"
    case([Input(2, 3, **LABELS), Input(2, 3)], (f, {"labels": "$0", "logits": "$1"}))
    case([unknown(4, dtype="float64", **LABELS), unknown(4, dtype="float64")], (f, {"labels": "$0", "logits": "$1", "name": "named"}))
    case([Input(2, 3, **LABELS), Input(3, 2)], (f, {"labels": "$0", "logits": "$1"}), **SAME_SHAPE)
    case([Input(3, **LABELS), Input(3, dtype="float64")], (f, {"labels": "$0", "logits": "$1"}),
         note="TensorFlow 1's operators convert their second operand to the dtype of the first",
         older=["ValueError", "Tensor conversion requested dtype float64 for Tensor with dtype float32: 'Tensor(\"a:0\", shape=(3,), dtype=float32)'"])
    case([Input(3, data=[0, 1, 1]), Input(3, data=[100, -100, 0])], (f, {"labels": "$0", "logits": "$1"}))
    f = "nn.weightedCrossEntropyWithLogits"
    case([Input(2, 3, **LABELS), Input(2, 3)], (f, {"labels": "$0", "logits": "$1", "posWeight": 2.5}))
    case([Input(4, dtype="float64", **LABELS), Input(4, dtype="float64"), Input(dtype="float64", low=1)],
         (f, {"labels": "$0", "logits": "$1", "posWeight": "$2", "name": "named"}))
    case([Input(2, 3, **LABELS), Input(3, 2)], (f, {"labels": "$0", "logits": "$1", "posWeight": 2.5}), **SAME_SHAPE)
    for f in ("nn.softmaxCrossEntropyWithLogits", "nn.softmaxCrossEntropyWithLogitsV2"):
        case([Input(2, 3, **LABELS), Input(2, 3)], (f, {"labels": "$0", "logits": "$1"}))
        case([Input(4, dtype="float64", **LABELS), Input(4, dtype="float64")], (f, {"labels": "$0", "logits": "$1", "name": "named"}))
        case([Input(2, 2, 3, **LABELS), Input(2, 2, 3)], (f, {"labels": "$0", "logits": "$1"}))
        case([unknown(2, 3, **LABELS), unknown(2, 3)], (f, {"labels": "$0", "logits": "$1"}))
        scope = "softmax_cross_entropy_with_logits" + ("" if f.endswith("V2") else "_sg")
        case([Input(2, 3, **LABELS), Input(2, 4)], (f, {"labels": "$0", "logits": "$1"}), note=BROADCAST,
             older=["ValueError", "Dimension 1 in both shapes must be equal, but are 4 and 3. Shapes are [2,4] and [2,3]. for '%s' "
                    "(op: 'SoftmaxCrossEntropyWithLogits') with input shapes: [2,4], [2,3]." % scope])
    case([Input(2, 3, **LABELS), Input(2, 3)], ("nn.softmaxCrossEntropyWithLogitsV2", {"labels": "$0", "logits": "$1", "axis": 0}))
    f = "nn.sparseSoftmaxCrossEntropyWithLogits"
    case([Input(3, dtype="int32", data=[0, 2, 1]), Input(3, 3)], (f, {"labels": "$0", "logits": "$1"}))
    case([Input(2, dtype="int32", data=[1, 1]), Input(2, 4, dtype="float64")], (f, {"labels": "$0", "logits": "$1", "name": "named"}))
    case([Input(2, 2, dtype="int32", data=[0, 2, 1, 0]), Input(2, 2, 3)], (f, {"labels": "$0", "logits": "$1"}))
    case([unknown(2, dtype="int32", data=[0, 2]), unknown(2, 3)], (f, {"labels": "$0", "logits": "$1"}))
    case([Input(2, dtype="int32", data=[0, 3]), Input(2, 3)], (f, {"labels": "$0", "logits": "$1"}), gradients=False)
    case([Input(3, dtype="int32", data=[0, 1, 2]), Input(2, 3)], (f, {"labels": "$0", "logits": "$1"}))
    case([Input(2, 3, dtype="int32", data=[0] * 6), Input(2, 3)], (f, {"labels": "$0", "logits": "$1"}))
    case([Input(dtype="int32", data=[0]), Input()], (f, {"labels": "$0", "logits": "$1"}))
    case([Input(2, 3), Input(2, 3)], (f, {"labels": "$0", "logits": "$1"}))
    case([Input(2, 3), Input(3)], ("nn.biasAdd", "$0", "$1"))
    case([unknown(2, 2, 3, dtype="float64"), unknown(3, dtype="float64")], ("nn.biasAdd", "$0", "$1", {"name": "named"}))
    case([Input(2, 3), Input(2)], ("nn.biasAdd", "$0", "$1"))
    case([Input(2, 3), Input(3, 1)], ("nn.biasAdd", "$0", "$1"))
    case([Input(3), Input(3)], ("nn.biasAdd", "$0", "$1"))
    case([unknown(2, 3), unknown(2)], ("nn.biasAdd", "$0", "$1"), gradients=False)
    case([Input(2, 3, dtype="float64"), Input(3, dtype="float64")], ("nn.biasAdd", "$0", "$1"), ("square", "$2"), ("gradients", "$3", ["$1"]), out=["$4.0"])
    case([Input(2, 3, known=None), Input(3, 1, known=None)], ("nn.biasAdd", "$0", "$1"), gradients=False)
    case([Input(3, known=None), Input(3)], ("nn.biasAdd", "$0", "$1"), gradients=False)
    case([Input(2, 3), Input(3, 4), Input(4)], ("nn.xwPlusB", "$0", "$1", "$2"))
    case([unknown(2, 3), Input(3, 1), Input(1)], ("nn.xwPlusB", "$0", "$1", "$2", {"name": "named"}))
    case([Input(2, 3), Input(2, 4), Input(4)], ("nn.xwPlusB", "$0", "$1", "$2"))
    # The losses of the course, whole.
    case([Input(5, 3), Input(5, 1, data=[1, -1, 1, 1, -1]), Input(3, 1, kind="variable")],
         (".matmul", "$0", "$2"), (".mul", "$1", "$3"), (".neg", "$4"), ("exp", "$5"), (".radd", "$6", 1), ("log", "$7"), ("reduceMean", "$8"))
    case([Input(5, 3, known=[None, 3]), Input(5, 1, known=[None, 1], data=[1, -1, 1, 1, -1]), Input(3, 1, kind="variable")],
         (".matmul", "$0", "$2"), (".mul", "$1", "$3"), (".neg", "$4"), ("softplus", "$5"), ("reduceMean", "$6"))
    case([Input(5, 3, known=None), Input(5, 1, known=None), Input(3, 1, kind="variable")],
         (".matmul", "$0", "$2"), (".sub", "$3", "$1"), ("square", "$4"), ("reduceMean", "$5"), check_nodes=False,
         note="TensorFlow 1 multiplies by a matrix with MatMul, whatever the other is")

"""Products, transposes, inverses, solvers, decompositions, norms, diagonals; of single matrices and of stacks."""
from programs import Input, case, unknown

# Rows of a matrix far from singular; and of one that is symmetric and positive.
REGULAR = [3, 1, -0.5, 0.25, 2, 1, -1, 0.5, 4]
DEFINITE = [4, 1, 0.5, 1, 3, -0.25, 0.5, -0.25, 5]
TWO = [2, 1, 0.5, 3, 4, -1, 1, 2]
TALL = [1, 2, -0.5, 1, 3, 0.25, 0, 2]
SHAPE = "the gradient in TensorFlow 2 asks for a shape that nobody uses"
SIGNS = "signs of these columns are free"


def cases():
    products()
    solvers()
    decompositions()
    diagonals()


def products():
    for a, b, options in (
        ((2, 3), (3, 4), {}),
        ((3, 2), (3, 4), {"transposeA": True}),
        ((2, 3), (4, 3), {"transposeB": True}),
        ((3, 2), (4, 3), {"transposeA": True, "transposeB": True, "name": "named"}),
    ):
        case([Input(*a), Input(*b)], ("matmul", "$0", "$1", options))
        case([Input(2, *a, dtype="float64"), Input(2, *b, dtype="float64")], ("matmul", "$0", "$1", options))
    case([unknown(2, 3), unknown(3, 1)], ("matmul", "$0", "$1"))
    case([Input(2, 3, known=None), Input(3, 1)], ("matmul", "$0", "$1"), check_nodes=False,
         note="TensorFlow 1 multiplies by a matrix with MatMul, whatever the other is")
    case([Input(2, 3, known=[None, 3]), Input(3, 1)], ("matmul", "$0", "$1"))
    case([Input(2, 3, dtype="int32"), Input(3, 2, dtype="int32")], ("matmul", "$0", "$1"))
    case([Input(2, 3), Input(2, 3)], ("matmul", "$0", "$1"))
    case([unknown(2, 3), unknown(2, 3)], ("matmul", "$0", "$1"), gradients=False)
    case([Input(3), Input(3, 1)], ("matmul", "$0", "$1"))
    case([Input(2, 3), Input(3)], ("matmul", "$0", "$1"))
    case([Input(2, 3), Input(3, 1, dtype="float64")], ("matmul", "$0", "$1"))
    case([Input(2, 3)], ("matmul", "$0", [[1], [2], [3]]))
    case([Input(2, 2, 3), Input(2, 2, 4)], ("matmul", "$0", "$1"))
    case([Input(2, 2, 3), Input(3, 3, 4)], ("matmul", "$0", "$1"), note="TensorFlow 2 broadcasts stacks",
         older=["ValueError", "Dimension 0 in both shapes must be equal, but are 2 and 3. Shapes are [2] and [3]. for 'MatMul' (op: 'BatchMatMul') "
                "with input shapes: [2,2,3], [3,3,4]."])
    case([Input(0, 3), Input(3, 2)], ("matmul", "$0", "$1"))
    for axes in (1, 2, [[1], [0]], [[0, 1], [1, 0]], 0):
        case([Input(3, 3), Input(3, 3)], ("tensordot", "$0", "$1", axes))
    case([Input(2, 3, 4, dtype="float64"), Input(4, 3, dtype="float64")], ("tensordot", "$0", "$1", [[1, 2], [1, 0]], {"name": "named"}))
    case([Input(2, 3), Input(2, 3)], ("tensordot", "$0", "$1", 3))
    case([Input(2, 3), Input(2, 3)], ("tensordot", "$0", "$1", [[0, 1], [0]]))
    case([Input(2, 3), Input(2, 3)], ("cross", "$0", "$1"))
    case([unknown(3, dtype="float64"), unknown(3, dtype="float64")], ("cross", "$0", "$1", {"name": "named"}))
    case([Input(2, 2), Input(2, 2)], ("cross", "$0", "$1"))
    case([Input(2, 3)], ("matrixTranspose", "$0"))
    case([Input(2, 3, 4, dtype="float64")], ("matrixTranspose", "$0", {"name": "named"}))
    case([unknown(2, 3)], ("matrixTranspose", "$0"))
    case([Input(2, 3, known=None)], ("matrixTranspose", "$0"))
    case([Input(3)], ("matrixTranspose", "$0"))
    case([Input(2, 3), Input(3)], ("linalg.matvec", "$0", "$1"))
    case([Input(3, 2), Input(3)], ("linalg.matvec", "$0", "$1", {"transposeA": True, "name": "named"}))


def solvers():
    regular = lambda dtype="float64", **k: Input(3, 3, dtype=dtype, data=REGULAR, **k)
    stack = lambda dtype="float64", **k: Input(2, 2, 2, dtype=dtype, data=TWO, **k)
    for dtype in ("float32", "float64"):
        case([regular(dtype)], ("matrixInverse", "$0"))
        case([stack(dtype)], ("matrixInverse", "$0", {"adjoint": True, "name": "named"}))
        case([regular(dtype), Input(3, 2, dtype=dtype)], ("matrixSolve", "$0", "$1"))
        case([stack(dtype), Input(2, 2, 1, dtype=dtype)], ("matrixSolve", "$0", "$1", {"adjoint": True, "name": "named"}))
        case([regular(dtype), Input(3, 2, dtype=dtype)], ("matrixTriangularSolve", "$0", "$1"))
        case([regular(dtype), Input(3, 2, dtype=dtype)], ("matrixTriangularSolve", "$0", "$1", {"lower": False, "adjoint": True}))
        case([regular(dtype)], ("matrixDeterminant", "$0"))
        case([stack(dtype)], ("matrixDeterminant", "$0", {"name": "named"}))
        case([Input(3, 3, dtype=dtype, data=DEFINITE)], ("cholesky", "$0"))
    case([regular()], ("linalg.slogdet", "$0"), out=["$1.0", "$1.1"], note="TensorFlow keeps both in a named tuple")
    case([stack()], ("linalg.slogdet", "$0", {"name": "named"}), out=["$1.1"])
    case([Input(3, 3, dtype="float64", data=DEFINITE)], ("cholesky", "$0", {"name": "named"}), ("matrixDiagPart", "$1"), ("log", "$2"), ("reduceSum", "$3"))
    case([Input(3, 3, dtype="float64", data=DEFINITE), Input(3, 1, dtype="float64")], ("cholesky", "$0"), ("choleskySolve", "$2", "$1"))
    case([unknown(3, 3, dtype="float64", data=REGULAR)], ("matrixInverse", "$0"))
    case([Input(3, 3, known=None, dtype="float64", data=REGULAR)], ("matrixInverse", "$0"))
    case([Input(2, 2, data=[1, 2, 2, 4])], ("matrixInverse", "$0"), gradients=False)
    case([Input(2, 2, data=[1, 2, 2, 4]), Input(2, 1)], ("matrixSolve", "$0", "$1"), gradients=False)
    case([Input(2, 2, data=[1, 2, 2, 1])], ("cholesky", "$0"), gradients=False, note="TensorFlow 2 gives NaN",
         older=["InvalidArgumentError", "Cholesky decomposition was not successful. The input might not be valid."])
    case([Input(2, 2, data=[0, 2, 2, 1]), Input(2, 1)], ("matrixTriangularSolve", "$0", "$1"), gradients=False, note="TensorFlow 2 gives infinities",
         older=["InvalidArgumentError", "Input matrix is not invertible."])
    for f in ("matrixInverse", "cholesky", "matrixDeterminant"):
        case([Input(2, 3)], (f, "$0"))
        case([unknown(2, 3)], (f, "$0"), gradients=False)
        case([Input(3)], (f, "$0"))
        case([Input(2, 2, dtype="int32")], (f, "$0"))
    case([Input(3, 3), Input(2, 1)], ("matrixSolve", "$0", "$1"))
    case([unknown(3, 3, data=REGULAR), unknown(2, 1)], ("matrixSolve", "$0", "$1"), gradients=False)
    case([Input(3, 3), Input(3)], ("matrixSolve", "$0", "$1"))
    case([Input(4, 2, dtype="float64", data=TALL), Input(4, 1, dtype="float64")], ("matrixSolveLs", "$0", "$1"))
    case([Input(4, 2, dtype="float64", data=TALL), Input(4, 2, dtype="float64")], ("matrixSolveLs", "$0", "$1", {"l2Regularizer": 0.5, "name": "named"}))
    case([Input(2, 4, dtype="float64", data=TALL), Input(2, 1, dtype="float64")], ("matrixSolveLs", "$0", "$1"))
    case([Input(4, 2, dtype="float64", data=TALL), Input(4, 1, dtype="float64")], ("matrixSolveLs", "$0", "$1", {"fast": False}))
    # The lecture's closed form.
    case([Input(4, 2, dtype="float64", data=TALL), Input(4, 1, dtype="float64")],
         ("transpose", "$0"), (".matmul", "$2", "$0"), (".matmul", "$2", "$1"), ("matrixInverse", "$3"), (".matmul", "$5", "$4"))


def decompositions():
    # The gradient of singular values counts them, in TensorFlow 2, without use.
    svd = lambda inputs, *statements, **options: case(inputs, *statements, check_nodes="forward", **{"note": SHAPE, **options})
    for data, shape in ((REGULAR, (3, 3)), (TALL, (4, 2))):
        case([Input(*shape, dtype="float64", data=data)], ("qr", "$0"), ("abs", "$1.0"), out=["$2"], note=SIGNS)
        case([Input(*shape, dtype="float64", data=data)], ("qr", "$0", {"name": "named"}), ("abs", "$1.1"), out=["$2"], note=SIGNS)
        svd([Input(*shape, dtype="float64", data=data)], ("svd", "$0", {"computeUv": False}), out=["$1.0"])
        svd([Input(*shape, dtype="float64", data=data)], ("svd", "$0"), out=["$1.0"])
        svd([Input(*shape, dtype="float64", data=data)], ("svd", "$0", {"name": "named"}), ("abs", "$1.1"), ("abs", "$1.2"), out=["$2", "$3"], note=SIGNS)
    case([Input(2, 4, dtype="float64", data=TALL)], ("qr", "$0", {"fullMatrices": True}), ("abs", "$1.1"), out=["$2"], gradients=False)
    case([Input(4, 2, dtype="float64", data=TALL)], ("qr", "$0", {"fullMatrices": True}), ("abs", "$1.1"), out=["$2"], gradients=False)
    svd([Input(4, 2, dtype="float64", data=TALL)], ("svd", "$0", {"fullMatrices": True}), ("shape", "$1.1"), out=["$1.0", "$2"], gradients=False)
    svd([Input(2, 2, 2, dtype="float64", data=TWO)], ("svd", "$0"), ("abs", "$1.2"), out=["$1.0", "$2"], note=SIGNS)
    case([unknown(4, 2, dtype="float64", data=TALL)], ("svd", "$0"), out=["$1.0"], gradients=False)
    case([Input(3, 3, dtype="float64", data=DEFINITE)], ("selfAdjointEig", "$0"), out=["$1.0"])
    case([Input(3, 3, dtype="float64", data=DEFINITE)], ("selfAdjointEig", "$0", {"name": "named"}), ("abs", "$1.1"), out=["$2"], note=SIGNS)
    case([Input(3, 3, data=DEFINITE)], ("selfAdjointEigvals", "$0"), gradients=False)
    case([Input(3, 3, dtype="float64", data=DEFINITE)], ("selfAdjointEigvals", "$0", {"name": "named"}))
    case([Input(2, 3)], ("selfAdjointEig", "$0"))
    case([Input(3)], ("svd", "$0"))
    case([Input(3)], ("qr", "$0"))


def diagonals():
    case([Input(3)], ("diag", "$0"))
    case([Input(2, 2, dtype="float64")], ("diag", "$0", {"name": "named"}))
    case([unknown(3)], ("diag", "$0"))
    case([Input(3, 3)], ("diagPart", "$0"))
    case([Input(2, 2, 2, 2, dtype="float64")], ("diagPart", "$0", {"name": "named"}))
    case([Input(2, 3)], ("diagPart", "$0"))
    case([Input(3)], ("diagPart", "$0"))
    case([Input(2, 3)], ("matrixDiag", "$0"))
    case([unknown(3, dtype="float64")], ("matrixDiag", "$0", {"name": "named"}))
    case([Input()], ("matrixDiag", "$0"))
    case([Input(2, 3)], ("matrixDiagPart", "$0"))
    case([unknown(2, 3, 3, dtype="float64")], ("matrixDiagPart", "$0", {"name": "named"}))
    case([Input(3)], ("matrixDiagPart", "$0"))
    case([Input(2, 3), Input(2)], ("matrixSetDiag", "$0", "$1"))
    case([unknown(3, 3, dtype="float64"), unknown(3, dtype="float64")], ("matrixSetDiag", "$0", "$1", {"name": "named"}))
    case([Input(2, 3), Input(3)], ("matrixSetDiag", "$0", "$1"))
    for lower, upper in ((0, 0), (1, 0), (-1, 0), (0, -1), (1, 2)):
        case([Input(3, 4)], ("matrixBandPart", "$0", lower, upper))
    case([unknown(2, 3, 3, dtype="float64")], ("matrixBandPart", "$0", 1, 1, {"name": "named"}))
    case([Input(3, 3)], ("matrixBandPart", "$0", 4, 0), gradients=False)
    case([Input(3, 3)], ("trace", "$0"))
    case([Input(2, 3, 3, dtype="float64")], ("trace", "$0", {"name": "named"}))
    case([Input(3)], ("trace", "$0"))

"""The part of NumPy that programs of the course use, over the isolate's arrays. docs/numpy.md lists what there is."""

import contextlib as _contextlib
import math as _math
import sys as _sys

from . import _bridge, _calculus, _creation, _dtypes, _functions, _matrices, _products, _selecting, _shaping, _sorting, _text
from ._bridge import AxisError, connect
from ._core import _wrap, array, asarray, ndarray
from ._dtypes import can_cast, dtype, finfo, iinfo, issubdtype, promote_types
from ._printing import (
    array2string, array_repr, array_str, format_float_positional, get_printoptions, printoptions, set_printoptions,
)
from ._products import cross, dot, einsum, inner, kron, matmul, outer, tensordot, vdot
from ._scalars import (
    bool_, float32, float64, floating, generic, inexact, int8, int16, int32, int64, integer, isscalar, number,
    signedinteger, uint8, uint16, uint32, unsignedinteger,
)
from ._text import fromfile, fromstring, genfromtxt, load, loadtxt, save, savetxt, savez
from ._missing import missing as _missing

for _module in (_functions, _creation, _shaping, _selecting, _matrices, _sorting, _calculus):
    for _name, _value in list(vars(_module).items()):
        _home = getattr(_value, "__module__", None) or type(_value).__module__
        if not _name.startswith("_") and _home == _module.__name__:
            globals()[_name] = _value

__version__ = "1.13.3"

pi = _math.pi
e = _math.e
euler_gamma = 0.5772156649015329
inf = Inf = infty = Infinity = PINF = _math.inf
NINF = -_math.inf
nan = NaN = NAN = _math.nan
newaxis = None
True_, False_ = bool_(True), bool_(False)

single = float32
double = float_ = longfloat = float64
int_ = intp = int64
intc = int32
byte, ubyte, short, ushort, uintc = int8, uint8, int16, uint16, uint32
bool8 = bool_
# As until NumPy 1.24.
int = __builtins__["int"] if isinstance(__builtins__, dict) else __builtins__.int
float = __builtins__["float"] if isinstance(__builtins__, dict) else __builtins__.float
bool = __builtins__["bool"] if isinstance(__builtins__, dict) else __builtins__.bool

sctypeDict = {d.name: d.type for d in _dtypes.DTYPES}
typecodes = {"AllInteger": "bBhHiIl", "AllFloat": "fd", "Float": "fd", "Integer": "bhil"}


from ._functions import clip, true_divide  # noqa: E402
from ._shaping import concatenate  # noqa: E402
from ._matrices import diag  # noqa: E402
from ._creation import zeros  # noqa: E402


def result_type(*arrays_and_dtypes):
    """The dtype that operands have together."""
    import builtins

    result = None
    rest = builtins.list(arrays_and_dtypes)
    while rest:
        x = rest.pop(0)
        one = zeros(1, x) if isinstance(x, (builtins.str, builtins.type, dtype)) else asarray(x)
        result = one if result is None else zeros(1, _dtypes.DTYPES[_bridge.k.commonType(result._a, one._a, 0)])
    return result.dtype


def min_scalar_type(a):
    """The smallest dtype that holds a value."""
    value = asarray(a)
    if value.ndim or value.dtype.kind == "b":
        return value.dtype
    if value.dtype.kind == "f":
        return dtype("float32" if not _math.isfinite(value) or abs(value.item()) < 3.4e38 else "float64")
    x = value.item()
    names = ("int8", "int16", "int32", "int64") if x < 0 else ("uint8", "uint16", "uint32", "int64")
    return next(dtype(n) for n in names if iinfo(n).min <= x <= iinfo(n).max)


def seterr(all=None, divide=None, over=None, under=None, invalid=None):
    """What is done about errors of floating-point arithmetic: ignore, warn, raise, call or print."""
    before = dict(_bridge.handling)
    given = {"divide": divide or all, "over": over or all, "under": under or all, "invalid": invalid or all}
    for kind, how in given.items():
        if how is not None:
            if how not in ("ignore", "warn", "raise", "call", "print", "log"):
                raise ValueError(f"invalid error handling: {how!r}")
            _bridge.handling[kind] = how
    return before


def geterr():
    """What is done about errors of floating-point arithmetic."""
    return dict(_bridge.handling)


def seterrcall(func):
    """The function that is called for errors handled by `call`."""
    before = _bridge.handler
    _bridge.handler = func
    return before


def geterrcall():
    return _bridge.handler


class errstate(_contextlib.ContextDecorator):
    """`seterr` within a `with` block."""

    def __init__(self, *, call=None, **kwargs):
        self.kwargs = kwargs

    def __enter__(self):
        self.before = seterr(**self.kwargs)

    def __exit__(self, *exception):
        _bridge.handling.update(self.before)


def asscalar(a):
    """The one value of an array, as a Python number."""
    return asarray(a).item()


def iterable(y):
    """Whether one can iterate over it."""
    return hasattr(y, "__iter__") or hasattr(y, "__getitem__")


def set_string_function(f, repr=True):
    raise NotImplementedError("np.set_string_function is not there; see np.set_printoptions(formatter=…)")


def corrcoef(x, y=None, rowvar=True):
    """Correlation coefficients of rows."""
    c = cov(x, y, rowvar)
    if c.ndim == 0:
        return c / c
    d = diag(c) ** 0.5
    return clip(c / d[:, None] / d[None, :], -1, 1)


def cov(m, y=None, rowvar=True, bias=False, ddof=None):
    """Covariances of rows."""
    x = asarray(m, float64)
    x = x.reshape(1, -1) if x.ndim < 2 else x if rowvar else x.T
    if y is not None:
        y = asarray(y, float64)
        y = y.reshape(1, -1) if y.ndim < 2 else y if rowvar else y.T
        x = concatenate((x, y), axis=0)
    x = x - x.mean(axis=1)[:, None]
    ddof = (0 if bias else 1) if ddof is None else ddof
    return (dot(x, x.T) * true_divide(1, x.shape[1] - ddof)).squeeze()


def show_config():
    print("kernels in JavaScript")


def _lazy_missing(name, fallback=_missing("numpy", globals())):
    return fallback(name)


from . import linalg, random, testing  # noqa: E402

__getattr__ = _lazy_missing

try:
    import _residual_arrays as _arrays

    connect(_arrays)
except ImportError:
    # In a memory snapshot: whoever restores it calls numpy.connect.
    pass

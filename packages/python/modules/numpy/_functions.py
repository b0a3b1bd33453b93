"""ufuncs: functions value by value, with broadcasting."""

import builtins
import math
import types

from . import _dtypes
from ._bridge import fail, k
from ._core import _EXACT, arr, asarray, code_or_none, ndarray, put_out, refuse_tensor, result_of
from ._dtypes import CODES

class ufunc:
    """A function value by value."""

    identity = None

    def __init__(self, name, doc, nin):
        self.__name__ = name
        self.__doc__ = doc
        self.nin = nin
        self.nout = 1
        self.nargs = nin + 1

    def __repr__(self):
        return f"<ufunc '{self.__name__}'>"

    def _placed(self, result, out, where, dtype):
        if dtype is not None and isinstance(result, (ndarray,) + tuple(CODES)):
            result = result.astype(dtype)
        if isinstance(out, tuple):
            (out,) = out
        if where is not True:
            from ._selecting import where as choose

            base = out if out is not None else asarray(result) * 0
            result = choose(where, result, base)
        return put_out(result, out)


class _Unary(ufunc):
    def __init__(self, name, doc):
        super().__init__(name, doc, 1)

    def __call__(self, x, out=None, *, where=True, dtype=None, casting=None, **ignored):
        if type(x) is not ndarray:
            refuse_tensor(x, self.__name__)
            x = asarray(x)
        if dtype is not None and where is True:
            x = x.astype(dtype)
        result = result_of(getattr(k, self.__name__)(x._a))
        if out is None and where is True and dtype is None:
            return result
        return self._placed(result, out, where, dtype)

    def reduce(self, *args, **kwargs):
        raise ValueError("reduce only supported for binary functions")


def _operand(x):
    """An operand as kernels take it: an array or a number, and the number's code."""
    kind = type(x)
    if kind is ndarray:
        return x._a, None
    code = CODES.get(kind)
    if code is not None and -_EXACT <= x <= _EXACT:
        return (float(x) if code >= 8 else int(x)), code
    if code is not None and code >= 8:
        return float(x), code
    return asarray(x)._a, None


class _Binary(ufunc):
    def __init__(self, name, doc, identity=None):
        super().__init__(name, doc, 2)
        self.identity = identity

    def __call__(self, x1, x2, out=None, *, where=True, dtype=None, casting=None, **ignored):
        for x in (x1, x2):
            if type(x) is not ndarray:
                refuse_tensor(x, self.__name__)
        if dtype is not None:
            x1, x2 = asarray(x1).astype(dtype), asarray(x2).astype(dtype)
        a, a_code = _operand(x1)
        b, b_code = _operand(x2)
        if a_code is not None and b_code is not None:
            a, a_code = k.scalar(a_code, a), None
            if type(a) is str:
                fail(a)
        code = b_code if a_code is None else a_code
        kernel = getattr(k, self.__name__)
        result = result_of(kernel(a, b) if code is None else kernel(a, b, code))
        if out is None and where is True:
            return result
        return self._placed(result, out, where, None)

    def reduce(self, array, axis=0, dtype=None, out=None, keepdims=False, initial=None, where=True):
        """The function applied along an axis, pair by pair."""
        a = asarray(array)
        name = {"add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min", "logical_or": "any", "logical_and": "all"}.get(self.__name__)
        if name is not None:
            options = {} if name in ("any", "all") else {"initial": initial}
            if name in ("sum", "prod"):
                options["dtype"] = dtype
            if a.ndim == 0:
                axis = None
            return getattr(a, name)(axis, out=out, keepdims=keepdims, where=None if where is True else where, **options)
        moved = a if axis == 0 else a.swapaxes(0, axis)
        result = moved[0] if initial is None else self(initial, moved[0])
        for i in range(1, moved.shape[0]):
            result = self(result, moved[i])
        if keepdims:
            result = asarray(result)[None].swapaxes(0, axis)
        return put_out(result, out)

    def accumulate(self, array, axis=0, dtype=None, out=None):
        """Running results along an axis."""
        a = asarray(array)
        name = {"add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min"}.get(self.__name__)
        if name is not None:
            return put_out(arr(k.accumulate(name, a._a, axis, code_or_none(dtype))), out)
        from ._shaping import stack

        moved = a.swapaxes(0, axis)
        parts = [moved[0]]
        for i in range(1, moved.shape[0]):
            parts.append(self(parts[-1], moved[i]))
        return put_out(stack(parts, axis), out)

    def outer(self, A, B, **options):
        """The function of each element of the one with each of the other."""
        a, b = asarray(A), asarray(B)
        return self(a.reshape(a.shape + (1,) * b.ndim), b, **options)

    def at(self, a, indices, b=None):
        """In place and element by element, so that an index that occurs twice counts twice."""
        positions = asarray(indices).ravel().tolist()
        values = asarray(b)
        values = [values[()]] * len(positions) if values.ndim == 0 else list(values)
        for i, value in zip(positions, values):
            a[i] = self(a[i], value)


_UNARY = {
    "negative": "−x", "positive": "x", "absolute": "|x|", "sign": "−1, 0 or 1", "square": "x²", "reciprocal": "1/x",
    "sqrt": "square root", "cbrt": "cubic root", "exp": "eˣ", "exp2": "2ˣ", "expm1": "eˣ − 1", "log": "natural logarithm",
    "log2": "logarithm to base 2", "log10": "logarithm to base 10", "log1p": "log(1 + x)", "sin": "sine", "cos": "cosine",
    "tan": "tangent", "arcsin": "inverse sine", "arccos": "inverse cosine", "arctan": "inverse tangent",
    "sinh": "hyperbolic sine", "cosh": "hyperbolic cosine", "tanh": "hyperbolic tangent",
    "arcsinh": "inverse hyperbolic sine", "arccosh": "inverse hyperbolic cosine", "arctanh": "inverse hyperbolic tangent",
    "deg2rad": "degrees to radians", "rad2deg": "radians to degrees", "floor": "next lower integer",
    "ceil": "next higher integer", "trunc": "integer towards 0", "rint": "nearest integer, halves to the even one",
    "isnan": "whether not a number", "isinf": "whether infinite", "isfinite": "whether a finite number",
    "signbit": "whether the sign is −", "logical_not": "whether 0", "invert": "bits inverted",
}
_BINARY = {
    "add": ("x + y", 0), "subtract": ("x − y", None), "multiply": ("x · y", 1), "divide": ("x / y", None),
    "floor_divide": ("x // y", None), "remainder": ("x % y, with the sign of y", None),
    "fmod": ("remainder with the sign of x", None), "power": ("x ** y", None),
    "maximum": ("the greater; NaN if one is", None), "minimum": ("the less; NaN if one is", None),
    "fmax": ("the greater; NaN if both are", None), "fmin": ("the less; NaN if both are", None),
    "arctan2": ("angle of the point (y, x)", None), "hypot": ("√(x² + y²)", 0), "logaddexp": ("log(eˣ + eʸ)", -math.inf),
    "copysign": ("x with the sign of y", None), "equal": ("x == y", None), "not_equal": ("x != y", None),
    "less": ("x < y", None), "less_equal": ("x <= y", None), "greater": ("x > y", None), "greater_equal": ("x >= y", None),
    "logical_and": ("x and y", True), "logical_or": ("x or y", False), "logical_xor": ("one of x and y", False),
    "bitwise_and": ("x & y", -1), "bitwise_or": ("x | y", 0), "bitwise_xor": ("x ^ y", 0),
    "left_shift": ("x << y", None), "right_shift": ("x >> y", None),
}
for _name, _doc in _UNARY.items():
    globals()[_name] = _Unary(_name, _doc)
for _name, (_doc, _identity) in _BINARY.items():
    globals()[_name] = _Binary(_name, _doc, _identity)

abs = absolute = globals()["absolute"]


def fabs(x, out=None):
    """|x|, in floating point."""
    x = asarray(x)
    return absolute(x if x.dtype.kind == "f" else x.astype(float), out)


conj = conjugate = globals()["positive"]
true_divide = globals()["divide"]
mod = globals()["remainder"]
pow = globals()["power"]
radians = globals()["deg2rad"]
degrees = globals()["rad2deg"]
bitwise_not = globals()["invert"]


def clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None):
    """Values below the one bound or above the other replaced by it."""
    a_min = min if a_min is None else a_min
    a_max = max if a_max is None else a_max
    if a_min is None and a_max is None:
        raise ValueError("One of max or min must be given")
    result = asarray(a)
    if a_min is not None:
        result = globals()["maximum"](result, a_min)
    if a_max is not None:
        result = globals()["minimum"](result, a_max)
    return put_out(result, out)


def around(a, decimals=0, out=None):
    """Rounded to so many decimals, halves to the even digit."""
    return put_out(result_of(k.round(asarray(a)._a, decimals)), out)


round = round_ = around


def fix(x, out=None):
    """Towards 0."""
    return put_out(globals()["trunc"](x), out)


def isclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether |a − b| ≤ atol + rtol · |b|, value by value."""
    from ._bridge import handling

    x, y = asarray(a), asarray(b, dtype=None)
    before = dict(handling)
    handling.update(invalid="ignore", over="ignore")
    try:
        y = y.astype(float) if y.dtype.kind != "f" else y
        result = globals()["absolute"](x - y) <= atol + rtol * globals()["absolute"](y)
        finite = isfinite(x) & isfinite(y)
        result = (result & finite) | (~finite & (x == y))
        if equal_nan:
            result = result | (isnan(x) & isnan(y))
    finally:
        handling.update(before)
    return result


isfinite, isnan = globals()["isfinite"], globals()["isnan"]


def isposinf(x, out=None):
    return put_out(asarray(x) == math.inf, out)


def isneginf(x, out=None):
    return put_out(asarray(x) == -math.inf, out)


def nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None):
    """NaN replaced by 0, infinities by the largest numbers."""
    from ._selecting import where

    a = asarray(x)
    if a.dtype.kind != "f":
        return a.copy() if a.ndim else a[()]
    most = float(_dtypes.finfo(a.dtype).max)
    result = where(isnan(a), a.dtype.type(nan), a)
    result = where(asarray(result) == math.inf, a.dtype.type(most if posinf is None else posinf), result)
    result = where(asarray(result) == -math.inf, a.dtype.type(-most if neginf is None else neginf), result)
    if not copy and isinstance(x, ndarray):
        x[...] = result
        return x
    return result[()] if type(result) is ndarray and result.ndim == 0 else result


def sinc(x):
    """sin(πx) / (πx)"""
    from ._selecting import where

    y = math.pi * where(asarray(x) == 0, 1.0e-20, asarray(x))
    return globals()["sin"](y) / y


def heaviside(x1, x2):
    """0 below 0, 1 above, x2 at 0."""
    from ._selecting import where

    a = asarray(x1, dtype=float)
    return where(a == 0, x2, where(a > 0, 1.0, 0.0))


def modf(x):
    """Fractional and integral parts."""
    whole = globals()["trunc"](asarray(x, dtype=float))
    return asarray(x) - whole, whole


def divmod(x1, x2):
    return globals()["floor_divide"](x1, x2), globals()["remainder"](x1, x2)


def _method_as_function(name):
    """np.sum(a, …) from a.sum(…)."""

    def function(a, *args, **kwargs):
        if type(a) is not ndarray:
            refuse_tensor(a, name)
            if name == "sum" and isinstance(a, types.GeneratorType):
                return builtins.sum(a)
            a = asarray(a)
        return getattr(a, name)(*args, **kwargs)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"ndarray.{name} of an array or sequence."
    return function


for _name in (
    "sum", "prod", "max", "min", "any", "all", "mean", "var", "std", "ptp", "argmax", "argmin", "cumsum", "cumprod",
    "argsort", "nonzero", "ravel", "swapaxes", "trace", "compress", "searchsorted",
):
    globals()[_name] = _method_as_function(_name)


def amax(a, axis=None, out=None, keepdims=False, initial=None, where=None):
    return asarray(a).max(axis, out, keepdims, initial, where)


def amin(a, axis=None, out=None, keepdims=False, initial=None, where=None):
    return asarray(a).min(axis, out, keepdims, initial, where)


product = globals()["prod"]
cumproduct = globals()["cumprod"]
alltrue = globals()["all"]
sometrue = globals()["any"]


def count_nonzero(a, axis=None, *, keepdims=False):
    """How many elements are not 0."""
    count = (asarray(a) != 0)
    result = asarray(count).sum(axis, keepdims=keepdims)
    return int(result) if axis is None and not keepdims else result


def average(a, axis=None, weights=None, returned=False, *, keepdims=False):
    """Mean, or weighted mean."""
    a = asarray(a)
    if weights is None:
        result = a.mean(axis, keepdims=keepdims)
        scale = result.dtype.type(a.size / builtins.max(asarray(result).size, 1))
    else:
        w = asarray(weights)
        if w.shape != a.shape:
            if axis is None:
                raise TypeError("Axis must be specified when shapes of a and weights differ.")
            if w.ndim != 1:
                raise TypeError("1D weights expected when shapes of a and weights differ.")
            if w.shape[0] != a.shape[axis]:
                raise ValueError("Length of weights not compatible with specified axis.")
            w = w.reshape((-1,) + (1,) * (a.ndim - 1 - axis % a.ndim))
            w = w + 0 * a
        scale = w.sum(axis, keepdims=keepdims)
        if asarray(scale == 0).any():
            raise ZeroDivisionError("Weights sum to zero, can't be normalized")
        result = (a * w).sum(axis, keepdims=keepdims) / scale
    return (result, scale) if returned else result


def _without_nan(name, replacement):
    def function(a, axis=None, **options):
        from ._selecting import where

        a = asarray(a)
        if a.dtype.kind == "f":
            a = asarray(where(isnan(a), a.dtype.type(replacement), a))
        return getattr(a, name)(axis, **options)

    function.__name__ = "nan" + name
    function.__doc__ = f"{name}, leaving out NaN."
    return function


nansum = _without_nan("sum", 0.0)
nanprod = _without_nan("prod", 1.0)
nanmax = _without_nan("max", -math.inf)
nanmin = _without_nan("min", math.inf)
nanargmax = _without_nan("argmax", -math.inf)
nanargmin = _without_nan("argmin", math.inf)


def nanmean(a, axis=None, dtype=None, out=None, keepdims=False):
    """Mean, leaving out NaN."""
    a = asarray(a)
    count = asarray(~isnan(a)).sum(axis, keepdims=keepdims)
    return put_out(nansum(a, axis, dtype=dtype, keepdims=keepdims) / count, out)


def nanvar(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False):
    """Variance, leaving out NaN."""
    from ._selecting import where

    a = asarray(a)
    bad = isnan(a)
    count = asarray(~bad).sum(axis, keepdims=keepdims)
    distance = where(bad, 0.0, a - nanmean(a, axis, keepdims=True))
    return put_out((distance * distance).sum(axis, keepdims=keepdims) / (count - ddof), out)


def nanstd(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False):
    """Standard deviation, leaving out NaN."""
    return put_out(globals()["sqrt"](nanvar(a, axis, dtype, None, ddof, keepdims)), out)


def _quantile(a, q, axis, keepdims, method):
    if method not in ("linear", "lower", "higher", "nearest", "midpoint"):
        raise NotImplementedError(f"method {method!r} is not supported here; there are linear, lower, higher, nearest and midpoint")
    a = asarray(a)
    q = asarray(q, dtype=float)
    if q.size and (q.min() < 0 or q.max() > 1):
        raise ValueError("Quantiles must be in the range [0, 1]")
    if isinstance(axis, tuple):
        raise NotImplementedError("one axis, or None, is supported here")
    flat = axis is None
    ordered = arr(k.sort((a.ravel() if flat else a)._a, 0 if flat else axis))
    along = 0 if flat else axis % a.ndim
    count = ordered.shape[along]
    if count == 0:
        return ordered.dtype.type(math.nan) if flat else ordered.mean(axis)
    from ._shaping import stack
    from ._selecting import take

    results = []
    last = take(ordered, count - 1, along)
    for part in q.ravel().tolist():
        position = part * (count - 1)
        low = math.floor(position)
        high = builtins.min(low + 1, count - 1)
        weight = {"linear": position - low, "lower": 0.0, "higher": float(position > low), "midpoint": 0.5 if position > low else 0.0,
                  "nearest": float(builtins.round(position) - low)}[method]
        one, two = take(ordered, low, along), take(ordered, high, along)
        value = _between(one, two, weight)
        if a.dtype.kind == "f":
            from ._selecting import where

            value = where(isnan(last), last, value)
            value = value[()] if type(value) is ndarray and value.ndim == 0 else value
        if keepdims:
            value = asarray(value).reshape((1,) * a.ndim if flat else tuple(1 if i == along else n for i, n in enumerate(a.shape)))
        results.append(value)
    if q.ndim == 0:
        return results[0]
    return stack(results).reshape(q.shape + asarray(results[0]).shape)


def _between(one, two, weight):
    """NumPy's linear interpolation: from the nearer end."""
    if weight == 0:
        return one * 1.0
    step = two - one
    return one + step * weight if weight < 0.5 else two - step * (1 - weight)


def percentile(a, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=False, *, interpolation=None):
    """The value below which so many percent lie."""
    return put_out(_quantile(a, asarray(q, dtype=float) / 100.0, axis, keepdims, interpolation or method), out)


def quantile(a, q, axis=None, out=None, overwrite_input=False, method="linear", keepdims=False, *, interpolation=None):
    """The value below which such a part lies."""
    return put_out(_quantile(a, q, axis, keepdims, interpolation or method), out)


def median(a, axis=None, out=None, overwrite_input=False, keepdims=False):
    """The middle value, or the mean of the two."""
    a = asarray(a)
    if a.size == 0:
        return a.mean(axis)
    count = a.size if axis is None else a.shape[axis]
    if count % 2:
        return put_out(_quantile(a, 0.5, axis, keepdims, "linear"), out)
    low = asarray(_quantile(a, (count / 2 - 1) / (count - 1), axis, keepdims, "nearest"))
    high = asarray(_quantile(a, (count / 2) / (count - 1), axis, keepdims, "nearest"))
    from ._shaping import stack

    return put_out(stack([low, high]).mean(axis=0), out)

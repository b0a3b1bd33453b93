"""Arrays made of one value, at equal distances, of what is given."""

import builtins
import math

from . import _dtypes
from ._bridge import k
from ._core import arr, array, asarray, index_of, result_of, shape_of
from ._dtypes import CODES, FLOAT64, INT64


def _code(dtype):
    return _dtypes.of(dtype).code


def zeros(shape, dtype=float, order="C"):
    """Zeros of that shape."""
    return arr(k.zeros(_code(dtype), *shape_of((shape,))))


def ones(shape, dtype=float, order="C"):
    """Ones of that shape."""
    return arr(k.full(_code(dtype), 1, *shape_of((shape,))))


def empty(shape, dtype=float, order="C"):
    """An array of that shape, whose values one is to set (zeros here)."""
    return zeros(shape, dtype)


def full(shape, fill_value, dtype=None, order="C"):
    """An array of that shape, all of one value."""
    value = asarray(fill_value)
    code = value.dtype.code if dtype is None else _code(dtype)
    result = arr(k.zeros(code, *shape_of((shape,))))
    result[...] = value
    return result


def _like(a, dtype, shape):
    a = asarray(a)
    return (a.shape if shape is None else shape), (a.dtype if dtype is None else dtype)


def zeros_like(a, dtype=None, order="K", subok=True, shape=None):
    """Zeros of an array's shape and dtype."""
    return zeros(*_like(a, dtype, shape))


def ones_like(a, dtype=None, order="K", subok=True, shape=None):
    """Ones of an array's shape and dtype."""
    return ones(*_like(a, dtype, shape))


def empty_like(prototype, dtype=None, order="K", subok=True, shape=None):
    """An array of another's shape and dtype (zeros here)."""
    return zeros(*_like(prototype, dtype, shape))


def full_like(a, fill_value, dtype=None, order="K", subok=True, shape=None):
    """An array of another's shape and dtype, all of one value."""
    shape, dtype = _like(a, dtype, shape)
    return full(shape, fill_value, dtype)


def arange(*args, dtype=None, **bounds):
    """start, start + step, … up to but not including stop."""
    if bounds:
        args = (bounds.get("start", args[0] if args else 0), bounds.get("stop", args[1] if len(args) > 1 else args[0] if args else None), bounds.get("step", args[2] if len(args) > 2 else 1))
        if args[1] is None:
            args = (0, args[0], args[2])
    if len(args) == 4:
        *args, dtype = args
    if not args:
        raise TypeError("arange() requires stop to be specified.")
    start, stop, step = (0, args[0], 1) if len(args) == 1 else (*args, 1)[:3]
    if start is None:
        start = 0
    if step is None:
        step = 1
    if step == 0:
        raise ZeroDivisionError("division by zero")
    kinds = [asarray(x).dtype.code for x in (start, stop, step)]
    if dtype is None:
        code = INT64 if builtins.max(kinds) < 8 else FLOAT64 if FLOAT64 in kinds or INT64 in kinds else 8
        if code == 8 and not all(CODES.get(type(x)) == 8 for x in (start, stop, step) if isinstance(x, float)):
            code = FLOAT64
    else:
        code = _code(dtype)
    start, stop, step = (x.item() if hasattr(x, "item") else x for x in (start, stop, step))
    count = builtins.max(0, math.ceil((stop - start) / step))
    if builtins.max(kinds) >= 8:
        step = (start + step) - start
    return arr(k.arange(code, start, step, count))


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    """So many numbers at equal distances, from start to stop."""
    num = index_of(num)
    if num < 0:
        raise ValueError(f"Number of samples, {num}, must be non-negative.")
    div = num - 1 if endpoint else num
    start, stop = asarray(start) * 1.0, asarray(stop) * 1.0
    start, stop = asarray(start), asarray(stop)
    delta = asarray(stop - start)
    y = arange(0, num, dtype=float).reshape((-1,) + (1,) * delta.ndim)
    step = math.nan
    if div > 0:
        step = delta / div
        y = y * step + start if not (asarray(step) == 0).any() else y / div * delta + start
        if endpoint and num > 1:
            y[-1] = stop
    else:
        y = y * delta + start
    if axis != 0:
        from ._shaping import moveaxis

        y = moveaxis(y, 0, axis)
    if dtype is not None:
        if _dtypes.of(dtype).kind in "iu":
            y = _floor_of(y)
        y = y.astype(dtype)
    return (y, step) if retstep else y


def _floor_of(y):
    return arr(k.floor(y._a))


def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
    """Powers of base, with exponents at equal distances."""
    y = base ** linspace(start, stop, num, endpoint, axis=axis)
    return y if dtype is None else y.astype(dtype)


def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    """So many numbers, each the same multiple of the one before."""
    start, stop = float(start), float(stop)
    if start == 0 or stop == 0:
        raise ValueError("Geometric sequence cannot include zero")
    sign = -1.0 if start < 0 and stop < 0 else 1.0
    result = sign * logspace(math.log10(sign * start), math.log10(sign * stop), num, endpoint)
    if num > 0:
        result[0] = start
        if endpoint and num > 1:
            result[-1] = stop
    return result if dtype is None else result.astype(dtype)


def fromiter(iter, dtype, count=-1):
    """A vector of what an iterator gives."""
    values = list(iter) if count < 0 else [x for _, x in zip(range(count), iter)]
    return array(values, dtype)


def frombuffer(buffer, dtype=float, count=-1, offset=0):
    """A vector of the values that lie in bytes."""
    from array import array as packed

    dtype = _dtypes.of(dtype)
    values = packed({"bool": "B", "int8": "b", "uint8": "B", "int16": "h", "uint16": "H", "int32": "i", "uint32": "I", "int64": "q", "float32": "f", "float64": "d"}[dtype.name])
    data = bytes(buffer)[offset:]
    data = data[: count * dtype.itemsize] if count >= 0 else data
    if len(data) % dtype.itemsize:
        raise ValueError("buffer size must be a multiple of element size")
    values.frombytes(data)
    return array(values.tolist(), dtype)


def copy(a, order="K", subok=False):
    """A copy."""
    return array(a)


def asanyarray(a, dtype=None, order=None):
    return asarray(a, dtype)


def ascontiguousarray(a, dtype=None):
    a = asarray(a, dtype)
    a = a if k.isContiguous(a._a) else a.copy()
    return a if a.ndim else a.reshape(1)


asfortranarray = ascontiguousarray


def asfarray(a, dtype=float):
    return asarray(a, dtype)


def asarray_chkfinite(a, dtype=None, order=None):
    a = asarray(a, dtype)
    if not asarray(result_of(k.isfinite(a._a))).all():
        raise ValueError("array must not contain infs or NaNs")
    return a

"""Parts of arrays chosen by conditions and positions; arrays padded."""

import builtins
import math

from ._bridge import k
from ._core import arr, asarray, ndarray, normalized, put_out, result_of, shape_of
from ._dtypes import CODES, INT64
from ._creation import arange, full, zeros
from ._shaping import _broadcast_shape, broadcast_arrays, broadcast_to, concatenate, resize, stack


def where(condition, x=None, y=None):
    """x where the condition holds, else y; or where it holds."""
    condition = asarray(condition)
    if x is None and y is None:
        return condition.nonzero()
    if x is None or y is None:
        raise ValueError("either both or neither of x and y should be given")
    operands = []
    code = None
    for value in (x, y):
        kind = CODES.get(type(value))
        if kind is not None and code is None and not isinstance(value, bool):
            operands.append(float(value) if kind >= 8 else int(value))
            code = kind
        else:
            operands.append(asarray(value)._a)
    if code is None:
        return _as_array(k.where(condition._a, *operands))
    return _as_array(k.where(condition._a, *operands, code))


def _as_array(result):
    value = result_of(result)
    return value if type(value) is ndarray else asarray(value)


def argwhere(a):
    """Indices of what is not 0, as rows."""
    a = asarray(a)
    return stack(a.nonzero(), axis=1) if a.ndim else zeros((int(bool(a)), 0), int)


def flatnonzero(a):
    return asarray(a).ravel().nonzero()[0]


def extract(condition, arr):
    """The elements where the condition holds."""
    return asarray(arr).ravel()[asarray(condition).ravel() != 0]


def place(arr, mask, vals):
    mask = asarray(mask) != 0
    arr[mask] = resize(vals, int(mask.sum()))


def copyto(dst, src, casting="same_kind", where=True):
    """Writes values into an array."""
    if where is True:
        dst[...] = src
    else:
        mask = broadcast_to(asarray(where) != 0, dst.shape)
        dst[mask] = broadcast_to(asarray(src), dst.shape)[mask]


def putmask(a, mask, values):
    mask = asarray(mask) != 0
    a[mask] = resize(values, a.shape)[mask]


def select(condlist, choicelist, default=0):
    """For each element that choice whose condition is the first to hold."""
    result = asarray(default)
    for condition, choice in reversed(list(zip(condlist, choicelist))):
        result = where(condition, choice, result)
    return result


def choose(a, choices, out=None, mode="raise"):
    """From several arrays that which is named, element by element."""
    choices = broadcast_arrays(*choices)
    a = asarray(a)
    result = zeros(_broadcast_shape(a, choices[0]), choices[0].dtype)
    for i, choice in enumerate(choices):
        result = where(a == i, choice, result)
    return put_out(result, out)


def piecewise(x, condlist, funclist):
    """A function by cases."""
    x = asarray(x)
    result = zeros(x.shape, x.dtype)
    conditions = [asarray(c) for c in condlist]
    if len(funclist) == len(conditions) + 1:
        otherwise = ~(_sum_of(conditions) > 0)
        conditions.append(otherwise)
    for condition, function in zip(conditions, funclist):
        result[condition] = function(x[condition]) if callable(function) else function
    return result


def _sum_of(conditions):
    return asarray([c.astype(int).tolist() for c in conditions]).sum(axis=0)


def take(a, indices, axis=None, out=None, mode="raise"):
    """Elements, or slices along an axis, at positions."""
    a = asarray(a)
    if axis is None:
        a, axis = a.ravel(), 0
    axis = normalized(axis, a.ndim)
    if mode in ("clip", "wrap"):
        count = a.shape[axis]
        at = asarray(indices)
        indices = at % count if mode == "wrap" else arr(k.minimum(k.maximum(at._a, 0, INT64), count - 1, INT64))
    return put_out(a[(slice(None),) * axis + (indices,)], out)


def take_along_axis(arr, indices, axis):
    """Along an axis, the elements whose positions are given."""
    a, at = asarray(arr), asarray(indices)
    if axis is None:
        return a.ravel()[at]
    axis = normalized(axis, a.ndim)
    index = [arange(n).reshape((1,) * i + (-1,) + (1,) * (a.ndim - 1 - i)) for i, n in enumerate(a.shape)]
    index[axis] = at
    return a[tuple(index)]


def put(a, ind, v, mode="raise"):
    a.flat[ind] = v


def ix_(*args):
    """Vectors as the coordinates of a grid."""
    n = len(args)
    arrays = [asarray(x) for x in args]
    arrays = [a.nonzero()[0] if a.dtype.kind == "b" else a for a in arrays]
    return tuple(a.reshape((1,) * i + (-1,) + (1,) * (n - 1 - i)) for i, a in enumerate(arrays))


def unravel_index(indices, shape, order="C"):
    """Coordinates of positions in the flattened array."""
    at = asarray(indices)
    parts = []
    for n in reversed(shape_of((shape,))):
        parts.append(at % n)
        at = at // n
    if asarray(at).any():
        raise ValueError(f"index is out of bounds for array with size {math.prod(shape_of((shape,)))}")
    return tuple(reversed(parts))


def ravel_multi_index(multi_index, dims, mode="raise", order="C"):
    """Positions in the flattened array."""
    result = 0
    for at, n in zip(multi_index, dims):
        result = result * n + asarray(at)
    return result


def ndindex(*shape):
    """All indices of a shape."""
    import itertools

    return itertools.product(*map(range, shape_of(shape)))


def ndenumerate(arr):
    """All indices with their elements."""
    a = asarray(arr)
    return zip(ndindex(a.shape), a.ravel())


def pad(array, pad_width, mode="constant", constant_values=0):
    """With values around."""
    a = asarray(array)
    widths = broadcast_to(asarray(pad_width), (a.ndim, 2)).tolist()
    if mode == "constant":
        values = broadcast_to(asarray(constant_values), (a.ndim, 2)).tolist()
        for axis, ((before, after), (low, high)) in enumerate(zip(widths, values)):
            def block(count, value):
                return full([count if i == axis else n for i, n in enumerate(a.shape)], value, a.dtype)

            a = concatenate((block(before, low), a, block(after, high)), axis)
        return a
    for axis, (before, after) in enumerate(widths):
        count = a.shape[axis]
        at = arange(-before, count + after)
        if mode == "edge":
            at = asarray([builtins.min(builtins.max(i, 0), count - 1) for i in at.tolist()])
        elif mode == "wrap":
            at = at % count
        elif mode in ("reflect", "symmetric"):
            period = 2 * count - 2 if mode == "reflect" else 2 * count
            at = asarray([_mirrored(i, period, count, mode) for i in at.tolist()])
        else:
            raise NotImplementedError(f"mode {mode!r} is not supported here; there are constant, edge, wrap, reflect and symmetric")
        a = take(a, at, axis)
    return a


def _mirrored(i, period, count, mode):
    i = i % period if period else 0
    return i if i < count else period - i - (mode == "symmetric")

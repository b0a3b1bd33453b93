"""Arrays made, joined, split and rearranged."""

import builtins
import math

from . import _dtypes
from ._bridge import checked, k
from ._core import (
    arr, array, arrays_of, asarray, concatenate_along, index_of, ndarray, normalized, put_out, result_of, shape_of,
)
from ._dtypes import CODES, FLOAT64, INT64

# Creation


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


def eye(N, M=None, k=0, dtype=float, order="C"):
    """Ones on a diagonal."""
    result = zeros((N, N if M is None else M), dtype)
    count = builtins.min(result.shape[0] - builtins.max(-k, 0), result.shape[1] - builtins.max(k, 0))
    if count > 0:
        at = arange(count)
        result[at + builtins.max(-k, 0), at + builtins.max(k, 0)] = 1
    return result


def identity(n, dtype=None):
    """Ones on the diagonal of a square."""
    return eye(n, dtype=float if dtype is None else dtype)


def diag(v, k=0):
    """A matrix with that diagonal; of a matrix, its diagonal."""
    v = asarray(v)
    if v.ndim == 2:
        return diagonal(v, k).copy()
    if v.ndim != 1:
        raise ValueError("Input must be 1- or 2-d.")
    size = v.shape[0] + builtins.abs(k)
    result = zeros((size, size), v.dtype)
    at = arange(v.shape[0])
    result[at + builtins.max(-k, 0), at + builtins.max(k, 0)] = v
    return result


def diagflat(v, k=0):
    """A matrix with that diagonal, of whatever shape it comes."""
    return diag(asarray(v).ravel(), k)


def diagonal(a, offset=0, axis1=0, axis2=1):
    """The elements whose two indices differ by the offset."""
    a = asarray(a)
    if a.ndim < 2:
        raise ValueError("diag requires an array of at least two dimensions")
    a = moveaxis(a, (axis1, axis2), (-2, -1))
    count = builtins.max(0, builtins.min(a.shape[-2] - builtins.max(-offset, 0), a.shape[-1] - builtins.max(offset, 0)))
    at = arange(count)
    return a[..., at + builtins.max(-offset, 0), at + builtins.max(offset, 0)]


def fill_diagonal(a, val, wrap=False):
    """Sets the diagonal, in place."""
    at = arange(builtins.min(a.shape))
    a[(at,) * a.ndim] = val


def diag_indices(n, ndim=2):
    return (arange(n),) * ndim


def tri(N, M=None, k=0, dtype=float):
    """Ones on and below a diagonal."""
    M = N if M is None else M
    return (arange(N)[:, None] >= arange(-k, M - k)).astype(dtype)


def tril(m, k=0):
    """The lower triangle; zeros above."""
    m = asarray(m)
    return where(tri(*m.shape[-2:], k=k, dtype=bool), m, zeros(1, m.dtype))


def triu(m, k=0):
    """The upper triangle; zeros below."""
    m = asarray(m)
    return where(tri(*m.shape[-2:], k=k - 1, dtype=bool), zeros(1, m.dtype), m)


def tril_indices(n, k=0, m=None):
    return tri(n, m, k, bool).nonzero()


def triu_indices(n, k=0, m=None):
    return (~tri(n, m, k - 1, bool)).nonzero()


def vander(x, N=None, increasing=False):
    """Powers of x as columns."""
    x = asarray(x)
    N = x.shape[0] if N is None else N
    powers = arange(N) if increasing else arange(N - 1, -1, -1)
    return x[:, None] ** powers


def meshgrid(*xi, copy=True, sparse=False, indexing="xy"):
    """Coordinates of a grid."""
    if indexing not in ("xy", "ij"):
        raise ValueError("Valid values for `indexing` are 'xy' and 'ij'.")
    n = len(xi)
    parts = [asarray(x).reshape((1,) * i + (-1,) + (1,) * (n - 1 - i)) for i, x in enumerate(xi)]
    if indexing == "xy" and n > 1:
        parts = [part.swapaxes(0, 1) for part in parts]
    if not sparse:
        shape = _broadcast_shape(*parts)
        parts = [broadcast_to(part, shape) for part in parts]
    return [part.copy() if copy else part for part in parts]


def indices(dimensions, dtype=int, sparse=False):
    """Coordinates of all elements of a shape."""
    parts = meshgrid(*[arange(n, dtype=dtype) for n in dimensions], indexing="ij", sparse=sparse)
    return tuple(parts) if sparse else stack(parts)


def fromfunction(function, shape, *, dtype=float, **kwargs):
    """A function of the coordinates."""
    return function(*indices(shape, dtype=dtype), **kwargs)


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


# Shapes


def reshape(a, newshape=None, order="C", *, shape=None):
    """Another shape of the same elements."""
    return asarray(a).reshape(newshape if shape is None else shape, order=order)


def transpose(a, axes=None):
    """Axes in reverse, or in the order given."""
    return asarray(a).transpose(axes)


def shape(a):
    return asarray(a).shape


def ndim(a):
    return asarray(a).ndim


def size(a, axis=None):
    return asarray(a).size if axis is None else asarray(a).shape[axis]


def expand_dims(a, axis):
    """With an axis of length 1 at that place."""
    a = asarray(a)
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    rank = a.ndim + len(axes)
    axes = {normalized(x, rank) for x in axes}
    lengths = iter(a.shape)
    return a.reshape([1 if i in axes else next(lengths) for i in range(rank)])


def squeeze(a, axis=None):
    """Without axes of length 1."""
    return asarray(a).squeeze(axis)


def moveaxis(a, source, destination):
    """Axes put to other places."""
    a = asarray(a)
    sources = [normalized(x, a.ndim) for x in (source if isinstance(source, (tuple, list)) else (source,))]
    targets = [normalized(x, a.ndim) for x in (destination if isinstance(destination, (tuple, list)) else (destination,))]
    if len(sources) != len(targets):
        raise ValueError("`source` and `destination` arguments must have the same number of elements")
    order = [i for i in range(a.ndim) if i not in sources]
    for target, axis in sorted(zip(targets, sources)):
        order.insert(target, axis)
    return a.transpose(order)


def rollaxis(a, axis, start=0):
    a = asarray(a)
    axis = normalized(axis, a.ndim)
    if start < 0:
        start += a.ndim
    return moveaxis(a, axis, start - 1 if axis < start else start)


def atleast_1d(*arys):
    results = [a if a.ndim else a.reshape(1) for a in map(asarray, arys)]
    return results[0] if len(results) == 1 else results


def atleast_2d(*arys):
    results = [a.reshape(1, -1) if a.ndim < 2 else a for a in map(asarray, arys)]
    return results[0] if len(results) == 1 else results


def atleast_3d(*arys):
    def raised(a):
        return a.reshape(1, -1, 1) if a.ndim < 2 else a[:, :, None] if a.ndim == 2 else a

    results = [raised(a) for a in map(asarray, arys)]
    return results[0] if len(results) == 1 else results


def _broadcast_shape(*arrays):
    text = _checked_text(k.broadcastShapes(*[a._a for a in arrays]))
    return tuple(map(int, text.split(","))) if text else ()


def _checked_text(text):
    return checked(text) if text.startswith("!") else text


def broadcast_shapes(*shapes):
    """The shape in which arrays of those shapes are combined."""
    return _broadcast_shape(*[zeros(s, dtype=bool) for s in shapes])


def broadcast_to(array, shape, subok=False):
    """The array as it appears in that shape."""
    return arr(k.broadcastTo(asarray(array)._a, *shape_of((shape,))))


def broadcast_arrays(*args, subok=False):
    """Arrays in the shape that they have together."""
    arrays = [asarray(a) for a in args]
    shape = _broadcast_shape(*arrays)
    return [broadcast_to(a, shape) for a in arrays]


def resize(a, new_shape):
    """A new array of that shape, filled with the elements as often as it takes."""
    flat = asarray(a).ravel()
    count = math.prod(shape_of((new_shape,)))
    if flat.size == 0:
        return zeros(new_shape, flat.dtype)
    return tile(flat, -(-count // flat.size))[:count].reshape(new_shape)


# Joining and splitting


def concatenate(arrays, axis=0, out=None, *, dtype=None, casting="same_kind"):
    """Arrays one behind the other."""
    arrays = [asarray(a) for a in arrays]
    if axis is None:
        arrays, axis = [a.ravel() for a in arrays], 0
    result = concatenate_along(index_of(axis), *arrays)
    return put_out(result if dtype is None else result.astype(dtype), out)


def stack(arrays, axis=0, out=None, *, dtype=None, casting="same_kind"):
    """Arrays along a new axis."""
    arrays = [asarray(a) for a in arrays]
    if not arrays:
        raise ValueError("need at least one array to stack")
    if len({a.shape for a in arrays}) > 1:
        raise ValueError("all input arrays must have the same shape")
    axis = normalized(axis, arrays[0].ndim + 1)
    return concatenate([expand_dims(a, axis) for a in arrays], axis, out, dtype=dtype)


def vstack(tup, *, dtype=None, casting="same_kind"):
    """Rows one below the other."""
    return concatenate([atleast_2d(a) for a in tup], 0, dtype=dtype)


row_stack = vstack


def hstack(tup, *, dtype=None, casting="same_kind"):
    """Columns one beside the other; vectors one behind the other."""
    arrays = [atleast_1d(a) for a in tup]
    return concatenate(arrays, 0 if arrays and arrays[0].ndim == 1 else 1, dtype=dtype)


def dstack(tup):
    """Along the third axis."""
    return concatenate([atleast_3d(a) for a in tup], 2)


def column_stack(tup):
    """Vectors as columns."""
    return concatenate([a.reshape(-1, 1) if a.ndim < 2 else a for a in map(asarray, tup)], 1)


def append(arr, values, axis=None):
    """A new array with the values at the end."""
    arr, values = asarray(arr), asarray(values)
    if axis is None:
        return concatenate((arr.ravel(), values.ravel()))
    return concatenate((arr, values), axis)


def insert(arr, obj, values, axis=None):
    """A new array with the values before a position."""
    a = asarray(arr)
    if axis is None:
        a, axis = a.ravel(), 0
    axis = normalized(axis, a.ndim)
    count = a.shape[axis]
    before = (slice(None),) * axis
    if hasattr(obj, '__index__') and not isinstance(obj, ndarray):
        obj = index_of(obj)
        at = obj + count if obj < 0 else obj
        if not 0 <= at <= count:
            raise IndexError(f"index {obj} is out of bounds for axis {axis} with size {count}")
        values = asarray(values, a.dtype)
        shape = list(a.shape)
        if values.ndim == a.ndim:
            shape[axis] = values.shape[axis]
        else:
            shape[axis] = values.shape[0] if a.ndim == 1 and values.ndim == 1 else 1
            values = values if a.ndim == 1 else expand_dims(values, axis) if values.ndim else values
        return concatenate((a[before + (slice(None, at),)], broadcast_to(values, shape), a[before + (slice(at, None),)]), axis)
    positions = [p + count if p < 0 else p for p in asarray(obj).tolist()]
    values = asarray(values, a.dtype)
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    slots = [positions[i] + n for n, i in enumerate(order)]
    shape = list(a.shape)
    shape[axis] += len(positions)
    result = zeros(shape, a.dtype)
    mask = ones(shape[axis], bool)
    mask[slots] = False
    result[before + (mask,)] = a
    if values.ndim == 1 and a.ndim == 1 and values.size == len(positions):
        values = values[order]
    result[before + (slots,)] = values
    return result


def delete(arr, obj, axis=None):
    """A new array without those positions."""
    a = asarray(arr)
    if axis is None:
        a, axis = a.ravel(), 0
    axis = normalized(axis, a.ndim)
    keep = ones(a.shape[axis], bool)
    if not isinstance(obj, slice):
        positions = asarray(obj)
        for p in positions.ravel().tolist() if positions.dtype.kind != "b" else []:
            if not -a.shape[axis] <= p < a.shape[axis]:
                raise IndexError(f"index {p} is out of bounds for axis {axis} with size {a.shape[axis]}")
        obj = positions if positions.size else []
    keep[obj] = False
    return a[(slice(None),) * axis + (keep,)]


def array_split(ary, indices_or_sections, axis=0):
    """Parts along an axis, the first ones longer where they cannot be equal."""
    a = asarray(ary)
    count = a.shape[axis]
    if hasattr(indices_or_sections, "__len__"):
        bounds = [0, *map(int, asarray(indices_or_sections).tolist()), count]
    else:
        sections = int(indices_or_sections)
        if sections <= 0:
            raise ValueError("number sections must be larger than 0.")
        each, extra = divmod(count, sections)
        bounds = [0]
        for i in range(sections):
            bounds.append(bounds[-1] + each + (i < extra))
    before = (slice(None),) * normalized(axis, a.ndim)
    return [a[before + (slice(start, stop),)] for start, stop in zip(bounds, bounds[1:])]


def split(ary, indices_or_sections, axis=0):
    """Equal parts along an axis, or parts between positions."""
    if not hasattr(indices_or_sections, "__len__") and asarray(ary).shape[axis] % indices_or_sections:
        raise ValueError("array split does not result in an equal division")
    return array_split(ary, indices_or_sections, axis)


def hsplit(ary, indices_or_sections):
    return split(ary, indices_or_sections, 1 if asarray(ary).ndim > 1 else 0)


def vsplit(ary, indices_or_sections):
    return split(ary, indices_or_sections, 0)


def dsplit(ary, indices_or_sections):
    return split(ary, indices_or_sections, 2)


def tile(A, reps):
    """The array so many times along each axis."""
    a = asarray(A)
    reps = tuple(reps) if hasattr(reps, "__iter__") else (reps,)
    reps = (1,) * (a.ndim - len(reps)) + tuple(map(int, reps))
    a = a.reshape((1,) * (len(reps) - a.ndim) + a.shape)
    interleaved = [x for pair in zip([1] * a.ndim, a.shape) for x in pair]
    repeated = [x for pair in zip(reps, a.shape) for x in pair]
    return broadcast_to(a.reshape(interleaved), repeated).copy().reshape([r * n for r, n in zip(reps, a.shape)])


def repeat(a, repeats, axis=None):
    """Each element so many times."""
    a = asarray(a)
    if axis is None:
        a, axis = a.ravel(), 0
    return arr(k.repeat(a._a, index_of(axis), asarray(repeats)._a))


def flip(m, axis=None):
    """Backwards along axes, or along all."""
    m = asarray(m)
    axes = range(m.ndim) if axis is None else [normalized(x, m.ndim) for x in (axis if isinstance(axis, tuple) else (axis,))]
    return m[tuple(slice(None, None, -1) if i in axes else slice(None) for i in range(m.ndim))]


def fliplr(m):
    return asarray(m)[:, ::-1]


def flipud(m):
    return asarray(m)[::-1]


def rot90(m, k=1, axes=(0, 1)):
    """Turned by right angles."""
    m = asarray(m)
    one, two = axes
    for _ in range(k % 4):
        m = flip(m, two).swapaxes(one, two)
    return m


def roll(a, shift, axis=None):
    """Moved along, what leaves at the end coming in at the front."""
    a = asarray(a)
    if axis is None:
        return roll(a.ravel(), shift, 0).reshape(a.shape)
    if isinstance(axis, tuple):
        shifts = shift if isinstance(shift, tuple) else (shift,) * len(axis)
        for s, x in zip(shifts, axis):
            a = roll(a, s, x)
        return a
    count = a.shape[axis]
    if count == 0:
        return a.copy()
    at = -shift % count
    before = (slice(None),) * normalized(axis, a.ndim)
    return concatenate((a[before + (slice(at, None),)], a[before + (slice(None, at),)]), axis)


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


# Selecting, sorting, counting


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


def sort(a, axis=-1, kind=None, order=None):
    """A sorted copy."""
    a = asarray(a)
    if axis is None:
        a, axis = a.ravel(), 0
    return arr(k.sort(a._a, axis))


def partition(a, kth, axis=-1, kind="introselect", order=None):
    return sort(a, axis)


def argpartition(a, kth, axis=-1, kind="introselect", order=None):
    return asarray(a).argsort(axis)


def msort(a):
    return sort(a, 0)


def lexsort(keys, axis=-1):
    """Positions in the order of the last key, then of the one before, …"""
    keys = [asarray(key).tolist() for key in keys]
    return asarray(sorted(range(len(keys[0])), key=lambda i: [key[i] for key in reversed(keys)]))


def unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None):
    """The different values, in rising order."""
    a = asarray(ar)
    if axis is not None:
        a = moveaxis(a, axis, 0)
        rows = a.reshape(a.shape[0], -1).tolist()
        found = sorted({tuple(row): i for i, row in reversed(list(enumerate(rows)))}.items())
        places = {row: n for n, (row, _) in enumerate(found)}
        inverse = [places[tuple(row)] for row in rows]
        first = asarray([i for _, i in found], dtype=int)
        parts = [moveaxis(a[first], 0, axis), first, asarray(inverse, dtype=int), asarray([inverse.count(n) for n in range(len(found))], dtype=int)]
    else:
        parts = arrays_of(k.unique(a._a))
    chosen = [parts[0]] + [part for part, wanted in zip(parts[1:], (return_index, return_inverse, return_counts)) if wanted]
    return chosen[0] if len(chosen) == 1 else tuple(chosen)


def searchsorted(a, v, side="left", sorter=None):
    """Where values would have to be put into a sorted vector."""
    a = asarray(a)
    if sorter is not None:
        a = a[asarray(sorter)]
    if side not in ("left", "right"):
        raise ValueError(f"search side must be 'left' or 'right' (got '{side}')")
    return result_of(k.searchSorted(a._a, asarray(v)._a, side == "right"))


def digitize(x, bins, right=False):
    """The number of the bin that each value lies in."""
    bins = asarray(bins)
    if bins.size > 1 and bins[0] > bins[-1]:
        return bins.size - searchsorted(bins[::-1], x, "left" if not right else "right")
    return searchsorted(bins, x, "left" if right else "right")


def bincount(x, weights=None, minlength=0):
    """How often each integer from 0 on occurs."""
    x = asarray(x)
    if x.ndim != 1:
        raise ValueError("object too deep for desired array" if x.ndim else "object of too small depth for desired array")
    if x.dtype.kind == "f":
        raise TypeError("Cannot cast array data from dtype('float64') to dtype('int64') according to the rule 'safe'")
    values = x.tolist()
    if values and builtins.min(values) < 0:
        raise ValueError("'list' argument must have no negative elements")
    counts = [0 if weights is None else 0.0] * builtins.max(minlength, builtins.max(values, default=-1) + 1)
    for value, weight in zip(values, [1] * len(values) if weights is None else asarray(weights).tolist()):
        counts[value] += weight
    return asarray(counts, dtype=int if weights is None else float)


def histogram(a, bins=10, range=None, density=False, weights=None):
    """How many values lie in each bin; and the bins' edges."""
    values = asarray(a).ravel()
    if isinstance(bins, int):
        if range is not None:
            low, high = range
        elif values.size == 0:
            low, high = 0.0, 1.0
        else:
            low, high = values.min(), values.max()
        if low > high:
            raise ValueError("max must be larger than min in range parameter.")
        if low == high:
            low, high = low - 0.5, high + 0.5
        edges = linspace(low, high, bins + 1)
    elif isinstance(bins, str):
        raise NotImplementedError("np.histogram takes a number of bins or their edges here")
    else:
        edges = asarray(bins)
    keep = (values >= edges[0]) & (values <= edges[-1])
    at = searchsorted(edges, values[keep], "right")
    at = arr(k.minimum(asarray(at)._a, edges.size - 1, INT64)) - 1
    counts = bincount(at, None if weights is None else asarray(weights).ravel()[keep], edges.size - 1)
    if density:
        widths = edges[1:] - edges[:-1]
        return counts / widths / counts.sum(), edges
    return counts, edges


def diff(a, n=1, axis=-1):
    """Differences of neighbours."""
    a = asarray(a)
    if a.ndim == 0:
        raise ValueError("diff requires input that is at least one dimensional")
    before = (slice(None),) * normalized(axis, a.ndim)
    for _ in builtins.range(n):
        later, earlier = a[before + (slice(1, None),)], a[before + (slice(None, -1),)]
        a = later != earlier if a.dtype.kind == "b" else later - earlier
    return a


def ediff1d(ary):
    return diff(asarray(ary).ravel())


def gradient(f, *varargs, axis=None):
    """Central differences, one-sided at the ends."""
    f = asarray(f) * 1.0
    axes = list(range(f.ndim)) if axis is None else [normalized(axis, f.ndim)]
    steps = list(varargs) or [1.0]
    steps = steps * len(axes) if len(steps) == 1 else steps
    results = []
    for x, step in zip(axes, steps):
        before = (slice(None),) * x
        if f.shape[x] < 2:
            raise ValueError("Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required.")

        def part(start, stop):
            return f[before + (slice(start, stop),)]

        if asarray(step).ndim:
            raise NotImplementedError("np.gradient takes equal distances here")
        ends = ((part(1, 2) - part(0, 1)) / step, (part(-1, None) - part(-2, -1)) / step)
        results.append(concatenate((ends[0], (part(2, None) - part(None, -2)) / (2.0 * step), ends[1]), x))
    return results[0] if len(results) == 1 else results


def interp(x, xp, fp, left=None, right=None):
    """Piecewise linear interpolation."""
    xs, ys = asarray(xp, float).tolist(), asarray(fp, float).tolist()
    if not xs:
        raise ValueError("array of sample points is empty")
    from bisect import bisect_right

    def at(value):
        if value != value:
            return value
        if value < xs[0]:
            return ys[0] if left is None else left
        if value > xs[-1]:
            return ys[-1] if right is None else right
        i = bisect_right(xs, value) - 1
        if i == len(xs) - 1:
            return ys[-1]
        return (ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i]) * (value - xs[i]) + ys[i]

    points = asarray(x, float)
    result = asarray([at(value) for value in points.ravel().tolist()], float).reshape(points.shape)
    return result[()] if points.ndim == 0 else result


def trapz(y, x=None, dx=1.0, axis=-1):
    """Integral by trapezoids."""
    y = asarray(y)
    d = dx if x is None else diff(asarray(x))
    before = (slice(None),) * normalized(axis, y.ndim)
    return (d * (y[before + (slice(1, None),)] + y[before + (slice(None, -1),)]) / 2.0).sum(axis)


trapezoid = trapz


def convolve(a, v, mode="full"):
    """Discrete convolution of two vectors."""
    a, v = asarray(a), asarray(v)
    if a.size == 0 or v.size == 0:
        raise ValueError("a cannot be empty" if a.size == 0 else "v cannot be empty")
    if v.size > a.size:
        a, v = v, a
    result = zeros(a.size + v.size - 1, _dtypes.promote_types(a.dtype, v.dtype))
    for i, value in enumerate(v):
        result[i : i + a.size] += value * a
    if mode == "full":
        return result
    if mode == "same":
        return result[(v.size - 1) // 2 :][: a.size]
    if mode == "valid":
        return result[v.size - 1 : a.size]
    raise ValueError(f"mode must be one of 'full', 'same' or 'valid', got {mode!r}")


def isin(element, test_elements, assume_unique=False, invert=False):
    """Whether each element is among the others."""
    element = asarray(element)
    known = set(asarray(test_elements).ravel().tolist())
    flags = [(value in known) != invert for value in element.ravel().tolist()]
    return asarray(flags, bool).reshape(element.shape)


def in1d(ar1, ar2, assume_unique=False, invert=False):
    return isin(asarray(ar1).ravel(), ar2, invert=invert)


def intersect1d(ar1, ar2, assume_unique=False):
    a = unique(ar1)
    return a[isin(a, ar2)]


def union1d(ar1, ar2):
    return unique(concatenate((asarray(ar1).ravel(), asarray(ar2).ravel())))


def setdiff1d(ar1, ar2, assume_unique=False):
    a = unique(ar1)
    return a[isin(a, ar2, invert=True)]


def setxor1d(ar1, ar2, assume_unique=False):
    return union1d(setdiff1d(ar1, ar2), setdiff1d(ar2, ar1))


def array_equal(a1, a2, equal_nan=False):
    """Whether of one shape and all elements equal."""
    try:
        a, b = asarray(a1), asarray(a2)
    except (TypeError, ValueError):
        return False
    if a.shape != b.shape:
        return False
    same = a == b
    if equal_nan:
        same = same | ((a != a) & (b != b))
    return bool(asarray(same).all())


def array_equiv(a1, a2):
    try:
        return bool(asarray(asarray(a1) == asarray(a2)).all())
    except ValueError:
        return False


def allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether all |a − b| ≤ atol + rtol · |b|."""
    from ._functions import isclose

    return bool(asarray(isclose(a, b, rtol, atol, equal_nan)).all())


def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    """A function of each line along an axis."""
    a = moveaxis(asarray(arr), axis, -1)
    results = [asarray(func1d(a[index], *args, **kwargs)) for index in ndindex(a.shape[:-1])]
    result = stack(results).reshape(a.shape[:-1] + results[0].shape)
    return moveaxis(result, -1, axis) if results[0].ndim == 1 else result


class vectorize:
    """A function of numbers as one of arrays; a loop in Python."""

    def __init__(self, pyfunc, otypes=None, doc=None, excluded=None, cache=False, signature=None):
        self.pyfunc = pyfunc
        self.otypes = otypes
        self.__doc__ = doc or pyfunc.__doc__

    def __call__(self, *args, **kwargs):
        arrays = broadcast_arrays(*args)
        values = [self.pyfunc(*row, **kwargs) for row in zip(*[a.ravel() for a in arrays])]
        if not values and not self.otypes:
            raise ValueError("cannot call `vectorize` on size 0 inputs unless `otypes` is set")
        shape = arrays[0].shape
        dtype = self.otypes[0] if self.otypes else None
        if values and isinstance(values[0], tuple):
            return tuple(array(column).reshape(shape) for column in zip(*values))
        if dtype is None and values:
            dtype = asarray(values[0]).dtype
        result = array(values, dtype).reshape(shape)
        return result[()] if result.ndim == 0 else result


def polyfit(x, y, deg):
    """Coefficients, the highest power first, of the polynomial of least squares."""
    from .linalg import lstsq

    x, y = asarray(x, float), asarray(y, float)
    left = vander(x, deg + 1)
    scale = (left * left).sum(axis=0) ** 0.5
    return (lstsq(left / scale, y, rcond=None)[0].T / scale).T


def polyval(p, x):
    """The polynomial of those coefficients, the highest power first."""
    x = asarray(x)
    result = zeros(x.shape, x.dtype)
    for coefficient in asarray(p):
        result = result * x + coefficient
    return result


class _Slices:
    """np.s_[…]: an index as an object."""

    def __getitem__(self, index):
        return index


s_ = index_exp = _Slices()


class _Joined:
    """np.r_[…] and np.c_[…]: arrays, numbers and slices joined."""

    def __init__(self, columns):
        self.columns = columns

    def __getitem__(self, parts):
        if not isinstance(parts, tuple):
            parts = (parts,)
        arrays = []
        for part in parts:
            if isinstance(part, slice):
                if isinstance(part.step, complex):
                    part = linspace(part.start, part.stop, int(builtins.abs(part.step)))
                else:
                    part = arange(part.start or 0, part.stop, part.step or 1)
            elif isinstance(part, str):
                raise NotImplementedError("np.r_ and np.c_ take no texts here; see np.concatenate and np.stack")
            part = asarray(part)
            if self.columns:
                arrays.append(part.reshape(-1, 1) if part.ndim < 2 else part)
            else:
                arrays.append(atleast_1d(part))
        return concatenate(arrays, -1 if self.columns else 0)


r_ = _Joined(False)
c_ = _Joined(True)


class _Grid:
    """np.mgrid[…] and np.ogrid[…]: coordinates of a grid."""

    def __init__(self, sparse):
        self.sparse = sparse

    def __getitem__(self, key):
        single = not isinstance(key, tuple)
        axes = []
        for part in (key,) if single else key:
            if isinstance(part.step, complex):
                axes.append(linspace(part.start or 0, part.stop, int(builtins.abs(part.step))))
            else:
                axes.append(arange(part.start or 0, part.stop, 1 if part.step is None else part.step))
        if single:
            return axes[0]
        parts = meshgrid(*axes, indexing="ij", sparse=self.sparse)
        return parts if self.sparse else stack(parts)


mgrid, ogrid = _Grid(False), _Grid(True)


def may_share_memory(a, b, max_work=None):
    return bool(k.sharesMemory(asarray(a)._a, asarray(b)._a))


shares_memory = may_share_memory

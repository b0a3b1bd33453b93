"""Other shapes of arrays; arrays joined, split and repeated."""

import math

from ._bridge import checked, k
from ._core import arr, array, asarray, concatenate_along, index_of, ndarray, normalized, put_out, shape_of
from ._creation import ones, zeros


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

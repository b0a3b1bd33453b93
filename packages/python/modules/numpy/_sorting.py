"""Arrays sorted, searched, counted and compared."""

import builtins

from ._bridge import k
from ._core import arr, arrays_of, asarray, result_of
from ._dtypes import INT64
from ._shaping import concatenate, moveaxis
from ._creation import linspace


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

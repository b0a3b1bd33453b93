"""Differences, integrals, interpolation, polynomials; Python functions of arrays."""

import builtins

from . import _dtypes
from ._core import arr, array, asarray, normalized
from ._shaping import broadcast_arrays, concatenate, moveaxis, stack
from ._matrices import vander
from ._creation import zeros
from ._selecting import ndindex


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

"""Matrices by their diagonals and triangles; grids of coordinates; indices as objects."""

import builtins

from ._bridge import k
from ._core import asarray
from ._creation import arange, linspace, zeros
from ._selecting import where
from ._shaping import _broadcast_shape, atleast_1d, broadcast_to, concatenate, moveaxis, stack


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

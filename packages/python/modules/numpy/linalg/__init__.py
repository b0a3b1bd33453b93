"""Linear algebra."""

import math

from .._bridge import LinAlgError, k
from .._core import arr, arrays_of, asarray, ndarray, normalized, result_of
from .._missing import missing
from .._products import dot, matmul
from .._scalars import int32

__all__ = [
    "LinAlgError", "cholesky", "cond", "det", "eig", "eigh", "eigvals", "eigvalsh", "inv", "lstsq", "matrix_power",
    "matrix_rank", "multi_dot", "norm", "pinv", "qr", "slogdet", "solve", "svd",
]


def _stacked(function):
    """Applied to each matrix of a stack."""

    def method(a, *args, **kwargs):
        a = asarray(a)
        if a.ndim <= 2:
            return function(a, *args, **kwargs)
        from .._selecting import ndindex
        from .._shaping import stack

        parts = [function(a[index], *args, **kwargs) for index in ndindex(a.shape[:-2])]
        if isinstance(parts[0], tuple):
            return tuple(stack(column).reshape(a.shape[:-2] + asarray(column[0]).shape) for column in zip(*parts))
        return stack(parts).reshape(a.shape[:-2] + asarray(parts[0]).shape)

    method.__name__ = function.__name__
    method.__doc__ = function.__doc__
    return method


@_stacked
def inv(a):
    """The inverse of a square matrix."""
    return arr(k.inv(a._a))


def solve(a, b):
    """x with a @ x = b."""
    return arr(k.solve(asarray(a)._a, asarray(b)._a))


@_stacked
def det(a):
    """The determinant."""
    return result_of(k.det(a._a))


@_stacked
def slogdet(a):
    """The determinant's sign and the logarithm of its size."""
    sign, log = arrays_of(k.slogdet(a._a))
    return sign[()], log[()]


@_stacked
def cholesky(a):
    """The lower triangle l with l @ l.T = a."""
    return arr(k.cholesky(a._a))


def qr(a, mode="reduced"):
    """q with orthogonal columns and an upper triangle r with q @ r = a."""
    if mode not in ("reduced", "complete", "r", "full", "f"):
        raise NotImplementedError(f"mode {mode!r} is not supported here; there are reduced, complete and r")
    q, r = arrays_of(k.qr(asarray(a)._a, mode == "complete"))
    return r if mode == "r" else (q, r)


@_stacked
def _eigh(a):
    values, vectors = arrays_of(k.eigh(a._a))
    return values, vectors


def eigh(a, UPLO="L"):
    """Eigenvalues, rising, and eigenvectors (as columns) of a symmetric matrix."""
    a = asarray(a)
    return _eigh(a if UPLO.upper() == "L" else a.swapaxes(-1, -2))


def eigvalsh(a, UPLO="L"):
    """Eigenvalues, rising, of a symmetric matrix."""
    return eigh(a, UPLO)[0]


def eig(a):
    """Eigenvalues and eigenvectors of a matrix whose eigenvalues are real."""
    a = asarray(a)
    if a.ndim == 2 and a.shape[0] == a.shape[1] and bool((a == a.T).all()):
        return eigh(a)
    values, vectors = arrays_of(k.eig(a._a))
    return values, vectors


def eigvals(a):
    """Eigenvalues of a matrix, where they are real."""
    return eig(a)[0]


def svd(a, full_matrices=True, compute_uv=True, hermitian=False):
    """u, falling singular values s, and vt, with u * s @ vt = a."""
    a = asarray(a)
    u, s, vt = arrays_of(k.svd(a._a))
    if not compute_uv:
        return s
    if full_matrices and u.shape[0] != u.shape[1]:
        u = _completed(u)
    if full_matrices and vt.shape[0] != vt.shape[1]:
        vt = _completed(vt.T).T
    return u, s, vt


def _completed(columns):
    """Orthonormal columns and as many more as make a square."""
    from .._shaping import concatenate

    count = columns.shape[1]
    q, r = qr(columns, "complete")
    return concatenate((columns, q[:, count:]), axis=1)


def matrix_rank(A, tol=None, hermitian=False):
    """How many singular values are not negligible."""
    A = asarray(A)
    if A.ndim < 2:
        return int(bool((A != 0).any()))
    s = svd(A, compute_uv=False)
    if tol is None:
        tol = float(s.max()) * max(A.shape[-2:]) * _epsilon(s)
    return (s > tol).sum()


def _epsilon(a):
    return 2.0**-23 if a.dtype.name == "float32" else 2.0**-52


def pinv(a, rcond=1e-15, hermitian=False):
    """The pseudo-inverse of Moore and Penrose."""
    a = asarray(a)
    if a.size == 0:
        from .._creation import empty

        return empty(a.shape[:-2] + (a.shape[-1], a.shape[-2]))
    u, s, vt = svd(a, full_matrices=False)
    cutoff = rcond * float(s.max())
    inverse = [1 / x if x > cutoff else 0.0 for x in s.tolist()]
    return matmul(vt.T, asarray(inverse, s.dtype)[:, None] * u.T)


def lstsq(a, b, rcond="warn"):
    """x of least |b − a @ x|; the sums of the squared rest; the rank; the singular values."""
    a, b = asarray(a), asarray(b)
    if a.ndim != 2:
        raise LinAlgError(f"{a.ndim}-dimensional array given. Array must be two-dimensional")
    if b.shape[0] != a.shape[0]:
        raise LinAlgError("Incompatible dimensions")
    m, n = a.shape
    if rcond == "warn":
        from .._bridge import warn

        warn(
            "`rcond` parameter will change to the default of machine precision times ``max(M, N)`` where M and N are the "
            "input matrix dimensions.\nTo use the future default and silence this warning we advise to pass `rcond=None`, "
            "to keep using the old, explicitly pass `rcond=-1`.",
            FutureWarning,
        )
        rcond = -1
    u, s, vt = svd(a, full_matrices=False)
    epsilon = _epsilon(s)
    limit = epsilon * max(m, n) if rcond is None else epsilon if rcond < 0 else rcond
    cutoff = limit * (float(s.max()) if s.size else 0.0)
    inverse = asarray([1 / x if x > cutoff else 0.0 for x in s.tolist()], s.dtype)
    rank = sum(x > cutoff for x in s.tolist())
    columns = b.reshape(-1, 1) if b.ndim == 1 else b
    x = matmul(vt.T, inverse[:, None] * matmul(u.T, columns))
    from .._creation import zeros

    rest = zeros(0, x.dtype)
    if rank == n and m > n:
        difference = columns - matmul(a, x)
        rest = (difference * difference).sum(axis=0)
    return (x.ravel() if b.ndim == 1 else x), rest, int32(rank), s


def norm(x, ord=None, axis=None, keepdims=False):
    """The length of a vector, or the norm of a matrix (Frobenius unless `ord` says otherwise)."""
    x = asarray(x)
    if x.dtype.kind != "f":
        x = x.astype(float)
    if axis is None and (ord is None or (ord in ("f", "fro") and x.ndim == 2) or (ord == 2 and x.ndim == 1)):
        flat = x.ravel()
        result = _root(dot(flat, flat))
        return asarray(result).reshape((1,) * x.ndim) if keepdims else result
    axes = tuple(range(x.ndim)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    axes = tuple(normalized(i, x.ndim) for i in axes)
    size = abs(x)
    if len(axes) == 1:
        (along,) = axes
        if ord is None or ord == 2:
            return _root((x * x).sum(axis=along, keepdims=keepdims))
        if ord == math.inf:
            return size.max(axis=along, keepdims=keepdims)
        if ord == -math.inf:
            return size.min(axis=along, keepdims=keepdims)
        if ord == 0:
            return (x != 0).astype(x.dtype).sum(axis=along, keepdims=keepdims)
        if ord == 1:
            return size.sum(axis=along, keepdims=keepdims)
        if isinstance(ord, str):
            raise ValueError(f"Invalid norm order '{ord}' for vectors")
        return (size**ord).sum(axis=along, keepdims=keepdims) ** (1.0 / ord)
    if len(axes) != 2:
        raise ValueError("Improper number of dimensions to norm.")
    rows, columns = axes
    if ord in (None, "fro", "f"):
        return _root((x * x).sum(axis=axes, keepdims=keepdims))
    if ord in (1, -1):
        sums = size.sum(axis=rows, keepdims=True)
        result = sums.max(axis=axes, keepdims=keepdims) if ord == 1 else sums.min(axis=axes, keepdims=keepdims)
    elif ord in (math.inf, -math.inf):
        sums = size.sum(axis=columns, keepdims=True)
        result = sums.max(axis=axes, keepdims=keepdims) if ord > 0 else sums.min(axis=axes, keepdims=keepdims)
    elif ord in (2, -2, "nuc") and x.ndim == 2:
        s = svd(x, compute_uv=False)
        result = s.max() if ord == 2 else s.min() if ord == -2 else s.sum()
        result = asarray(result).reshape(1, 1) if keepdims else result
    else:
        raise ValueError("Invalid norm order for matrices.")
    return result


def _root(value):
    return result_of(k.sqrt(value._a)) if type(value) is ndarray else type(value)(math.sqrt(value))


def cond(x, p=None):
    """How much relative errors may grow: the ratio of the largest to the least singular value."""
    x = asarray(x)
    if p is None or p in (2, -2):
        s = svd(x, compute_uv=False)
        return s[-1] / s[0] if p == -2 else s[0] / s[-1]
    return norm(x, p) * norm(inv(x), p)


def matrix_power(a, n):
    """The matrix times itself, so many times."""
    a = asarray(a)
    if n < 0:
        return matrix_power(inv(a), -n)
    from .._matrices import eye

    result = eye(a.shape[-1], dtype=a.dtype)
    while n:
        if n & 1:
            result = matmul(result, a)
        a = matmul(a, a)
        n >>= 1
    return result


def multi_dot(arrays):
    """The product of several matrices."""
    result, *rest = arrays
    for a in rest:
        result = dot(result, a)
    return result


__getattr__ = missing("numpy.linalg", globals())

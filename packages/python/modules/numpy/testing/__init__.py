"""Assertions about arrays."""

from .. import _functions as f
from .._core import asarray
from .._missing import missing

__all__ = [
    "assert_", "assert_allclose", "assert_almost_equal", "assert_array_almost_equal", "assert_array_equal",
    "assert_array_less", "assert_equal", "assert_raises",
]


def assert_(val, msg=""):
    """Raises unless the value is true."""
    if not val:
        raise AssertionError(msg)


def _compare(holds, actual, desired, header, err_msg, verbose=True):
    x, y = asarray(actual), asarray(desired)
    if x.shape != y.shape and x.ndim and y.ndim:
        raise AssertionError(_text(f"{header}\n", err_msg, f"(shapes {x.shape}, {y.shape} mismatch)", x, y, verbose))
    good = asarray(holds(x, y))
    if bool(good.all()):
        return
    count, size = int((~good).sum()), good.size
    lines = [f"Mismatched elements: {count} / {size} ({100 * count / size:.3g}%)"]
    if x.dtype.kind != "b" and y.dtype.kind != "b":
        error = abs(x - y)
        lines.append(f"Max absolute difference: {asarray(error).max()}")
        with_size = asarray(error)[asarray(y + 0 * error) != 0] / abs(asarray(y + 0 * error))[asarray(y + 0 * error) != 0]
        lines.append(f"Max relative difference: {with_size.max() if with_size.size else 'inf'}")
    raise AssertionError(_text(f"{header}\n", err_msg, "\n".join(lines), x, y, verbose))


def _text(header, err_msg, remarks, x, y, verbose):
    parts = ["", header.rstrip("\n"), err_msg, remarks]
    if not err_msg:
        del parts[2]
    if verbose:
        parts += [f" x: {x!r}", f" y: {y!r}"]
    return "\n".join(parts)


def assert_allclose(actual, desired, rtol=1e-07, atol=0, equal_nan=True, err_msg="", verbose=True):
    """Raises unless all |actual − desired| ≤ atol + rtol · |desired|."""
    header = f"Not equal to tolerance rtol={rtol:g}, atol={atol:g}"
    _compare(lambda x, y: f.isclose(x, y, rtol, atol, equal_nan), actual, desired, header, str(err_msg), verbose)


def assert_array_equal(x, y, err_msg="", verbose=True, *, strict=False):
    """Raises unless of one shape and all elements equal."""
    _compare(lambda a, b: (a == b) | ((a != a) & (b != b)), x, y, "Arrays are not equal", err_msg, verbose)


def assert_array_almost_equal(x, y, decimal=6, err_msg="", verbose=True):
    """Raises unless all elements agree to so many decimals."""
    header = f"Arrays are not almost equal to {decimal} decimals"
    _compare(lambda a, b: (abs(a - b) < 1.5 * 10.0**-decimal) | (a == b) | ((a != a) & (b != b)), x, y, header, err_msg, verbose)


def assert_almost_equal(actual, desired, decimal=7, err_msg="", verbose=True):
    """Raises unless the values agree to so many decimals."""
    if asarray(actual).ndim or asarray(desired).ndim:
        return assert_array_almost_equal(actual, desired, decimal, err_msg)
    if not abs(float(desired) - float(actual)) < 1.5 * 10.0**-decimal and not (actual != actual and desired != desired):
        raise AssertionError(f"\nArrays are not almost equal to {decimal} decimals{err_msg and chr(10) + err_msg}\n ACTUAL: {actual!r}\n DESIRED: {desired!r}")


def assert_array_less(x, y, err_msg="", verbose=True):
    """Raises unless each element of the one is less than that of the other."""
    _compare(lambda a, b: a < b, x, y, "Arrays are not less-ordered", err_msg, verbose)


def assert_equal(actual, desired, err_msg="", verbose=True):
    """Raises unless equal: numbers, arrays, lists or dictionaries of them."""
    if isinstance(desired, dict):
        assert_equal(sorted(map(str, actual)), sorted(map(str, desired)))
        for key in desired:
            assert_equal(actual[key], desired[key], f"key={key!r}\n{err_msg}")
    elif isinstance(desired, (str, type(None))):
        if actual != desired:
            raise AssertionError(f"\nItems are not equal:{err_msg}\n ACTUAL: {actual!r}\n DESIRED: {desired!r}")
    elif isinstance(desired, (list, tuple)) and isinstance(actual, (list, tuple)):
        assert_equal(len(actual), len(desired), err_msg)
        for one, two in zip(actual, desired):
            assert_equal(one, two, err_msg)
    elif asarray(actual).ndim or asarray(desired).ndim:
        assert_array_equal(actual, desired, err_msg)
    elif not (actual == desired or (actual != actual and desired != desired)):
        raise AssertionError(f"\nItems are not equal:{err_msg}\n ACTUAL: {actual!r}\n DESIRED: {desired!r}")


class assert_raises:
    """Raises unless the block, or the call, raises such an exception."""

    def __new__(cls, exception_class, callable=None, *args, **kwargs):
        self = object.__new__(cls)
        self.exception_class = exception_class
        if callable is None:
            return self
        with self:
            callable(*args, **kwargs)
        return None

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        if kind is None:
            raise AssertionError(f"{self.exception_class.__name__} not raised")
        self.exception = value
        return issubclass(kind, self.exception_class)


__getattr__ = missing("numpy.testing", globals())

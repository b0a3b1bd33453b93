"""The kernels: functions of the isolate over its arrays.

They are attributes of `k`, which is empty until `connect` has been called with the module `_residual_arrays`, so that
numpy can be imported into a memory snapshot, where no object of the isolate can be. No array is made at import.
"""

import warnings
from types import SimpleNamespace

k = SimpleNamespace()
_HERE = __file__.rpartition("/")[0] + "/"

on_connect = []


def connect(arrays):
    """Takes the kernels: the module `_residual_arrays`."""
    for name in arrays.names().split(","):
        setattr(k, name, getattr(arrays, name))
    k.Array = type(k.zeros(9, 1))
    arrays.onFault(report)
    for call in on_connect:
        call()


class LinAlgError(ValueError):
    """What linear algebra cannot do."""

    __module__ = "numpy.linalg"


class AxisError(ValueError, IndexError):
    """An axis that the array does not have."""

    __module__ = "numpy.exceptions"


class UFuncTypeError(TypeError):
    """A result that its place cannot hold."""

    __module__ = "numpy.core._exceptions"


_KINDS = {
    "AxisError": AxisError,
    "IndexError": IndexError,
    "LinAlgError": LinAlgError,
    "MemoryError": MemoryError,
    "NotImplementedError": NotImplementedError,
    "OverflowError": OverflowError,
    "TypeError": TypeError,
    "UFuncTypeError": UFuncTypeError,
    "ValueError": ValueError,
}


def fail(text):
    """Raises what a kernel answers with where it fails: `!Kind:message`."""
    kind, _, message = text[1:].partition(":")
    raise _KINDS[kind](message)


def checked(result):
    """The result of a kernel that answers with no text unless it fails."""
    if type(result) is str:
        fail(result)
    return result


handling = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}
handler = None
_MESSAGES = {
    "divide": ("divide", "divide by zero encountered in "),
    "overflow": ("over", "overflow encountered in "),
    "invalid": ("invalid", "invalid value encountered in "),
}


def report(fault, name):
    """What goes wrong in floating-point arithmetic, treated as `seterr` says."""
    kind, message = _MESSAGES[fault]
    how = handling[kind]
    if how == "ignore":
        return
    message += name
    if how == "raise":
        raise FloatingPointError(message)
    if how == "call":
        if handler is None:
            raise NameError(f"python callback specified for {message} but no function found.")
        handler(message, {"divide": 1, "overflow": 2, "invalid": 8}[fault])
    elif how in ("print", "log"):
        print("Warning: " + message)
    else:
        warn(message, RuntimeWarning)


def warn(message, category):
    """A warning at the line of the program that called numpy."""
    warnings.warn(message, category, skip_file_prefixes=(_HERE,))

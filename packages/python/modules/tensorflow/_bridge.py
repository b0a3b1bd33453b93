"""Calls of the graph library: arguments and results cross here, errors become Python's, places are noted."""
import builtins
import json
import sys

import numpy
import _residual_graph as _library
from pyodide.ffi import JsException, JsProxy, create_once_callable, create_proxy, to_js

from tensorflow import errors

_call = _library.call
_create = _library.create
_method = _library.method
_code_of = _library.codeOf
_list = _library.list
_floats = _library.floats

# By the name that a file of the program was compiled under: its place among the files, times 2**24.
FILES = {}


def place():
    """The line of the program that is being executed, with its file; -1 where there is none."""
    frame = sys._getframe(1)
    while frame is not None:
        base = FILES.get(frame.f_code.co_filename)
        if base is not None:
            return base + frame.f_lineno
        frame = frame.f_back
    return -1


def python_error(error):
    """The Python exception for an error that the library threw."""
    name, message = error.name, error.message
    kind = getattr(errors, name, None) or getattr(builtins, name, None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        return error
    if issubclass(kind, errors.OpError):
        made = kind(None, None, message)
    else:
        made = kind(message)
    op = getattr(error, 'op', None)
    if op is not None:
        made._residual_op = op
    return made


# From Python to the library.

def unwrap(value):
    """A value whose numbers need no dtype of their own: shapes, axes, names, rates."""
    kind = type(value)
    if value is None or kind is int or kind is float or kind is bool or kind is str:
        return value
    if hasattr(value, '_js'):
        return value._js
    if isinstance(value, numpy.ndarray):
        return value._a.toNDArray()
    if isinstance(value, numpy.generic):
        return value.item()
    if isinstance(value, (list, tuple)):
        return _list(*[unwrap(part) for part in value])
    if isinstance(value, dict):
        return to_js({key: unwrap(part) for key, part in value.items()}, dict_converter=_library.object)
    if hasattr(value, '__index__'):
        return value.__index__()
    return value


def operand(value):
    """Something that an op takes: floats stay floats even where they are whole."""
    kind = type(value)
    if kind is int or kind is bool or value is None:
        return value
    if kind is str:
        raise TypeError('Expected a number or a boolean, got the string %r: there are no tensors of strings here' % value)
    if kind is float:
        return _floats(value, repr(value)) if value.is_integer() else value
    if hasattr(value, '_js'):
        return value._js
    if isinstance(value, numpy.ndarray):
        return value._a.toNDArray()
    if isinstance(value, numpy.generic):
        return numpy.asarray(value)._a.toNDArray()
    if isinstance(value, (list, tuple)):
        return _nested(value)
    if hasattr(value, '__index__'):
        return value.__index__()
    if hasattr(value, '__array__'):
        return numpy.asarray(value)._a.toNDArray()
    raise TypeError(
        'Failed to convert object of type %s to Tensor. Contents: %s. Consider casting elements to a '
        'supported type.' % (type(value), str(value)[:200])
    )


def _nested(value):
    flat = list(_flatten(value))
    if any(hasattr(part, '_js') for part in flat):
        return _list(*[operand(part) for part in value])
    if any(isinstance(part, (numpy.ndarray, numpy.generic)) for part in flat):
        return numpy.asarray(value)._a.toNDArray()
    plain = to_js(_plain_list(value))
    whole = True
    shown = None
    for part in flat:
        if type(part) is float:
            if shown is None:
                shown = repr(part)
            if not part.is_integer():
                whole = False
                break
    return _floats(plain, shown) if whole and shown is not None else plain


def _flatten(value):
    for part in value:
        if isinstance(part, (list, tuple)):
            yield from _flatten(part)
        else:
            yield part


def _plain_list(value):
    return [_plain_list(part) if isinstance(part, (list, tuple)) else _index(part) for part in value]


def _index(part):
    return part.__index__() if not isinstance(part, (int, float, str)) and hasattr(part, '__index__') else part


# From the library to Python.

_KINDS = {}
_elements = {}


def register(kind, wrapper, *, keep=True):
    """`wrapper` makes the Python object for what the library calls a `kind`; kept, it is always the same object."""
    _KINDS[_NAMES.index(kind)] = (wrapper, keep)




_NAMES = json.loads(_library.kinds())


def wrap(value):
    """The Python object for a value of the library."""
    if not isinstance(value, JsProxy):
        return value
    code = _code_of(value)
    found = _elements.get(code)
    if found is not None:
        return found
    wrapper, keep = _KINDS.get(code & 15, (None, False))
    if wrapper is None:
        return value
    made = wrapper(value)
    if keep:
        _elements[code] = made
    return made


def keep(value, made):
    """`made` is the Python object for `value` from now on."""
    _elements[_code_of(value)] = made


def _wrap_list(value):
    return [wrap(part) for part in value]


def _wrap_array(value):
    return numpy._wrap(_library.strided(value))


register('list', _wrap_list, keep=False)
register('array', _wrap_array, keep=False)


def call(path, positional, *values):
    try:
        return wrap(_call(place(), path, positional, *values))
    except JsException as error:
        raise python_error(error) from None


def create(path, positional, *values):
    """The object of the library that a class there makes, not wrapped."""
    try:
        return _create(place(), path, positional, *values)
    except JsException as error:
        raise python_error(error) from None


def method(owner, name, positional, *values):
    try:
        return wrap(_method(place(), owner, name, positional, *values))
    except JsException as error:
        raise python_error(error) from None


def enter(name, graph, *values):
    """Opens a scope of the library's, which `leave` closes."""
    try:
        return getattr(_library, name)(graph, *values)
    except JsException as error:
        raise python_error(error) from None


def callback(function):
    """A function of the program's as the library calls it, once: it makes something that an op takes."""
    return create_once_callable(lambda *_: operand(function()))


def raw_method(owner, name, positional, *values):
    """What the library gives, not wrapped."""
    try:
        return _method(place(), owner, name, positional, *values)
    except JsException as error:
        raise python_error(error) from None


def maker(function):
    """An initializer or regularizer of the program's as the library calls it, any number of times."""
    return create_proxy(function)


def raw_call(path, positional, *values):
    """What the library gives, not wrapped."""
    try:
        return _call(place(), path, positional, *values)
    except JsException as error:
        raise python_error(error) from None

"""Scalars: single values that know their dtype. They are Python numbers of types of their own."""

import math
import operator
import struct

from . import _dtypes, _printing
from ._bridge import report
from ._dtypes import BOOL, CODES, DTYPES, FLOAT32, FLOAT64, INT64


class generic:
    """What all scalar types have in common. They have the methods of arrays."""

    __slots__ = ()
    shape = ()
    ndim = 0
    size = 1
    strides = ()
    __array_priority__ = -1000000.0

    @property
    def dtype(self):
        return DTYPES[CODES[type(self)]]

    @property
    def itemsize(self):
        return self.dtype.itemsize

    nbytes = itemsize

    @property
    def T(self):
        return self

    @property
    def real(self):
        return self

    def item(self, *args):
        return self.tolist()

    def copy(self):
        return self

    def astype(self, dtype, **options):
        return _dtypes.of(dtype).type(self)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        from ._core import asarray, ndarray

        if name not in ndarray.__dict__ or name in ("_a",):
            raise AttributeError(f"'numpy.{type(self).__name__}' object has no attribute '{name}'")
        return getattr(asarray(self), name)

    def __getitem__(self, index):
        from ._core import asarray

        if index == () or index is Ellipsis:
            return self
        if index is None or (type(index) is tuple and all(i is None or i is Ellipsis for i in index)):
            return asarray(self)[index]
        raise IndexError("invalid index to scalar variable.")

    def __array__(self, dtype=None):
        from ._core import asarray

        return asarray(self, dtype)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


class number(generic):
    __slots__ = ()


class integer(number):
    __slots__ = ()


class signedinteger(integer):
    __slots__ = ()


class unsignedinteger(integer):
    __slots__ = ()


class inexact(number):
    __slots__ = ()


class floating(inexact):
    __slots__ = ()


_PACK32 = struct.Struct("<f")


def _round32(value):
    try:
        return _PACK32.unpack(_PACK32.pack(value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def _single(cls, value):
    """The one value that a scalar type is called with; an array gives an array."""
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, generic):
        return _plain(value)
    if isinstance(value, str):
        return float(value) if issubclass(cls, float) else int(value)
    from ._core import asarray

    return asarray(value, cls)


class _Float(floating):
    __slots__ = ()

    def tolist(self):
        return float(self)

    def __str__(self):
        return _printing.scalar_text(self, False)

    def __repr__(self):
        return _printing.scalar_text(self, True)

    def __bool__(self):
        return float(self) != 0

    def __round__(self, digits=None):
        if digits is None:
            return round(float(self))
        return self.round(digits)

    def is_integer(self):
        return float(self).is_integer()


class float64(_Float, float):
    """A double."""

    __slots__ = ()

    def __new__(cls, value=0.0):
        if type(value) is float:
            return float.__new__(cls, value)
        value = _single(cls, value)
        return float.__new__(cls, value) if isinstance(value, (int, float)) else value[()]


class float32(_Float, float):
    """A single."""

    __slots__ = ()

    def __new__(cls, value=0.0):
        value = _single(cls, value)
        return float.__new__(cls, _round32(value)) if isinstance(value, (int, float)) else value[()]


class _Integer(generic):
    """Not one of Python's integers, so that Python asks it first: 0.5 + np.int64(1) is a float64."""

    __slots__ = ("_value",)

    def __new__(cls, value=0):
        value = _single(cls, value)
        if not isinstance(value, (int, float)):
            return value[()]
        value = int(value)
        low, high = _LIMITS[cls]
        if not low <= value <= high:
            if not -(2**63) <= value < 2**64:
                raise OverflowError("Python int too large to convert to C long")
            value = (value - low) % (high - low + 1) + low
        return _made(cls, value)

    def tolist(self):
        return self._value

    def __int__(self):
        return self._value

    __index__ = __int__

    def __float__(self):
        return float(self._value)

    def __complex__(self):
        return complex(self._value)

    def __str__(self):
        return repr(self._value)

    __repr__ = __str__

    def __format__(self, spec):
        return format(self._value, spec)

    def __bool__(self):
        return self._value != 0

    def __hash__(self):
        return hash(self._value)

    def __round__(self, digits=None):
        return self._value if digits is None else _made(type(self), round(self._value, digits))

    def __trunc__(self):
        return self._value

    __floor__ = __ceil__ = __trunc__

    def __reduce__(self):
        return (type(self), (self._value,))


def _made(cls, value):
    self = object.__new__(cls)
    self._value = value
    return self


class int8(_Integer, signedinteger):
    __slots__ = ()


class uint8(_Integer, unsignedinteger):
    __slots__ = ()


class int16(_Integer, signedinteger):
    __slots__ = ()


class uint16(_Integer, unsignedinteger):
    __slots__ = ()


class int32(_Integer, signedinteger):
    __slots__ = ()


class uint32(_Integer, unsignedinteger):
    __slots__ = ()


class int64(_Integer, signedinteger):
    __slots__ = ()


class bool_(_Integer):
    """True or False."""

    __slots__ = ()

    def __new__(cls, value=False):
        if isinstance(value, (int, float, str, generic)) or not hasattr(value, "dtype"):
            return _TRUE if value else _FALSE
        return _single(cls, value)[()]

    def tolist(self):
        return self._value

    def __str__(self):
        return "True" if self._value else "False"

    __repr__ = __str__

    def __index__(self):
        raise TypeError("'numpy.bool_' object cannot be interpreted as an integer")

    def __int__(self):
        return int(self._value)

    def __format__(self, spec):
        return format(str(self), spec)

    def __neg__(self):
        raise TypeError(
            "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not "
            "function instead."
        )


_TRUE, _FALSE = _made(bool_, True), _made(bool_, False)

SCALARS = (bool_, int8, uint8, int16, uint16, int32, uint32, int64, float32, float64)
_LIMITS = {}
for _code, _type in enumerate(SCALARS):
    _type.__module__ = "numpy"
    CODES[_type] = _code
    DTYPES[_code].type = _type
    if issubclass(_type, integer):
        _bits = DTYPES[_code].itemsize * 8
        _LIMITS[_type] = (-(2 ** (_bits - 1)), 2 ** (_bits - 1) - 1) if issubclass(_type, signedinteger) else (0, 2**_bits - 1)
for _type in (generic, number, integer, signedinteger, unsignedinteger, inexact, floating):
    _type.__module__ = "numpy"
    CODES[_type] = {"integer": INT64, "signedinteger": INT64, "generic": None}.get(_type.__name__, FLOAT64)
del CODES[generic], CODES[unsignedinteger]

_new_float = float.__new__


def scalar(value, code):
    """A kernel's number as the scalar that it is; codes from 100 on mean −0."""
    if code >= 100:
        return SCALARS[code - 100](-0.0)
    if code == FLOAT64 or code == FLOAT32:
        return _new_float(SCALARS[code], value)
    if code == BOOL:
        return _TRUE if value else _FALSE
    return _made(SCALARS[code], value)


def _plain(x):
    """Python's own number with the same value."""
    return float(x) if isinstance(x, float) else int(x)


def _promoted(a, b):
    """dtype of two scalars together, or None if the second is none. No kernel is asked: arithmetic of scalars is frequent."""
    code = CODES.get(type(b))
    if code is None:
        return None
    return _PROMOTED[CODES[type(a)]][code]


def _promote(a, b):
    if a == b or b == BOOL:
        return a
    if a == BOOL:
        return b
    one, two = DTYPES[a], DTYPES[b]
    if "f" in (one.kind, two.kind):
        if one.kind == two.kind:
            return FLOAT64
        whole = two if one.kind == "f" else one
        return (a if one.kind == "f" else b) if whole.itemsize <= 2 else FLOAT64
    if one.kind == two.kind:
        return max(a, b)
    signed, unsigned = (one, two) if one.kind == "i" else (two, one)
    return signed.code if signed.itemsize > unsigned.itemsize else unsigned.code + 1


_PROMOTED = [[_promote(a, b) for b in range(10)] for a in range(10)]


#: What reports a division by zero itself.
_BY_ZERO = ("divide", "floor_divide", "remainder", "power")


def _finished(value, code, name, operands):
    """A result as a scalar of that dtype; warned of where it is not finite or wraps around."""
    cls = SCALARS[code]
    if code >= FLOAT32:
        result = value if code == FLOAT64 else _round32(value)
        by_zero = name in _BY_ZERO and (operands[1] == 0 or operands[0] == 0)
        if result - result != 0 and not by_zero and all(math.isfinite(x) for x in operands):
            report("invalid" if result != result else "overflow", "scalar " + name)
        return _new_float(cls, result)
    if code == BOOL:
        return bool_(value)
    low, high = _LIMITS[cls]
    if not low <= value <= high:
        if name != "power":
            report("overflow", "scalar " + name)
        value = (value - low) % (high - low + 1) + low
    return _made(cls, value)


def _divide(a, b, code, name):
    if b != 0:
        return a / b
    a = float(a)
    if a != a or b != b:
        return math.nan
    report("invalid" if a == 0 else "divide", "scalar " + name)
    return math.nan if a == 0 else math.copysign(math.inf, a) * math.copysign(1.0, b)


def _floor_divide(a, b, code, name):
    if b != 0:
        return a // b
    if code < FLOAT32:
        report("divide", "scalar " + name)
        return 0
    return _divide(a, b, code, name)


def _remainder(a, b, code, name):
    if b != 0:
        return a % b
    if code < FLOAT32:
        report("divide", "scalar " + name)
        return 0
    report("invalid", "scalar " + name)
    return math.nan


def _power(a, b, code, name):
    if code < FLOAT32:
        if b < 0:
            raise ValueError("Integers to negative integer powers are not allowed.")
        return a**b
    try:
        result = float(a) ** float(b)
    except ZeroDivisionError:
        report("divide", "scalar power")
        return math.copysign(math.inf, a) if b % 2 == 1 else math.inf
    except OverflowError:
        return math.inf if a > 0 or b % 2 == 0 else -math.inf
    return math.nan if isinstance(result, complex) else result


def _add(a, b, code, name):
    return (a or b) if code == BOOL else a + b


def _subtract(a, b, code, name):
    if code == BOOL:
        raise TypeError(
            "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the "
            "logical_xor function instead."
        )
    return a - b


def _multiply(a, b, code, name):
    return a * b


def _integers_only(f):
    def compute(a, b, code, name):
        if code >= FLOAT32:
            raise TypeError(
                f"ufunc '{name}' not supported for the input types, and the inputs could not be safely coerced to any "
                "supported types according to the casting rule ''safe''"
            )
        return f(a, b)

    return compute


#: Method, name, computation, and of what dtype it is computed.
_ARITHMETIC = (
    ("add", "add", _add, None),
    ("sub", "subtract", _subtract, None),
    ("mul", "multiply", _multiply, None),
    ("truediv", "divide", _divide, lambda code: code if code >= FLOAT32 else FLOAT64),
    ("floordiv", "floor_divide", _floor_divide, lambda code: code or 1),
    ("mod", "remainder", _remainder, lambda code: code or 1),
    ("pow", "power", _power, lambda code: code or 1),
    ("and", "bitwise_and", _integers_only(operator.and_), None),
    ("or", "bitwise_or", _integers_only(operator.or_), None),
    ("xor", "bitwise_xor", _integers_only(operator.xor), None),
    ("lshift", "left_shift", _integers_only(operator.lshift), lambda code: code or 1),
    ("rshift", "right_shift", _integers_only(operator.rshift), lambda code: code or 1),
)


def _array_operand(other):
    """Whether an operator is to be tried as one of arrays: for lists and the like."""
    return isinstance(other, (list, tuple))


def _method(name, compute, output, reflected, special):
    def method(self, other):
        code = _promoted(self, other)
        if code is None:
            if _array_operand(other):
                from ._core import asarray

                return getattr(asarray(self), special)(other)
            return NotImplemented
        if output is not None:
            code = output(code)
        a, b = _plain(self), _plain(other)
        if reflected:
            a, b = b, a
        return _finished(compute(a, b, code, name), code, name, (a, b))

    method.__name__ = special
    return method


def _comparison(special):
    compare = getattr(operator, special)

    def method(self, other):
        if CODES.get(type(other)) is None:
            if _array_operand(other):
                from ._core import asarray

                return getattr(asarray(self), f"__{special}__")(other)
            return NotImplemented
        return bool_(compare(_plain(self), _plain(other)))

    method.__name__ = f"__{special}__"
    return method


def _divmod(self, other):
    return self // other, self % other


def _install(cls):
    for short, name, compute, output in _ARITHMETIC:
        for reflected in (False, True):
            special = f"__{'r' if reflected else ''}{short}__"
            setattr(cls, special, _method(name, compute, output, reflected, special))
    for special in ("eq", "ne", "lt", "le", "gt", "ge"):
        setattr(cls, f"__{special}__", _comparison(special))
    cls.__divmod__ = _divmod
    cls.__rdivmod__ = lambda self, other: (other // self, other % self)
    is_float = issubclass(cls, float)
    cls.__hash__ = float.__hash__ if is_float else _Integer.__hash__
    if cls is bool_:
        cls.__invert__ = lambda self: _FALSE if self else _TRUE
        cls.__abs__ = lambda self: self
    else:
        cls.__neg__ = lambda self: _finished(-_plain(self), CODES[cls], "negative", (self,))
        cls.__abs__ = lambda self: _finished(abs(_plain(self)), CODES[cls], "absolute", (self,))
        cls.__pos__ = lambda self: self
        if not is_float:
            cls.__invert__ = lambda self: _finished(~int(self) if issubclass(cls, signedinteger) else _LIMITS[cls][1] - int(self), CODES[cls], "invert", (self,))


for _type in SCALARS:
    _install(_type)


def _fast(special, compute):
    """float64 with a float or another float64 first: by far the most frequent."""
    slow = getattr(float64, special)

    def method(self, other):
        kind = type(other)
        if kind is float64 or kind is float or kind is int:
            result = compute(self, other)
            if result is not NotImplemented and result - result == 0:
                return _new_float(float64, result)
        return slow(self, other)

    method.__name__ = special
    setattr(float64, special, method)


for _special in ("__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__"):
    _fast(_special, getattr(float, _special))


def isscalar(element):
    """Whether it is a number (or a text), not an array."""
    return isinstance(element, (generic, int, float, complex, str, bytes))




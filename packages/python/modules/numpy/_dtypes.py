"""dtypes: what an array's elements are."""

from ._bridge import k

NAMES = ("bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "float32", "float64")

_KINDS = "biuiuiuiff"
_SIZES = (1, 1, 1, 2, 2, 4, 4, 8, 4, 8)

BOOL, INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, FLOAT32, FLOAT64 = range(10)


class dtype:
    """The kind of an array's elements: `dtype('float64')`, from a name, a scalar type or a Python type."""

    __slots__ = ("code", "name", "kind", "itemsize", "type", "char", "num")

    def __new__(cls, dtype, align=False, copy=False):
        return of(dtype)

    @property
    def str(self):
        if self.code == BOOL:
            return "|b1"
        return ("|" if self.itemsize == 1 else "<") + self.kind + repr(self.itemsize)

    @property
    def descr(self):
        return [("", self.str)]

    names = fields = subdtype = None
    byteorder = "="
    hasobject = False
    isnative = True
    shape = ()
    ndim = 0
    alignment = property(lambda self: self.itemsize)
    base = property(lambda self: self)

    def newbyteorder(self, order="S"):
        return self

    def __eq__(self, other):
        if isinstance(other, dtype):
            return self.code == other.code
        try:
            return of(other).code == self.code
        except TypeError:
            return False

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(self.name)

    def __repr__(self):
        return f"dtype('{self.name}')"

    def __str__(self):
        return self.name

    def __reduce__(self):
        return (of, (self.name,))

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


dtype.__module__ = "numpy"


def _make(code):
    self = object.__new__(dtype)
    self.code = self.num = code
    self.name = NAMES[code]
    self.kind = _KINDS[code]
    self.itemsize = _SIZES[code]
    self.char = "?bBhHiIlfd"[code]
    self.type = None
    return self


DTYPES = tuple(_make(code) for code in range(10))

_WORDS = {
    "bool": BOOL, "bool_": BOOL, "bool8": BOOL, "?": BOOL, "b1": BOOL, "|b1": BOOL,
    "b": INT8, "i1": INT8, "byte": INT8, "B": UINT8, "u1": UINT8, "ubyte": UINT8,
    "h": INT16, "i2": INT16, "short": INT16, "H": UINT16, "u2": UINT16, "ushort": UINT16,
    "i": INT32, "i4": INT32, "intc": INT32, "I": UINT32, "u4": UINT32, "uintc": UINT32,
    "l": INT64, "q": INT64, "p": INT64, "i8": INT64, "int": INT64, "int_": INT64, "long": INT64, "intp": INT64,
    "longlong": INT64,
    "f": FLOAT32, "f4": FLOAT32, "single": FLOAT32,
    "d": FLOAT64, "f8": FLOAT64, "float": FLOAT64, "float_": FLOAT64, "double": FLOAT64, "longfloat": FLOAT64,
}
_WORDS.update({name: code for code, name in enumerate(NAMES)})

#: Codes of Python's and numpy's scalar types; those of numpy are added by _scalars.
CODES = {bool: BOOL, int: INT64, float: FLOAT64}

_ABSENT = {
    "f": "float16", "c": "complex numbers", "u": "uint64", "S": "bytes", "U": "text", "O": "objects", "M": "dates",
    "m": "time differences", "V": "records",
}


def of(spec):
    """The dtype that a name or a type stands for. None is float64."""
    if type(spec) is dtype:
        return spec
    if spec is None:
        return DTYPES[FLOAT64]
    try:
        code = CODES.get(spec)
    except TypeError:
        code = None
    if code is None and isinstance(spec, str):
        code = _WORDS.get(spec, _WORDS.get(spec.lstrip("<=|")))
        if code is None:
            _refuse(spec, spec.lstrip("<>=|"))
    if code is not None:
        return DTYPES[code]
    if isinstance(getattr(spec, "dtype", None), dtype):
        return spec.dtype
    other = getattr(spec, "as_numpy_dtype", None)  # tf.float32
    if other is not None:
        return of(other() if callable(other) and not isinstance(other, type) else other)
    if isinstance(spec, type):
        _refuse(spec.__name__, spec.__name__)
    raise TypeError(f"Cannot interpret '{spec!r}' as a data type")


def _refuse(spec, name):
    words = {
        "complex": "c", "complex64": "c", "complex128": "c", "c8": "c", "c16": "c", "D": "c", "F": "c", "float16": "f",
        "half": "f", "e": "f", "f2": "f", "uint64": "u", "u8": "u", "uint": "u", "Q": "u", "L": "u", "str": "U",
        "bytes": "S", "object": "O", "O": "O", "datetime64": "M", "timedelta64": "m", "void": "V", "str_": "U",
        "object_": "O", "bytes_": "S",
    }
    kind = words.get(name) or (name[:1] if name[1:].isdigit() and name[:1] in "SUV" else None)
    if kind is None:
        raise TypeError(f"data type '{spec}' not understood")
    raise TypeError(f"arrays of {_ABSENT[kind]} are not supported here; the dtypes are {', '.join(NAMES)}")


def promote_types(type1, type2):
    """The smallest dtype that both can be cast to."""
    return DTYPES[k.promote(of(type1).code, of(type2).code)]


def can_cast(from_, to, casting="safe"):
    """Whether values can be cast according to the rule."""
    target = of(to)
    if not isinstance(from_, (str, type, dtype)):
        from ._core import asarray

        source = asarray(from_)
        if source.ndim == 0:
            return k.commonType(k.zeros(target.code, 1), source._a, 0) == target.code
        from_ = source.dtype
    source = of(from_)
    if casting == "unsafe":
        return True
    if casting in ("no", "equiv"):
        return source == target
    if k.promote(source.code, target.code) == target.code:
        return True
    ranks = {"b": 0, "u": 1, "i": 2, "f": 3}
    return casting == "same_kind" and ranks[source.kind] <= ranks[target.kind]


def issubdtype(arg1, arg2):
    """Whether the first dtype is of the second's kind."""
    from . import _scalars

    one = arg1 if isinstance(arg1, type) and issubclass(arg1, _scalars.generic) else of(arg1).type
    two = arg2 if isinstance(arg2, type) and issubclass(arg2, _scalars.generic) else of(arg2).type
    return issubclass(one, two)


class _Info:
    def __init__(self, **values):
        self.__dict__.update(values)

    def __repr__(self):
        return f"{type(self).__name__}(min={self.min}, max={self.max}, dtype={self.dtype.name})"


class finfo(_Info):
    """Limits of a floating dtype."""

    def __init__(self, dtype):
        dtype = of(dtype if isinstance(dtype, (type, str)) or not hasattr(dtype, "dtype") else dtype.dtype)
        if dtype.kind != "f":
            raise ValueError(f"data type {dtype.type!r} not inexact")
        bits = 23 if dtype.code == FLOAT32 else 52
        most = (2 - 2.0**-bits) * 2.0 ** (127 if bits == 23 else 1023)
        least = 2.0 ** (-126 if bits == 23 else -1022)
        cast = dtype.type
        super().__init__(
            dtype=dtype, bits=dtype.itemsize * 8, eps=cast(2.0**-bits), epsneg=cast(2.0 ** -(bits + 1)), max=cast(most),
            min=cast(-most), tiny=cast(least), smallest_normal=cast(least), resolution=cast(1e-6 if bits == 23 else 1e-15),
            precision=6 if bits == 23 else 15, nmant=bits,
        )


class iinfo(_Info):
    """Limits of an integer dtype."""

    def __init__(self, type):
        dtype = of(type if isinstance(type, (str, _Type)) or not hasattr(type, "dtype") else type.dtype)
        if dtype.kind not in "iu":
            raise ValueError(f"Invalid integer data type {dtype.kind!r}.")
        bits = dtype.itemsize * 8
        low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if dtype.kind == "i" else (0, 2**bits - 1)
        super().__init__(dtype=dtype, bits=bits, min=low, max=high)


_Type = __import__("builtins").type

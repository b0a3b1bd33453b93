"""ndarray: a Python face of the isolate's arrays. Each operation is one call of a kernel."""

import builtins
import math
from array import array as _buffer

from . import _dtypes, _printing
from ._bridge import AxisError, fail, k
from ._dtypes import BOOL, CODES, DTYPES, FLOAT64, INT64
from ._scalars import integer, scalar

_new = object.__new__
_EXACT = 2**53
_PLAIN = {int, float}


def _wrap(js):
    """An array of the isolate as an ndarray."""
    self = _new(ndarray)
    self._a = js
    return self


def result_of(result):
    """A kernel's result: an array, a scalar; or its failure raised."""
    if type(result) is k.Array:
        self = _new(ndarray)
        self._a = result
        return self
    kind = type(result)
    if kind is float or kind is int:
        return scalar(result, k.scalarType())
    if kind is str:
        fail(result)
    return result


def arr(result):
    """A kernel's result that is an array for certain, unless it failed."""
    if type(result) is str:
        fail(result)
    self = _new(ndarray)
    self._a = result
    return self


def arrays_of(result):
    """A kernel's list of arrays."""
    if type(result) is str:
        fail(result)
    return [_wrap(js) for js in result]


# What is given as an array


def _flatten(nested):
    """Values, row by row, and the shape; sequences within a row must be of one length."""
    shape = []
    flat = [nested]
    while True:
        first = flat[0]
        kind = type(first)
        if kind is not list and kind is not tuple and not isinstance(first, (list, tuple, range)):
            if isinstance(first, ndarray) and first.ndim > 0:
                flat = [x.tolist() if isinstance(x, ndarray) else x for x in flat]
                continue
            break
        length = len(first)
        for x in flat:
            if not isinstance(x, (list, tuple, range)):
                x = _as_list(x)
            if x is None or len(x) != length:
                raise ValueError(
                    "setting an array element with a sequence. The requested array has an inhomogeneous shape after "
                    f"{len(shape)} dimensions. The detected shape was {tuple(shape)} + inhomogeneous part."
                )
        flat = [y for x in flat for y in (x if isinstance(x, (list, tuple, range)) else _as_list(x))]
        shape.append(length)
        if len(shape) > 32:
            raise ValueError("setting an array element with a sequence. The requested array would exceed the maximum number of dimension of 32.")
        if length == 0 or not flat:
            break
    return flat, shape


def _as_list(x):
    if isinstance(x, ndarray) and x.ndim:
        return x.tolist()
    if isinstance(x, (range, map, zip)):
        return list(x)
    return None


def _element_code(flat):
    """The dtype in which all values have room."""
    kinds = set(map(type, flat))
    code = None
    for kind in kinds:
        one = CODES.get(kind)
        if one is None:
            one = _odd_code(kind, flat)
        code = one if code is None or code == one else k.promote(code, one)
    return FLOAT64 if code is None else code


def _odd_code(kind, flat):
    if issubclass(kind, ndarray):
        return max((x.dtype.code for x in flat if isinstance(x, ndarray)), default=FLOAT64)
    if issubclass(kind, complex):
        raise TypeError("complex numbers are not supported here")
    if issubclass(kind, (list, tuple)):
        raise ValueError(
            "setting an array element with a sequence. The requested array has an inhomogeneous shape after 1 dimensions."
        )
    if issubclass(kind, bool):
        return BOOL
    if issubclass(kind, int):
        return INT64
    if issubclass(kind, float):
        return FLOAT64
    if issubclass(kind, (str, bytes)):
        raise TypeError("arrays of text are not supported here; convert to numbers first, as with float(word)")
    if hasattr(kind, "__float__"):
        return FLOAT64
    if kind is type(None):
        raise TypeError("arrays of objects are not supported here (an element is None)")
    raise TypeError(f"arrays of objects are not supported here (an element is of type {kind.__name__!r})")


_INTEGER_LIMITS = {code: (-(2 ** (8 * d.itemsize - 1)), 2 ** (8 * d.itemsize - 1) - 1) if d.kind == "i" else (0, 2 ** (8 * d.itemsize) - 1) for code, d in enumerate(DTYPES) if d.kind in "iu"}


def from_values(flat, shape, code):
    """An array of Python's numbers, row by row."""
    wanted = code
    if code is None:
        code = _element_code(flat)
    limits = _INTEGER_LIMITS.get(code)
    try:
        if limits is not None:
            flat = [int(x) for x in flat]
            for x in flat:
                if not limits[0] <= x <= limits[1]:
                    if not -(2**63) <= x < 2**63:
                        raise OverflowError("Python int too large to convert to C long")
                    if wanted is not None and code != INT64:
                        raise OverflowError(f"Python integer {x} out of bounds for {DTYPES[code].name}")
        elif code == BOOL:
            flat = [1 if x else 0 for x in flat]
        elif len(flat) <= 32:
            flat = [float(x) for x in flat]
        if len(flat) <= 32:
            if limits is not None and code == INT64 and any(abs(x) >= _EXACT for x in flat):
                flat = [float(x) for x in flat]
            return arr(k.fromValues(code, len(shape), *shape, *flat))
        memory = k.memory(len(flat))
        if type(memory) is str:
            fail(memory)
        memory.assign(_buffer("d", flat))
    except TypeError:
        for x in flat:
            if isinstance(x, (list, tuple)):
                raise ValueError("setting an array element with a sequence.") from None
            if isinstance(x, complex):
                raise TypeError("complex numbers are not supported here") from None
            if not hasattr(x, "__float__"):
                raise TypeError(
                    f"float() argument must be a string or a real number, not {type(x).__name__!r}"
                ) from None
        raise
    return arr(k.fromMemory(code, memory, *shape))


def asarray(a, dtype=None, order=None):
    """The array itself if it is one of that dtype; else a new one."""
    if type(a) is ndarray:
        if dtype is None:
            return a
        code = _dtypes.of(dtype).code
        return a if a.dtype.code == code else arr(k.astype(a._a, code))
    code = None if dtype is None else _dtypes.of(dtype).code
    kind = CODES.get(type(a))
    if kind is not None:
        value = a if kind >= 8 else int(a)
        if kind == INT64 and not -_EXACT <= a <= _EXACT:
            if code is not None and code >= 8:
                value = float(a)
            elif -(2**63) <= a < 2**63:
                fail("!OverflowError:int64 values beyond 2**53 are not kept exactly here; use dtype float64, or Python integers")
            else:
                raise OverflowError("Python int too large to convert to C long")
        return from_values([value], [], kind if code is None else code)
    if isinstance(a, (list, tuple)):
        if len(a) <= 32 and code is None and float in (kinds := set(map(type, a))) and kinds <= _PLAIN:
            return arr(k.fromValues(FLOAT64, 1, len(a), *map(float, a)))
        flat, shape = _flatten(a)
        return from_values(flat, shape, code)
    refuse_tensor(a, "array")
    if isinstance(a, ndarray):
        return a if code is None or a.dtype.code == code else a.astype(dtype)
    if isinstance(a, (range, map, filter, zip)) or type(a).__name__ in ("dict_values", "dict_keys"):
        return asarray(list(a), dtype)
    made = getattr(a, "__array__", None)
    if made is not None and not isinstance(a, type):
        return asarray(made(), dtype)
    if isinstance(a, memoryview) or type(a) is _buffer or isinstance(a, (bytes, bytearray)) and not isinstance(a, str):
        return asarray(list(a), dtype)
    if isinstance(a, str) and code is not None:
        return from_values([float(a)], [], code)
    if hasattr(a, "__len__") and hasattr(a, "__getitem__") and not isinstance(a, (str, dict)):
        return asarray([a[i] for i in builtins.range(len(a))], dtype)
    return from_values([a], [], code)


def array(object, dtype=None, *, copy=True, order="K", subok=False, ndmin=0):
    """A new array of nested sequences of numbers, or a copy of an array."""
    result = asarray(object, dtype)
    if copy and isinstance(object, ndarray) and result is object:
        result = object.copy()
    while result.ndim < ndmin:
        result = result[None]
    return result


# Operators


def _foreign(other):
    """Whether an operand has an idea of its own of operators with arrays, as a TensorFlow tensor has."""
    return getattr(other, "__array_priority__", 0) > 0 or getattr(type(other), "__array_ufunc__", 0) is None


_TENSORFLOW = {
    "absolute": "abs", "dot": "matmul", "sum": "reduce_sum", "mean": "reduce_mean", "max": "reduce_max",
    "min": "reduce_min", "prod": "reduce_prod", "any": "reduce_any", "all": "reduce_all", "power": "pow",
    "array": "convert_to_tensor", "var": "nn.moments", "std": "nn.moments", "ravel": "reshape", "nonzero": "where",
}


def refuse_tensor(x, name):
    """What a function of arrays makes of a tensor: a clear refusal instead of an array of objects."""
    if getattr(x, "__array_priority__", 0) > 0:
        raise TypeError(
            f"np.{name} takes numbers and arrays, not a {type(x).__name__}, whose value is known in a session only; "
            f"use tf.{_TENSORFLOW.get(name, name)}, or np.{name} of what session.run returns"
        )


def _other(other):
    if other is None or isinstance(other, (str, bytes, dict, set)) or _foreign(other):
        return None
    if type(other) is int and not -_EXACT <= other <= _EXACT:
        return None
    return asarray(other)


def _operator(name):
    def method(self, other):
        kernel = getattr(k, name)
        kind = type(other)
        if kind is ndarray:
            result = kernel(self._a, other._a)
        elif kind is float:
            result = kernel(self._a, other, 9)
        else:
            code = CODES.get(kind)
            if code is not None and -_EXACT <= other <= _EXACT:
                result = kernel(self._a, float(other) if code >= 8 else int(other), code)
            elif code is not None:
                if kind is int and self.dtype.kind != "f":
                    raise OverflowError("Python int too large to convert to C long")
                result = kernel(self._a, float(other), 9 if kind is int else code)
            else:
                other = _other(other)
                if other is None:
                    return NotImplemented
                result = kernel(self._a, other._a)
        if type(result) is k.Array:
            self = _new(ndarray)
            self._a = result
            return self
        return result_of(result)

    return method


def _reflected(name):
    def method(self, other):
        kind = type(other)
        code = CODES.get(kind)
        if code is not None:
            if code < 8:
                other = int(other)
                if not -_EXACT <= other <= _EXACT:
                    if self.dtype.kind != "f":
                        raise OverflowError("Python int too large to convert to C long")
                    other, code = float(other), 9
            return result_of(getattr(k, name)(other, self._a, code))
        other = _other(other)
        if other is None:
            return NotImplemented
        return result_of(getattr(k, name)(other._a, self._a))

    return method


def _in_place(name):
    kernel_name = "i" + name

    def method(self, other):
        kernel = getattr(k, kernel_name)
        kind = type(other)
        code = CODES.get(kind)
        if kind is ndarray:
            result = kernel(self._a, other._a)
        elif code is not None:
            if code < 8:
                other = int(other)
                if not -_EXACT <= other <= _EXACT:
                    other, code = float(other), 9
            result = kernel(self._a, other, code)
        else:
            other = _other(other)
            if other is None:
                return NotImplemented
            result = kernel(self._a, other._a)
        if type(result) is str:
            fail(result)
        return self

    return method


def _comparison(name, otherwise=None):
    compare = _operator(name)

    def method(self, other):
        if other is None or isinstance(other, (str, bytes)):
            return NotImplemented if otherwise is None else full_bool(self.shape, int(otherwise))
        return compare(self, other)

    return method


def full_bool(shape, value):
    return arr(k.full(BOOL, value, *shape))


def _unary(name):
    def method(self):
        return result_of(getattr(k, name)(self._a))

    return method


# Axes and shapes


def axes_text(axis):
    """An axis, or several, as the kernels take them."""
    if axis is None or type(axis) is int:
        return axis
    if isinstance(axis, (tuple, list)):
        return ",".join(str(index_of(x)) for x in axis)
    return index_of(axis)


def index_of(x):
    try:
        return x.__index__()
    except AttributeError:
        raise TypeError(f"'{type(x).__name__}' object cannot be interpreted as an integer") from None


def shape_of(args):
    """A shape from one tuple, or from lengths one by one."""
    if len(args) == 1 and not isinstance(args[0], (int, integer)):
        args = args[0]
        if isinstance(args, ndarray):
            args = args.tolist()
        if not hasattr(args, "__iter__"):
            args = (args,)
    lengths = []
    for x in args:
        if isinstance(x, float):
            raise TypeError("'float' object cannot be interpreted as an integer")
        value = getattr(x, "value", x) if type(x).__name__ == "Dimension" else x
        lengths.append(index_of(value))
    return lengths


def _index_parts(index):
    """An index as the kernels take it; and whether it ends in a view even where no axis is left."""
    parts = []
    if type(index) is not tuple:
        index = (index,)
    has_arrays = False
    for part in index:
        kind = type(part)
        if kind is int:
            parts += (0, part)
        elif kind is slice:
            parts += (1, _bound(part.start), _bound(part.stop), _bound(part.step))
        elif part is None:
            parts.append(2)
        elif part is Ellipsis:
            parts.append(3)
        elif kind is bool or kind.__name__ == "bool_":
            parts += (4, from_values([1 if part else 0], [], BOOL)._a)
            has_arrays = True
        elif isinstance(part, (int, integer)):
            parts += (0, int(part))
        elif isinstance(part, (float, str)):
            raise IndexError(
                "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are "
                "valid indices"
            )
        elif kind is ndarray:
            if part.ndim == 0 and part.dtype.kind in "iu":
                parts += (0, int(part))
            else:
                parts += (4, part._a)
                has_arrays = True
        else:
            positions = asarray(part)
            if positions.size == 0:
                positions = positions.astype("int64")
            parts += (4, positions._a)
            has_arrays = True
    return parts, has_arrays


def _bound(x):
    if x is None or type(x) is int:
        if x is not None and not -_EXACT < x < _EXACT:
            return _EXACT - 1 if x > 0 else 1 - _EXACT
        return x
    try:
        return int(x.__index__())
    except AttributeError:
        raise TypeError("slice indices must be integers or None or have an __index__ method") from None


class _Flat:
    """a.flat: the elements row by row."""

    def __init__(self, array):
        self._array = array

    def __iter__(self):
        return iter(self._array.ravel())

    def __len__(self):
        return self._array.size

    def __getitem__(self, index):
        return self._array.ravel()[index]

    def __setitem__(self, index, value):
        flat = self._array.ravel()
        flat[index] = value
        self._array[...] = flat.reshape(self._array.shape)


class _Flags:
    """a.flags"""

    def __init__(self, array):
        self.c_contiguous = k.isContiguous(array._a)
        self.f_contiguous = k.isContiguous(array.T._a)
        self.owndata = k.isOwner(array._a)
        self.writeable = True
        self.aligned = True

    def __getitem__(self, name):
        return getattr(self, {"C": "c_contiguous", "F": "f_contiguous"}.get(name, name.lower()))


class ndarray:
    """An array of numbers. Slices are views of the same memory."""

    __slots__ = ("_a", "_shape", "_dtype", "__weakref__")
    __array_priority__ = 0.0
    __hash__ = None

    def __new__(cls, shape, dtype=float, buffer=None, offset=0, strides=None, order=None):
        if buffer is not None:
            raise NotImplementedError("np.ndarray(buffer=…) is not supported here; use np.array or np.frombuffer")
        return arr(k.zeros(_dtypes.of(dtype).code, *shape_of((shape,))))

    def _describe(self):
        code, *shape = map(int, k.describe(self._a).split(","))
        self._shape = tuple(shape)
        self._dtype = DTYPES[code]

    @property
    def shape(self):
        try:
            return self._shape
        except AttributeError:
            self._describe()
            return self._shape

    @shape.setter
    def shape(self, shape):
        before = self._a
        view = arr(k.reshape(before, *shape_of((shape,))))
        if not k.sharesMemory(before, view._a):
            raise AttributeError(
                "Incompatible shape for in-place modification. Use `.reshape()` to make a copy with the desired shape."
            )
        self._a = view._a
        self._describe()

    @property
    def dtype(self):
        try:
            return self._dtype
        except AttributeError:
            self._describe()
            return self._dtype

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def size(self):
        return math.prod(self.shape)

    @property
    def itemsize(self):
        return self.dtype.itemsize

    @property
    def nbytes(self):
        return self.size * self.dtype.itemsize

    @property
    def strides(self):
        text = k.strides(self._a)
        return tuple(map(int, text.split(","))) if text else ()

    @property
    def T(self):
        return _wrap(k.transpose(self._a))

    @property
    def flat(self):
        return _Flat(self)

    @flat.setter
    def flat(self, value):
        self[...] = asarray(value).reshape(self.shape)

    @property
    def flags(self):
        return _Flags(self)

    @property
    def real(self):
        return self

    @property
    def imag(self):
        return arr(k.zeros(self.dtype.code, *self.shape))

    @property
    def base(self):
        return None if k.isOwner(self._a) else self

    # Access

    def __len__(self):
        if not self.shape:
            raise TypeError("len() of unsized object")
        return self.shape[0]

    def __iter__(self):
        if not self.shape:
            raise TypeError("iteration over a 0-d array")
        if len(self.shape) == 1:
            make = self.dtype.type
            return iter([make(x) for x in self.tolist()])
        return (self[i] for i in builtins.range(self.shape[0]))

    def __getitem__(self, index):
        kind = type(index)
        if kind is int:
            return result_of(k.at(self._a, index))
        if kind is slice:
            return arr(k.slice(self._a, _bound(index.start), _bound(index.stop), _bound(index.step)))
        if kind is str:
            raise IndexError("only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices")
        parts, has_arrays = _index_parts(index)
        if 3 in parts and not has_arrays and (kind is not tuple or Ellipsis in index):
            return arr(k.getView(self._a, *parts))
        return result_of(k.getIndex(self._a, *parts))

    def __setitem__(self, index, value):
        parts, _ = _index_parts(index)
        kind = type(value)
        code = CODES.get(kind)
        if code is not None:
            if code >= 8 and value != value or code < 8 and not -_EXACT <= value <= _EXACT:
                value = self._checked_scalar(float(value))
            elif code < 8:
                value = int(value)
            elif self.dtype.kind in "iu":
                value = self._checked_scalar(value)
            given = value
        elif kind is ndarray:
            given = value._a
        else:
            given = asarray(value)._a
        result = k.setIndex(self._a, given, *parts)
        if type(result) is str:
            fail(result)

    def _checked_scalar(self, value):
        if self.dtype.kind in "iu":
            if value != value:
                raise ValueError("cannot convert float NaN to integer")
            if value - value != 0:
                raise OverflowError("cannot convert float infinity to integer")
        return value

    def __contains__(self, value):
        return bool((self == value).any())

    def item(self, *index):
        if not index:
            if self.size != 1:
                raise ValueError("can only convert an array of size 1 to a Python scalar")
            return self.ravel().tolist()[0]
        if len(index) == 1 and self.ndim != 1:
            return self.ravel()[index[0]].item()
        return self[index if len(index) > 1 else index[0]].item()

    def itemset(self, *args):
        *index, value = args
        self[tuple(index) if index else ...] = value

    def tolist(self):
        shape = self.shape
        flat = _buffer("d")
        flat.frombytes(k.doubles(self._a).to_bytes())
        flat = flat.tolist()
        kind = self.dtype.kind
        if kind in "iu":
            flat = list(map(int, flat))
        elif kind == "b":
            flat = list(map(bool, flat))
        if not shape:
            return flat[0]
        for length in reversed(shape[1:]):
            if length == 0:
                flat = [[] for _ in builtins.range(math.prod(shape[: shape.index(0)]))]
                return _nest(flat, shape[1 : shape.index(0)]) if 0 in shape[1:] else flat
            flat = [flat[i : i + length] for i in builtins.range(0, len(flat), length)]
        return flat

    def tobytes(self, order="C"):
        packed = self.tolist() if self.ndim == 1 else self.ravel().tolist() if self.ndim else [self.tolist()]
        return _buffer({"bool": "B", "int8": "b", "uint8": "B", "int16": "h", "uint16": "H", "int32": "i", "uint32": "I", "int64": "q", "float32": "f", "float64": "d"}[self.dtype.name], packed).tobytes()

    tostring = tobytes

    def _only(self):
        if self.size != 1:
            raise TypeError("only length-1 arrays can be converted to Python scalars")
        return self.item()

    def __float__(self):
        return float(self._only())

    def __int__(self):
        return int(self._only())

    def __complex__(self):
        return complex(self._only())

    def __index__(self):
        if self.ndim == 0 and self.dtype.kind in "iu":
            return int(self.item())
        raise TypeError("only integer scalar arrays can be converted to a scalar index")

    def __bool__(self):
        if self.size == 1:
            return bool(self.item())
        if self.size == 0:
            return False
        raise ValueError("The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()")

    def __str__(self):
        return _printing.array_str(self)

    def __repr__(self):
        return _printing.array_repr(self)

    def __format__(self, spec):
        if self.ndim == 0:
            return format(self[()], spec)
        if spec:
            raise TypeError("unsupported format string passed to numpy.ndarray.__format__")
        return str(self)

    def __array__(self, dtype=None, copy=None):
        return self if dtype is None else self.astype(dtype)

    def __copy__(self):
        return self.copy()

    def __deepcopy__(self, memo):
        return self.copy()

    def __reduce__(self):
        return (_restored, (self.tolist(), self.dtype.name, self.shape))

    # Shape

    def reshape(self, *shape, order="C"):
        if order == "F":
            lengths = shape_of(shape)
            return arr(k.reshape(self.T._a, *lengths[::-1])).T
        return arr(k.reshape(self._a, *shape_of(shape)))

    def ravel(self, order="C"):
        return arr(k.reshape((self.T if order == "F" else self)._a, -1)) if self.size else arr(k.reshape(self._a, 0))

    def flatten(self, order="C"):
        return arr(k.reshape(k.copy((self.T if order == "F" else self)._a), self.size))

    def transpose(self, *axes):
        if not axes or axes == (None,):
            return self.T
        return arr(k.transpose(self._a, axes_text(axes[0] if len(axes) == 1 and isinstance(axes[0], (tuple, list)) else axes)))

    def swapaxes(self, axis1, axis2):
        axes = list(builtins.range(self.ndim))
        one, two = normalized(axis1, self.ndim), normalized(axis2, self.ndim)
        axes[one], axes[two] = axes[two], axes[one]
        return self.transpose(axes)

    def squeeze(self, axis=None):
        return arr(k.squeeze(self._a, axes_text(axis)))

    def resize(self, *shape, refcheck=True):
        lengths = shape_of(shape)
        flat = self.flatten()
        new = arr(k.zeros(self.dtype.code, math.prod(lengths)))
        count = min(flat.size, new.size)
        new[:count] = flat[:count]
        self._a = new.reshape(lengths)._a
        self._describe()

    def diagonal(self, offset=0, axis1=0, axis2=1):
        from ._matrices import diagonal

        return diagonal(self, offset, axis1, axis2)

    def trace(self, offset=0, axis1=0, axis2=1, dtype=None, out=None):
        return self.diagonal(offset, axis1, axis2).sum(axis=-1, dtype=dtype)

    def astype(self, dtype, order="K", casting="unsafe", subok=True, copy=True):
        code = _dtypes.of(dtype).code
        if not copy and code == self.dtype.code:
            return self
        if casting != "unsafe" and not _dtypes.can_cast(self.dtype, dtype, casting):
            raise TypeError(f"Cannot cast array data from {self.dtype!r} to {_dtypes.of(dtype)!r} according to the rule '{casting}'")
        return arr(k.astype(self._a, code))

    def view(self, dtype=None, type=None):
        if dtype is not None and dtype is not ndarray and _dtypes.of(dtype) != self.dtype:
            raise NotImplementedError("a view as another dtype is not supported here; see ndarray.astype")
        return arr(k.getView(self._a))

    def copy(self, order="C"):
        return arr(k.copy(self._a))

    def fill(self, value):
        self[...] = value

    def put(self, indices, values, mode="raise"):
        self.flat[indices] = values

    def take(self, indices, axis=None, out=None, mode="raise"):
        from ._selecting import take

        return take(self, indices, axis, out, mode)

    def repeat(self, repeats, axis=None):
        from ._shaping import repeat

        return repeat(self, repeats, axis)

    def compress(self, condition, axis=None, out=None):
        mask = asarray(condition).nonzero()[0]
        return self.take(mask, axis)

    def choose(self, choices, out=None, mode="raise"):
        from ._selecting import choose

        return choose(self, choices)

    # Reductions

    def sum(self, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None):
        return _reduced(k.sum, self, axis, out, keepdims, dtype, initial, where, "add", 0)

    def prod(self, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None):
        return _reduced(k.prod, self, axis, out, keepdims, dtype, initial, where, "multiply", 1)

    def max(self, axis=None, out=None, keepdims=False, initial=None, where=None):
        return _reduced(k.max, self, axis, out, keepdims, None, initial, where, "maximum", -math.inf)

    def min(self, axis=None, out=None, keepdims=False, initial=None, where=None):
        return _reduced(k.min, self, axis, out, keepdims, None, initial, where, "minimum", math.inf)

    def any(self, axis=None, out=None, keepdims=False, where=None):
        return _reduced(k.any, self, axis, out, keepdims, None, None, where, "logical_or", 0)

    def all(self, axis=None, out=None, keepdims=False, where=None):
        return _reduced(k.all, self, axis, out, keepdims, None, None, where, "logical_and", 1)

    def mean(self, axis=None, dtype=None, out=None, keepdims=False, where=None):
        if self.size == 0:
            from ._bridge import warn

            warn("Mean of empty slice.", RuntimeWarning)
        if where is not None:
            total = self.sum(axis, dtype, None, keepdims, where=where)
            count = full_bool(self.shape, 1).sum(axis, keepdims=keepdims, where=where)
            return put_out(total / count, out)
        return put_out(result_of(k.mean(self._a, axes_text(axis), bool(keepdims), code_or_none(dtype))), out)

    def var(self, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, correction=None):
        if correction is not None:
            ddof = correction
        count = self.size if axis is None else math.prod(self.shape[normalized(i, self.ndim)] for i in (axis if isinstance(axis, tuple) else (axis,)))
        if count - ddof <= 0:
            from ._bridge import warn

            warn("Degrees of freedom <= 0 for slice", RuntimeWarning)
        source = self if self.dtype.kind == "f" or dtype is not None else self.astype(float)
        return put_out(result_of(k.variance(source._a, axes_text(axis), bool(keepdims), ddof, code_or_none(dtype))), out)

    def std(self, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, correction=None):
        variance = self.var(axis, dtype, None, ddof, keepdims, correction=correction)
        if type(variance) is ndarray:
            return put_out(result_of(k.sqrt(variance._a)), out)
        return put_out(type(variance)(math.sqrt(variance) if variance == variance else math.nan), out)

    def ptp(self, axis=None, out=None, keepdims=False):
        return put_out(self.max(axis, keepdims=keepdims) - self.min(axis, keepdims=keepdims), out)

    def argmax(self, axis=None, out=None, *, keepdims=False):
        return _arg_extreme(k.argmax, self, axis, out, keepdims)

    def argmin(self, axis=None, out=None, *, keepdims=False):
        return _arg_extreme(k.argmin, self, axis, out, keepdims)

    def cumsum(self, axis=None, dtype=None, out=None):
        return put_out(arr(k.accumulate("sum", self._a, axis, code_or_none(dtype))), out)

    def cumprod(self, axis=None, dtype=None, out=None):
        return put_out(arr(k.accumulate("prod", self._a, axis, code_or_none(dtype))), out)

    def dot(self, b, out=None):
        from ._products import dot

        return dot(self, b, out)

    def round(self, decimals=0, out=None):
        return put_out(result_of(k.round(self._a, decimals)), out)

    def clip(self, min=None, max=None, out=None, **options):
        from ._functions import clip

        return clip(self, min, max, out, **options)

    def conj(self):
        return self

    conjugate = conj

    def nonzero(self):
        return tuple(arrays_of(k.nonzero(self._a)))

    def sort(self, axis=-1, kind=None, order=None):
        result = k.assign(self._a, arr(k.sort(self._a, axis))._a)
        if type(result) is str:
            fail(result)

    def argsort(self, axis=-1, kind=None, order=None):
        if axis is None:
            return arr(k.argsort(self.ravel()._a, 0))
        return arr(k.argsort(self._a, axis))

    def searchsorted(self, v, side="left", sorter=None):
        from ._sorting import searchsorted

        return searchsorted(self, v, side, sorter)

    def partition(self, kth, axis=-1, kind="introselect", order=None):
        self.sort(axis)

    def argpartition(self, kth, axis=-1, kind="introselect", order=None):
        return self.argsort(axis)

    def tofile(self, fid, sep="", format="%s"):
        raise NotImplementedError("there are no files here to write to; see np.savetxt with io.StringIO")

    def __matmul__(self, other):
        from ._products import matmul

        other = other if type(other) is ndarray else _other(other)
        return NotImplemented if other is None else matmul(self, other)

    def __rmatmul__(self, other):
        from ._products import matmul

        other = _other(other)
        return NotImplemented if other is None else matmul(other, self)

    def __imatmul__(self, other):
        self[...] = self @ other
        return self

    def __divmod__(self, other):
        return self // other, self % other

    def __rdivmod__(self, other):
        return other // self, other % self

    def __pow__(self, other, modulo=None):
        if CODES.get(type(other)) is not None:
            # Powers that NumPy computes in other ways, and names so in warnings.
            kind = self.dtype.kind
            name = _POWERS.get(float(other)) if kind == "f" else "square" if other == 2 and (kind == "b" or not isinstance(other, float)) else None
            if name is not None:
                return result_of(getattr(k, name)(self._a))
        return _power(self, other)

    __neg__ = _unary("negative")
    __pos__ = _unary("positive")
    __abs__ = _unary("absolute")
    __invert__ = _unary("invert")


_power = _operator("power")
_POWERS = {-1.0: "reciprocal", 0.5: "sqrt", 1.0: "positive", 2.0: "square"}
for _special, _name in (
    ("add", "add"), ("sub", "subtract"), ("mul", "multiply"), ("truediv", "divide"), ("floordiv", "floor_divide"),
    ("mod", "remainder"), ("pow", "power"), ("and", "bitwise_and"), ("or", "bitwise_or"), ("xor", "bitwise_xor"),
    ("lshift", "left_shift"), ("rshift", "right_shift"),
):
    if _special != "pow":
        setattr(ndarray, f"__{_special}__", _operator(_name))
    setattr(ndarray, f"__r{_special}__", _reflected(_name))
    setattr(ndarray, f"__i{_special}__", _in_place(_name))
for _special, _name, _otherwise in (
    ("eq", "equal", False), ("ne", "not_equal", True), ("lt", "less", None), ("le", "less_equal", None),
    ("gt", "greater", None), ("ge", "greater_equal", None),
):
    setattr(ndarray, f"__{_special}__", _comparison(_name, _otherwise))
for _value in list(vars(ndarray).values()):
    if callable(_value) and hasattr(_value, "__qualname__"):
        _value.__module__ = "numpy"
ndarray.__module__ = "numpy"


def _nest(flat, shape):
    for length in reversed(shape):
        flat = [flat[i : i + length] for i in builtins.range(0, len(flat), length)]
    return flat


def _restored(values, dtype, shape):
    return array(values, dtype).reshape(shape)


def normalized(axis, ndim):
    """An axis counted from the front."""
    axis = index_of(axis)
    if not -ndim <= axis < ndim:
        raise AxisError(f"axis {axis} is out of bounds for array of dimension {ndim}")
    return axis % ndim if ndim else axis


def code_or_none(dtype):
    return None if dtype is None else _dtypes.of(dtype).code


def put_out(result, to):
    """The result, or the array given as `out`, which then holds it."""
    if to is None:
        return result
    if isinstance(to, tuple):
        (to,) = to
    source = asarray(result)
    if source.shape != to.shape:
        raise ValueError(f"output parameter has the wrong shape: {to.shape} instead of {source.shape}")
    to[...] = source
    return to


def _reduced(kernel, a, axis, to, keepdims, dtype, initial, where, name, neutral):
    if where is not None and where is not True:
        from ._selecting import where as choose

        if neutral in (math.inf, -math.inf):
            if initial is None:
                raise ValueError(f"reduction operation '{name}' does not have an identity, so to use a where mask one has to specify 'initial'")
            neutral = initial
        a = choose(where, a, a.dtype.type(neutral))
    if initial is not None and name in ("maximum", "minimum") and a.size == 0:
        shape = tuple(n for i, n in enumerate(a.shape) if axis is not None and i != normalized(axis, a.ndim))
        return arr(k.full(a.dtype.code, initial, *shape))[()]
    result = result_of(kernel(a._a, axes_text(axis), bool(keepdims), None if dtype is None else _dtypes.of(dtype).code))
    if initial is not None:
        from . import _functions

        result = getattr(_functions, name)(result, initial)
    return put_out(result, to)


def _arg_extreme(kernel, a, axis, to, keepdims):
    result = result_of(kernel(a._a, axis))
    if keepdims:
        shape = [1] * a.ndim if axis is None else [1 if i == normalized(axis, a.ndim) else n for i, n in enumerate(a.shape)]
        result = asarray(result).reshape(shape)
    return put_out(result, to)


def concatenate_along(axis, *arrays):
    """Arrays one behind the other."""
    if len(arrays) > 1000:
        # A call takes only so many arguments.
        parts = [concatenate_along(axis, *arrays[i : i + 1000]) for i in builtins.range(0, len(arrays), 1000)]
        return concatenate_along(axis, *parts)
    return arr(k.concatenate(axis, *[a._a for a in arrays]))



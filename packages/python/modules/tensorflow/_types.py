"""tf.DType, tf.Dimension and tf.TensorShape."""
import json

import numpy
import _residual_graph as _library


class DType:
    """The type of a tensor's values."""

    __slots__ = ('_name',)

    def __init__(self, name):
        self._name = name

    @property
    def name(self):
        return self._name

    @property
    def base_dtype(self):
        return BY_NAME[self._name.removesuffix('_ref')]

    @property
    def _is_ref_dtype(self):
        return self._name.endswith('_ref')

    @property
    def real_dtype(self):
        return self.base_dtype

    @property
    def as_numpy_dtype(self):
        name = self._name.removesuffix('_ref')
        return numpy.bool_ if name == 'bool' else getattr(numpy, name)

    @property
    def is_floating(self):
        return self._name.startswith('float')

    @property
    def is_integer(self):
        return self._name.startswith('int')

    @property
    def is_bool(self):
        return self._name.startswith('bool')

    @property
    def is_complex(self):
        return False

    @property
    def size(self):
        return {'float32': 4, 'float64': 8, 'int32': 4, 'bool': 1}[self._name.removesuffix('_ref')]

    @property
    def max(self):
        return self._limits().max

    @property
    def min(self):
        return self._limits().min

    def _limits(self):
        return numpy.finfo(self.as_numpy_dtype) if self.is_floating else numpy.iinfo(self.as_numpy_dtype)

    @property
    def as_datatype_enum(self):
        return {'float32': 1, 'float64': 2, 'int32': 3, 'bool': 10}[self._name.removesuffix('_ref')]

    def is_compatible_with(self, other):
        return as_dtype(other).base_dtype is self.base_dtype

    def __eq__(self, other):
        if other is None:
            return False
        try:
            return as_dtype(other)._name == self._name
        except TypeError:
            return False

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(self._name)

    def __str__(self):
        return "<dtype: '%s'>" % self._name

    def __repr__(self):
        return 'tf.' + self._name


float32, float64, int32, bool_ = (DType(name) for name in ('float32', 'float64', 'int32', 'bool'))
BY_NAME = {dtype.name: dtype for dtype in (float32, float64, int32, bool_)}
for _name in list(BY_NAME):
    BY_NAME[_name + '_ref'] = DType(_name + '_ref')
_OTHER_NAMES = {'double': 'float64', 'float': 'float32', 'int': 'int32', 'bool_': 'bool'}


def as_dtype(value):
    """The DType that a value names. @raises TypeError"""
    if isinstance(value, DType):
        return value
    if value is float:
        return float32
    if value is int:
        return int32
    if value is bool:
        return bool_
    name = value if isinstance(value, str) else getattr(value, 'name', None) or getattr(value, '__name__', None)
    if isinstance(name, str):
        found = BY_NAME.get(name) or BY_NAME.get(_OTHER_NAMES.get(name, ''))
        if found is not None:
            return found
        if name in ('int64', 'int16', 'int8', 'uint8', 'float16', 'string', 'complex64', 'complex128'):
            raise TypeError(
                'tf.%s is not supported here: a graph has float32, float64, int32 and bool' % name
            )
    raise TypeError('Cannot convert value %r to a TensorFlow DType' % (value,))


def dtype_name(value):
    """As the library calls it; None for None."""
    return None if value is None else as_dtype(value).name.removesuffix('_ref')


class Dimension:
    """One dimension of a shape; its value is None where it is not known."""

    __slots__ = ('value',)

    def __init__(self, value):
        if isinstance(value, Dimension):
            value = value.value
        if value is not None:
            value = int(value)
            if value < 0:
                raise ValueError('Dimension %d must be >= 0' % value)
        self.value = value

    def __int__(self):
        return self._known()

    def __index__(self):
        return self._known()

    def __float__(self):
        return float(self._known())

    def _known(self):
        if self.value is None:
            raise TypeError('__index__ returned non-int (type NoneType): this dimension is not known')
        return self.value

    def __eq__(self, other):
        other = _value(other)
        return None if self.value is None or other is None else self.value == other

    def __ne__(self, other):
        other = _value(other)
        return None if self.value is None or other is None else self.value != other

    def __hash__(self):
        return hash(self.value)

    def __lt__(self, other):
        return _compare(self, other, lambda a, b: a < b)

    def __le__(self, other):
        return _compare(self, other, lambda a, b: a <= b)

    def __gt__(self, other):
        return _compare(self, other, lambda a, b: a > b)

    def __ge__(self, other):
        return _compare(self, other, lambda a, b: a >= b)

    def __add__(self, other):
        return _combine(self, other, lambda a, b: a + b)

    __radd__ = __add__

    def __sub__(self, other):
        return _combine(self, other, lambda a, b: a - b)

    def __rsub__(self, other):
        return _combine(other, self, lambda a, b: a - b)

    def __mul__(self, other):
        return _combine(self, other, lambda a, b: a * b)

    __rmul__ = __mul__

    def __floordiv__(self, other):
        return _combine(self, other, lambda a, b: a // b)

    def __mod__(self, other):
        return _combine(self, other, lambda a, b: a % b)

    def __truediv__(self, other):
        return self._known() / other

    def __rtruediv__(self, other):
        return other / self._known()

    def __str__(self):
        return '?' if self.value is None else str(self.value)

    def __repr__(self):
        return 'Dimension(%s)' % self.value

    def is_compatible_with(self, other):
        other = _value(other)
        return self.value is None or other is None or self.value == other


def _value(dimension):
    return dimension.value if isinstance(dimension, Dimension) else dimension


def _combine(a, b, compute):
    a, b = _value(a), _value(b)
    if a is None or b is None:
        return Dimension(None)
    if not (isinstance(a, int) and isinstance(b, int)):
        return NotImplemented if not isinstance(a, (int, float)) or not isinstance(b, (int, float)) else compute(a, b)
    return Dimension(compute(a, b))


def _compare(a, b, compare):
    a, b = _value(a), _value(b)
    return None if a is None or b is None else compare(a, b)


class TensorShape:
    """A static shape. Its dimensions are None where they are not known; it may be wholly unknown."""

    __slots__ = ('_dims', '_made')

    def __init__(self, dims):
        self._made = None
        if dims is None:
            self._dims = None
        elif isinstance(dims, TensorShape):
            self._dims = dims._dims
        elif hasattr(dims, '__iter__'):
            self._dims = tuple(None if _value(dim) in (None, -1) else int(_value(dim)) for dim in dims)
        else:
            self._dims = (int(dims),)

    @classmethod
    def _of(cls, js):
        dims = json.loads(_library.shapeOf(js))
        made = cls(dims)
        made._made = js
        return made

    @property
    def _js(self):
        if self._made is None:
            self._made = _library.makeShape(json.dumps(None if self._dims is None else list(self._dims)))
        return self._made

    @property
    def ndims(self):
        return None if self._dims is None else len(self._dims)

    # Its later name.
    rank = ndims

    @property
    def dims(self):
        return None if self._dims is None else [Dimension(dim) for dim in self._dims]

    def as_list(self):
        if self._dims is None:
            raise ValueError('as_list() is not defined on an unknown TensorShape.')
        return list(self._dims)

    def num_elements(self):
        if not self.is_fully_defined():
            return None
        count = 1
        for dim in self._dims:
            count *= dim
        return count

    def is_fully_defined(self):
        return self._dims is not None and None not in self._dims

    def __len__(self):
        if self._dims is None:
            raise ValueError('Cannot take the length of Shape with unknown rank.')
        return len(self._dims)

    def __bool__(self):
        return self._dims is not None

    def __iter__(self):
        if self._dims is None:
            raise ValueError('Cannot iterate over a shape with unknown rank.')
        return iter(self.dims)

    def __getitem__(self, key):
        if self._dims is None:
            return TensorShape(None) if isinstance(key, slice) else Dimension(None)
        return TensorShape(self._dims[key]) if isinstance(key, slice) else Dimension(self._dims[key])

    def __eq__(self, other):
        try:
            other = TensorShape(other)
        except TypeError:
            return NotImplemented
        return self._dims == other._dims

    def __hash__(self):
        return hash(self._dims)

    def __str__(self):
        if self._dims is None:
            return '<unknown>'
        texts = ['?' if dim is None else str(dim) for dim in self._dims]
        return '(%s,)' % texts[0] if len(texts) == 1 else '(%s)' % ', '.join(texts)

    def __repr__(self):
        return 'TensorShape(%s)' % (None if self._dims is None else '[%s]' % ', '.join(map(repr, self.dims)))

    def _asked(self, name, *values):
        from tensorflow import _bridge

        return _bridge.method(self._js, name, len(values), *values)

    def merge_with(self, other):
        return self._asked('mergeWith', TensorShape(other)._js)

    def concatenate(self, other):
        return self._asked('concatenate', TensorShape(other)._js)

    def is_compatible_with(self, other):
        return self._asked('isCompatibleWith', TensorShape(other)._js)

    def assert_is_compatible_with(self, other):
        from tensorflow import _bridge

        self._asked('assertIsCompatibleWith', _bridge.unwrap(other))

    def assert_has_rank(self, rank):
        self._asked('assertHasRank', rank)

    def assert_same_rank(self, other):
        self._asked('assertSameRank', TensorShape(other)._js)

    def assert_is_fully_defined(self):
        self._asked('assertIsFullyDefined')

    def with_rank(self, rank):
        return self._asked('withRank', rank)

    def with_rank_at_least(self, rank):
        return self._asked('withRankAtLeast', rank)

    def with_rank_at_most(self, rank):
        return self._asked('withRankAtMost', rank)

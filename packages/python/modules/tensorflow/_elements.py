"""tf.Tensor, tf.Operation, tf.Variable and tf.Graph: Python's side of the library's objects."""
import collections.abc

import _residual_graph as _library

from tensorflow import _bridge, _messages
from tensorflow._bridge import call, method, operand, unwrap, wrap
from tensorflow._types import BY_NAME, TensorShape, dtype_name


def _binary(name):
    def operator(self, other):
        if other is None:
            return NotImplemented
        return method(self._js, name, 1, operand(other))

    return operator


def _function_operator(path, reverse=False):
    def operator(self, *others):
        values = [self, *others]
        if reverse:
            values.reverse()
        return call(path, len(values), *[operand(value) for value in values])

    return operator


def _subscript(key):
    if isinstance(key, slice):
        return _bridge._list(*[_bound(bound) for bound in (key.start, key.stop, key.step)])
    if key is Ellipsis:
        return '...'
    if key is None:
        return 'newaxis'
    return _bound(key)


def _bound(bound):
    return bound.__index__() if hasattr(bound, '__index__') and type(bound) is not int else unwrap(bound)


class Operators:
    """What tensors and variables have in common."""

    __slots__ = ()

    # NumPy's arrays leave operators to us.
    __array_priority__ = 100
    __array_ufunc__ = None

    __add__ = _binary('add')
    __sub__ = _binary('sub')
    __mul__ = _binary('mul')
    __truediv__ = _binary('div')
    __floordiv__ = _binary('floorDiv')
    __mod__ = _binary('mod')
    __pow__ = _binary('pow')
    __radd__ = _binary('radd')
    __rsub__ = _binary('rsub')
    __rmul__ = _binary('rmul')
    __rtruediv__ = _binary('rdiv')
    __rfloordiv__ = _binary('rfloorDiv')
    __rmod__ = _binary('rmod')
    __rpow__ = _binary('rpow')
    __lt__ = _binary('less')
    __le__ = _binary('lessEqual')
    __gt__ = _binary('greater')
    __ge__ = _binary('greaterEqual')
    __matmul__ = _binary('matmul')
    __rmatmul__ = _function_operator('matmul', reverse=True)
    __and__ = _function_operator('logicalAnd')
    __rand__ = _function_operator('logicalAnd', reverse=True)
    __or__ = _function_operator('logicalOr')
    __ror__ = _function_operator('logicalOr', reverse=True)
    __xor__ = _function_operator('logicalXor')
    __rxor__ = _function_operator('logicalXor', reverse=True)
    __invert__ = _function_operator('logicalNot')

    def __neg__(self):
        return method(self._js, 'neg', 0)

    def __abs__(self):
        return method(self._js, 'abs', 0)

    def __getitem__(self, key):
        keys = key if isinstance(key, (list, tuple)) else (key,)
        return method(self._js, 'at', len(keys), *[_subscript(part) for part in keys])

    def __iter__(self):
        raise TypeError("'%s' object is not iterable." % type(self).__name__)

    def __bool__(self):
        raise TypeError(
            'Using a `tf.Tensor` as a Python `bool` is not allowed. Use `if t is not None:` instead of `if t:` to '
            'test if a tensor is defined, and use TensorFlow ops such as tf.cond to execute subgraphs conditioned '
            'on the value of a tensor.'
        )

    def __len__(self):
        raise TypeError("object of type '%s' has no len(): use .shape[0]" % type(self).__name__)

    def __float__(self):
        raise TypeError(
            '%s has no value before a session runs it: use sess.run(…) to get a number' % self
        )

    __int__ = __float__
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __str__(self):
        return _library.text(self._js)

    def __repr__(self):
        return _library.repr(self._js)

    def __format__(self, spec):
        return format(str(self), spec)

    @property
    def name(self):
        return self._js.name

    @property
    def shape(self):
        return TensorShape._of(self._js.shape)

    def get_shape(self):
        return self.shape

    def set_shape(self, shape):
        method(self._js, 'setShape', 1, TensorShape(shape)._js)

    @property
    def op(self):
        return wrap(self._js.op)

    @property
    def graph(self):
        return wrap(self._js.graph)

    @property
    def device(self):
        return self._js.device


class Tensor(Operators):
    """A symbolic value: one output of an operation."""

    __slots__ = ('_js', '_scalar', '__weakref__')

    def __init__(self, js):
        self._js = js
        # What a fetched value without dimensions becomes.
        self._scalar = BY_NAME[js.dtype].as_numpy_dtype

    @property
    def dtype(self):
        return BY_NAME[self._js.dtype + ('_ref' if self._js.ref else '')]

    @property
    def value_index(self):
        return self._js.index

    def consumers(self):
        return method(self._js, 'consumers', 0)

    def eval(self, feed_dict=None, session=None):
        from tensorflow import _session

        return _session.for_element(self, 'tensor', session).run(self, feed_dict)


class Operation:
    """A node of the graph."""

    __slots__ = ('_js', '__weakref__')

    def __init__(self, js):
        self._js = js

    @property
    def name(self):
        return self._js.name

    @property
    def type(self):
        return self._js.type

    @property
    def graph(self):
        return wrap(self._js.graph)

    @property
    def device(self):
        return self._js.device

    @property
    def inputs(self):
        return wrap(self._js.inputs)

    @property
    def outputs(self):
        return wrap(self._js.outputs)

    @property
    def control_inputs(self):
        return wrap(self._js.controlInputs)

    @property
    def node_def(self):
        return _messages.NodeDef.FromString(_library.nodeDefBytes(self._js).to_bytes())

    def values(self):
        return tuple(self.outputs)

    def get_attr(self, name):
        from tensorflow import _types

        value = self.node_def.attr[name]
        if name not in self.node_def.attr:
            raise ValueError("No attr named '%s' in %s" % (name, self.node_def))
        field = value.WhichOneof('value')
        found = getattr(value, field) if field else None
        if field == 'type':
            return _types.BY_NAME.get({1: 'float32', 2: 'float64', 3: 'int32', 10: 'bool'}.get(found), found)
        return found

    def run(self, feed_dict=None, session=None):
        from tensorflow import _session

        _session.for_element(self, 'operation', session).run(self, feed_dict)

    def __str__(self):
        return _library.text(self._js)

    def __repr__(self):
        return _library.repr(self._js)


class Variable(Operators):
    """A value that a session keeps between runs."""

    __slots__ = ('_js', '_scalar', '__weakref__')

    def __init__(
        self,
        initial_value=None,
        trainable=True,
        collections=None,
        validate_shape=True,
        caching_device=None,
        name=None,
        variable_def=None,
        dtype=None,
        expected_shape=None,
        import_scope=None,
    ):
        if initial_value is None:
            raise ValueError('initial_value must be specified.')
        value = _bridge.callback(initial_value) if callable(initial_value) else operand(initial_value)
        js = _bridge.create(
            'Variable', 1, value,
            'name', name, 'dtype', dtype_name(dtype), 'trainable', trainable,
            'collections', unwrap(collections),
            'validateShape', validate_shape,
        )  # fmt: skip
        self._become(js)
        _bridge.keep(js, self)

    @classmethod
    def _of(cls, js):
        made = cls.__new__(cls)
        made._become(js)
        return made

    def _become(self, js):
        self._js = js
        self._scalar = BY_NAME[js.dtype].as_numpy_dtype

    def __repr__(self):
        return _library.text(self._js)

    @property
    def dtype(self):
        return BY_NAME[self._js.dtype + '_ref']

    @property
    def initializer(self):
        return wrap(self._js.initializer)

    @property
    def initial_value(self):
        return wrap(self._js.initialValue)

    @property
    def trainable(self):
        return self._js.trainable

    def value(self):
        return wrap(self._js.snapshot)

    def read_value(self):
        return method(self._js, 'readValue', 0)

    def initialized_value(self):
        return wrap(self._js.initialValue)

    def assign(self, value, use_locking=False, name=None):
        return method(self._js, 'assign', 2, operand(value), name)

    def assign_add(self, delta, use_locking=False, name=None):
        return method(self._js, 'assignAdd', 2, operand(delta), name)

    def assign_sub(self, delta, use_locking=False, name=None):
        return method(self._js, 'assignSub', 2, operand(delta), name)

    def eval(self, session=None):
        from tensorflow import _session

        return _session.for_element(wrap(self._js.variable), 'tensor', session).run(self)

    def load(self, value, session=None):
        from tensorflow import _session

        chosen = _session.for_element(self.initializer, 'operation', session)
        chosen.run(self.initializer, {self.initializer.inputs[1]: value})


class Scope:
    """A `with` block that the library enters and leaves."""

    __slots__ = ('_enter', '_entered')

    def __init__(self, enter):
        self._enter = enter
        self._entered = []

    def __enter__(self):
        entered = self._enter()
        self._entered.append(entered)
        return wrap(entered.scope)

    def __exit__(self, *failure):
        self._entered.pop().leave()


class Graph:
    """Operations, and the tensors between them."""

    __slots__ = ('_js', '__weakref__')

    def __init__(self):
        self._js = _bridge.create('Graph', 0)
        _bridge.keep(self._js, self)

    @classmethod
    def _of(cls, js):
        made = cls.__new__(cls)
        made._js = js
        return made

    def as_default(self):
        return _scope('enterGraph', self)

    @property
    def seed(self):
        return _library.get(self._js, 'seed')

    @property
    def finalized(self):
        return self._js.finalized

    def finalize(self):
        method(self._js, 'finalize', 0)

    def get_operations(self):
        return method(self._js, 'getOperations', 0)

    def get_operation_by_name(self, name):
        return method(self._js, 'getOperationByName', 1, name)

    def get_tensor_by_name(self, name):
        return method(self._js, 'getTensorByName', 1, name)

    def as_graph_element(self, obj, allow_tensor=True, allow_operation=True):
        return method(self._js, 'asGraphElement', 1, unwrap(obj), 'tensor', allow_tensor, 'operation', allow_operation)

    def as_graph_def(self, from_version=None, add_shapes=False):
        return _messages.GraphDef.FromString(_library.graphDefBytes(self._js).to_bytes())

    @property
    def graph_def_versions(self):
        return self.as_graph_def().versions

    def unique_name(self, name, mark_as_used=True):
        return method(self._js, 'uniqueName', 2, name, mark_as_used)

    def get_name_scope(self):
        return method(self._js, 'getNameScope', 0)

    def name_scope(self, name):
        return _scope('enterNameScope', self, name)

    def device(self, device_name_or_function):
        return _scope('enterDevice', self, device_name_or_function)

    def control_dependencies(self, control_inputs):
        return _scope('enterControlDependencies', self, unwrap(control_inputs))

    def add_to_collection(self, name, value):
        method(self._js, 'addToCollection', 2, name, unwrap(value))

    def add_to_collections(self, names, value):
        method(self._js, 'addToCollections', 2, unwrap(names), unwrap(value))

    def get_collection(self, name, scope=None):
        return method(self._js, 'getCollection', 2, name, scope)

    def get_collection_ref(self, name):
        return CollectionRef(_bridge.raw_method(self._js, 'getCollectionRef', 1, name))

    def get_all_collection_keys(self):
        return method(self._js, 'getAllCollectionKeys', 0)

    def clear_collection(self, name):
        method(self._js, 'clearCollection', 1, name)

    def prevent_feeding(self, tensor):
        method(self._js, 'preventFeeding', 1, tensor._js)

    def prevent_fetching(self, op):
        method(self._js, 'preventFetching', 1, op._js)

    def is_feedable(self, tensor):
        return method(self._js, 'isFeedable', 1, tensor._js)

    def is_fetchable(self, tensor_or_op):
        return method(self._js, 'isFetchable', 1, tensor_or_op._js)

    def __repr__(self):
        return '<tensorflow.python.framework.ops.Graph object at 0x%x>' % id(self)


class CollectionRef(collections.abc.MutableSequence):
    """A collection itself: what is done to it is done to the graph's."""

    def __init__(self, js):
        self._js = js

    def __len__(self):
        return self._js.length

    def __getitem__(self, key):
        return [wrap(part) for part in self._js][key]

    def __setitem__(self, key, value):
        self._js[key] = unwrap(value)

    def __delitem__(self, key):
        for index in sorted(range(len(self))[key] if isinstance(key, slice) else [key], reverse=True):
            del self._js[index]

    def insert(self, index, value):
        self._js.splice(index, 0, unwrap(value))

    def __repr__(self):
        return repr(list(self))


def _scope(enter, graph, *values):
    return Scope(lambda: _bridge.enter(enter, graph._js, *values))


_bridge.register('tensor', Tensor)
_bridge.register('operation', Operation)
_bridge.register('variable', Variable._of)
_bridge.register('graph', Graph._of)
_bridge.register('shape', TensorShape._of, keep=False)

"""TensorFlow 1 as the lecture uses it, over the course's graph library: names, printing, errors and gradients are its."""
import difflib as _difflib
import inspect as _inspect
import sys as _sys
import types as _modules

import _residual_graph as _library

from tensorflow import _bridge, _elements, _functions, _messages, _session, _train, _types, errors

__version__ = '1.4.0'

float32, float64, int32, bool = _types.float32, _types.float64, _types.int32, _types.bool_
DType, Dimension, TensorShape, as_dtype = _types.DType, _types.Dimension, _types.TensorShape, _types.as_dtype
Tensor, Operation, Variable, Graph = _elements.Tensor, _elements.Operation, _elements.Variable, _elements.Graph
OpError = errors.OpError
GraphDef, NodeDef, AttrValue = _messages.GraphDef, _messages.NodeDef, _messages.AttrValue
Session, InteractiveSession = _session.Session, _session.InteractiveSession
ConfigProto, GPUOptions = _session.ConfigProto, _session.GPUOptions
RunOptions, RunMetadata = _session.RunOptions, _session.RunMetadata
get_default_session = _session.get_default_session
AUTO_REUSE = 'AUTO_REUSE'
newaxis = None


def _default_graph():
    return _bridge.call('getDefaultGraph', 0)


def constant(value, dtype=None, shape=None, name='Const', verify_shape=False):
    """A node with a value of its own."""
    if shape is not None:
        shape = TensorShape(shape).as_list()
    if dtype is None and isinstance(value, int) and not -(2**31) <= value < 2**31:
        raise TypeError('%d would need tf.int64, which is not supported here: give a dtype such as tf.float64' % value)
    return _bridge.call(
        'constant', 1, _bridge.operand(value), 'dtype', _types.dtype_name(dtype), 'shape', _bridge.unwrap(shape),
        'name', name,
    )  # fmt: skip


def placeholder(dtype, shape=None, name=None):
    """A value to be fed; None in a shape is a dimension that is not known."""
    dtype = _types.dtype_name(dtype)
    if shape is None or isinstance(shape, TensorShape) and shape.ndims is None:
        return _bridge.call('placeholder', 1, dtype, 'name', name)
    dims = _bridge._list(*[-1 if dim is None else dim for dim in TensorShape(shape).as_list()])
    return _bridge.call('placeholder', 1, dtype, 'shape', dims, 'name', name)


def range(start, limit=None, delta=1, dtype=None, name='range'):
    """Numbers from `start` to before `limit` in steps of `delta`."""
    values = [_bridge.operand(value) for value in (start, limit, delta)]
    made = _bridge.call('range', 3, *values, 'name', name)
    return made if dtype is None or made.dtype == dtype else cast(made, dtype)


def cast(x, dtype, name=None):
    """`x` with another dtype."""
    return _bridge.call('cast', 2, _bridge.operand(x), _types.dtype_name(dtype), 'name', name)


def saturate_cast(value, dtype, name=None):
    return cast(value, dtype, name)


def convert_to_tensor(value, dtype=None, name=None, preferred_dtype=None):
    """A tensor for `value`: itself, or a constant."""
    return _bridge.call(
        'convertToTensor', 1, _bridge.operand(value), 'dtype', _types.dtype_name(dtype), 'name', name
    )


def group(*inputs, name=None):
    """A node that is done when all of `inputs` are."""
    flat = [part for value in inputs for part in (value if isinstance(value, (list, tuple)) else [value])]
    return _bridge.call('group', 1, _bridge.unwrap(flat), 'name', name)


def name_scope(name, default_name=None, values=None):
    """Names of nodes made in the block have `name/` before them."""
    return _default_graph().name_scope(default_name if name is None else name)


def device(device_name_or_function):
    """Nodes made in the block ask for that device."""
    return _default_graph().device(device_name_or_function)


def control_dependencies(control_inputs):
    """Nodes made in the block run after `control_inputs`."""
    return _default_graph().control_dependencies(control_inputs)


class VariableScope:
    """Where `get_variable` looks."""

    def __init__(self, js):
        self._js = js

    @property
    def name(self):
        return self._js.name

    @property
    def original_name_scope(self):
        return self._js.originalNameScope

    @property
    def reuse(self):
        return self._js.reuse

    def reuse_variables(self):
        self._js.reuseVariables()

    def __str__(self):
        return '<VariableScope %s>' % self.name


class _VariableScopeBlock(_elements.Scope):
    def __enter__(self):
        return VariableScope(super().__enter__())


def variable_scope(
    name_or_scope, default_name=None, values=None, initializer=None, regularizer=None, caching_device=None,
    partitioner=None, custom_getter=None, reuse=None, dtype=None,
):  # fmt: skip
    """Names of variables that `get_variable` makes in the block have `name/` before them."""
    graph = _default_graph()
    return _VariableScopeBlock(
        lambda: _bridge.enter(
            'enterVariableScope', graph._js, _bridge.unwrap(name_or_scope), default_name, reuse,
            _initial(initializer), _types.dtype_name(dtype), _regularizer(regularizer),
        )
    )  # fmt: skip


def get_collection_ref(key):
    """The collection itself: what is done to it is done to the graph's."""
    return _default_graph().get_collection_ref(key)


def get_variable_scope():
    return VariableScope(_bridge.call('getVariableScope', 0))


def get_variable(
    name, shape=None, dtype=None, initializer=None, regularizer=None, trainable=True, collections=None,
    caching_device=None, partitioner=None, validate_shape=True, use_resource=None, custom_getter=None,
):  # fmt: skip
    """The variable of that name in the current variable scope: made, or found."""
    if shape is not None:
        shape = _bridge._list(*TensorShape(shape).as_list())
    return _bridge.call(
        'getVariable', 1, name, 'shape', shape, 'dtype', _types.dtype_name(dtype),
        'initializer', _initial(initializer), 'regularizer', _regularizer(regularizer), 'trainable', trainable,
        'collections', _bridge.unwrap(collections), 'validateShape', validate_shape,
    )  # fmt: skip


def _initial(initializer):
    """As the library takes it: a value, one of its own initializers, or a function of shape and dtype."""
    if isinstance(initializer, type):
        initializer = initializer()
    if initializer is None or isinstance(initializer, _Initializer):
        return _bridge.unwrap(initializer)
    if not callable(initializer):
        return _bridge.operand(initializer)
    parameters = _inspect.signature(initializer).parameters
    more = {'partition_info': None} if 'partition_info' in parameters else {}
    return _library.initializer(
        _bridge.maker(
            lambda shape, dtype: _bridge.operand(initializer(list(shape), dtype=_types.BY_NAME[dtype], **more))
        )
    )


def _regularizer(regularizer):
    if regularizer is None:
        return None
    return _library.regularizer(_bridge.maker(lambda variable: _bridge.operand(regularizer(_bridge.wrap(variable)))))


class _Initializer:
    """Makes the first value of a variable."""

    _path = ''
    _parameters = ()

    def __init__(self, *args, **kwargs):
        given = dict(zip(self._parameters, args), **kwargs)
        given.pop('dtype', None)
        if self._path == 'constantInitializer':
            self._js = _bridge.raw_call(self._path, 1, _bridge.unwrap(given.get('value', 0)))
        else:
            values = [part for key, value in given.items() for part in (key, _bridge.unwrap(value))]
            self._js = _bridge.raw_call(self._path, 0, *values)

    def __call__(self, shape, dtype=None, partition_info=None):
        dtype = float32 if dtype is None else dtype
        return _bridge.wrap(
            _library.initialized(self._js, _default_graph()._js, _bridge.unwrap(shape), _types.dtype_name(dtype))
        )


def _initializer(name, path, parameters):
    made = type(name, (_Initializer,), {'_path': path, '_parameters': parameters.split(), '__module__': __name__})
    globals()[name] = made


_initializer('zeros_initializer', 'zerosInitializer', '')
_initializer('ones_initializer', 'onesInitializer', '')
_initializer('constant_initializer', 'constantInitializer', 'value')
_initializer('random_normal_initializer', 'randomNormalInitializer', 'mean stddev seed')
_initializer('truncated_normal_initializer', 'truncatedNormalInitializer', 'mean stddev seed')
_initializer('random_uniform_initializer', 'randomUniformInitializer', 'minval maxval seed')
_initializer('glorot_uniform_initializer', 'glorotUniformInitializer', 'seed')
_initializer('glorot_normal_initializer', 'glorotNormalInitializer', 'seed')


def import_graph_def(graph_def, input_map=None, return_elements=None, name=None, op_dict=None, producer_op_list=None):
    """Adds the nodes of a GraphDef to the default graph."""
    js = _library.graphDefOf(_messages._to_js(graph_def.SerializeToString()))
    elements = _bridge.call(
        'importGraphDef', 1, js, 'inputMap', _bridge.unwrap(input_map),
        'returnElements', _bridge.unwrap(return_elements), 'name', name,
    )  # fmt: skip
    return elements if return_elements is not None else None


def disable_v2_behavior():
    """Nothing to do: there is no other behaviour here."""


disable_eager_execution = disable_v2_behavior


def _losses(path, positional=()):
    def function(_sentinel=None, labels=None, logits=None, name=None, **more):
        if _sentinel is not None:
            raise ValueError(
                'Only call `%s` with named arguments (labels=..., logits=..., ...)' % function.__name__
            )
        labels = more.pop('targets', labels) if labels is None else labels
        values = ['labels', _bridge.operand(labels), 'logits', _bridge.operand(logits), 'name', name]
        for old, new in (('dim', 'axis'), ('axis', 'axis'), ('pos_weight', 'posWeight')):
            if more.get(old) is not None:
                values += (new, _bridge.unwrap(more.pop(old)))
        return _bridge.call(path, 0, *values)

    return function


class _Namespace(_modules.ModuleType):
    """A part of `tf` such as `tf.nn`."""

    def __getattr__(self, name):
        raise AttributeError(_no_attribute(self, name))


def _no_attribute(module, name):
    there = [key for key in vars(module) if not key.startswith('_')]
    text = "module '%s' has no attribute '%s'" % (module.__name__, name)
    near = _difflib.get_close_matches(name, there, n=1, cutoff=0.7)
    if near:
        return "%s. Did you mean: '%s'?" % (text, near[0])
    if name.startswith('__'):
        return text
    parts = [part for part in name.split('_') if len(part) > 3]
    similar = [key for key in there if any(part in key for part in parts)] or (there if len(there) < 40 else [])
    return text + (' here. There is: %s' % ', '.join(sorted(similar)[:40]) if similar else ' here.')


def __getattr__(name):
    if name in ('int64', 'int16', 'int8', 'uint8', 'float16', 'string', 'complex64', 'complex128'):
        raise AttributeError('tf.%s is not supported here: a graph has float32, float64, int32 and bool' % name)
    raise AttributeError(_no_attribute(_sys.modules[__name__], name))


def _namespace(name):
    made = _Namespace('tensorflow.' + name)
    _sys.modules[made.__name__] = made
    parent, _, last = name.rpartition('.')
    setattr(_sys.modules['tensorflow.' + parent] if parent else _sys.modules[__name__], last, made)
    return made


def _install():
    this = _sys.modules[__name__]
    namespaces = {
        name: _namespace(name)
        for name in 'nn train linalg math random initializers gfile summary logging compat test'.split()
    }
    for name, function in _functions.functions().items():
        space, _, last = name.rpartition('.')
        setattr(namespaces[space] if space else this, last, function)
    nn, train = namespaces['nn'], namespaces['train']
    for name, path in (
        ('sigmoid_cross_entropy_with_logits', 'nn.sigmoidCrossEntropyWithLogits'),
        ('softmax_cross_entropy_with_logits', 'nn.softmaxCrossEntropyWithLogits'),
        ('softmax_cross_entropy_with_logits_v2', 'nn.softmaxCrossEntropyWithLogitsV2'),
        ('sparse_softmax_cross_entropy_with_logits', 'nn.sparseSoftmaxCrossEntropyWithLogits'),
    ):
        function = _losses(path)
        function.__name__ = function.__qualname__ = name
        setattr(nn, name, function)

    def weighted_cross_entropy_with_logits(targets, logits, pos_weight, name=None):
        return _bridge.call(
            'nn.weightedCrossEntropyWithLogits', 0, 'labels', _bridge.operand(targets),
            'logits', _bridge.operand(logits), 'posWeight', _bridge.unwrap(pos_weight), 'name', name,
        )  # fmt: skip

    nn.weighted_cross_entropy_with_logits = weighted_cross_entropy_with_logits
    for name in 'Optimizer GradientDescentOptimizer MomentumOptimizer AdamOptimizer AdagradOptimizer'.split():
        setattr(train, name, getattr(_train, name))
    for name in 'AdadeltaOptimizer RMSPropOptimizer FtrlOptimizer Saver latest_checkpoint checkpoint_exists'.split():
        setattr(train, name, getattr(_train, name))
    for name in 'write_graph import_meta_graph export_meta_graph get_checkpoint_state'.split():
        setattr(train, name, getattr(_train, name))
    namespaces['summary'].FileWriter = _train.FileWriter
    this.MetaGraphDef = _train.MetaGraphDef
    namespaces['gfile'].Exists = lambda path: _bridge.call('gfile.exists', 1, path)
    namespaces['logging'].set_verbosity = lambda level: None
    for level, number in (('DEBUG', 10), ('INFO', 20), ('WARN', 30), ('ERROR', 40), ('FATAL', 50)):
        setattr(namespaces['logging'], level, number)
    namespaces['test'].is_gpu_available = lambda *args, **kwargs: False
    for name in 'zeros ones constant random_normal truncated_normal random_uniform'.split():
        setattr(namespaces['initializers'], name, getattr(this, name + '_initializer'))
    # There is no other version here.
    namespaces['compat'].v1 = _sys.modules['tensorflow.compat.v1'] = this

    class GraphKeys:
        pass

    for key in dir(_library.graphKeys):
        if key.isupper():
            setattr(GraphKeys, key, getattr(_library.graphKeys, key))
    this.GraphKeys = GraphKeys


_install()
del _install

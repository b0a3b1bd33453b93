"""tf.Session and what runs are asked and told."""
import weakref

import numpy
import _residual_graph as _library
from pyodide.ffi import JsException

from tensorflow import _bridge, _messages
from tensorflow._bridge import place, python_error, wrap
from tensorflow._elements import Graph, Operation, Scope, Tensor, Variable

_run = _library.run
_run_all = _library.runAll
_wrap_array = numpy._wrap


class ConfigProto:
    """What a session is told about devices. Fields that have no effect here may be set all the same."""

    def __init__(self, **fields):
        self.allow_soft_placement = False
        self.log_device_placement = False
        self.gpu_options = GPUOptions()
        self.graph_options = _Fields()
        self.device_count = {}
        self.intra_op_parallelism_threads = 0
        self.inter_op_parallelism_threads = 0
        for name, value in fields.items():
            setattr(self, name, value)


class _Fields:
    def __init__(self, **fields):
        self.__dict__.update(fields)


class GPUOptions(_Fields):
    def __init__(self, **fields):
        self.allow_growth = False
        self.per_process_gpu_memory_fraction = 0.0
        super().__init__(**fields)


class RunOptions:
    """What a run is to tell of itself."""

    NO_TRACE, SOFTWARE_TRACE, HARDWARE_TRACE, FULL_TRACE = range(4)

    def __init__(self, trace_level=0, timeout_in_ms=0, output_partition_graphs=False, **fields):
        self.trace_level = trace_level
        self.timeout_in_ms = timeout_in_ms
        self.output_partition_graphs = output_partition_graphs

    @property
    def _js(self):
        return _library.runOptions(self.trace_level, self.output_partition_graphs)


class RunMetadata:
    """Where and when the nodes of a run were executed."""

    def __init__(self):
        self._js = _library.newRunMetadata()

    @property
    def partition_graphs(self):
        graphs = _library.partitionGraphs(self._js)
        return _messages.Repeated(_messages.GraphDef, [_messages.GraphDef.FromString(g.to_bytes()) for g in graphs])

    @property
    def step_stats(self):
        return _messages.RunMetadata.FromString(self.SerializeToString()).step_stats

    def SerializeToString(self):
        return _library.runMetadataBytes(self._js).to_bytes()

    def __str__(self):
        return _library.text(self._js)

    __repr__ = __str__


def _feed_value(value):
    if isinstance(value, numpy.ndarray):
        return value._a
    kind = type(value)
    if kind is int or kind is float or kind is bool:
        return value
    if isinstance(value, numpy.generic):
        return value.item()
    if isinstance(value, (Tensor, Variable)):
        return value._js
    if isinstance(value, (list, tuple)) or hasattr(value, '__array__'):
        return numpy.asarray(value)._a
    return value


class BaseSession:
    """Evaluates parts of a graph."""

    def __init__(self, target='', graph=None, config=None):
        if graph is not None and not isinstance(graph, Graph):
            raise TypeError('graph must be a tf.Graph, but got %s' % type(graph))
        if config is not None and not isinstance(config, ConfigProto):
            raise TypeError('config must be a tf.ConfigProto, but got %s' % type(config))
        soft = config is not None and bool(config.allow_soft_placement)
        self._js = _library.openSession(None if graph is None else graph._js, soft)
        self._scopes = []
        _sessions[_library.codeOf(self._js)] = self

    @property
    def graph(self):
        return wrap(self._js.graph)

    @property
    def sess_str(self):
        return ''

    def run(self, fetches, feed_dict=None, options=None, run_metadata=None):
        """The values of `fetches`, in the same structure."""
        feeds = []
        if feed_dict:
            if not isinstance(feed_dict, dict):
                raise TypeError("The feed_dict argument must be a dict, such as {X: Xtrn}; got %s" % type(feed_dict))
            for key, value in feed_dict.items():
                feeds.append(key if isinstance(key, str) else getattr(key, '_js', key))
                feeds.append(_feed_value(value))
        kind = type(fetches)
        try:
            if options is None and run_metadata is None and (kind is Tensor or kind is Variable or kind is Operation):
                value = _run(place(), self._js, fetches._js, *feeds)
                if value is None:
                    return None
                if type(value) is float or type(value) is int or type(value) is bool:
                    return fetches._scalar(value)
                return _wrap_array(value)
            return self._run_all(fetches, feeds, options, run_metadata)
        except JsException as error:
            raise python_error(error) from None

    def _run_all(self, fetches, feeds, options, run_metadata):
        flat = []
        rebuild = _plan(fetches, flat)
        values = _run_all(
            place(),
            self._js,
            _bridge._list(*[getattr(fetch, '_js', fetch) for fetch in flat]),
            _bridge._list(*feeds),
            None if options is None else options._js,
            None if run_metadata is None else run_metadata._js,
        )
        return rebuild([self._fetched(fetch, value) for fetch, value in zip(flat, values)])

    def _fetched(self, fetch, value):
        kind = type(value)
        if kind is float or kind is int or kind is bool:
            element = self.graph.as_graph_element(fetch) if isinstance(fetch, str) else fetch
            return element._scalar(value)
        return _from_library(value)

    def as_default(self):
        return Scope(lambda: _library.enterSession(self._js))

    def close(self):
        self._js.close()

    def __enter__(self):
        entered = _library.enterSessionAndGraph(self._js)
        self._scopes.append(entered)
        return self

    def __exit__(self, *failure):
        self._scopes.pop().leave()
        self.close()

    def __repr__(self):
        return '<tensorflow.python.client.session.%s object at 0x%x>' % (type(self).__name__, id(self))


class Session(BaseSession):
    pass


class InteractiveSession(BaseSession):
    """The default session from the beginning."""

    def __init__(self, target='', graph=None, config=None):
        super().__init__(target, graph, config)
        self._scopes.append(_library.enterSession(self._js))

    def close(self):
        while self._scopes:
            self._scopes.pop().leave()
        super().close()


# By the library's number of each.
_sessions = weakref.WeakValueDictionary()


def _plan(fetches, flat):
    """Adds what is to be fetched to `flat`; a function from the values to the structure of `fetches`."""
    if isinstance(fetches, dict):
        parts = {key: _plan(part, flat) for key, part in fetches.items()}
        return lambda values: type(fetches)((key, part(values)) for key, part in parts.items())
    if isinstance(fetches, (list, tuple)):
        parts = [_plan(part, flat) for part in fetches]
        if hasattr(fetches, '_fields'):
            return lambda values: type(fetches)(*[part(values) for part in parts])
        made = tuple if isinstance(fetches, tuple) else list
        return lambda values: made(part(values) for part in parts)
    if fetches is None:
        raise TypeError('Fetch argument None has invalid type %r' % type(None))
    index = len(flat)
    flat.append(fetches)
    return lambda values: values[index]


def _from_library(value):
    if value is None:
        return None
    # What is no array is names, of variables without a value: bytes, as in NumPy.
    return [name.encode() for name in value] if _library.isList(value) else _wrap_array(value)


def for_element(element, kind, session):
    """The session for `eval` and `run`. @raises ValueError"""
    try:
        _library.sessionFor(element._js.graph, kind, None if session is None else session._js)
    except JsException as error:
        raise python_error(error) from None
    return get_default_session() if session is None else session


def get_default_session():
    js = _library.defaultSession()
    return None if js is None else _sessions[_library.codeOf(js)]

"""tf.train: optimizers, checkpoints and files of graphs."""
import _residual_graph as _library

from tensorflow import _bridge, _messages
from tensorflow._bridge import call, method, operand, unwrap, wrap
from tensorflow._elements import Graph


class Optimizer:
    """What all optimizers share."""

    _path = None
    # Parameters in TensorFlow's order: those that the library takes by place come first; `_` has no effect here.
    _by_place = ()
    _options = ()
    _ignored = ('use_locking',)

    def __init__(self, *args, **kwargs):
        if self._path is None:
            raise TypeError('tf.train.Optimizer is not used by itself: take one of its kinds')
        names = self._signature()
        if len(args) > len(names):
            raise TypeError('%s() takes at most %d arguments' % (type(self).__name__, len(names)))
        given = dict(zip(names, args))
        for key, value in kwargs.items():
            if key not in names:
                raise TypeError(
                    "%s() got an unexpected keyword argument '%s': it takes %s"
                    % (type(self).__name__, key, ', '.join(names))
                )
            given[key] = value
        for name in self._needed:
            if name not in given:
                raise TypeError("%s() missing a required argument: '%s'" % (type(self).__name__, name))
        values = [unwrap(given.get(name)) for name in self._by_place]
        for name in (*self._options, 'name'):
            if given.get(name) is not None:
                values += (_camel(name), unwrap(given[name]))
        self._js = _bridge.create('train.' + self._path, len(self._by_place), *values)

    @classmethod
    def _signature(cls):
        names = [*cls._by_place, *cls._options]
        at = cls._locking_at if cls._locking_at is not None else len(names)
        return [*names[:at], 'use_locking', *[n for n in names[at:] if n in cls._before_name], 'name'] + [
            n for n in names[at:] if n not in cls._before_name
        ]

    _needed = ()
    _locking_at = None
    _before_name = ()

    def get_name(self):
        return self._js.getName()

    def minimize(
        self, loss, global_step=None, var_list=None, gate_gradients=1, aggregation_method=None,
        colocate_gradients_with_ops=False, name=None, grad_loss=None,
    ):  # fmt: skip
        return method(
            self._js, 'minimize', 1, unwrap(loss), 'globalStep', unwrap(global_step), 'varList', unwrap(var_list),
            'name', name, 'gradLoss', unwrap(grad_loss),
        )  # fmt: skip

    def compute_gradients(
        self, loss, var_list=None, gate_gradients=1, aggregation_method=None, colocate_gradients_with_ops=False,
        grad_loss=None,
    ):  # fmt: skip
        pairs = method(
            self._js, 'computeGradients', 1, unwrap(loss), 'varList', unwrap(var_list), 'gradLoss', unwrap(grad_loss)
        )
        return [(gradient, variable) for gradient, variable in pairs]

    def apply_gradients(self, grads_and_vars, global_step=None, name=None):
        pairs = _bridge._list(
            *[_library.pair(unwrap(gradient), unwrap(variable)) for gradient, variable in grads_and_vars]
        )
        return method(self._js, 'applyGradients', 1, pairs, 'globalStep', unwrap(global_step), 'name', name)

    def get_slot(self, var, name):
        return method(self._js, 'getSlot', 2, unwrap(var), name)

    def get_slot_names(self):
        return method(self._js, 'getSlotNames', 0)


def _camel(name):
    head, *rest = name.split('_')
    return head + ''.join(part.capitalize() for part in rest)


class GradientDescentOptimizer(Optimizer):
    """w ← w − learning_rate · gradient"""

    _path = 'GradientDescentOptimizer'
    _by_place = _needed = ('learning_rate',)


class MomentumOptimizer(Optimizer):
    _path = 'MomentumOptimizer'
    _by_place = _needed = ('learning_rate', 'momentum')
    _options = ('use_nesterov',)
    _locking_at = 2


class AdamOptimizer(Optimizer):
    _path = 'AdamOptimizer'
    _by_place = ('learning_rate',)
    _options = ('beta1', 'beta2', 'epsilon')


class AdagradOptimizer(Optimizer):
    _path = 'AdagradOptimizer'
    _by_place = _needed = ('learning_rate',)
    _options = ('initial_accumulator_value',)


class AdadeltaOptimizer(Optimizer):
    _path = 'AdadeltaOptimizer'
    _by_place = ('learning_rate',)
    _options = ('rho', 'epsilon')


class RMSPropOptimizer(Optimizer):
    _path = 'RMSPropOptimizer'
    _by_place = _needed = ('learning_rate',)
    _options = ('decay', 'momentum', 'epsilon', 'centered')
    _locking_at = 4
    _before_name = ('centered',)


class FtrlOptimizer(Optimizer):
    _path = 'FtrlOptimizer'
    _by_place = _needed = ('learning_rate',)
    _options = (
        'learning_rate_power', 'initial_accumulator_value', 'l1_regularization_strength', 'l2_regularization_strength',
    )  # fmt: skip


class Saver:
    """Saves variables and restores them; files live as long as the program."""

    def __init__(self, var_list=None, max_to_keep=5, **ignored):
        self._js = _bridge.create('train.Saver', 1, unwrap(var_list), 'maxToKeep', max_to_keep or 0)

    @classmethod
    def _of(cls, js):
        made = cls.__new__(cls)
        made._js = js
        return made

    def save(
        self, sess, save_path, global_step=None, latest_filename=None, meta_graph_suffix='meta', write_meta_graph=True,
        write_state=True,
    ):  # fmt: skip
        return method(
            self._js, 'save', 2, sess._js, save_path, 'globalStep', unwrap(global_step),
            'latestFilename', latest_filename, 'writeMetaGraph', write_meta_graph,
        )  # fmt: skip

    def restore(self, sess, save_path):
        method(self._js, 'restore', 2, sess._js, save_path)


def latest_checkpoint(checkpoint_dir, latest_filename=None):
    return call('train.latestCheckpoint', 2, checkpoint_dir, latest_filename)


def checkpoint_exists(checkpoint_prefix):
    return call('train.checkpointExists', 1, checkpoint_prefix)


def write_graph(graph_or_graph_def, logdir, name, as_text=True):
    """Writes a graph as text, or as bytes; its path."""
    given = graph_or_graph_def
    js = given._js if isinstance(given, Graph) else _library.graphDefOf(_messages._to_js(given.SerializeToString()))
    return call('train.writeGraph', 3, js, logdir, name, 'asText', as_text)


class CheckpointState:
    """Which checkpoints a folder has."""

    def __init__(self, js):
        self.model_checkpoint_path = js.modelCheckpointPath
        self.all_model_checkpoint_paths = list(js.allModelCheckpointPaths)


def get_checkpoint_state(checkpoint_dir, latest_filename=None):
    js = _bridge.raw_call('train.getCheckpointState', 2, checkpoint_dir, latest_filename)
    return None if js is None else CheckpointState(js)


class MetaGraphDef:
    """A graph with its collections."""

    def __init__(self, js):
        self._js = js

    @property
    def graph_def(self):
        return _messages.GraphDef.FromString(_library.serialized(self._js.graphDef).to_bytes())

    @property
    def collection_def(self):
        """The collections' names; what is in them comes back with the graph."""
        return {name: None for name in _library.collectionNames(self._js)}

    def SerializeToString(self):
        return _library.serialized(self._js).to_bytes()

    def __str__(self):
        return _library.text(self._js)


def export_meta_graph(filename=None, **ignored):
    return MetaGraphDef(_bridge.raw_call('train.exportMetaGraph', 1, filename))


def import_meta_graph(meta_graph_or_file, clear_devices=False, import_scope=None, **ignored):
    meta_graph_or_file = unwrap(meta_graph_or_file)
    js = call('train.importMetaGraph', 1, meta_graph_or_file, 'importScope', import_scope)
    return None if js is None else Saver._of(js)


class FileWriter:
    """Event files for TensorBoard."""

    def __init__(self, logdir, graph=None, **ignored):
        self._js = _bridge.create('summary.FileWriter', 2, logdir, unwrap(graph))

    def add_graph(self, graph, global_step=None):
        method(self._js, 'addGraph', 1, unwrap(graph))

    def flush(self):
        method(self._js, 'flush', 0)

    def close(self):
        method(self._js, 'close', 0)

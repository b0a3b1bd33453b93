"""What a program may import, and what it is told when it asks for something else."""
import difflib
import importlib.abc
import sys

AVAILABLE = ('tensorflow', 'numpy', 'data', 'matplotlib')
_REASONS = {
    'pandas': 'the data are NumPy arrays: `from data import Xtrn, Ytrn`, or np.loadtxt',
    'sklearn': 'the exercise is to build the model yourself, with tensorflow',
    'scipy': 'numpy.linalg and tensorflow have what is needed',
    'torch': 'the course works with tensorflow',
    'keras': 'the course works with tensorflow itself',
    'requests': 'there is no network here: the data are in the module `data`',
    'tensorflow_datasets': 'the data are in the module `data`',
}
# Ways out of Python; a program has no need of them.
_CLOSED = ('js', 'pyodide_js', 'pyodide', 'micropip', 'ctypes', '_ctypes', 'subprocess', 'multiprocessing', 'sqlite3')


def _message(name):
    top = name.partition('.')[0]
    if top in ('tensorflow', 'numpy') and '.' in name:
        return 'No module named %r: %s here is one module, without %r' % (name, top, name[len(top) + 1 :])
    reason = _REASONS.get(top)
    near = difflib.get_close_matches(top, [*AVAILABLE, *sys.stdlib_module_names], n=1, cutoff=0.75)
    hint = ' (%s)' % reason if reason else '. Did you mean %s?' % near[0] if near else ''
    return (
        "No module named %r here%s. A program can import tensorflow, numpy, data, matplotlib (plots are kept for the "
        "submission's page) and Python's standard library." % (name, hint)
    )


class Closed(importlib.abc.MetaPathFinder):
    """Refuses what is closed, whether it is loaded or not."""

    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in _CLOSED:
            raise ModuleNotFoundError(_message(name), name=name)
        return None


class Missing(importlib.abc.MetaPathFinder):
    """The last one asked."""

    def find_spec(self, name, path=None, target=None):
        top = name.partition('.')[0]
        if top in sys.stdlib_module_names:
            return None
        raise ModuleNotFoundError(_message(name), name=name)


def install():
    """From now on programs import; what Pyodide needs of its own is loaded by then."""
    for name in list(sys.modules):
        if name.partition('.')[0] in _CLOSED and name not in ('pyodide', 'pyodide.ffi', 'pyodide.code'):
            del sys.modules[name]
    for name in ('js', 'pyodide_js', 'pyodide', 'pyodide.ffi', 'pyodide.code'):
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, Closed())
    sys.meta_path.append(Missing())

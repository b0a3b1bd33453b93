"""Runs a program: a file, or the cells of a notebook one after the other in one namespace."""
import ast
import builtins
import json
import linecache
import random
import sys
import traceback
import types
import urllib.request

import IPython.core.display  # noqa: F401  (in the snapshot)
import matplotlib.pyplot  # noqa: F401
import numpy
import urllib2  # noqa: F401
import _residual_host as _host
import tensorflow
from tensorflow import _bridge

from residual import course_files, figures, imports, old_python, output

_LINES_PER_FILE = 2**24
_MOST_STACK_LINES = 20
_parts = []
_codes = []


def connect():
    """Once Python is there for a program, rather than for a snapshot."""
    import _residual_arrays

    numpy.connect(_residual_arrays)


def begin(beginning):
    """Everything that differs from program to program. `beginning`: parts and seed in JSON."""
    given = json.loads(beginning)
    _parts[:] = given['parts']
    for place, part in enumerate(_parts):
        _bridge.FILES[part['name']] = place * _LINES_PER_FILE
        linecache.cache[part['name']] = (len(part['source']), None, part['source'].splitlines(True), part['name'])
    random.seed(given['seed'])
    numpy.random.seed(given['seed'] % 2**32)
    sys.stdout = sys.__stdout__ = output.Output(_host.write)
    sys.stderr = sys.__stderr__ = output.Output(_host.write)
    sys.argv = [_parts[0]['name'] if _parts else '']
    sys.modules['data'] = _data_module()
    urllib.request.urlopen, urllib.request.urlretrieve = course_files.urlopen, course_files.urlretrieve
    imports.install()


def _data_module():
    made = types.ModuleType('data', "The course's data.")
    for name in json.loads(_host.dataNames()):
        value = _host.dataNamed(name)
        setattr(made, name, value if isinstance(value, (int, float)) else numpy._wrap(value))
    return made


def run():
    """'' when the program reached its end, else its failure in JSON."""
    namespace = types.ModuleType('__main__')
    namespace.__builtins__ = builtins
    sys.modules['__main__'] = namespace
    try:
        codes = [_compiled(part) for part in _parts]
    except BaseException as error:
        return _syntax_failure(error)
    try:
        for part, (body, last) in zip(_parts, codes):
            exec(body, namespace.__dict__)
            if last is not None:
                _display(eval(last, namespace.__dict__), part['cell'])
        return ''
    except SystemExit as stop:
        if stop.code in (None, 0):
            return ''
        return _failure(stop)
    except BaseException as error:
        return _failure(error)
    finally:
        _flush()


def _flush():
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, output.Output):
            stream.flush()


def plots():
    return json.dumps(figures.kept())


def _compiled(part):
    """A notebook's cell shows what its last expression gives."""
    source, name = part['source'], part['name']
    if part.get('cell') is None:
        return compile(source, name, 'exec', dont_inherit=True), None
    tree = ast.parse(source, name)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(';'):
        last = compile(ast.Expression(tree.body.pop().value), name, 'eval', dont_inherit=True)
    return compile(tree, name, 'exec', dont_inherit=True), last


def _display(value, cell):
    if value is not None:
        print('Out[%d]:\n%s' % (cell, repr(value)))


def _syntax_failure(error):
    if not isinstance(error, SyntaxError):
        return _failure(error, compiling=True)
    source = error.text or ''
    failure = {
        'kind': type(error).__name__,
        'message': old_python.explained(error.msg or 'invalid syntax', source),
        'stack': [],
        'compiling': True,
    }
    if error.filename in _bridge.FILES and error.lineno:
        failure['site'] = {'file': error.filename, 'line': error.lineno, 'column': max(1, error.offset or 1)}
    return json.dumps(failure)


def _failure(error, compiling=False):
    kind = type(error).__name__
    stack, site = [], None
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if frame.filename not in _bridge.FILES:
            continue
        column = (frame.colno or 0) + 1
        site = site or {'file': frame.filename, 'line': frame.lineno, 'column': column}
        if len(stack) < _MOST_STACK_LINES:
            name = '<program>' if frame.name == '<module>' else frame.name
            stack.append('%s (%s:%d:%d)' % (name[:200], frame.filename, frame.lineno, column))
    failure = {'kind': kind[:100], 'message': _message(error)[:8000], 'stack': stack}
    if site:
        failure['site'] = site
    op = getattr(error, '_residual_op', None)
    if op is not None:
        failure['op'] = {'name': op.name[:1024]}
        if getattr(op, 'site', None) is not None:
            failure['op']['site'] = {'file': op.site.file, 'line': op.site.line, 'column': op.site.column}
    if isinstance(error, MemoryError):
        failure['memory'] = True
    if compiling:
        failure['compiling'] = True
    return json.dumps(failure)


def _message(error):
    """What Python prints behind the exception's name, with its guess of what was meant."""
    try:
        if isinstance(error, tensorflow.errors.OpError):
            return str(error)
        shown = traceback.TracebackException.from_exception(error, limit=0)
        text = ''.join(shown.format_exception_only()).strip()
        name, colon, message = text.partition(': ')
        return old_python.hinted(error, message if colon else '')
    except Exception:
        return 'an exception that cannot be shown'

"""Plots kept as data. What says how they look is tolerated and has no effect."""

import numpy

from residual import figures

_open = []


class _Ignored:
    """Whatever is asked of it, it does nothing."""

    def __call__(self, *args, **kwargs):
        return self

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return self

    def __iter__(self):
        return iter(())

    def __getitem__(self, key):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        pass


_ignored = _Ignored()


class Axes:
    """One system of axes."""

    def __init__(self, figure):
        self.figure = figure
        self._kept = figures.add_axes()

    def plot(self, *args, **kwargs):
        values = list(args)
        lines = []
        while values:
            x, y = values.pop(0), None
            if values and not isinstance(values[0], str):
                y = values.pop(0)
            if values and isinstance(values[0], str):
                values.pop(0)
            x, y = (None, x) if y is None else (x, y)
            for column in _columns(y):
                lines.append(figures.add_series(self._kept, 'line', _flat(x), column, kwargs.get('label')))
        return [_ignored for _ in lines]

    def scatter(self, x, y, *args, **kwargs):
        figures.add_series(self._kept, 'points', _flat(x), _flat(y), kwargs.get('label'))
        return _ignored

    def bar(self, x, height, *args, **kwargs):
        figures.add_series(self._kept, 'bars', _flat(x), _flat(height), kwargs.get('label'))
        return _ignored

    def hist(self, x, bins=10, *args, **kwargs):
        counts, edges = numpy.histogram(numpy.asarray(x), bins)
        centres = [(a + b) / 2 for a, b in zip(_flat(edges)[:-1], _flat(edges)[1:])]
        figures.add_series(self._kept, 'bars', centres, _flat(counts), kwargs.get('label'))
        return counts, edges, _ignored

    def imshow(self, image, *args, **kwargs):
        figures.add_image(self._kept, numpy.asarray(image, float))
        return _ignored

    matshow = imshow

    def semilogy(self, *args, **kwargs):
        self._kept['logY'] = True
        return self.plot(*args, **kwargs)

    def semilogx(self, *args, **kwargs):
        self._kept['logX'] = True
        return self.plot(*args, **kwargs)

    def loglog(self, *args, **kwargs):
        self._kept['logX'] = self._kept['logY'] = True
        return self.plot(*args, **kwargs)

    def axhline(self, y=0, *args, **kwargs):
        return _ignored

    axvline = axhline

    def set_title(self, text, *args, **kwargs):
        self._kept['title'] = str(text)[:200]

    def set_xlabel(self, text, *args, **kwargs):
        self._kept['x'] = str(text)[:200]

    def set_ylabel(self, text, *args, **kwargs):
        self._kept['y'] = str(text)[:200]

    def set_xscale(self, scale, *args, **kwargs):
        self._kept['logX'] = scale == 'log'

    def set_yscale(self, scale, *args, **kwargs):
        self._kept['logY'] = scale == 'log'

    def set(self, **kwargs):
        for name in ('title', 'xlabel', 'ylabel'):
            if name in kwargs:
                getattr(self, 'set_' + name)(kwargs[name])

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return _ignored


def _flat(values):
    if values is None:
        return None
    return [float(value) for value in numpy.asarray(values, float).reshape(-1)]


def _columns(values):
    array = numpy.asarray(values, float)
    return [_flat(array[:, i]) for i in range(array.shape[1])] if array.ndim == 2 else [_flat(array)]


class Figure:
    def __init__(self):
        self.axes = []

    def add_subplot(self, *args, **kwargs):
        self.axes.append(Axes(self))
        return self.axes[-1]

    gca = add_axes = add_subplot

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return _ignored


def figure(*args, **kwargs):
    _open[:] = [Figure()]
    return _open[0]


def gcf():
    return _open[0] if _open else figure()


def gca(*args, **kwargs):
    current = gcf()
    return current.axes[-1] if current.axes else current.add_subplot()


def subplot(*args, **kwargs):
    return gcf().add_subplot()


def subplots(nrows=1, ncols=1, **kwargs):
    made = figure()
    rows = [[made.add_subplot() for _ in range(ncols)] for _ in range(nrows)]
    if not kwargs.get('squeeze', True):
        return made, rows
    if nrows == ncols == 1:
        return made, rows[0][0]
    return made, [axes for row in rows for axes in row] if 1 in (nrows, ncols) else rows


def show(*args, **kwargs):
    _open.clear()


def close(*args, **kwargs):
    _open.clear()


def _on_axes(name, method=None):
    def function(*args, **kwargs):
        return getattr(gca(), method or name)(*args, **kwargs)

    function.__name__ = name
    return function


for _name in 'plot scatter bar hist imshow matshow semilogx semilogy loglog axhline axvline'.split():
    globals()[_name] = _on_axes(_name)
for _name in 'title xlabel ylabel xscale yscale'.split():
    globals()[_name] = _on_axes(_name, 'set_' + _name)


def __getattr__(name):
    if name.startswith('__'):
        raise AttributeError(name)
    return _ignored

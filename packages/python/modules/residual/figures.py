"""Plots that a program asks for, kept as data."""

_MOST_AXES = 16
_MOST_SERIES = 32
_MOST_POINTS = 1_000
_MOST_PIXELS = 64 * 64
_MOST_VALUES = 20_000
_axes = []
_left = _MOST_VALUES


def kept():
    """What has something in it, as far as there is room for it."""
    return [axes for axes in _axes if axes['series'] or axes['images']]


def _has_room(values):
    """A report keeps so many numbers in all."""
    global _left
    _left -= values
    return _left >= 0


def add_axes():
    made = {'series': [], 'images': []}
    if len(kept()) < _MOST_AXES:
        _axes.append(made)
    return made


def add_series(axes, kind, x, y, label=None):
    """Points of a line, a cloud or bars; `x` counts where it is None. Of too many every n-th is kept."""
    if len(axes['series']) >= _MOST_SERIES or not _has_room(2 * min(len(y), _MOST_POINTS)):
        return
    x = list(range(len(y))) if x is None else x
    if len(x) != len(y):
        raise ValueError('x and y must have same first dimension, but have shapes (%d,) and (%d,)' % (len(x), len(y)))
    step = -(-len(y) // _MOST_POINTS) or 1
    series = {'kind': kind, 'x': [_number(v) for v in x[::step]], 'y': [_number(v) for v in y[::step]]}
    if label is not None:
        series['label'] = str(label)[:100]
    axes['series'].append(series)


def add_image(axes, image):
    """Grey values, row by row, from 0 to 1."""
    if image.ndim != 2 or image.size > _MOST_PIXELS or image.size == 0 or axes['images'] or not _has_room(image.size):
        return
    least, most = float(image.min()), float(image.max())
    scale = most - least or 1.0
    values = [_number((float(v) - least) / scale) or 0 for v in image.reshape(-1)]
    axes['images'].append({'width': image.shape[1], 'values': [round(v, 3) for v in values]})


def _number(value):
    """To six digits; JSON has no infinities."""
    return float('%.6g' % value) if value - value == 0 else None

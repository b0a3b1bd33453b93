"""Displays, which are tolerated and show nothing."""


class DisplayObject:
    def __init__(self, data=None, *args, **kwargs):
        self.data = data

    def __repr__(self):
        return '<IPython.core.display.%s object>' % type(self).__name__


def _kind(name):
    return type(name, (DisplayObject,), {'__module__': 'IPython.core.display'})


HTML, Image, Markdown, Latex, Math, SVG, Javascript, Pretty, Audio, Video, IFrame = map(
    _kind, 'HTML Image Markdown Latex Math SVG Javascript Pretty Audio Video IFrame'.split()
)


def display(*objects, **kwargs):
    """Objects without a picture are printed, as a notebook shows them."""
    for item in objects:
        if not isinstance(item, DisplayObject):
            print(repr(item))


def clear_output(wait=False):
    pass


def set_matplotlib_formats(*formats, **kwargs):
    pass

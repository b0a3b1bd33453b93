"""The course's data under the addresses that programs load them from: even rows are for training, odd ones for validation."""
import io
import re
import urllib.error

import numpy


class CourseFile(io.BytesIO):
    """An open file. Whoever wants its table need not parse it: `numpy_array` has it."""

    def __init__(self, url, table):
        super().__init__()
        self.url = url
        self._table = table
        self._written = False

    @property
    def numpy_array(self):
        self._written = True
        return self._table

    def _text(self):
        if not self._written:
            self._written = True
            rows = self._table.tolist()
            self.write('\n'.join(' '.join(map(repr, row)) for row in rows).encode() + b'\n')
            self.seek(0)

    def read(self, *size):
        self._text()
        return super().read(*size)

    def readline(self, *size):
        self._text()
        return super().readline(*size)

    def readlines(self, *hint):
        self._text()
        return super().readlines(*hint)

    def __iter__(self):
        self._text()
        return super().__iter__()

    def geturl(self):
        return self.url

    def getcode(self):
        return 200


def _table(name):
    import data

    kind = re.match(r'(?:.*[^a-z])?([xy])[-_]?(?:data|train|trn)?\.(?:txt|csv|dat)$', name, re.IGNORECASE)
    if kind is None or not hasattr(data, 'Xtrn'):
        return None
    even, odd = (data.Xtrn, data.Xval) if kind[1].lower() == 'x' else (data.Ytrn, data.Yval)
    table = numpy.empty((even.shape[0] + odd.shape[0], even.shape[1]))
    table[::2], table[1::2] = even, odd
    return table


def urlopen(url, *ignored, **also_ignored):
    """The course's Xtrain.txt and Ytrain.txt, under any address; there is no network."""
    address = getattr(url, 'full_url', url)
    table = _table(str(address).rpartition('/')[2])
    if table is None:
        raise urllib.error.URLError(
            'there is no network here. Xtrain.txt and Ytrain.txt are served from the course\'s data; the same rows are in '
            'the module data: from data import Xtrn, Ytrn, Xval, Yval'
        )
    return CourseFile(address, table)


def urlretrieve(url, filename=None, *ignored):
    path = filename or '/tmp/' + str(url).rpartition('/')[2]
    with open(path, 'wb') as file:
        file.write(urlopen(url).read())
    return path, None

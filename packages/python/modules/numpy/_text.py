"""Tables of numbers read from text and written as text."""



from ._bridge import k
from ._core import arr, asarray
from . import _dtypes


def _read(fname):
    """The whole text of an open file, an iterable of lines, or a file by name."""
    if hasattr(fname, "read"):
        content = fname.read()
    elif isinstance(fname, (str, bytes)) or hasattr(fname, "__fspath__"):
        with open(fname, "rb") as file:
            content = file.read()
    else:
        lines = [line.decode("latin1") if isinstance(line, bytes) else line for line in fname]
        content = "".join(line if line.endswith("\n") else line + "\n" for line in lines)
    return content.decode("latin1") if isinstance(content, (bytes, bytearray)) else content


def _known(fname):
    """What an open file says that its table is, so that nothing need be parsed: an array in `numpy_array`."""
    return getattr(fname, "numpy_array", None)


def loadtxt(
    fname, dtype=float, comments="#", delimiter=None, converters=None, skiprows=0, usecols=None, unpack=False, ndmin=0,
    encoding="bytes", max_rows=None, *, quotechar=None, like=None,
):
    """A table of numbers, a row a line."""
    plain = converters is None and usecols is None and skiprows == 0 and max_rows is None and delimiter is None
    table = _known(fname) if plain else None
    if table is not None:
        if hasattr(fname, "read"):
            fname.read()
        result = table.copy()
    else:
        text = _read(fname)
        comments = _word(comments[0] if isinstance(comments, (list, tuple)) else comments) or ""
        if converters is not None:
            text, delimiter = _converted(text, delimiter, converters, skiprows, comments, usecols)
            skiprows = 0
        if isinstance(usecols, int):
            usecols = (usecols,)
        result = arr(k.parseTable(text, _word(delimiter) or "", comments, skiprows, 2**53 if max_rows is None else max_rows, None, *(usecols or ())))
        if result.size == 0:
            from ._bridge import warn

            warn(f'loadtxt: input contained no data: "{fname}"', UserWarning)
            result = result.reshape(0)
    return _shaped(result, dtype, unpack, ndmin)


def _word(x):
    return x.decode("latin1") if isinstance(x, bytes) else x


def _converted(text, delimiter, converters, skip, comments, usecols):
    lines = []
    for line in text.splitlines()[skip:]:
        line = line.split(comments)[0] if comments else line
        words = line.split(_word(delimiter))
        if not line.strip():
            continue
        for column in range(len(words)):
            convert = converters if callable(converters) else converters.get(column, converters.get(column - len(words)))
            if convert is not None:
                words[column] = repr(float(convert(words[column])))
        lines.append(" ".join(word.strip() for word in words))
    return "\n".join(lines), None


def _shaped(result, dtype, unpack, ndmin):
    if ndmin < 2:
        result = result.squeeze() if 1 in result.shape else result
    while result.ndim < ndmin:
        result = result[None] if result.ndim == 0 else result[:, None]
    if _dtypes.of(dtype).name != "float64":
        result = result.astype(dtype)
    return result.T if unpack else result


def genfromtxt(
    fname, dtype=float, comments="#", delimiter=None, skip_header=0, skip_footer=0, converters=None,
    missing_values=None, filling_values=None, usecols=None, names=None, unpack=None, max_rows=None, encoding="bytes",
    **options,
):
    """A table of numbers; words that are no numbers become NaN, or `filling_values`."""
    if names is not None or dtype is None:
        raise NotImplementedError("np.genfromtxt reads numbers only here, without names; skip a line of names with skip_header=1")
    if options:
        raise NotImplementedError(f"np.genfromtxt does not take {', '.join(options)} here")
    text = _read(fname)
    if converters is not None:
        text, delimiter = _converted(text, delimiter, converters, skip_header, comments or "", usecols)
        skip_header = 0
    if skip_footer:
        text = "\n".join(text.splitlines()[:-skip_footer])
    fill = float("nan") if filling_values is None else float(filling_values)
    if isinstance(usecols, int):
        usecols = (usecols,)
    result = arr(k.parseTable(text, _word(delimiter) or "", _word(comments) or "", skip_header, 2**53 if max_rows is None else max_rows, fill, *(usecols or ())))
    return _shaped(result, dtype, unpack, 0)


def fromstring(string, dtype=float, count=-1, sep=""):
    """A vector of the numbers in a text."""
    if sep == "":
        from ._creation import frombuffer

        return frombuffer(string, dtype, count).copy()
    words = string.split() if sep.isspace() else [word for word in string.split(sep.strip()) if word.strip()]
    return asarray([float(word) for word in words], dtype)


def savetxt(fname, X, fmt="%.18e", delimiter=" ", newline="\n", header="", footer="", comments="# ", encoding=None):
    """Writes a table, a row a line."""
    X = asarray(X)
    if X.ndim > 2 or X.ndim == 0:
        raise ValueError(f"Expected 1D or 2D array, got {X.ndim}D array instead")
    X = X.reshape(-1, 1) if X.ndim == 1 else X
    formats = [fmt] * X.shape[1] if isinstance(fmt, str) and fmt.count("%") == 1 else fmt
    if isinstance(formats, str):
        row_format = formats
    else:
        if len(formats) != X.shape[1]:
            raise AttributeError(f"fmt has wrong shape.  {fmt}")
        row_format = delimiter.join(formats)
    lines = []
    if header:
        lines.append(comments + header.replace("\n", "\n" + comments))
    lines += [row_format % tuple(row) for row in X.tolist()]
    if footer:
        lines.append(comments + footer.replace("\n", "\n" + comments))
    text = "".join(line + newline for line in lines)
    if hasattr(fname, "write"):
        try:
            fname.write(text)
        except TypeError:
            fname.write(text.encode("latin1"))
    else:
        with open(fname, "w") as file:
            file.write(text)


def _no_files(name):
    def function(*args, **kwargs):
        raise NotImplementedError(f"np.{name} is not there: no file outlives a program here; np.savetxt writes text to io.StringIO()")

    function.__name__ = name
    return function


save, savez, savez_compressed, load, memmap, fromfile = map(_no_files, ("save", "savez", "savez_compressed", "load", "memmap", "fromfile"))



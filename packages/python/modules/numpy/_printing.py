"""How arrays and scalars are printed: as NumPy 1.13 does, or, after `set_printoptions(legacy=False)`, as later ones do."""

import contextlib
import math

_DEFAULTS = {
    "precision": 8, "threshold": 1000, "edgeitems": 3, "linewidth": 75, "suppress": False, "nanstr": "nan",
    "infstr": "inf", "sign": "-", "formatter": None, "floatmode": "maxprec", "legacy": "1.13",
}
options = dict(_DEFAULTS)


def set_printoptions(
    precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, nanstr=None, infstr=None,
    formatter=None, sign=None, floatmode=None, *, legacy=None,
):
    """How arrays are printed from now on. `legacy='1.13'` is the default here; `legacy=False` prints as NumPy 1.14 and later."""
    given = {
        "precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth,
        "suppress": suppress, "nanstr": nanstr, "infstr": infstr, "sign": sign, "floatmode": floatmode, "legacy": legacy,
    }
    options.update(_validated({name: value for name, value in given.items() if value is not None}))
    options["formatter"] = formatter


def _validated(given):
    if given.get("legacy") not in (None, False, "1.13", "1.21", "1.25"):
        raise ValueError("legacy option must be '1.13' or False")
    if given.get("sign") not in (None, "-", "+", " "):
        raise ValueError("sign option must be one of ' ', '+', or '-'")
    if given.get("floatmode") not in (None, "fixed", "unique", "maxprec", "maxprec_equal"):
        raise ValueError("floatmode option must be one of 'maxprec', 'fixed', 'unique' or 'maxprec_equal'")
    if "threshold" in given and (not isinstance(given["threshold"], (int, float)) or given["threshold"] != given["threshold"]):
        raise TypeError("threshold must be numeric")
    return given


def get_printoptions():
    """The current options, as `set_printoptions` takes them."""
    return dict(options)


@contextlib.contextmanager
def printoptions(*args, **kwargs):
    """The options within a `with` block."""
    before = dict(options)
    try:
        set_printoptions(*args, **kwargs)
        yield get_printoptions()
    finally:
        options.clear()
        options.update(before)


def _is_legacy():
    return options["legacy"] == "1.13"


def scalar_text(x, is_repr):
    """str or repr of a floating scalar: 12 or 17 digits of a float64, 6 or 8 of a float32, unless later NumPys are asked for."""
    single = type(x).__name__ == "float32"
    value = float(x)
    if not _is_legacy():
        return _shortest(value, single)
    digits = (8 if single else 17) if is_repr else (6 if single else 12)
    text = f"{value:.{digits}g}"
    return text + ".0" if text.lstrip("-").isdigit() else text


def _digits32(value):
    """The fewest digits that give the same float32, and the exponent of the first: '12345', 2 for 123.45."""
    from ._scalars import _round32

    for precision in range(1, 10):
        text = f"{value:.{precision - 1}e}"
        if _round32(float(text)) == value:
            break
    mantissa, _, exponent = text.partition("e")
    digits = mantissa.replace(".", "").replace("-", "").rstrip("0") or "0"
    return digits, int(exponent)


def _digits64(value):
    text = repr(abs(value))
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    if not digits:
        return "0", 0
    power = int(exponent or 0) + (len(whole) - 1 if whole.strip("0") else -1 - (len(fraction) - len(fraction.lstrip("0"))))
    return digits.rstrip("0") or "0", power


def _shortest(value, single):
    if not math.isfinite(value):
        return repr(value)
    if not single:
        return repr(value)
    if value == 0 or 1e-4 <= abs(value) < 1e16:
        text = _positional(value, True, None)
        return text + "0" if text.endswith(".") else text
    return _scientific(value, True, None).replace(".e", "e")


def _unique_digits(value, single):
    return _digits32(abs(value)) if single else _digits64(value)


def _positional(value, single, precision, unique=True):
    """Without an exponent: as few digits behind the point as tell it from its neighbours, at most `precision`."""
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    if unique:
        digits, power = _unique_digits(value, single)
        behind = max(len(digits) - 1 - power, 0)
        if precision is not None and behind > precision:
            text = f"{abs(value):.{precision}f}"
        else:
            whole = digits[: power + 1].ljust(power + 1, "0") if power >= 0 else "0"
            text = whole + "." + ("0" * (-power - 1) + digits if power < 0 else digits[power + 1 :])
    else:
        text = f"{abs(value):.{precision}f}"
    whole, _, fraction = text.partition(".")
    return f"{sign}{whole}.{fraction.rstrip('0') if unique else fraction}"


def _scientific(value, single, precision):
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    digits, power = _unique_digits(value, single)
    if value == 0:
        digits, power = "0", 0
    if precision is not None and len(digits) - 1 > precision:
        mantissa, _, exponent = f"{abs(value):.{precision}e}".partition("e")
        digits, power = mantissa.replace(".", "").rstrip("0") or "0", int(exponent)
    return f"{sign}{digits[0]}.{digits[1:]}e{'-' if power < 0 else '+'}{abs(power):02d}"


class _Settings:
    """The options of one array's text."""

    def __init__(self, **given):
        for name, value in options.items():
            setattr(self, name, value)
        for name, value in _validated({n: v for n, v in given.items() if v is not None}).items():
            setattr(self, name, value)
        self.is_legacy = self.legacy == "1.13"


def _exponential(finite, suppress):
    sizes = [abs(x) for x in finite if x != 0]
    if not sizes:
        return False, 0.0, 0.0
    low, high = min(sizes), max(sizes)
    return high >= 1e8 or (not suppress and (low < 0.0001 or high / low > 1000.0)), low, high


def _legacy_float_format(values, settings):
    """Columns of one width; zeros at the end of fractions are blanks."""
    precision = settings.precision
    finite = [x for x in values if math.isfinite(x)]
    plus = "+" if settings.sign == "+" else ""
    exponential, low, high = _exponential(finite, settings.suppress)
    large = False
    if exponential:
        large = 0 < low < 1e-99 or high >= 1e100
        width = 8 + precision + large

        def body(x):
            text = f"{x:{plus}{width}.{precision}e}"
            # Exponents of three digits, where there is one.
            return text[1:-2] + "0" + text[-2:] if large and text[-3] in "+-" else text
    else:
        decimals = 0
        for x in finite:
            if x != 0:
                text = f"{abs(x):.{precision}f}"
                decimals = max(decimals, len(text.rstrip("0").partition(".")[2]))
        decimals = min(precision, decimals)
        width = len(str(int(high))) + decimals + 2
        if len(finite) < len(values):
            width = max(width, len(settings.nanstr), len(settings.infstr) + 1)

        def body(x):
            text = f"{x:{plus}#{width}.{decimals}f}"
            return text.rstrip("0").ljust(len(text))

    def special(x):
        if x != x:
            return (plus + settings.nanstr).rjust(width)
        return ((plus if x > 0 else "-") + settings.infstr).rjust(width)

    return lambda x: body(x) if math.isfinite(x) else special(x)


def _later_float_format(values, settings, single):
    """Columns aligned at the point; as few digits as tell the values apart."""
    mode, sign = settings.floatmode, settings.sign
    precision = None if mode == "unique" else settings.precision
    finite = [x for x in values if math.isfinite(x)]
    exponential = _exponential(finite, settings.suppress)[0]
    left = right = 0
    exponent = -1
    if exponential:
        parts = []
        for x in finite:
            mantissa, _, power = _scientific(x, single, precision).partition("e")
            whole, _, fraction = mantissa.partition(".")
            parts.append((whole, fraction, power))
        exponent = max(len(p[2]) for p in parts)
        decimals = precision if mode == "fixed" else max(len(p[1]) for p in parts)
        left = max(len(p[0]) for p in parts)
        right = exponent + 1 + decimals

        def body(x):
            mantissa, _, power = _scientific(x, single, decimals).partition("e")
            whole, _, fraction = mantissa.partition(".")
            return whole, fraction.ljust(decimals, "0") + "e" + power[0] + power[1:].rjust(exponent - 1, "0")
    elif finite:
        unique = mode != "fixed"
        texts = [_positional(x, single, precision, unique).partition(".") for x in finite]
        left = max(len(t[0]) for t in texts)
        right = max(len(t[2]) for t in texts)
        pad = mode in ("fixed", "maxprec_equal")

        def body(x):
            whole, _, fraction = _positional(x, single, right if mode != "unique" else None, unique).partition(".")
            if pad and mode != "fixed" and len(fraction) < right:
                fraction = f"{abs(x):.{right}f}".partition(".")[2]
            return whole, fraction.ljust(right, " ")
    if sign == "+":
        wholes = [body(x)[0] for x in finite]
        left = max([left] + [len(whole) + (not whole.startswith("-")) for whole in wholes])
    if sign == " " and not any(math.copysign(1.0, x) < 0 for x in finite):
        left += 1
    if len(finite) < len(values):
        offset = right + 1
        minus = sign != "-" or any(x == -math.inf for x in values)
        left = max(left, len(settings.nanstr) - offset, len(settings.infstr) + minus - offset)

    def format_value(x):
        if not math.isfinite(x):
            text = ("+" if sign == "+" else "") + settings.nanstr if x != x else ("-" if x < 0 else "+" if sign == "+" else "") + settings.infstr
            return text.rjust(left + right + 1)
        whole, fraction = body(x)
        if sign == "+" and not whole.startswith("-"):
            whole = "+" + whole
        return whole.rjust(left) + "." + fraction

    return format_value


def _value_format(array, values, settings):
    kind = array.dtype.kind
    custom = settings.formatter or {}
    keys = {"f": ("float", "float_kind"), "i": ("int", "int_kind"), "u": ("int", "int_kind"), "b": ("bool",)}[kind]
    for key in keys + ("all",):
        if custom.get(key) is not None:
            make = array.dtype.type
            return lambda x: custom[key](make(x))
    if kind == "f":
        if settings.is_legacy:
            return _legacy_float_format(values, settings)
        return _later_float_format(values, settings, array.dtype.itemsize == 4)
    if kind == "b":
        width = 5 if array.ndim else 0
        return lambda x: ("True" if x else "False").rjust(width)
    texts = {x: str(x) for x in values}
    width = max((len(text) for text in texts.values()), default=0)
    return lambda x: texts[x].rjust(width)


class _Layout:
    """Rows of formatted values, wrapped and indented."""

    def __init__(self, settings, separator, abridged):
        self.settings = settings
        self.separator = separator
        self.abridged = abridged
        self.is_legacy = settings.is_legacy

    def parts(self, nested):
        """The first and last ones shown of a row, and whether others are left out."""
        edge = self.settings.edgeitems
        if self.abridged and len(nested) > 2 * edge:
            return nested[:edge], nested[len(nested) - edge :] if edge else [], True
        return [], nested, False

    def text(self, nested, axes, indent, width, form):
        first, last, gap = self.parts(nested)
        inner_width = width if self.is_legacy else width - 1
        if axes == 1:
            body = self.row(first, last, gap, indent, width, form)
        else:
            body = self.rows(first, last, gap, axes, indent, inner_width, form)
        return "[" + body[len(indent) :] + "]"

    def row(self, first, last, gap, indent, width, form):
        separator = self.separator
        limit = width - (len(separator.rstrip()) if self.is_legacy else max(len(separator.rstrip()), 1))
        done, line = "", indent
        words = [(form(x), separator) for x in first]
        if gap:
            words.append(("...", ", " if self.is_legacy else separator))
        words += [(form(x), separator) for x in last]
        for i, (word, behind) in enumerate(words):
            is_last = i == len(words) - 1
            if is_last and self.is_legacy:
                limit = width
            if len(line) + len(word) > limit and (self.is_legacy or len(line) > len(indent)):
                done += line.rstrip() + "\n"
                line = indent
            line += word if is_last else word + behind
        return done + line

    def rows(self, first, last, gap, axes, indent, width, form):
        line_end = self.separator.rstrip() + "\n" * (axes - 1)
        text = ""
        for nested in first:
            text += indent + self.text(nested, axes - 1, indent + " ", width, form) + line_end
        if gap:
            text += indent + "..." + (", \n" if self.is_legacy else line_end)
        for i, nested in enumerate(last):
            text += indent + self.text(nested, axes - 1, indent + " ", width, form)
            if i < len(last) - 1:
                text += line_end
        return text


def _shown(array, edge):
    """The part of an array that is visible when long axes are cut to their edges."""
    from ._core import concatenate_along

    for axis in range(array.ndim):
        if array.shape[axis] > 2 * edge:
            before = (slice(None),) * axis
            last = array[before + (slice(array.shape[axis] - edge, None),)]
            array = concatenate_along(axis, array[before + (slice(0, edge),)], last)
    return array


def _flat(nested, axes):
    for _ in range(axes - 1):
        nested = [x for part in nested for x in part]
    return nested


def array2string(
    a, max_line_width=None, precision=None, suppress_small=None, separator=" ", prefix="", style=None, formatter=None,
    threshold=None, edgeitems=None, sign=None, floatmode=None, suffix="", *, legacy=None,
):
    """An array's text."""
    settings = _Settings(
        linewidth=max_line_width, precision=precision, suppress=suppress_small, threshold=threshold,
        edgeitems=edgeitems, sign=sign, floatmode=floatmode, legacy=legacy, formatter=formatter,
    )
    if a.ndim == 0 and settings.is_legacy:
        return repr(a.item())
    if a.size == 0:
        return "[]"
    width = settings.linewidth - (0 if settings.is_legacy else len(suffix))
    abridged = a.size > settings.threshold
    if a.ndim == 0:
        return _value_format(a, [a.item()], settings)(a.item())
    layout = _Layout(settings, separator, abridged)
    # Of a long axis only the edges and one more, so that the layout still sees that it is long.
    shown = _shown(a, settings.edgeitems) if abridged else a
    form = _value_format(a, _flat(shown.tolist(), a.ndim), settings)
    nested = _shown(a, settings.edgeitems + 1).tolist() if abridged else shown.tolist()
    if abridged and settings.edgeitems == 0:
        return "[...]"
    return layout.text(nested, a.ndim, " " + " " * len(prefix), width, form)


def array_str(a, max_line_width=None, precision=None, suppress_small=None):
    """str of an array: `[1 2 3]`."""
    if a.ndim == 0:
        return str(a[()])
    return array2string(a, max_line_width, precision, suppress_small, " ", "")


def array_repr(arr, max_line_width=None, precision=None, suppress_small=None):
    """repr of an array: `array([1, 2, 3])`."""
    name = "array"
    width = options["linewidth"] if max_line_width is None else max_line_width
    implied = arr.dtype.name in ("int64", "float64") or (arr.dtype.name == "bool" and not _is_legacy())
    skip = implied and arr.size > 0
    suffix = ")" if skip else ","
    if _is_legacy() and arr.ndim == 0:
        text = repr(arr.item())
    elif arr.size > 0 or arr.shape == (0,):
        text = array2string(arr, max_line_width, precision, suppress_small, ", ", name + "(", suffix=suffix)
    else:
        text = f"[], shape={arr.shape!r}"
    text = f"{name}({text}{suffix}"
    if skip:
        return text
    dtype = f"dtype={arr.dtype.name})"
    last = len(text) - (text.rfind("\n") + 1)
    spacer = "\n" + " " * (len(name) + 1) if last + len(dtype) + 1 > width else " "
    return text + spacer + dtype


def format_float_positional(x, precision=None, unique=True, fractional=True, trim="k", sign=False):
    """A number without exponent."""
    text = _positional(float(x), type(x).__name__ == "float32", precision, unique)
    if trim == "0" and text.endswith("."):
        text += "0"
    elif trim == "-":
        text = text.rstrip("0").rstrip(".") if "." in text else text
    elif trim == "k" and precision is not None:
        whole, _, fraction = text.partition(".")
        text = whole + "." + fraction.ljust(precision, "0") if not unique else text
    return "+" + text if sign and not text.startswith("-") else text

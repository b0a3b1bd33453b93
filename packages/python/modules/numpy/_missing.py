"""What there is not says what comes nearest."""

import difflib

#: What people look for under another name here.
_INSTEAD = {
    "default_rng": "numpy.random.RandomState(seed)", "Generator": "numpy.random.RandomState", "matrix": "numpy.array and @",
    "mat": "numpy.array and @", "fft": None, "poly1d": "numpy.polyval", "float16": "numpy.float32", "half": "numpy.float32",
    "uint64": "numpy.int64", "float128": "numpy.float64", "longdouble": "numpy.float64", "save": "numpy.savetxt",
    "object": None, "str": None, "complex": None, "str_": None, "object_": None, "chararray": None, "recarray": None, "ma": "numpy.nanmean and the like",
    "random_integers": "numpy.random.randint", "einsum_path": "numpy.einsum",
}


def missing(module, names):
    """A module's `__getattr__`: an AttributeError that names the nearest thing there is."""

    def getattr_(name):
        if name.startswith("__"):
            raise AttributeError(f"module '{module}' has no attribute '{name}'")
        text = f"module '{module}' has no attribute '{name}' here"
        if name.startswith(("complex", "csingle", "cdouble")):
            raise AttributeError(f"{text}: complex numbers are not supported")
        if name in _INSTEAD:
            if _INSTEAD[name]:
                text += f"; see {_INSTEAD[name]}"
        else:
            known = [known for known in names if not known.startswith("_") and known != "connect"]
            near = difflib.get_close_matches(name, known, 1, 0.6) or difflib.get_close_matches(name.lower(), known, 1, 0.6)
            if near:
                text += f"; did you mean '{module}.{near[0]}'?"
        raise AttributeError(text)

    return getattr_

"""Evaluates the cases of tests/oracles/numpy_cases.json and says what came out, in the oracle's form."""

import io
import json
import math
import warnings

import numpy as np


def number(x):
    x = float(x)
    if math.isnan(x):
        return "nan"
    if math.isinf(x):
        return "inf" if x > 0 else "-inf"
    return x


def described(value):
    if isinstance(value, np.ndarray):
        flat = value.ravel().tolist()
        if len(flat) > 60:
            flat = flat[:20] + flat[-20:]
        return {"dtype": value.dtype.name, "shape": list(value.shape), "values": [number(x) for x in flat], "str": str(value), "repr": repr(value)}
    if isinstance(value, np.generic):
        return {"dtype": value.dtype.name, "values": [number(value)], "str": str(value), "repr": repr(value)}
    if isinstance(value, tuple) and any(isinstance(x, np.ndarray) for x in value):
        return {"parts": [described(x) for x in value]}
    if isinstance(value, float):
        return {"python": "float", "values": [number(value)], "repr": repr(value)}
    return {"python": type(value).__name__, "repr": repr(value)}


def run(source):
    names = {"np": np, "io": io, "math": math}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            if "\n" in source or " = " in source or source.startswith("with "):
                exec(source, names)
                value = names.get("r")
            else:
                value = eval(source, names)
            result = described(value)
        except Exception as error:
            return {"error": type(error).__name__, "message": str(error)}
        messages = [str(w.message) for w in caught if issubclass(w.category, RuntimeWarning)]
        if messages:
            result["warnings"] = messages
    return result


def evaluate(sources):
    return json.dumps([run(source) for source in json.loads(sources)])

"""Small programs as data: TensorFlow runs them here, tests/conformance/replay.ts runs the same data over there.

A program is a list of inputs and a list of statements [function, arguments, options]; "$3" in the arguments is the
fourth value made so far (inputs first), "$3.1" the second element of that value when it is a list.
Where TensorFlow 1 refused a program with other words, or took another way, `older` says with which, and `note` why.
"""
import re
import zlib

import numpy as np

from tensorflow1 import tf
from functions import FUNCTIONS, METHODS, RENAMED_OPTIONS

CASES = []
DTYPES = {"float32": tf.float32, "float64": tf.float64, "int32": tf.int32, "bool": tf.bool}
LETTERS = {"float32": "f", "float64": "d", "int32": "i", "bool": "b", "int64": "l", "string": "s", "resource": "r", "variant": "x"}


class Input:
    """A value of dtype and shape; `known` is what the placeholder says of the shape (None: nothing)."""

    def __init__(self, *shape, dtype="float32", low=-2.0, high=2.0, kind="placeholder", known=False, data=None, step=1 / 64):
        self.shape, self.dtype, self.kind = list(shape), dtype, kind
        self.low, self.high, self.data, self.step = low, high, data, step
        self.known = list(shape) if known is False else known

    def draw(self, random):
        if self.data is not None:
            return np.array(self.data).reshape(self.shape).astype(self.dtype)
        if self.dtype == "bool":
            return random.randint(0, 2, self.shape).astype(bool)
        if self.dtype == "int32":
            return random.randint(int(self.low), int(self.high) + 1, self.shape).astype(np.int32)
        # Steps of 1/64: the same number in float32, float64 and in few digits of JSON.
        steps = random.randint(round(self.low / self.step), round(self.high / self.step) + 1, self.shape)
        return (steps * self.step).astype(self.dtype)

    def __repr__(self):
        known = "" if self.known == self.shape else " known %s" % self.known
        kind = "" if self.kind == "placeholder" else self.kind[0] + " "
        return "%s%s%s%s" % (kind, self.dtype, self.shape, known)


def unknown(*shape, **options):
    """An input whose dimensions are not known: only how many there are."""
    return Input(*shape, known=[None] * len(shape), **options)


def case(inputs, *statements, **settings):
    """Adds a program. settings: title, gradients (True), out (the last value), runs, seed, check_nodes, note,
    older ([class, message] of TensorFlow 1's refusal)."""
    title = settings.pop("title", None)
    if title is None:
        title = " ".join(show(s) for s in statements) + " of " + ", ".join(map(repr, inputs))
    while any(title == c["title"] for c in CASES):
        title += " again"
    CASES.append({"title": title, "inputs": inputs, "statements": statements, **settings})


def show(statement):
    function, *rest = statement
    shown = ", ".join(
        re.sub(r"[{}']", "", str(part)) for part in rest if not (isinstance(part, str) and part.startswith("$"))
    )
    return "%s(%s)" % (function, shown)


def snake(name):
    return RENAMED_OPTIONS.get(name) or re.sub(r"([A-Z])", lambda m: "_" + m.group(1).lower(), name)


def resolve(value, made):
    if isinstance(value, str) and re.fullmatch(r"\$\d+(\.\d+)*", value):
        result = made
        for place in value[1:].split("."):
            result = result[int(place)]
        return result
    if isinstance(value, str) and value in DTYPES:
        return DTYPES[value]
    if isinstance(value, (list, tuple)):
        return [resolve(part, made) for part in value]
    return value


def call(statement, made):
    function, *args = statement
    options = args.pop() if args and isinstance(args[-1], dict) else {}
    args = [resolve(a, made) for a in args]
    keywords = {snake(k): resolve(v, made) for k, v in options.items()}
    if function in METHODS:
        return METHODS[function](*args, **keywords)
    return FUNCTIONS[function](*args, **keywords)


def make_input(i, spec, value):
    name = "abcdefgh"[i]
    if spec.kind == "constant":
        return tf.constant(value, name=name)
    if spec.kind == "variable":
        return tf.Variable(value, name=name)
    return tf.placeholder(DTYPES[spec.dtype], spec.known, name=name)


def seed_of(title):
    return zlib.crc32(title.encode())


def number(x):
    if isinstance(x, (bool, np.bool_)):
        return int(x)
    if isinstance(x, np.integer):
        return int(x)
    if not np.isfinite(x):
        return str(float(x))
    # The shortest digits that give the same number of its dtype back.
    shortest = float(str(x))
    return int(shortest) if shortest == int(shortest) and abs(shortest) < 1e15 and not (shortest == 0 and np.signbit(x)) else shortest


def written(x):
    x = np.asarray(x)
    return [LETTERS[x.dtype.name], list(x.shape), [number(v) for v in x.ravel()]]


def dims(shape):
    return "?" if shape.rank is None else "[%s]" % ",".join("?" if d is None else str(d) for d in shape.as_list())


def compact_nodes(graph):
    """One string a node: `Op name inputs outputs`; inputs by position (`3`, `3:1`, control `^4`)."""
    position = {op.name: i for i, op in enumerate(graph.get_operations())}
    lines = []
    for op in graph.get_operations():
        inputs = ["%d%s" % (position[t.op.name], ":%d" % t.value_index if t.value_index else "") for t in op.inputs]
        inputs += ["^%d" % position[c.name] for c in op.control_inputs]
        outputs = [LETTERS[t.dtype.base_dtype.name] + dims(t.shape) for t in op.outputs]
        lines.append("%s %s %s %s" % (op.type, op.name, ",".join(inputs), ";".join(outputs)))
    return lines


def flatten(x):
    if isinstance(x, (list, tuple)):
        return [t for part in x for t in flatten(part)]
    return [x]


def as_error(error):
    message = str(getattr(error, "message", None) or error)
    # A failed run: where the node was made, the message, and the node again.
    found = re.search(r"\nNode: '[^']*'\n(.*?)\n\t \[\[", message, re.S)
    return {"class": type(error).__name__, "message": found.group(1) if found else message}


def dense(x):
    return tf.convert_to_tensor(x) if isinstance(x, tf.IndexedSlices) else x


def run_case(spec):
    tf.reset_default_graph()
    graph = tf.get_default_graph()
    random = np.random.RandomState(seed_of(spec["title"]))
    values = [i.draw(random) for i in spec["inputs"]]
    result = {
        "title": spec["title"],
        "in": [
            [i.kind[0], LETTERS[i.dtype], i.shape, [number(v) for v in value.ravel()]]
            + ([] if i.known == i.shape else [i.known])
            for i, value in zip(spec["inputs"], values)
        ],
        "do": [list(s) for s in spec["statements"]],
    }
    for key in ("seed", "out", "runs", "note", "older"):
        if spec.get(key) is not None:
            result[key] = spec[key]
    if spec.get("seed") is not None:
        tf.set_random_seed(spec["seed"])
    try:
        made = [make_input(i, s, v) for i, (s, v) in enumerate(zip(spec["inputs"], values))]
        feeds = {m: v for m, s, v in zip(made, spec["inputs"], values) if s.kind == "placeholder"}
        for statement in spec["statements"]:
            made.append(call(statement, made))
    except Exception as error:  # noqa: BLE001: every refusal is a result here
        result["error"] = {"at": "build", **as_error(error)}
        return result
    outputs = flatten(made[-1] if spec.get("out") is None else resolve(spec["out"], made))
    # What nothing depends on has no gradient.
    outputs = [t for t in outputs if t is not None]
    fetches = [t for t in outputs]
    sources = [m for m, s in zip(made, spec["inputs"]) if s.dtype.startswith("float")]
    targets = [t for t in outputs if isinstance(t, tf.Tensor) and t.dtype.is_floating]
    forward = len(graph.get_operations())
    if spec.get("gradients", True) and sources and targets:
        try:
            grads = [dense(g) for g in tf.gradients(targets, sources)]
            result["grads"] = [None if g is None else 1 for g in grads]
            fetches += [g for g in grads if g is not None]
        except Exception as error:  # noqa: BLE001
            result["gradError"] = as_error(error)
    init = tf.global_variables_initializer() if tf.global_variables() else None
    check = spec.get("check_nodes", True)
    if check is True:
        result["nodes"] = compact_nodes(graph)
    elif check == "forward":
        # Without the gradient's nodes.
        result["nodes"] = compact_nodes(graph)[:forward]
        result["forward"] = True
    with tf.Session() as session:
        try:
            if init is not None:
                session.run(init)
            runs = [resolve(r, made) for r in spec["runs"]] if spec.get("runs") else [fetches]
            result["values"] = [
                written(v) for r in runs for v in session.run([t for t in flatten(r)], feeds) if v is not None
            ]
        except tf.errors.OpError as error:
            result["error"] = {"at": "run", **as_error(error)}
    return result

"""Programs made at random of functions that both versions build alike; their gradients are differentiated again."""
import random

from programs import Input, case

ONE = """negative square exp log1p sin cos tanh sigmoid softplus abs sqrt log rsqrt reciprocal atan erf floor transpose cumsum
identity nn.softmax nn.elu nn.l2Loss relu zerosLike onesLike reduceSum reduceMean reduceProd reduceMax reduceMin""".split()
# No two whose nodes differ in the case of letters only: TensorFlow 2 counts them as one name.
TWO = "divide atan2 .add .sub .mul .div .pow .radd .rsub .rmul stack addN concat".split()
SHAPES = [(), (1,), (3,), (2, 3), (3, 2), (2, 2), (1, 3), (2, 1), (2, 3, 2)]
PROGRAMS = 120


def cases():
    draw = random.Random(4)
    for number in range(PROGRAMS):
        inputs = [given(draw) for _ in range(draw.randint(1, 3))]
        statements = []
        for _ in range(draw.randint(1, 5)):
            statements.append(statement(draw, len(inputs) + len(statements)))
        last = "$%d" % (len(inputs) + len(statements) - 1)
        if draw.random() < 0.5:
            statements.append(("gradients", last, ["$%d" % i for i in range(len(inputs))]))
        case(inputs, *statements, title="program %d" % number)


def given(draw):
    shape = draw.choice(SHAPES)
    known = draw.choice([False, False, None, [None] * len(shape), [draw.choice([None, d]) for d in shape]])
    kind = draw.choice(["placeholder", "placeholder", "constant"])
    return Input(*shape, dtype="float64", low=0.25, high=2, kind=kind, known=False if kind == "constant" else known)


def statement(draw, made):
    """On values made before, mostly the latest."""
    value = lambda: "$%d" % draw.choice([*range(made), made - 1, made - 1])
    if draw.random() < 0.55:
        f = draw.choice(ONE)
        options = {}
        if f.startswith("reduce") and draw.random() < 0.6:
            options = {"axis": draw.choice([0, 1, -1, [0], [0, 1]]), "keepDims": draw.random() < 0.5}
        return (f, value(), options) if options else (f, value())
    f = draw.choice(TWO)
    if f in ("stack", "addN"):
        return (f, [value(), value()])
    if f == "concat":
        return (f, [value(), value()], draw.choice([0, 1, -1]))
    if f.startswith(".") and draw.random() < 0.3:
        return (f, value(), draw.choice([0.5, 2.5]))
    return (f, value(), value())

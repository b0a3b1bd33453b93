"""A case is a function that is given a Facts and tells it what a program would see: lines, names, errors."""
from tensorflow1 import tf

CASES = {}


def case(body):
    CASES[body.__name__] = body
    return body


class Facts:
    def __init__(self):
        self.lines = []

    def show(self, *values):
        self.lines.append(" ".join(str(value) for value in values))

    def names(self, *elements):
        self.lines.append(" ".join(element.name for element in elements))

    def nodes(self, graph=None):
        """Every node with its op, inputs and control inputs."""
        for op in (graph or tf.get_default_graph()).get_operations():
            inputs = [t.name for t in op.inputs] + ["^" + c.name for c in op.control_inputs]
            self.lines.append(f"{op.name} = {op.type}({', '.join(inputs)})")

    def error(self, action):
        """The class and the text of what `action` raises."""
        try:
            action()
        except tf.errors.OpError as e:
            self.lines.append(f"{type(e).__name__}: {message_of(e)}")
        except Exception as e:
            text = e.args[0] if isinstance(e, KeyError) else str(e)
            self.lines.append(f"{type(e).__name__}: {text}")
        else:
            self.lines.append("no error")


def message_of(error):
    """The line that says what is wrong: today's TensorFlow puts the place in front of it and the node behind it."""
    return error.message.split("\n\t [[")[0].split("\n")[-1]

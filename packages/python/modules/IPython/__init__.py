"""What notebooks ask of IPython: it displays nothing here."""
from IPython import display


def get_ipython():
    return None


def embed(*args, **kwargs):
    pass

"""Stands in for matplotlib: what is plotted is kept as data and drawn on the submission's page."""
__version__ = '2.1.0'
rcParams = {}


def use(*args, **kwargs):
    pass


def rc(*args, **kwargs):
    pass

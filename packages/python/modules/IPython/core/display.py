"""The same under its older name."""
from IPython.display import *  # noqa: F403
from IPython.display import HTML, Image, clear_output, display  # noqa: F401

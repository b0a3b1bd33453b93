"""Python 2's urllib2, as far as it loads the course's data."""
from urllib.error import HTTPError, URLError
from urllib.request import Request

from residual.course_files import urlopen

__all__ = ['HTTPError', 'Request', 'URLError', 'urlopen']

"""What Python 2's words mean in Python 3, for those who have learnt them."""
import re

_NAMES = {
    'xrange': 'range',
    'raw_input': 'input',
    'unicode': 'str',
    'unichr': 'chr',
    'long': 'int',
    'basestring': 'str',
    'reduce': 'functools.reduce',
    'cmp': '(a > b) - (a < b)',
    'execfile': 'exec(open(…).read())',
}


def explained(message, source):
    """The message of a syntax error, for Python 2's statements in Python 3's words."""
    if message.startswith("Missing parentheses in call to 'print'"):
        printed = re.search(r'print\s+(.*)', source)
        text = printed[1].strip() if printed else '"loss", loss'
        return "print is a function in Python 3: write print(%s) instead of the Python 2 statement" % text
    if message.startswith("Missing parentheses in call to 'exec'"):
        return 'exec is a function in Python 3: write exec(…)'
    if re.search(r'\braise\s+\w+\s*,', source):
        return '%s. In Python 3 it is `raise ValueError("…")`, not `raise ValueError, "…"`' % message
    if re.search(r'\bexcept\s+[\w.]+\s*,\s*\w+\s*:', source):
        return '%s. In Python 3 it is `except ValueError as error:`' % message
    if '<>' in source:
        return '%s. In Python 3 it is `!=`, not `<>`' % message
    return message


def hinted(error, message):
    """The message of an exception, for Python 2's names with Python 3's."""
    # One guess of what was meant is enough.
    if message.count('Did you mean') > 1:
        return str(error)
    if isinstance(error, NameError) and getattr(error, 'name', None) in _NAMES:
        plain = str(error)
        return '%s. It is Python 2; Python 3 has %s' % (plain, _NAMES[error.name])
    if isinstance(error, AttributeError) and getattr(error, 'name', None) in ('iteritems', 'itervalues', 'iterkeys', 'has_key'):
        new = {'has_key': '`key in d`'}.get(error.name, '.%s()' % error.name[4:])
        return '%s. It is Python 2; Python 3 has %s' % (str(error), new)
    return message

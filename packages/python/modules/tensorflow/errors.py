"""tf.errors: what runs fail with."""


class OpError(Exception):
    """A run that failed. The message tells where the op was made."""

    def __init__(self, node_def, op, message, error_code=None):
        super().__init__(message)
        self._node_def = node_def
        self._op = op
        self._message = message

    @property
    def message(self):
        return self._message

    @property
    def op(self):
        return self._op

    @property
    def node_def(self):
        return self._node_def

    @property
    def error_code(self):
        return self._code

    _code = 2

    def __str__(self):
        return self._message


def _error(name, code):
    return type(name, (OpError,), {'__doc__': 'tf.errors.%s' % name, '_code': code, '__module__': 'tensorflow.errors'})


CancelledError = _error('CancelledError', 1)
UnknownError = _error('UnknownError', 2)
InvalidArgumentError = _error('InvalidArgumentError', 3)
DeadlineExceededError = _error('DeadlineExceededError', 4)
NotFoundError = _error('NotFoundError', 5)
AlreadyExistsError = _error('AlreadyExistsError', 6)
PermissionDeniedError = _error('PermissionDeniedError', 7)
ResourceExhaustedError = _error('ResourceExhaustedError', 8)
FailedPreconditionError = _error('FailedPreconditionError', 9)
AbortedError = _error('AbortedError', 10)
OutOfRangeError = _error('OutOfRangeError', 11)
UnimplementedError = _error('UnimplementedError', 12)
InternalError = _error('InternalError', 13)
UnavailableError = _error('UnavailableError', 14)
DataLossError = _error('DataLossError', 15)

"""Standard output: text goes straight to the host, which counts it."""
import io


class Output(io.TextIOBase):
    """Python's `sys.stdout` and `sys.stderr`."""

    encoding = 'utf-8'
    errors = 'strict'

    def __init__(self, write):
        self._write = write
        self._waiting = []

    def writable(self):
        return True

    def isatty(self):
        return False

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError('write() argument must be str, not %s' % type(text).__name__)
        if text:
            self._waiting.append(text)
            if '\n' in text or len(self._waiting) > 64:
                self.flush()
        return len(text)

    def flush(self):
        if self._waiting:
            text = ''.join(self._waiting)
            self._waiting.clear()
            self._write(text.encode('utf-8', 'replace').decode() if not text.isascii() else text)

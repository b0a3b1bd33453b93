"""Protocol buffers as programs hold them: GraphDef, NodeDef and what is in them, from the library's tables."""
import json
import struct

import _residual_graph as _library
from pyodide.ffi import to_js as _to_js

_TABLES = json.loads(_library.messageTables())
_CLASSES = {}
_ZERO = {'string': '', 'bytes': b'', 'bool': False, 'float': 0.0, 'double': 0.0}
_WIRE = {'fixed32': 5, 'float': 5, 'double': 1, 'string': 2, 'bytes': 2}
_PACK = {'fixed32': '<I', 'float': '<f', 'double': '<d'}


class Repeated(list):
    """A list of messages that can make its own."""

    def __init__(self, message, items=()):
        super().__init__(items)
        self._message = message

    def add(self, **fields):
        made = self._message(**fields)
        self.append(made)
        return made


class Map(dict):
    """From strings to messages, which come to be when they are asked for."""

    def __init__(self, message):
        super().__init__()
        self._message = message

    def __missing__(self, key):
        made = self[key] = self._message()
        return made


class Message:
    _fields = {}
    _by_number = {}

    def __init__(self, **fields):
        self.__dict__['_values'] = {}
        self.__dict__['_unknown'] = b''
        for name, value in fields.items():
            field = self._field(name)
            if field.form == 'repeated':
                getattr(self, name).extend(value)
            elif field.is_message and field.form == 'single':
                getattr(self, name).CopyFrom(value)
            else:
                setattr(self, name, value)

    @classmethod
    def _field(cls, name):
        try:
            return cls._fields[name]
        except KeyError:
            raise AttributeError('%r object has no attribute %r' % (cls.__name__, name)) from None

    def __getattr__(self, name):
        field = self._field(name)
        values = self._values
        if name in values:
            return values[name]
        if field.form == 'repeated':
            made = Repeated(field.message) if field.is_message else []
        elif field.form == 'map':
            made = Map(field.message)
        elif field.is_message:
            # Looking at a part does not make it present; only what is in it does.
            made = field.message()
        else:
            return field.zero
        values[name] = made
        return made

    def __setattr__(self, name, value):
        field = self._field(name)
        if field.form != 'single' or field.is_message:
            raise AttributeError(
                'Assignment not allowed to %s field "%s" in protocol message object.'
                % ('composite' if field.is_message else 'repeated', name)
            )
        if field.type == 'bytes' and isinstance(value, str):
            value = value.encode()
        elif field.type == 'string' and isinstance(value, bytes):
            value = value.decode()
        if field.oneof:
            self._clear_oneof(field.oneof)
        self._values[name] = value

    def _clear_oneof(self, oneof):
        for name, field in self._fields.items():
            if field.oneof == oneof:
                self._values.pop(name, None)

    def HasField(self, name):
        field = self._field(name)
        value = self._values.get(name)
        return value is not None and (not field.is_message or not value._is_empty() or bool(field.oneof))

    def WhichOneof(self, oneof):
        present = [n for n, f in self._fields.items() if f.oneof == oneof and n in self._values]
        full = [n for n in present if not (self._fields[n].is_message and self._values[n]._is_empty())]
        return (full or present or [None])[0]

    def ListFields(self):
        return [(f, getattr(self, n)) for n, f in self._fields.items() if n in self._values]

    def ClearField(self, name):
        self._field(name)
        self._values.pop(name, None)

    def Clear(self):
        self._values.clear()
        self.__dict__['_unknown'] = b''

    def _is_empty(self):
        return not self.SerializeToString()

    def CopyFrom(self, other):
        self.Clear()
        self.MergeFrom(other)

    def MergeFrom(self, other):
        self.MergeFromString(other.SerializeToString())

    @classmethod
    def FromString(cls, data):
        made = cls()
        made.MergeFromString(data)
        return made

    def ParseFromString(self, data):
        self.Clear()
        self.MergeFromString(data)

    def MergeFromString(self, data):
        data = bytes(data)
        at, end = 0, len(data)
        while at < end:
            start = at
            key, at = _read_varint(data, at)
            field, wire = self._by_number.get(key >> 3), key & 7
            if wire == 0:
                value, at = _read_varint(data, at)
            elif wire == 1:
                value, at = data[at : at + 8], at + 8
            elif wire == 5:
                value, at = data[at : at + 4], at + 4
            elif wire == 2:
                length, at = _read_varint(data, at)
                value, at = data[at : at + length], at + length
            else:
                raise ValueError('Error parsing message')
            if at > end:
                raise ValueError('Error parsing message: it ends too early')
            if field is None:
                self.__dict__['_unknown'] += data[start:at]
            else:
                self._take(field, wire, value)

    def _take(self, field, wire, value):
        name = field.name
        if field.form == 'map':
            entry = {number: part for number, _, part in _raw_fields(value)}
            getattr(self, name)[entry.get(1, b'').decode()] = field.message.FromString(entry.get(2, b''))
        elif field.is_message:
            if field.form == 'repeated':
                getattr(self, name).append(field.message.FromString(value))
            else:
                if field.oneof and name not in self._values:
                    self._clear_oneof(field.oneof)
                getattr(self, name).MergeFromString(value)
        elif field.form == 'repeated':
            if wire == 2 and field.wire != 2:
                getattr(self, name).extend(_read_packed(field, value))
            else:
                getattr(self, name).append(_from_wire(field, value))
        else:
            setattr(self, name, _from_wire(field, value))

    def SerializeToString(self):
        parts = []
        for name, field in self._fields.items():
            value = self._values.get(name)
            if value is not None:
                _write(parts, field, value)
        return b''.join(parts) + self._unknown

    def ByteSize(self):
        return len(self.SerializeToString())

    def __eq__(self, other):
        return type(other) is type(self) and self.SerializeToString() == other.SerializeToString()

    __hash__ = None

    def __str__(self):
        return _library.messageText(self._name, _to_js(self.SerializeToString()))

    __repr__ = __str__


class _Field:
    def __init__(self, number, name, kind, form, oneof):
        self.number, self.name, self.type, self.form, self.oneof = number, name, kind, form, oneof
        self.is_message = kind in _TABLES
        self.wire = 2 if self.is_message else _WIRE.get(kind, 0)
        self.zero = _ZERO.get(kind, 0)

    @property
    def message(self):
        return _CLASSES[self.type]


def _read_varint(data, at):
    result = shift = 0
    while True:
        if at >= len(data):
            raise ValueError('Error parsing message: it ends too early')
        byte = data[at]
        at += 1
        result |= (byte & 127) << shift
        if byte < 128:
            return result, at
        shift += 7


def _varint(value):
    value &= (1 << 64) - 1
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    parts.append(value)
    return bytes(parts)


def _raw_fields(data):
    at = 0
    while at < len(data):
        key, at = _read_varint(data, at)
        length, at = _read_varint(data, at)
        yield key >> 3, key & 7, data[at : at + length]
        at += length


def _from_wire(field, value):
    kind = field.type
    if kind == 'string':
        return value.decode()
    if kind in _PACK:
        return struct.unpack(_PACK[kind], value)[0]
    if kind == 'bool':
        return bool(value)
    if kind in ('int32', 'int64', 'enum') and value >> 63:
        return value - (1 << 64)
    return value


def _read_packed(field, data):
    if field.type in _PACK:
        size = struct.calcsize(_PACK[field.type])
        return [_from_wire(field, data[i : i + size]) for i in range(0, len(data), size)]
    values, at = [], 0
    while at < len(data):
        value, at = _read_varint(data, at)
        values.append(_from_wire(field, value))
    return values


def _scalar_bytes(field, value):
    kind = field.type
    if kind in _PACK:
        return struct.pack(_PACK[kind], value)
    if field.wire == 2:
        value = value.encode() if isinstance(value, str) else bytes(value)
        return _varint(len(value)) + value
    return _varint(int(value))


def _write(parts, field, value):
    key = _varint(field.number << 3 | field.wire)
    if field.form == 'map':
        for name in sorted(value):
            text, message = name.encode(), value[name].SerializeToString()
            entry = b'\n' + _varint(len(text)) + text + b'\x12' + _varint(len(message)) + message
            parts += [key, _varint(len(entry)), entry]
    elif field.is_message:
        for message in value if field.form == 'repeated' else [value]:
            data = message.SerializeToString()
            if data or field.form == 'repeated' or field.oneof:
                parts += [key, _varint(len(data)), data]
    elif field.form == 'repeated':
        if field.wire == 2:
            for part in value:
                parts += [key, _scalar_bytes(field, part)]
        elif value:
            data = b''.join(_scalar_bytes(field, part) for part in value)
            parts += [_varint(field.number << 3 | 2), _varint(len(data)), data]
    elif field.oneof or value != field.zero:
        parts += [key, _scalar_bytes(field, value)]


for _full_name, _rows in _TABLES.items():
    _made = [_Field(*_row) for _row in _rows]
    _CLASSES[_full_name] = type(
        _full_name.rpartition('.')[2],
        (Message,),
        {
            '_name': _full_name,
            '_fields': {field.name: field for field in _made},
            '_by_number': {field.number: field for field in _made},
            '__module__': 'tensorflow',
        },
    )

GraphDef = _CLASSES['tensorflow.GraphDef']
NodeDef = _CLASSES['tensorflow.NodeDef']
AttrValue = _CLASSES['tensorflow.AttrValue']
TensorProto = _CLASSES['tensorflow.TensorProto']
RunMetadata = _CLASSES['tensorflow.RunMetadata']

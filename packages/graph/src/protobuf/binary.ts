// Messages as bytes and back, by their tables.
import { DecodeError } from './errors.ts';
import {
  isEnumType,
  isMessageType,
  UNKNOWN,
  type Field,
  type FieldType,
  type Message,
  type MessageType,
} from './message.ts';
import { utf8Decode, utf8Encode } from './utf8.ts';
import { WIRE, WireReader, WireWriter } from './wire.ts';

/** As deep as protobuf itself goes. */
const MAX_DEPTH = 100;

/** Bytes of `message`; the same message always gives the same bytes (maps are sorted by key). */
export function encodeMessage<T extends object>(type: MessageType<T>, message: T): Uint8Array {
  const writer = new WireWriter();
  writeMessage(writer, type, message as Message);
  return writer.finish();
}

/** @throws DecodeError for bytes that are not such a message */
export function decodeMessage<T extends object>(type: MessageType<T>, bytes: Uint8Array): T {
  return readMessage(type, new WireReader(bytes), 0) as T;
}

const encodeAny = (type: MessageType, message: Message): Uint8Array =>
  encodeMessage(type as MessageType<Message>, message);

function writeMessage(writer: WireWriter, type: MessageType, message: Message): void {
  for (const field of type.fields) {
    const value = message[field.key];
    if (value === undefined) continue;
    if (field.form === 'map') writeMap(writer, field, value as ReadonlyMap<string, Message>);
    else if (field.form === 'single') {
      if (field.present || !isDefault(value)) writeField(writer, field, value);
    } else if (wireTypeOf(field.type) === WIRE.bytes)
      for (const element of value as readonly unknown[]) writeField(writer, field, element);
    else if ((value as readonly unknown[]).length > 0) {
      const packed = new WireWriter();
      for (const element of value as readonly unknown[]) writeValue(packed, field.type, element);
      writer.tag(field.number, WIRE.bytes);
      writer.span(packed.finish());
    }
  }
  for (const raw of message[UNKNOWN] ?? []) writer.raw(raw);
}

function writeMap(writer: WireWriter, field: Field, entries: ReadonlyMap<string, Message>): void {
  for (const [key, value] of [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const entry = new WireWriter();
    entry.tag(1, WIRE.bytes);
    entry.span(utf8Encode(key));
    entry.tag(2, WIRE.bytes);
    entry.span(encodeAny(field.type as MessageType, value));
    writer.tag(field.number, WIRE.bytes);
    writer.span(entry.finish());
  }
}

function writeField(writer: WireWriter, field: Field, value: unknown): void {
  writer.tag(field.number, wireTypeOf(field.type));
  writeValue(writer, field.type, value);
}

function writeValue(writer: WireWriter, type: FieldType, value: unknown): void {
  if (isMessageType(type)) writer.span(encodeAny(type, value as Message));
  else if (isEnumType(type)) writer.varint(value as number);
  else
    switch (type) {
      case 'int32':
      case 'uint32':
        return writer.varint(value as number);
      case 'int64':
      case 'uint64':
        return writer.varint64(value as bigint);
      case 'bool':
        return writer.varint(value ? 1 : 0);
      case 'fixed32':
        return writer.fixed32(value as number);
      case 'float':
        return writer.float(value as number);
      case 'double':
        return writer.double(value as number);
      case 'string':
        return writer.span(utf8Encode(value as string));
      case 'bytes':
        return writer.span(value as Uint8Array);
    }
}

/** Proto3 writes no singular scalar that has its default value; -0 is not the default. */
export const isDefault = (value: unknown): boolean =>
  value instanceof Uint8Array
    ? value.length === 0
    : Object.is(value, 0) || value === 0n || value === false || value === '';

function wireTypeOf(type: FieldType): number {
  if (isMessageType(type) || type === 'string' || type === 'bytes') return WIRE.bytes;
  if (type === 'float' || type === 'fixed32') return WIRE.fixed32;
  return type === 'double' ? WIRE.fixed64 : WIRE.varint;
}

function readMessage(type: MessageType, reader: WireReader, depth: number, message: Message = {}): Message {
  if (depth > MAX_DEPTH) throw new DecodeError('messages are nested too deep', reader.offset);
  while (!reader.done) {
    const start = reader.offset;
    const [tag, high] = reader.varint();
    const number = tag >>> 3;
    if (number === 0 || high !== 0) throw new DecodeError('a field without a number', start);
    const field = type.byNumber.get(number);
    const wireType = tag & 7;
    const expected = field === undefined ? -1 : wireTypeOf(field.type);
    const packed =
      field?.form === 'repeated' && wireType === WIRE.bytes && expected !== WIRE.bytes && expected !== -1;
    if (field === undefined || (wireType !== expected && !packed)) {
      reader.skip(wireType);
      (message[UNKNOWN] ??= []).push(reader.bytes.slice(start, reader.offset));
    } else if (packed) readPacked(message, field, reader);
    else readField(message, type, field, reader, depth);
  }
  return message;
}

function readPacked(message: Message, field: Field, reader: WireReader): void {
  const [start, end] = reader.span();
  const elements = (message[field.key] ??= []) as unknown[];
  const packed = new WireReader(reader.bytes, start, end);
  while (!packed.done) elements.push(readValue(field.type, packed, 0));
}

/** Sets a field that is not repeated; of a oneof only the last one set remains. */
export function setSingle(message: Message, type: MessageType, field: Field, value: unknown): void {
  if (field.oneof !== undefined)
    for (const other of type.fields) if (other.oneof === field.oneof) delete message[other.key];
  message[field.key] = value;
}

function readField(
  message: Message,
  type: MessageType,
  field: Field,
  reader: WireReader,
  depth: number,
): void {
  if (field.form === 'map') {
    const [start, end] = reader.span();
    const [key, value] = readEntry(field, new WireReader(reader.bytes, start, end), depth + 1);
    ((message[field.key] ??= new Map()) as Map<string, Message>).set(key, value);
    return;
  }
  // A single message that comes in parts is one message.
  const before = field.form === 'single' ? (message[field.key] as Message | undefined) : undefined;
  const value = readValue(field.type, reader, depth, before);
  if (field.form === 'repeated') ((message[field.key] ??= []) as unknown[]).push(value);
  else setSingle(message, type, field, value);
}

function readEntry(field: Field, reader: WireReader, depth: number): [string, Message] {
  let key = '';
  let value: Message = {};
  while (!reader.done) {
    const [tag] = reader.varint();
    if (tag === ((1 << 3) | WIRE.bytes)) key = readValue('string', reader, depth) as string;
    else if (tag === ((2 << 3) | WIRE.bytes)) value = readValue(field.type, reader, depth) as Message;
    else reader.skip(tag & 7);
  }
  return [key, value];
}

const signed64 = ([low, high]: [number, number]): bigint =>
  high === 0 ? BigInt(low) : BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));

function readValue(type: FieldType, reader: WireReader, depth: number, before?: Message): unknown {
  if (isMessageType(type)) {
    const [start, end] = reader.span();
    return readMessage(type, new WireReader(reader.bytes, start, end), depth + 1, before);
  }
  if (isEnumType(type)) return reader.varint()[0] | 0;
  switch (type) {
    case 'int32':
      return reader.varint()[0] | 0;
    case 'uint32':
      return reader.varint()[0];
    case 'int64':
      return signed64(reader.varint());
    case 'uint64':
      return BigInt.asUintN(64, signed64(reader.varint()));
    case 'bool': {
      const [low, high] = reader.varint();
      return low !== 0 || high !== 0;
    }
    case 'fixed32':
      return reader.fixed32();
    case 'float':
      return reader.float();
    case 'double':
      return reader.double();
    case 'string': {
      const [start, end] = reader.span();
      const text = utf8Decode(reader.bytes.subarray(start, end));
      if (text === null) throw new DecodeError('a text that is not UTF-8', start);
      return text;
    }
    case 'bytes': {
      const [start, end] = reader.span();
      return reader.bytes.slice(start, end);
    }
  }
}

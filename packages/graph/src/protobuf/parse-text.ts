// Messages from text, as tolerant as protobuf's own parser: comments, `<…>`, `[…]` lists, separators, any order.
import { setSingle } from './binary.ts';
import {
  isEnumType,
  isMessageType,
  type Field,
  type FieldType,
  type Message,
  type MessageType,
} from './message.ts';
import { Tokens } from './tokens.ts';
import { utf8Decode } from './utf8.ts';

const MAX_DEPTH = 100;

/** @throws ParseError with line and column */
export function parseMessage<T extends object>(type: MessageType<T>, text: string): T {
  const tokens = new Tokens(text);
  const message: Message = {};
  while (tokens.token !== '') readField(tokens, type, message, 0);
  return message as T;
}

function readField(tokens: Tokens, type: MessageType, message: Message, depth: number): void {
  const name = tokens.token;
  if (!/^[A-Za-z_]\w*$/.test(name)) throw tokens.error(`Expected identifier or number, got ${name}.`);
  tokens.take();
  const field = type.byName.get(name);
  if (field !== undefined) readValues(tokens, type, field, message, depth);
  else if (type.skipped.has(name)) skipField(tokens, depth);
  else throw tokens.error(`Message type "${type.messageName}" has no field named "${name}".`, 'before');
  if (!tokens.tryTake(',')) tokens.tryTake(';');
}

function readValues(tokens: Tokens, type: MessageType, field: Field, message: Message, depth: number): void {
  if (field.form === 'single') checkUnset(tokens, type, field, message);
  if (isMessageType(field.type)) tokens.tryTake(':');
  else tokens.expect(':');
  if (field.form === 'single') {
    setSingle(message, type, field, readValue(tokens, field.type, depth));
    return;
  }
  const add = (): void => {
    if (field.form === 'map') {
      const [key, value] = readEntry(tokens, field, depth);
      ((message[field.key] ??= new Map()) as Map<string, Message>).set(key, value);
    } else {
      const value = readValue(tokens, field.type, depth);
      ((message[field.key] ??= []) as unknown[]).push(value);
    }
  };
  if (!tokens.tryTake('[')) return add();
  if (tokens.tryTake(']')) return undefined;
  do add();
  while (tokens.tryTake(','));
  return tokens.expect(']');
}

function checkUnset(tokens: Tokens, type: MessageType, field: Field, message: Message): void {
  if (message[field.key] !== undefined)
    throw tokens.error(
      `Message type "${type.messageName}" should not have multiple "${field.name}" fields.`,
      'before',
    );
  if (field.oneof === undefined) return;
  const other = type.fields.find(({ oneof, key }) => oneof === field.oneof && message[key] !== undefined);
  if (other !== undefined)
    throw tokens.error(
      `Field "${field.name}" is specified along with field "${other.name}", another member of oneof ` +
        `"${field.oneof}" for message type "${type.messageName}".`,
      'before',
    );
}

function readBlock(tokens: Tokens, depth: number, inside: () => void): void {
  if (depth >= MAX_DEPTH) throw tokens.error(`Message too deep. Max recursion depth is ${MAX_DEPTH}`);
  const end = tokens.tryTake('<') ? '>' : '}';
  if (end === '}') tokens.expect('{');
  while (!tokens.tryTake(end)) {
    if (tokens.token === '') throw tokens.error(`Expected "${end}".`);
    inside();
  }
}

function readEntry(tokens: Tokens, field: Field, depth: number): [string, Message] {
  let key = '';
  let value: Message = {};
  readBlock(tokens, depth, () => {
    if (tokens.tryTake('key')) {
      tokens.expect(':');
      key = readValue(tokens, 'string', depth) as string;
    } else if (tokens.tryTake('value')) {
      tokens.tryTake(':');
      value = readValue(tokens, field.type, depth + 1) as Message;
    } else throw tokens.error(`Expected "key" or "value", got ${tokens.token}.`);
    if (!tokens.tryTake(',')) tokens.tryTake(';');
  });
  return [key, value];
}

function readValue(tokens: Tokens, type: FieldType, depth: number): unknown {
  if (isMessageType(type)) {
    const message: Message = {};
    readBlock(tokens, depth, () => readField(tokens, type, message, depth + 1));
    return message;
  }
  if (isEnumType(type)) {
    const { token } = tokens;
    const number = type.numberOf.get(token) ?? (/^-?\d+$/.test(token) ? Number(token) : undefined);
    if (number === undefined || Math.abs(number) > 2 ** 31)
      throw tokens.error(`Enum type "${type.enumName}" has no value named ${token}.`);
    tokens.take();
    return number;
  }
  switch (type) {
    case 'string': {
      const bytes = tokens.bytes();
      const text = utf8Decode(bytes);
      if (text === null) throw tokens.error('a text that is not UTF-8', 'before');
      return text;
    }
    case 'bytes':
      return tokens.bytes();
    case 'bool':
      return readBool(tokens);
    case 'float':
      return Math.fround(readFloat(tokens));
    case 'double':
      return readFloat(tokens);
    case 'int64':
      return readInteger(tokens, -(1n << 63n), (1n << 63n) - 1n);
    case 'uint64':
      return readInteger(tokens, 0n, (1n << 64n) - 1n);
    case 'int32':
      return Number(readInteger(tokens, -(1n << 31n), (1n << 31n) - 1n));
    case 'uint32':
    case 'fixed32':
      return Number(readInteger(tokens, 0n, (1n << 32n) - 1n));
  }
}

function readBool(tokens: Tokens): boolean {
  const { token } = tokens;
  const isTrue = /^(?:true|t|True|1)$/.test(token);
  if (!isTrue && !/^(?:false|f|False|0)$/.test(token)) throw tokens.error('Expected "true" or "false".');
  tokens.take();
  return isTrue;
}

function readInteger(tokens: Tokens, least: bigint, most: bigint): bigint {
  const { token } = tokens;
  const match = /^(-?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/.exec(token);
  if (match === null) throw tokens.error(`Couldn't parse integer: ${token}`);
  const digits = /^0[0-7]+$/.test(match[2]) ? `0o${match[2].slice(1)}` : match[2];
  const value = match[1] === '-' ? -BigInt(digits) : BigInt(digits);
  if (value < least || value > most) throw tokens.error(`Value out of range: ${token}`);
  tokens.take();
  return value;
}

function readFloat(tokens: Tokens): number {
  const { token } = tokens;
  const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?=[fF]?$)/.exec(token);
  const infinite = /^(-?)inf(?:inity)?f?$/i.exec(token);
  const isNan = /^-?nan(?:f|\(.*\))?$/i.test(token);
  if (plain === null && infinite === null && !isNan) throw tokens.error(`Couldn't parse float: ${token}`);
  tokens.take();
  if (plain !== null) return Number(plain[0]);
  return infinite === null ? NaN : infinite[1] === '-' ? -Infinity : Infinity;
}

/** Passes over the value of a field that means nothing here. */
function skipField(tokens: Tokens, depth: number): void {
  tokens.tryTake(':');
  skipValue(tokens, depth);
}

function skipValue(tokens: Tokens, depth: number): void {
  if (tokens.token === '{' || tokens.token === '<')
    readBlock(tokens, depth, () => {
      tokens.take();
      tokens.tryTake(':');
      skipValue(tokens, depth + 1);
      if (!tokens.tryTake(',')) tokens.tryTake(';');
    });
  else if (tokens.tryTake('[')) {
    while (!tokens.tryTake(']')) {
      if (tokens.token === '') throw tokens.error('Expected "]".');
      skipValue(tokens, depth + 1);
      tokens.tryTake(',');
    }
  } else if (tokens.token.startsWith('"') || tokens.token.startsWith("'")) tokens.bytes();
  else if (tokens.token === '' || /^[^\w.+-]/.test(tokens.token))
    throw tokens.error(`Invalid field value: ${tokens.token}`);
  else tokens.take();
}

// Messages as text, to the letter as protobuf's Python text_format prints them.
import { isDefault } from './binary.ts';
import {
  isEnumType,
  isMessageType,
  type Field,
  type FieldType,
  type Message,
  type MessageType,
} from './message.ts';
import { utf8Encode } from './utf8.ts';

/** Fields by number, map entries by key, two spaces a level; ends with a newline unless empty. */
export function printMessage<T extends object>(type: MessageType<T>, message: T): string {
  const lines: string[] = [];
  printFields(lines, '', type, message as Message);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function printFields(lines: string[], indent: string, type: MessageType, message: Message): void {
  for (const field of type.fields) {
    const value = message[field.key];
    if (value === undefined) continue;
    if (field.form === 'map')
      for (const [key, entry] of sortedEntries(value as ReadonlyMap<string, Message>)) {
        lines.push(`${indent}${field.name} {`, `${indent}  key: "${escapeBytes(utf8Encode(key))}"`);
        printField(lines, `${indent}  `, 'value', field.type, entry);
        lines.push(`${indent}}`);
      }
    else if (field.form === 'repeated')
      for (const element of value as readonly unknown[])
        printField(lines, indent, field.name, field.type, element);
    else if (field.present || !isDefault(value)) printField(lines, indent, field.name, field.type, value);
  }
}

const sortedEntries = (entries: ReadonlyMap<string, Message>): [string, Message][] =>
  [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));

function printField(
  lines: string[],
  indent: string,
  name: Field['name'],
  type: FieldType,
  value: unknown,
): void {
  if (!isMessageType(type)) {
    lines.push(`${indent}${name}: ${scalarText(type, value)}`);
    return;
  }
  lines.push(`${indent}${name} {`);
  printFields(lines, `${indent}  `, type, value as Message);
  lines.push(`${indent}}`);
}

function scalarText(type: Exclude<FieldType, MessageType>, value: unknown): string {
  if (isEnumType(type)) return type.nameOf.get(value as number) ?? String(value);
  switch (type) {
    case 'string':
      return `"${escapeBytes(utf8Encode(value as string))}"`;
    case 'bytes':
      return `"${escapeBytes(value as Uint8Array)}"`;
    case 'float':
      return pythonFloat(shortestFloat32(value as number));
    case 'double':
      return pythonFloat(value as number);
    default:
      return String(value);
  }
}

const ESCAPES: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte < 32 || byte >= 127 ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte),
);
const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '"': '\\"',
  "'": "\\'",
  '\\': '\\\\',
};

/** Bytes as C writes them in a string: octal where they are not printable ASCII. */
export function escapeBytes(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (const byte of bytes) parts.push(NAMED_ESCAPES[String.fromCharCode(byte)] ?? ESCAPES[byte]);
  return parts.join('');
}

/** The double with the fewest digits that still rounds to the same float32. */
function shortestFloat32(value: number): number {
  if (!Number.isFinite(value)) return value;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

/** Python's str of a float: `1.0`, `1e-05`, `1e+16`, `inf`, `nan`. */
function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa, exponent] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16)
    return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  const digits = mantissa.replace(/[-.]/g, '');
  const sign = value < 0 ? '-' : '';
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`;
  if (digits.length <= power + 1) return `${sign}${digits.padEnd(power + 1, '0')}.0`;
  return `${sign}${digits.slice(0, power + 1)}.${digits.slice(power + 1)}`;
}

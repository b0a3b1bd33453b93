// What a protobuf message is made of: tables that the binary codec and the text codec both read.

export type Scalar =
  'int32' | 'int64' | 'uint32' | 'uint64' | 'fixed32' | 'bool' | 'float' | 'double' | 'string' | 'bytes';

export interface EnumType {
  readonly enumName: string;
  readonly numberOf: ReadonlyMap<string, number>;
  readonly nameOf: ReadonlyMap<number, string>;
}

export interface MessageType<T = unknown> {
  readonly messageName: string;
  /** By number, ascending: the order in which they are written. */
  readonly fields: readonly Field[];
  readonly byNumber: ReadonlyMap<number, Field>;
  readonly byName: ReadonlyMap<string, Field>;
  /** Names of fields that a text may have but that mean nothing here. */
  readonly skipped: ReadonlySet<string>;
  /** Never there; it ties the table to the type of its messages. */
  readonly example?: T;
}

export type FieldType = Scalar | EnumType | MessageType;

export interface Field {
  readonly number: number;
  /** As in the .proto file: `tensor_shape`. */
  readonly name: string;
  /** As a property of the message: `tensorShape`. */
  readonly key: string;
  readonly type: FieldType;
  /** A map is from strings to messages, and a Map in the message. */
  readonly form: 'single' | 'repeated' | 'map';
  /** Written even where it has its default value: messages, and members of a oneof. */
  readonly present: boolean;
  /** Name of the oneof it belongs to: setting it clears the others. */
  readonly oneof?: string;
}

/**
 * A message as a plain object: absent is undefined; 64-bit integers are bigints, enums numbers, bytes Uint8Arrays,
 * repeated fields arrays and map fields Maps.
 */
export type Message = Record<string, unknown> & { [UNKNOWN]?: Uint8Array[] };

/** Fields that no table names, as they came, so that a message that is passed on loses nothing. */
export const UNKNOWN = Symbol('unknown fields');

export const isMessageType = (type: FieldType): type is MessageType =>
  typeof type === 'object' && 'messageName' in type;

export const isEnumType = (type: FieldType): type is EnumType =>
  typeof type === 'object' && 'enumName' in type;

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase());

export const enumType = (enumName: string, numbers: Readonly<Record<string, number>>): EnumType => ({
  enumName,
  numberOf: new Map(Object.entries(numbers)),
  nameOf: new Map(Object.entries(numbers).map(([name, number]) => [number, name])),
});

/** `fields` is called when first needed, since messages may contain each other. */
export function messageType<T>(
  messageName: string,
  fields: () => readonly Field[],
  skipped: readonly string[] = [],
): MessageType<T> {
  let sorted: readonly Field[] | undefined;
  let byNumber: ReadonlyMap<number, Field> | undefined;
  let byName: ReadonlyMap<string, Field> | undefined;
  const type = {
    messageName,
    skipped: new Set(skipped),
    get fields() {
      return (sorted ??= fields().toSorted((a, b) => a.number - b.number));
    },
    get byNumber() {
      return (byNumber ??= new Map(type.fields.map((field) => [field.number, field])));
    },
    get byName() {
      return (byName ??= new Map(type.fields.map((field) => [field.name, field])));
    },
  };
  return type;
}

export const field = (number: number, name: string, type: FieldType): Field => ({
  number,
  name,
  key: camelCase(name),
  type,
  form: 'single',
  present: isMessageType(type),
});

export const repeated = (number: number, name: string, type: FieldType): Field => ({
  ...field(number, name, type),
  form: 'repeated',
});

export const map = (number: number, name: string, type: MessageType): Field => ({
  ...field(number, name, type),
  form: 'map',
});

export const oneof = (name: string, ...fields: readonly Field[]): Field[] =>
  fields.map((member) => ({ ...member, present: true, oneof: name }));

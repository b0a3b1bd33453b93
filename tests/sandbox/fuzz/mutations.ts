// Changes to messages that were right: what an attacker does who knows the format.
import fc from 'fast-check';

/** Numbers here choose among what there is, so that each change fits every message. */
export interface Mutation {
  readonly at: number;
  readonly how: number;
  readonly other: number;
  readonly value: unknown;
}

const NUMBERS = [0, -0, 1, -1, 2, 3, 17, 0.5, 1e9, -1e9, 2 ** 31, 2 ** 32, 2 ** 53, 1e308, 5e-324];
const TEXTS = [
  '',
  'w',
  'X:0',
  'w:0',
  '^w',
  '^^w',
  'loss',
  'train',
  'w:1',
  'w:-1',
  'w:0.5',
  ':',
  'w:1e9',
].concat(
  ['__proto__', 'constructor', 'toString', 'then', 'float32', 'float64', 'int32', 'bool', 'Const', 'Assign'],
  [
    'Placeholder',
    'VariableV2',
    'MatMul',
    'Tile',
    'Fill',
    'Range',
    'NoOp',
    'dtype',
    'shape',
    'T',
    '\0',
    '\u{1f4a3}',
  ],
);

/** A value that JSON can carry, of those that have broken programs before. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...NUMBERS, ...TEXTS, true, false, null),
  fc.integer(),
  fc.double(),
  fc.string({ maxLength: 20 }),
  fc.array(fc.constantFrom<unknown>(...NUMBERS), { maxLength: 5 }),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    { type: 'float64' },
    { shape: null },
    { shape: [-1, 1e9] },
    { i: 1e15 },
    { list: [-1] },
  ),
);

export const mutations = (most: number): fc.Arbitrary<Mutation[]> =>
  fc.array(fc.record({ at: fc.nat(), how: fc.nat({ max: 6 }), other: fc.nat(), value: hostile }), {
    maxLength: most,
  });

type Container = Record<string, unknown>;
interface Place {
  readonly parent: Container;
  readonly key: string;
}

function placesOf(value: unknown, places: Place[] = []): Place[] {
  if (typeof value === 'object' && value !== null)
    for (const key of Object.keys(value)) {
      places.push({ parent: value as Container, key });
      placesOf((value as Container)[key], places);
    }
  return places;
}

const set = ({ parent, key }: Place, value: unknown): void => {
  // A copy, so that no later change makes it a part of itself.
  const copy = structuredClone(value);
  Object.defineProperty(parent, key, { value: copy, writable: true, enumerable: true, configurable: true });
};

function tweak(value: unknown, amount: number): unknown {
  if (typeof value === 'number') return [value + 1, value - 1, -value, value * 2, value + 0.5][amount % 5];
  if (typeof value === 'string')
    return [`${value}x`, value.slice(1), `${value}:0`, value.toUpperCase()][amount % 4];
  if (Array.isArray(value))
    return [value.toReversed(), value.slice(1), [...value, ...structuredClone(value)]][amount % 3];
  return !value;
}

/** A copy of `message` with the changes made one after the other. */
export function mutate(message: unknown, changes: readonly Mutation[]): unknown {
  const root = { message: structuredClone(message) };
  for (const { at, how, other, value } of changes) {
    const places = placesOf(root);
    if (places.length === 0) break;
    const place = places[at % places.length];
    const source = places[other % places.length];
    const { parent, key } = place;
    if (how === 0) set(place, value);
    else if (how === 1) {
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
    } else if (how === 2 && Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
    else if (how === 2) set({ parent, key: String(value).slice(0, 20) }, parent[key]);
    else if (how === 3) set(place, source.parent[source.key]);
    else if (how === 4) {
      const kept = structuredClone(parent[key]);
      set(place, source.parent[source.key]);
      set(source, kept);
    } else set(place, tweak(parent[key], other));
  }
  return root.message;
}

/** A copy of `bytes` with some of them overwritten, cut off or repeated. */
export function spoil(bytes: Uint8Array, changes: readonly Mutation[]): Uint8Array {
  let spoilt = Uint8Array.from(bytes);
  for (const { at, how, other } of changes) {
    if (spoilt.length === 0) break;
    const place = at % spoilt.length;
    if (how <= 3) spoilt[place] = [0, 255, other & 255, spoilt[place] ^ (1 << (other & 7))][how];
    else if (how === 4) spoilt = spoilt.slice(0, place);
    else spoilt = Uint8Array.of(...spoilt.subarray(0, place), ...spoilt.subarray(other % spoilt.length));
  }
  return spoilt;
}

// Which of our students a line of a gradebook's file is about.
import type { RosterStudent } from '@residual/store';
import type { KeyKind, Layout } from './layout.ts';

export type Match =
  | { readonly student: RosterStudent; readonly by: KeyKind }
  | { readonly student: null; readonly reason: 'unknown' | 'ambiguous' };

/** Small letters, one form of each character, single blanks; "Lovelace, Ada" is Ada Lovelace. */
export function normalizeName(name: string): string {
  const plain = name
    .normalize('NFKC')
    .replaceAll(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/^="(.*)"$/s, '$1')
    .toLowerCase()
    .trim()
    .replaceAll(/\s+/g, ' ');
  const [last, first, ...rest] = plain.split(', ');
  return first !== undefined && rest.length === 0 ? `${first} ${last}` : plain;
}

/** By everything that they may be called. */
export class StudentIndex {
  readonly #byKey = new Map<string, RosterStudent | null>();

  add(student: RosterStudent): void {
    const { identifiers, email, name } = student;
    const keys = new Set([
      ...(identifiers.canvasId ? [key('canvasId', identifiers.canvasId)] : []),
      ...(identifiers.moodleId ? [key('moodleId', identifiers.moodleId)] : []),
      ...(identifiers.sisId ? [key('sisId', identifiers.sisId)] : []),
      ...(identifiers.login ? [key('login', identifiers.login)] : []),
      // Many sites log in with the address.
      key('login', email),
      key('email', email),
      ...(identifiers.email ? [key('email', identifiers.email), key('login', identifiers.email)] : []),
      key('name', name),
    ]);
    // Null: more than one.
    for (const each of keys) this.#byKey.set(each, this.#byKey.has(each) ? null : student);
  }

  /** The first key that anybody is known by decides, as in Canvas. */
  find({ keys }: Layout, record: readonly string[]): Match {
    for (const { kind, columns } of keys) {
      const text = columns
        .map((column) => record[column]?.trim() ?? '')
        .join(' ')
        .trim();
      if (text === '') continue;
      const student = this.#byKey.get(key(kind, text));
      if (student) return { student, by: kind };
      if (student === null) return { student: null, reason: 'ambiguous' };
    }
    return { student: null, reason: 'unknown' };
  }
}

function key(kind: KeyKind, text: string): string {
  if (kind === 'name') return `name ${normalizeName(text)}`;
  // Nobody means two people by the case of letters; student numbers and IDs are compared as they are.
  return `${kind} ${kind === 'login' || kind === 'email' ? text.trim().toLowerCase() : text.trim()}`;
}

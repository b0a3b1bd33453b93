// What the columns of a gradebook's own file mean.
import type { ExportFormat } from '@residual/contracts';
import { DROPPED_HEADS, POINTS_POSSIBLE, TITLE_AND_ID } from '../formats/canvas.ts';
import { ExportError } from '../model.ts';

export type KeyKind = 'canvasId' | 'sisId' | 'login' | 'email' | 'moodleId' | 'name';

export interface GradeColumn {
  readonly index: number;
  /** As it stands in the file; it names the column. */
  readonly head: string;
  /** What is the assignment's in it. */
  readonly title: string;
}

export interface Layout {
  readonly heads: readonly string[];
  /** In the order in which students are looked for. A name may stand in two columns: given name first. */
  readonly keys: readonly { readonly kind: KeyKind; readonly columns: readonly number[] }[];
  readonly sectionColumn: number | null;
  /** Where something is said about a student: they are in the filled file, too, before the grades. */
  readonly studentColumns: readonly number[];
  readonly gradeColumns: readonly GradeColumn[];
}

export type FilledFormat = Extract<ExportFormat, 'canvas' | 'moodle-csv' | 'blackboard'>;

/** @throws ExportError if the first record is not a head that this gradebook writes */
export function readLayout(format: FilledFormat, record: readonly string[]): Layout {
  const heads = record.map((head) => head.trim());
  switch (format) {
    case 'canvas':
      return canvasLayout(heads);
    case 'moodle-csv':
      return moodleLayout(heads);
    case 'blackboard':
      return blackboardLayout(heads);
  }
}

/** Between "Student" and the column with "Section" in its name, which is the last about students. */
function canvasLayout(heads: readonly string[]): Layout {
  const section = heads.findLastIndex((head) => /^section$/i.test(head));
  const isSplit = /^last\s?name$/i.test(heads[0] ?? '') && /^first\s?name$/i.test(heads[1] ?? '');
  const id = isSplit ? 2 : 1;
  if (
    heads.length <= 3 ||
    section < 0 ||
    !(isSplit || heads[0].includes('Student')) ||
    !heads[id].includes('ID')
  )
    throw new ExportError(
      'This is not a gradebook that Canvas exported: its first line must begin with Student, ID and have a Section.',
    );
  const login = heads.indexOf('SIS Login ID');
  const sis = heads.indexOf('SIS User ID');
  return {
    heads,
    keys: [
      { kind: 'canvasId', columns: [id] },
      // Only side by side, as Canvas reads them.
      ...(sis > 0 && login === sis + 1 ? [{ kind: 'sisId', columns: [sis] } as const] : []),
      ...(login > 0 ? [{ kind: 'login', columns: [login] } as const] : []),
      { kind: 'name', columns: isSplit ? [1, 0] : [0] },
    ],
    sectionColumn: section,
    // Custom columns of Canvas's own stand between the section and the assignments and are left out.
    studentColumns: heads.map((_, i) => i).slice(0, section + 1),
    gradeColumns: heads.flatMap((head, index) => {
      const match = TITLE_AND_ID.exec(head);
      return index <= section || !match || DROPPED_HEADS.test(head)
        ? []
        : [{ index, head, title: match[1].trim() }];
    }),
  };
}

const MOODLE_HEADS: readonly [KeyKind | 'firstName' | 'lastName' | 'other', RegExp][] = [
  ['moodleId', /^(user ?id)$/i],
  ['login', /^(username|anmeldename)$/i],
  ['sisId', /^(id ?number|id-nummer)$/i],
  ['email', /^(e-?mail( address)?|e-?mail-?adresse)$/i],
  ['firstName', /^(first ?name|vorname)$/i],
  ['lastName', /^(last ?name|surname|nachname)$/i],
  [
    'other',
    /^(institution|department|abteilung|last downloaded from this course|zuletzt aus diesem kurs geladen)$/i,
  ],
];

function moodleLayout(heads: readonly string[]): Layout {
  const places = new Map<string, number>();
  const studentColumns: number[] = [];
  heads.forEach((head, i) => {
    const known = MOODLE_HEADS.find(([, pattern]) => pattern.test(head));
    if (!known) return;
    studentColumns.push(i);
    if (!places.has(known[0])) places.set(known[0], i);
  });
  const key = (kind: KeyKind) => (places.has(kind) ? [{ kind, columns: [places.get(kind)!] }] : []);
  const name =
    places.has('firstName') && places.has('lastName')
      ? [{ kind: 'name' as const, columns: [places.get('firstName')!, places.get('lastName')!] }]
      : [];
  const keys = [...key('moodleId'), ...key('login'), ...key('sisId'), ...key('email'), ...name];
  if (keys.length === 0)
    throw new ExportError(
      'This is not a grade export of Moodle (as plain text file): it has no column with an e-mail address, an ID number or a username.',
    );
  return {
    heads,
    keys,
    sectionColumn: null,
    studentColumns,
    gradeColumns: heads.flatMap((head, index) =>
      studentColumns.includes(index) || /\((feedback|percentage|letter|prozentsatz|buchstabe)\)$/i.test(head)
        ? []
        : [{ index, head, title: moodleTitle(head) }],
    ),
  };
}

/** "Assignment: Linear regression (Real)" → "Linear regression". */
const moodleTitle = (head: string): string =>
  head
    .replace(/\s*\((real|punkte|points|wert)\)$/i, '')
    .replace(/^(assignment|aufgabe|external tool|externes tool|manual item|quiz|test): ?/i, '')
    .trim();

function blackboardLayout(heads: readonly string[]): Layout {
  const find = (pattern: RegExp): number => heads.findIndex((head) => pattern.test(head));
  const username = find(/^(username|benutzername)$/i);
  if (username < 0)
    throw new ExportError(
      'This is not a file downloaded from the Grade Center of Blackboard: it has no column Username.',
    );
  const studentId = find(/^student id$/i);
  const [first, last] = [find(/^first name$/i), find(/^last name$/i)];
  return {
    heads,
    keys: [
      { kind: 'login', columns: [username] },
      ...(studentId >= 0 ? [{ kind: 'sisId', columns: [studentId] } as const] : []),
      ...(first >= 0 && last >= 0 ? [{ kind: 'name', columns: [first, last] } as const] : []),
    ],
    sectionColumn: null,
    studentColumns: heads.flatMap((head, i) => (head.includes('|') ? [] : [i])),
    gradeColumns: heads.flatMap((head, index) => {
      const bar = head.lastIndexOf('|');
      const title = head.slice(0, Math.max(bar, 0)).replace(/\[[^\]]*\]\s*$/, '');
      return bar < 0 ? [] : [{ index, head, title: title.trim() }];
    }),
  };
}

/** Canvas's line with the maxima, and its line about how grades are posted: about no student. */
export const isAboutNobody = (format: FilledFormat, record: readonly string[]): boolean =>
  format === 'canvas' &&
  (record[0].includes(POINTS_POSSIBLE) ||
    record.every((cell) => /^\s*((manual posting|muted).*)?$/i.test(cell)));

/** Canvas computes such a column and ignores what is imported. */
export const isReadOnly = (cell: string): boolean => /read\s+only/i.test(cell);

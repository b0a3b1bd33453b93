// Canvas's importer and exporter, written from what is known of instructure/canvas-lms (gradebook_importer.rb,
// gradebook_exporter.rb): a gradebook that takes a file as Canvas would.
import { readCsv } from './csv-reader.ts';

export interface CanvasUser {
  readonly id: string;
  readonly sisId: string | null;
  readonly login: string;
  readonly name: string;
}

export interface CanvasAssignment {
  readonly id: string;
  readonly title: string;
  pointsPossible: string;
}

/** By user, then assignment: a number in text, EX, or nothing. */
export type Scores = Map<string, Map<string, string>>;

const DROPPED =
  /Current Score|Current Points|Current Grade|Final Score|Final Points|Final Grade|Override Score|Override Grade|Override Status/;

const comma = (text: string): string => {
  if (!/^-?[0-9.,]+%?$/.test(text)) return text;
  const parts = text.split(/[,.]/);
  return parts.length > 1 ? `${parts.slice(0, -1).join('')}.${parts.at(-1)}` : text;
};

export class CanvasGradebook {
  readonly users: readonly CanvasUser[];
  readonly assignments: readonly CanvasAssignment[];
  readonly scores: Scores = new Map();

  constructor(users: readonly CanvasUser[], assignments: readonly CanvasAssignment[]) {
    this.users = users;
    this.assignments = assignments;
    for (const { id } of users) this.scores.set(id, new Map());
  }

  /** @returns the names that nobody has, and the titles that would become new assignments @throws for a bad header */
  import(text: string): { missing: string[]; proposed: string[] } {
    const lines = text.split('\n').slice(0, 3).join('\n');
    const count = (mark: string): number => lines.split(mark).length;
    const delimiter = count(';') > count(',') ? ';' : ',';
    const records = readCsv(text, delimiter).map((record) => record.map(comma));
    const [head, ...rest] = records.filter((record) => !/^[;, ]+$/.test(record.join(delimiter)));
    const section = head.findLastIndex((cell) => cell.includes('Section'));
    if (head.length <= 3 || !head[0].includes('Student') || !head[1].includes('ID') || section < 2)
      throw new Error('Invalid header row');
    const sis = head.indexOf('SIS User ID');
    const login = head.indexOf('SIS Login ID');
    const proposed: string[] = [];
    const columns = head.slice(section + 1).flatMap((cell, i) => {
      if (DROPPED.test(cell)) return [];
      const id = /^(.*)\s\((\d+)\)$/.exec(cell)?.[2];
      const found =
        this.assignments.find((each) => each.id === id) ??
        this.assignments.find((each) => each.title === cell);
      if (!found) proposed.push(cell);
      return found ? [{ index: section + 1 + i, id: found.id, isIgnored: false }] : [];
    });
    const missing: string[] = [];
    for (const record of rest) {
      if (record[0].includes('Points Possible')) {
        for (const column of columns) {
          if (/read\s+only/.test(record[column.index])) column.isIgnored = true;
          else if (record[column.index] !== '')
            this.assignments.find(({ id }) => id === column.id)!.pointsPossible = record[column.index];
        }
        continue;
      }
      const user = this.#find({
        name: record[0],
        id: record[1],
        sisId: sis > 0 && login === sis + 1 ? record[sis] : '',
        login: login > 0 ? record[login] : '',
      });
      if (!user) {
        missing.push(record[0]);
        continue;
      }
      const scores = this.scores.get(user.id)!;
      for (const { index, id, isIgnored } of columns) if (!isIgnored) change(scores, id, record[index]);
    }
    return { missing, proposed };
  }

  #find(row: { name: string; id: string; sisId: string; login: string }): CanvasUser | undefined {
    return (
      this.users.find(({ id }) => row.id !== '' && id === row.id) ??
      this.users.find(({ sisId }) => row.sisId !== '' && sisId === row.sisId) ??
      this.users.find(({ login }) => row.login !== '' && login === row.login) ??
      this.users.find(({ name }) => name === row.name)
    );
  }

  /** As Canvas writes it, a total that it computes among the columns. */
  export(): string {
    const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
    const heads = this.assignments.map(({ id, title }) => `${title} (${id})`);
    const rows = [
      ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', ...heads, 'Final Score'],
      [
        '    Points Possible',
        '',
        '',
        '',
        '',
        ...this.assignments.map((each) => each.pointsPossible),
        '(read only)',
      ],
      ...this.users.map((user) => [
        user.name.startsWith('=') ? `="${user.name}"` : user.name,
        user.id,
        user.sisId ?? '',
        user.login,
        'Sec 1',
        ...this.assignments.map(({ id }) => this.scores.get(user.id)!.get(id) ?? ''),
        '50.00',
      ]),
    ];
    return rows.map((row) => `${row.map(quote).join(',')}\n`).join('');
  }
}

/** To the second decimal, as Canvas looks for changes. */
function change(scores: Map<string, string>, assignment: string, cell: string): void {
  const text = cell.trim();
  if (text === '' || text === '-') {
    scores.delete(assignment);
    return;
  }
  if (text.toUpperCase() === 'EX') {
    scores.set(assignment, 'EX');
    return;
  }
  if (!/^-?\d*\.?\d+$/.test(text)) throw new Error(`"${text}" is no score`);
  const before = scores.get(assignment);
  if (before !== undefined && before !== 'EX' && Number(before).toFixed(2) === Number(text).toFixed(2))
    return;
  scores.set(assignment, text);
}

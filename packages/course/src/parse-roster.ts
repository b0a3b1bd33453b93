// A list of participants as campus systems and spreadsheets give it: names and addresses, in whatever columns.
import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';

export interface RosterLine {
  /** In the pasted text, from 1. */
  readonly line: number;
  readonly name: string;
  /** In lower case. */
  readonly email: string;
}

export interface RosterMistake {
  readonly line: number;
  readonly kind: 'noEmail' | 'noName' | 'twice';
  readonly text: string;
}

export type ParsedRoster =
  | { readonly ok: true; readonly lines: readonly RosterLine[]; readonly mistakes: readonly RosterMistake[] }
  | { readonly ok: false; readonly mistake: 'empty' | 'unreadable' | 'columns' | 'tooMany' };

const MOST_LINES = 5_000;

/** Headers as English and German systems write them. */
const HEADERS: Readonly<Record<'email' | 'name' | 'first' | 'last', RegExp>> = {
  email: /^(e-?mail|mail)([ _-]?(address|adresse))?$/i,
  name: /^((full[ _]?|display[ _]?)?name|student|teilnehmer(in)?|(vollständiger|voller) name)$/i,
  first: /^(first[ _]?name|given[ _]?name|vorname)$/i,
  last: /^(last[ _]?name|sur-?name|family[ _]?name|nachname|familienname)$/i,
};

const isAddress = (text: string): boolean => z.email().safeParse(text.trim()).success;

interface Row {
  readonly record: readonly string[];
  readonly line: number;
}

/** Commas, semicolons or tabs; with a header, or else one column that is an address and one that is a name. */
export function parseRoster(text: string): ParsedRoster {
  let rows: Row[];
  try {
    rows = readRows(text);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { ok: false, mistake: 'unreadable' };
  }
  const [first] = rows;
  if (!first) return { ok: false, mistake: 'empty' };
  if (rows.length > MOST_LINES) return { ok: false, mistake: 'tooMany' };
  const hasHeader = !first.record.some(isAddress) && first.record.some((cell) => HEADERS.email.test(cell));
  const read = hasHeader ? byHeader(first.record) : byContent;
  if (!read) return { ok: false, mistake: 'columns' };
  const lines: RosterLine[] = [];
  const mistakes: RosterMistake[] = [];
  const seen = new Set<string>();
  for (const { record, line } of hasHeader ? rows.slice(1) : rows) {
    const found = read(record);
    const email = found.email.trim().toLowerCase();
    const name = found.name.trim().replaceAll(/\s+/g, ' ');
    const kind = !isAddress(email) ? 'noEmail' : name === '' ? 'noName' : seen.has(email) ? 'twice' : null;
    seen.add(email);
    if (kind) mistakes.push({ line, kind, text: record.join(', ') });
    else lines.push({ line, name, email });
  }
  return { ok: true, lines, mistakes };
}

function readRows(text: string): Row[] {
  const plain = text.replace(/^\uFEFF/, '');
  const head = plain.split('\n', 1)[0];
  const delimiter = [';', '\t', ','].find((each) => head.includes(each)) ?? ',';
  const options = {
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    trim: true,
  } as const;
  // With `info` a row comes with the number of lines read so far: its own is the last of them.
  const rows = parse(plain, options) as unknown as { record: string[]; info: { lines: number } }[];
  return rows
    .map(({ record, info }) => ({ record, line: info.lines }))
    .filter(({ record }) => record.some((cell) => cell !== ''));
}

type Reader = (record: readonly string[]) => { readonly name: string; readonly email: string };

function byHeader(header: readonly string[]): Reader | null {
  const at = (kind: keyof typeof HEADERS): number =>
    header.findIndex((cell) => HEADERS[kind].test(cell.trim()));
  const [email, name, first, last] = [at('email'), at('name'), at('first'), at('last')];
  if (name < 0 && last < 0 && first < 0) return null;
  const cell = (record: readonly string[], index: number): string => (index < 0 ? '' : (record[index] ?? ''));
  return (record) => ({
    email: cell(record, email),
    name:
      name < 0 || (first >= 0 && last >= 0)
        ? `${cell(record, first)} ${cell(record, last)}`
        : cell(record, name),
  });
}

/** `Grace Hopper <grace@example.org>` as well, as mail programs copy it. */
const byContent: Reader = (record) => {
  const email = record.find(isAddress);
  if (email !== undefined) {
    const rest = record.filter((cell) => cell !== email && /\p{L}/u.test(cell));
    return { email, name: rest.slice(0, 2).join(' ') };
  }
  const [, name = '', address = ''] = /^(.*?)<([^<>]+)>\s*$/.exec(record.join(', ')) ?? [];
  return { email: address, name: name.replaceAll('"', '') };
};

// The gradebook's own file, filled in. Only what says who a student is and the columns of our assignments go back: what
// else the file holds may have changed in the gradebook since.
import { csvText, withoutFormula } from '../csv.ts';
import type { Upload } from '../filled/upload.ts';
import type { ExportRow, ExportWriter, Outgoing } from '../model.ts';
import { canvasValue } from './canvas.ts';

const KEYS = new Set(['canvasId', 'sisId', 'login', 'email', 'moodleId']);

export function writeFilled(upload: Upload): ExportWriter {
  const { layout, table, format, columns, leading } = upload;
  const places = new Map([...columns].map(([slug, { index }]) => [index, slug]));
  const kept = layout.heads
    .map((_, i) => i)
    .filter((i) => layout.studentColumns.includes(i) || places.has(i));
  const keyColumns = layout.keys.flatMap(({ kind, columns: at }) => (KEYS.has(kind) ? at : []));
  const isKey = new Set(keyColumns);
  const lines = (records: readonly (readonly string[])[]): string =>
    table.delimiter === '\t'
      ? records.map((record) => `${record.map(plain).join('\t')}\r\n`).join('')
      : csvText(records, { delimiter: table.delimiter, quoted: format === 'blackboard' });

  return async function* ({ assignments }, pages) {
    const order = new Map(assignments.map(({ slug }, i) => [slug, i]));
    const fill = ({ record, outgoing }: ExportRow): string[] => {
      const before = record!;
      // Where nothing else says who it is, the name does, and stays as it is.
      const isKnown = keyColumns.some((i) => (before[i] ?? '').trim() !== '');
      return kept.map((i) => {
        const slug = places.get(i);
        const cell = before[i] ?? '';
        if (slug === undefined) return isKey.has(i) || !isKnown ? cell : withoutFormula(cell);
        return filledValue(format, outgoing[order.get(slug)!], cell);
      });
    };
    const text = async function* (): AsyncGenerator<string> {
      yield lines([
        kept.map((i) => layout.heads[i]),
        ...leading.map((record) => kept.map((i) => record[i] ?? '')),
      ]);
      for await (const rows of pages) yield lines(rows.map(fill));
    };
    if (table.encoding === 'utf-8') {
      yield* text();
      return;
    }
    yield new Uint8Array([0xff, 0xfe]);
    for await (const chunk of text()) yield Buffer.from(chunk, 'utf16le');
  };
}

function filledValue(format: Upload['format'], outgoing: Outgoing, before: string): string {
  if (outgoing.kind === 'leave') return before;
  return format === 'canvas' ? canvasValue(outgoing) : outgoing.kind === 'points' ? outgoing.text : '';
}

/** Blackboard's tab-separated files know no quotes. */
const plain = (cell: string): string => cell.replaceAll(/[\t\r\n]+/g, ' ');

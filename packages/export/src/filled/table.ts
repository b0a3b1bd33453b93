// A gradebook's own file: its encoding, its separator, its records.
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { ExportError } from '../model.ts';

export const MAX_UPLOAD_BYTES = 20 * 1024 * 1024;

export interface UploadedTable {
  readonly delimiter: ',' | ';' | '\t';
  readonly encoding: 'utf-8' | 'utf-16le';
  /** The file's text, without a byte order mark. */
  readonly text: string;
}

/** @throws ExportError for what is no text */
export function openTable(bytes: Uint8Array): UploadedTable {
  if (bytes.byteLength > MAX_UPLOAD_BYTES)
    throw new ExportError(`The file is larger than ${MAX_UPLOAD_BYTES / 1024 / 1024} MiB.`);
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new ExportError(
      'The file is no text in UTF-8 or UTF-16. Upload it as the gradebook wrote it, not as a spreadsheet saved it.',
    );
  }
  if (text.includes('\0')) throw new ExportError('The file is no text: upload the CSV, not a workbook.');
  return { delimiter: delimiterOf(text), encoding, text };
}

/** The one that stands most often in the first record, outside of quotes. */
function delimiterOf(text: string): UploadedTable['delimiter'] {
  const counts = new Map<string, number>([
    ['\t', 0],
    [';', 0],
    [',', 0],
  ]);
  let isQuoted = false;
  for (const character of text.slice(0, 100_000)) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === '\n' && [...counts.values()].some((count) => count > 0)) break;
    else if (!isQuoted && counts.has(character)) counts.set(character, counts.get(character)! + 1);
  }
  const [delimiter] = [...counts].reduce((best, each) => (each[1] >= best[1] ? each : best));
  return delimiter as UploadedTable['delimiter'];
}

/** Records of text; lines of nothing but blanks and separators are left out. @throws ExportError for broken quotes */
export async function* readRecords({ text, delimiter }: UploadedTable): AsyncGenerator<string[]> {
  const parser = Readable.from(chunksOf(text)).pipe(
    parse({ delimiter, relax_column_count: true, relax_quotes: true, skip_records_with_empty_values: true }),
  );
  try {
    for await (const record of parser as AsyncIterable<string[]>) yield record;
  } catch (cause) {
    throw new ExportError(`The file cannot be read: ${(cause as Error).message}.`, { cause });
  }
}

function* chunksOf(text: string): Generator<string> {
  const size = 64 * 1024;
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

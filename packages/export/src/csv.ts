// Text with separators (RFC 4180): how everything that is CSV is written here.
import { stringify } from 'csv-stringify/sync';

/**
 * Text that a spreadsheet would run as a formula gets a leading apostrophe. For free text only: an identifier that is
 * changed is another one.
 */
export const withoutFormula = (text: string): string =>
  /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;

export interface CsvForm {
  readonly delimiter?: string;
  /** Quotes around every field. */
  readonly quoted?: boolean;
}

/** Whole records, with a line feed at the end. */
export function csvText(
  records: readonly (readonly string[])[],
  { delimiter = ',', quoted = false }: CsvForm = {},
): string {
  return stringify(records as string[][], {
    delimiter,
    quoted,
    quoted_empty: quoted,
    // A carriage return ends a record for some, and blanks at the ends are cut by others.
    quoted_match: /[\r\n]|^\s|\s$/,
  });
}

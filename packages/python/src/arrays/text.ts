// Numbers read from text, for loadtxt and genfromtxt.
import { FLOAT64 } from './dtypes.ts';
import { NumPyError } from './errors.ts';
import { StridedArray } from './strided-array.ts';

const WHITE = /[ \t\f\v\r\u00a0]+/;
const NUMBER = /^[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|inf(?:inity)?|nan)$/i;

/** As Python's float reads it; null if it does not. */
export function parseNumber(word: string): number | null {
  const text = word.trim();
  // Number() takes 0x10 and '' as well.
  if (!NUMBER.test(text)) return null;
  const lower = text.toLowerCase();
  if (lower.endsWith('nan')) return NaN;
  if (/^[+-]?inf/.test(lower)) return lower.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}

/**
 * A table of numbers, a row a line. Empty lines and what follows `comment` are left out.
 * @param delimiter '' for white space
 * @param missing what stands for words that are no numbers; NaN makes it genfromtxt, undefined refuses them
 * @throws NumPyError (ValueError) that names line and column
 */
export function parseTable(
  text: string,
  delimiter: string,
  comment: string,
  skip: number,
  mostRows: number,
  missing: number | undefined,
  ...columns: number[]
): StridedArray {
  let values = new Float64Array(1024);
  let count = 0;
  let rows = 0;
  let width = -1;
  let number = 0;
  for (let at = 0; at < text.length && rows < mostRows;) {
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    let line = text.slice(at, stop);
    at = stop + 1;
    if (number++ < skip) continue;
    if (comment !== '') {
      const from = line.indexOf(comment);
      if (from >= 0) line = line.slice(0, from);
    }
    line = line.trim();
    if (line === '') continue;
    const words = delimiter === '' ? line.split(WHITE) : line.split(delimiter);
    const chosen = columns.length === 0 ? words : columns.map((column) => wordAt(words, column, rows));
    if (width >= 0 && chosen.length !== width)
      throw changedWidth(missing !== undefined, number, rows, width, chosen.length);
    width = chosen.length;
    if (count + width > values.length) {
      const larger = new Float64Array(2 * (count + width));
      larger.set(values.subarray(0, count));
      values = larger;
    }
    for (let column = 0; column < width; column++) {
      const value = parseNumber(chosen[column]) ?? missing;
      if (value === undefined)
        throw new NumPyError(
          'ValueError',
          `could not convert string '${chosen[column].trim()}' to float64 at row ${rows}, column ${column + 1}.`,
        );
      values[count++] = value;
    }
    rows++;
  }
  return StridedArray.of(FLOAT64, [rows, Math.max(width, 0)], values.slice(0, count));
}

function wordAt(words: readonly string[], column: number, row: number): string {
  const word = words.at(column);
  if (word === undefined)
    throw new NumPyError(
      'ValueError',
      `invalid column index ${column} at row ${row + 1} with ${words.length} columns`,
    );
  return word;
}

function changedWidth(lenient: boolean, line: number, row: number, width: number, found: number): NumPyError {
  return new NumPyError(
    'ValueError',
    lenient
      ? `Some errors were detected !\n    Line #${line} (got ${found} columns instead of ${width})`
      : `the number of columns changed from ${width} to ${found} at row ${row + 1}; use \`usecols\` to select a subset and avoid this error`,
  );
}

// Text for the pusher's terminal, where git puts "remote: " before each line. Whatever a program or a file
// name may hold, a line is one line, does nothing to the terminal, and stays within WIDTH columns.
import { visibleText } from './visible-text.ts';

export const WIDTH = 92;

/** One harmless line. */
export const oneLine = (text: string): string => visibleText(text).replace(/\s+/g, ' ').trim();

export interface WrapOptions {
  readonly indent?: string;
  /** Before the first line, in place of the indent. */
  readonly first?: string;
  /** Lines beyond this are cut, visibly. */
  readonly maxLines?: number;
}

/** Harmless lines of at most WIDTH columns; line ends of the text are kept, words are not broken if they fit. */
export function wrap(
  text: string,
  { indent = '', first = indent, maxLines = 8 }: WrapOptions = {},
): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  const flush = (): void => {
    lines.push(line.trimEnd());
    line = indent;
    empty = true;
  };
  for (const paragraph of visibleText(text).split('\n')) {
    for (let word of paragraph.split(/\s+/).filter(Boolean)) {
      if (!empty && line.length + 1 + word.length > WIDTH) flush();
      // An address stays whole however long, so that it can be clicked.
      while (line.length + word.length > WIDTH && !/^https?:/.test(word)) {
        const room = WIDTH - line.length;
        line += word.slice(0, room);
        word = word.slice(room);
        flush();
        if (lines.length > maxLines) break;
      }
      line += (empty ? '' : ' ') + word;
      empty = false;
      if (lines.length > maxLines) break;
    }
    if (!empty) flush();
    if (lines.length > maxLines) return [...lines.slice(0, maxLines), `${indent}...`];
  }
  return lines;
}

/** One harmless line of at most WIDTH columns; what is cut off is marked. */
export function cut(text: string): string {
  const line = visibleText(text)
    .replace(/\s*\n\s*/g, ' ')
    .trimEnd();
  return line.length <= WIDTH ? line : `${line.slice(0, WIDTH - 4).trimEnd()} ...`;
}

/** A source line with a caret under a column (counted from 1), cut around it where the line is long. */
export function excerpt(source: string, column: number | undefined, indent: string): string[] {
  // Escapes would shift the caret, so here anything harmful is a single "?".
  const whole = [...source.split(/\r?\n/, 1)[0].replace(/\t/g, ' ')]
    .map((character) => (visibleText(character) === character ? character : '?'))
    .join('');
  const room = WIDTH - indent.length;
  const margin = whole.length - whole.trimStart().length;
  const at = Math.min(Math.max((column ?? 1) - 1, margin), whole.length);
  const start = at - margin < room ? margin : at - Math.floor(room / 2);
  const lines = [indent + whole.slice(start, start + room).trimEnd()];
  if (column !== undefined) lines.push(`${indent}${' '.repeat(at - start)}^`);
  return lines;
}

/** 14:03:22 UTC, in the course's time zone. */
export const timeOfDay = (time: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(time);

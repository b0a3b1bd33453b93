// Bytes or text that are not the message they should be.
import { GraphError } from '../errors.ts';

/** Broken bytes; `offset` is where. */
export class DecodeError extends GraphError {
  override name = 'DecodeError';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`Error parsing message at byte ${offset}: ${message}`);
    this.offset = offset;
  }
}

/** Broken text; `line` and `column` are 1-based. */
export class ParseError extends GraphError {
  override name = 'ParseError';
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(`${line}:${column} : ${message}`);
    this.line = line;
    this.column = column;
  }
}

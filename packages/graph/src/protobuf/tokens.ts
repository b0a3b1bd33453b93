// The words of protobuf's text format, with where they stand.
import { ParseError } from './errors.ts';
import { utf8Encode } from './utf8.ts';

const SPACE = /\s*(?:#[^\n]*\s*)*/y;
const TOKEN = /[A-Za-z_][\w+-]*|(?:[\d+-]|\.\d)[\w.+-]*|[^\s]/y;

export class Tokens {
  readonly #text: string;
  /** Where the present token, and the one before it, begin. */
  #start = 0;
  #previous = 0;
  #end = 0;
  #token = '';
  #unterminated = false;

  constructor(text: string) {
    this.#text = text;
    this.#advance();
    this.#previous = this.#start;
  }

  /** '' at the end. */
  get token(): string {
    return this.#token;
  }

  take(): string {
    const token = this.#token;
    this.#advance();
    return token;
  }

  tryTake(token: string): boolean {
    if (this.#token !== token) return false;
    this.#advance();
    return true;
  }

  expect(token: string): void {
    if (!this.tryTake(token)) throw this.error(`Expected "${token}".`);
  }

  /** An error at the present token, or at the one just taken. */
  error(message: string, at: 'here' | 'before' = 'here'): ParseError {
    const before = this.#text.slice(0, at === 'here' ? this.#start : this.#previous);
    return new ParseError(message, before.split('\n').length, before.length - before.lastIndexOf('\n'));
  }

  /** One or more strings in quotes; adjacent ones are one. */
  bytes(): Uint8Array {
    const parts = [this.#quoted()];
    while (this.#token.startsWith('"') || this.#token.startsWith("'")) parts.push(this.#quoted());
    if (parts.length === 1) return parts[0];
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let length = 0;
    for (const part of parts) {
      all.set(part, length);
      length += part.length;
    }
    return all;
  }

  #quoted(): Uint8Array {
    const token = this.#token;
    const quote = token[0];
    if (quote !== '"' && quote !== "'") throw this.error(`Expected string but found: '${token}'`);
    if (this.#unterminated) throw this.error(`String missing ending quote: '${token.slice(0, 60)}'`);
    const bytes = unescapeBytes(token.slice(1, -1));
    if (bytes === null) throw this.error('a string with an escape that is none');
    this.#advance();
    return bytes;
  }

  #advance(): void {
    SPACE.lastIndex = this.#end;
    SPACE.test(this.#text);
    this.#previous = this.#start;
    this.#start = SPACE.lastIndex;
    const first = this.#text[this.#start];
    if (first === '"' || first === "'") this.#end = this.#endOfString(first);
    else {
      TOKEN.lastIndex = this.#start;
      TOKEN.test(this.#text);
      this.#end = Math.max(TOKEN.lastIndex, this.#start);
    }
    this.#token = this.#text.slice(this.#start, this.#end);
  }

  /** By hand: a tensor's content may be too long for a regular expression. */
  #endOfString(quote: string): number {
    const text = this.#text;
    for (let at = this.#start + 1; at < text.length; at++) {
      const character = text[at];
      this.#unterminated = false;
      if (character === quote) return at + 1;
      if (character === '\n') break;
      if (character === '\\') at++;
    }
    this.#unterminated = true;
    const newline = text.indexOf('\n', this.#start);
    return newline < 0 ? text.length : newline;
  }
}

const ESCAPE =
  /\\(?:([0-7]{1,3})|[xX]([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([abfnrtv\\'"?]))/y;
const NAMED: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** The bytes that C's escapes mean; characters beyond ASCII stand for their UTF-8. Null for a broken escape. */
function unescapeBytes(text: string): Uint8Array | null {
  const plain = utf8Encode(text);
  if (!text.includes('\\')) return plain;
  const bytes = new Uint8Array(plain.length);
  let length = 0;
  const add = (part: Uint8Array): void => {
    bytes.set(part, length);
    length += part.length;
  };
  for (let at = 0; at < text.length;) {
    const next = text.indexOf('\\', at);
    if (next !== at) {
      add(utf8Encode(text.slice(at, next < 0 ? undefined : next)));
      at = next < 0 ? text.length : next;
      continue;
    }
    ESCAPE.lastIndex = at;
    const match = ESCAPE.exec(text);
    if (match === null) return null;
    const [all, octal, hex, short, long, named] = match;
    const code = parseInt(octal ?? hex ?? short ?? long ?? '0', octal === undefined ? 16 : 8);
    if (named !== undefined) bytes[length++] = NAMED[named] ?? named.charCodeAt(0);
    else if (short === undefined && long === undefined) {
      if (code > 255) return null;
      bytes[length++] = code;
    } else if (code > 0x10ffff) return null;
    else add(utf8Encode(String.fromCodePoint(code)));
    at += all.length;
  }
  return bytes.slice(0, length);
}

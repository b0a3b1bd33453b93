// Which file of a submission is the program of a task.
import { LANGUAGE_BY_EXTENSION, type Language } from '@residual/contracts';

export interface Program {
  readonly file: string;
  readonly language: Language;
  readonly source: string;
}

export type FoundProgram =
  | { readonly kind: 'found'; readonly program: Program }
  | { readonly kind: 'missing'; readonly expected: readonly string[] }
  /** One task in two languages: which one counts is not ours to guess. */
  | { readonly kind: 'ambiguous'; readonly files: readonly string[] }
  | { readonly kind: 'not utf-8'; readonly file: string };

export function findProgram(files: ReadonlyMap<string, Uint8Array>, task: string): FoundProgram {
  const expected = Object.keys(LANGUAGE_BY_EXTENSION).map((extension) => `${task}.${extension}`);
  const present = expected.filter((file) => files.has(file));
  if (present.length === 0) return { kind: 'missing', expected };
  if (present.length > 1) return { kind: 'ambiguous', files: present };
  const [file] = present;
  const [first, second] = files.get(file) ?? [];
  // The byte order mark of UTF-16, either way round.
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { kind: 'not utf-8', file };
  const language = LANGUAGE_BY_EXTENSION[file.slice(task.length + 1)];
  return { kind: 'found', program: { file, language, source: new TextDecoder().decode(files.get(file)) } };
}

// TypeScript → JavaScript by blanking the types out: every character keeps its line and column.
import { stripTypeScriptTypes } from 'node:module';
import type { Language, ProgramError } from '@residual/contracts';

const REMEDIES: readonly [RegExp, string][] = [
  [/enum/, 'use an object such as `const Color = { red: 0, green: 1 } as const` instead'],
  [/parameter property/, 'declare the field and assign it in the constructor instead'],
  [/namespace|module/, 'use plain functions and constants instead'],
  [/import equals/, 'use `import tf from "tensorflow"` instead'],
];

export const TOO_COMPLEX = 'The program cannot be parsed: is something nested thousands of times?';

/** Node gives the place of a syntax error as text only: `file:line`, the source, a row of carets. */
function errorOf(error: Error & { code?: string }, file: string): ProgramError {
  const [head = '', ...rows] = (error.stack ?? '').split('\n');
  const line = Number(/:(\d+)$/.exec(head)?.[1]);
  const carets = rows.find((row) => /^\s*\^+\s*$/.test(row));
  const unsupported = error.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX';
  const remedy = unsupported ? REMEDIES.find(([pattern]) => pattern.test(error.message))?.[1] : undefined;
  return {
    kind: 'SyntaxError',
    message: unsupported
      ? `${error.message.replace(' in strip-only mode', '')} here${remedy === undefined ? '' : `: ${remedy}`}`
      : error.message,
    stack: [],
    ...(line >= 1 ? { site: { file, line, column: Math.max(1, (carets?.indexOf('^') ?? 0) + 1) } } : {}),
  };
}

/** @returns the JavaScript, or why there is none */
export function stripTypes(
  source: string,
  language: Language,
  file: string,
): { javascript: string } | { error: ProgramError } {
  if (language === 'javascript') return { javascript: source };
  try {
    return { javascript: stripTypeScriptTypes(source, { mode: 'strip' }) };
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' || code === 'ERR_INVALID_TYPESCRIPT_SYNTAX')
      return { error: errorOf(error as Error, file) };
    // The parser itself gave up, as it does on an expression nested ten thousand times.
    return { error: { kind: 'SyntaxError', message: TOO_COMPLEX, stack: [] } };
  }
}

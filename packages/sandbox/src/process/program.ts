// The student's program as a module of the isolate: compiled, linked to the modules it may import, run.
import type { ProgramError, ProgramRequest } from '@residual/contracts';
import type ivm from 'isolated-vm';
import { stripTypes, TOO_COMPLEX } from './strip.ts';

export const programUrl = (file: string): string => `file:///${file}`;

/** A program that cannot be compiled; not a failure of ours. */
export class CompileError extends Error {
  override name = 'CompileError';
  readonly error: ProgramError;

  constructor(error: ProgramError) {
    super(error.message);
    this.error = error;
  }
}

/** The first place in `source` where `text` stands; for messages of the linker, which give none. */
function findSite(source: string, file: string, text: RegExp): ProgramError['site'] {
  const lines = source.split('\n');
  const line = lines.findIndex((candidate) => text.test(candidate));
  return line < 0 ? undefined : { file, line: line + 1, column: Math.max(1, lines[line].search(text) + 1) };
}

const quoted = (specifier: string): RegExp =>
  new RegExp(`["']${specifier.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}["']`);

const compileError = (kind: string, message: string, site: ProgramError['site']): CompileError =>
  new CompileError({
    kind,
    message: message.slice(0, 8_000),
    stack: [],
    ...(site === undefined ? {} : { site }),
  });

/** V8's message with the place that isolated-vm writes behind it: `… [file:///a.ts:3:20]`. */
function syntaxError(error: Error, { file, source }: ProgramRequest): CompileError {
  const place = / \[file:\/\/\/.*:(\d+):(\d+)\]$/.exec(error.message);
  if (place === null) {
    const wanted = /module '(\w+)' does not provide/.exec(error.message)?.[1];
    return compileError(
      'SyntaxError',
      error.message,
      wanted === undefined ? undefined : findSite(source, file, quoted(wanted)),
    );
  }
  const site = { file, line: Number(place[1]), column: Number(place[2]) };
  return compileError('SyntaxError', error.message.slice(0, place.index), site);
}

export interface LinkOptions {
  readonly isolate: ivm.Isolate;
  readonly context: ivm.Context;
  readonly request: ProgramRequest;
  /** What the program may import. */
  readonly modules: Readonly<Record<string, ivm.Module>>;
  /** The bundle, which tells the host that the program has ended. */
  readonly isolateModule: ivm.Module;
}

/**
 * @returns a module that runs the program and then reports its end
 * @throws CompileError
 */
export function linkProgram({ isolate, context, request, modules, isolateModule }: LinkOptions): ivm.Module {
  const { file, source, language } = request;
  const stripped = stripTypes(source, language, file);
  if ('error' in stripped) throw new CompileError(stripped.error);
  let program: ivm.Module;
  try {
    program = isolate.compileModuleSync(stripped.javascript, { filename: programUrl(file) });
  } catch (error) {
    if (error instanceof SyntaxError) throw syntaxError(error, request);
    if (error instanceof RangeError) throw compileError('SyntaxError', TOO_COMPLEX, undefined);
    throw error;
  }
  for (const specifier of program.dependencySpecifiers)
    if (!Object.hasOwn(modules, specifier))
      throw compileError(
        'ImportError',
        `There is no module "${specifier}" here: a program can import ${Object.keys(modules)
          .map((name) => `"${name}"`)
          .join(', ')
          .replace(/, (?=[^,]*$)/, ' and ')}, nothing else.`,
        findSite(source, file, quoted(specifier)),
      );
  const entry = isolate.compileModuleSync(
    'import "program"; import { programEnded } from "#isolate"; programEnded();',
  );
  try {
    entry.instantiateSync(context, (specifier) => {
      if (specifier === 'program') return program;
      return specifier === '#isolate' ? isolateModule : modules[specifier];
    });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw syntaxError(error, request);
  }
  return entry;
}

// A task's report from what the sandbox and the evaluator said, with source lines, output and receipt added.
import type { Evaluation, ProgramError, TaskReport, TaskSpec } from '@residual/contracts';
import { NotebookError, notebookParts } from '@residual/python/notebook';
import type { ProgramOutcome } from '@residual/sandbox';
import type { FoundProgram, Program } from './find-program.ts';
import { plainEvaluation } from './plain-evaluation.ts';

export interface ReportContext {
  readonly task: TaskSpec;
  readonly receipt: TaskReport['receipt'];
}

const anyOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

/** The verdict where there is no program to run. */
export function evaluationOfMissing(
  task: TaskSpec,
  found: Exclude<FoundProgram, { kind: 'found' }>,
): Evaluation {
  switch (found.kind) {
    case 'missing':
      return plainEvaluation(
        task,
        'wrong',
        `There is no ${anyOf(found.expected)} in the assignment's folder.`,
      );
    case 'ambiguous':
      return plainEvaluation(
        task,
        'forbidden',
        `${found.files.join(' and ')} answer the same task: keep one of them.`,
      );
    case 'not utf-8':
      return plainEvaluation(
        task,
        'compile error',
        `${found.file} is saved as UTF-16: save the file as UTF-8.`,
      );
  }
}

/** The verdict on a program that never came to be graded; null for one that has. */
export function evaluationOfOutcome(
  task: TaskSpec,
  file: string,
  outcome: ProgramOutcome,
): Evaluation | null {
  switch (outcome.kind) {
    case 'finished':
      return null;
    case 'compile error':
      return plainEvaluation(
        task,
        outcome.kind,
        `${file} does not compile${placeOf(outcome.error)}.`,
        outcome.error,
      );
    case 'runtime error':
      return plainEvaluation(
        task,
        outcome.kind,
        `The program ended with ${outcome.error.kind}.`,
        outcome.error,
      );
    case 'time limit':
    case 'output limit':
      return plainEvaluation(
        task,
        outcome.kind,
        [outcome.detail, LOOK_FOR[outcome.kind], lastPrinted(outcome.output.text)].join(' ').trimEnd(),
      );
    case 'memory limit':
    case 'forbidden':
      return plainEvaluation(task, outcome.kind, outcome.detail);
  }
}

const LOOK_FOR = {
  'time limit': 'Look for a loop without an end, or too many steps.',
  'output limit': 'Look for a loop without an end, or print every 100th step only.',
} as const;

/** Says how far the program came. */
function lastPrinted(output: string): string {
  // What follows the last line's end was cut off.
  const line = output
    .slice(0, output.lastIndexOf('\n') + 1)
    .split('\n')
    .findLast((each) => each.trim() !== '')
    ?.trim();
  if (line === undefined) return 'It printed no whole line.';
  return `The last line it printed: ${line.length > 200 ? `${line.slice(0, 200)} ...` : line}`;
}

const placeOf = ({ site }: ProgramError): string => (site === undefined ? '' : ` (line ${site.line})`);

/** The texts that places are in: of a notebook its cells, as far as it is one. */
function sourceParts({ file, language, source }: Program): readonly { name: string; source: string }[] {
  if (language !== 'notebook') return [{ name: file, source }];
  try {
    return notebookParts(source, file);
  } catch (error) {
    if (error instanceof NotebookError) return [];
    throw error;
  }
}

/** The error with the text of the lines it speaks of. */
function withSourceLines(error: ProgramError, program: Program): TaskReport['error'] {
  const parts = sourceParts(program);
  const lineAt = (site: ProgramError['site']): string | undefined => {
    const part = parts.find(({ name }) => name === site?.file);
    return site === undefined ? undefined : part?.source.split(/\r?\n/)[site.line - 1]?.slice(0, 500);
  };
  const sourceLine = lineAt(error.site);
  const opSourceLine = lineAt(error.op?.site);
  return {
    ...error,
    ...(sourceLine === undefined ? {} : { sourceLine }),
    ...(opSourceLine === undefined ? {} : { opSourceLine }),
  };
}

/** PostgreSQL's JSON has no U+0000 and no half of a surrogate pair; a program can print both. */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\u2400') as T;
  if (Array.isArray(value)) return value.map((part: unknown) => storable(part)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [storable(key), storable(part)])) as T;
}

/** @param run absent when there was nothing to run */
export function taskReport(
  { task, receipt }: ReportContext,
  evaluation: Evaluation,
  run?: { program: Program; outcome: ProgramOutcome; gradingMs: number },
): TaskReport {
  const { error, ...rest } = evaluation;
  return storable({
    task: task.name,
    ...rest,
    ...(run === undefined ? {} : { file: run.program.file }),
    ...(error === undefined
      ? {}
      : { error: run === undefined ? error : withSourceLines(error, run.program) }),
    ...(run?.outcome.plots === undefined ? {} : { plots: [...run.outcome.plots] }),
    output: run?.outcome.output ?? { text: '', truncated: false },
    timings: { programMs: run?.outcome.programMs ?? 0, gradingMs: run?.gradingMs ?? 0 },
    receipt,
  });
}

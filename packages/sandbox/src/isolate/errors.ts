// Errors and places in the program. A program may throw anything and poison everything about it, so an error is
// turned into plain strings here, inside the isolate, where the time limit holds, and before the host looks.
import type { ProgramError } from '@residual/contracts';
import type { Site } from '@residual/graph';

/** V8's structured stack frame, as far as it is used. */
interface CallSite {
  getFileName(): string | null;
  getFunctionName(): string | null;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
}
interface V8Error {
  captureStackTrace(target: object): void;
  prepareStackTrace: unknown;
  stackTraceLimit: unknown;
}

const FRAMES = 30;
const STACK_LINES = 20;
const MESSAGE_LENGTH = 8_000;
const REMEMBERED = 64;

const { defineProperty } = Object;
const captureStackTrace = (Error as unknown as V8Error).captureStackTrace;

let program = { url: '', file: '', lines: [] as string[] };
/** What `captureSite` is about to read the stack of. */
let probe: { stack?: unknown } | null = null;
/** The errors whose stack was formatted last, found again by its lines. */
const remembered: { places: string; error: ProgramError }[] = [];

/** Names the program whose frames count, before it runs. `url` is the name it was compiled under. */
export function setProgram(url: string, file: string, source: string): void {
  program = { url, file, lines: source.split('\n') };
}

function siteOf(frame: CallSite): Site | null {
  if (frame.getFileName() !== program.url) return null;
  return { file: program.file, line: frame.getLineNumber() ?? 1, column: frame.getColumnNumber() ?? 1 };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function opOf(error: object): ProgramError['op'] {
  const op = (error as { op?: { name?: unknown; site?: Site } }).op;
  if (typeof op !== 'object' || op === null || typeof op.name !== 'string') return undefined;
  return { name: op.name.slice(0, 1024), ...(op.site === undefined ? {} : { site: op.site }) };
}

function formatStack(error: object, frames: CallSite[]): string {
  const kind = textOf((error as Error).name).slice(0, 100) || 'Error';
  const message = textOf((error as Error).message).slice(0, MESSAGE_LENGTH);
  const stack: string[] = [];
  let site: Site | undefined;
  for (const frame of frames) {
    const place = siteOf(frame);
    if (place === null || stack.length === STACK_LINES) continue;
    site ??= place;
    stack.push(
      `${frame.getFunctionName() ?? '<program>'} (${place.file}:${place.line}:${place.column})`.slice(0, 500),
    );
  }
  const places = stack.map((line) => `\n    at ${line}`).join('');
  const op = opOf(error);
  if (remembered.length === REMEMBERED) remembered.shift();
  remembered.push({
    places,
    error: {
      kind,
      message,
      stack,
      ...(site === undefined ? {} : { site }),
      ...(op === undefined ? {} : { op }),
    },
  });
  return `${kind}: ${message}${places}`;
}

function prepareStackTrace(error: object, frames: CallSite[]): unknown {
  if (error !== probe) return formatStack(error, frames);
  for (const frame of frames) {
    const site = siteOf(frame);
    if (site !== null) return site;
  }
  return undefined;
}

/** Takes over how stacks are made, for good: the program cannot replace it, nor see frames that are not its own. */
export function takeOverStackTraces(): void {
  for (const [key, value] of [
    ['prepareStackTrace', prepareStackTrace],
    ['stackTraceLimit', FRAMES],
  ] as const)
    defineProperty(Error, key, { value, writable: false, configurable: false, enumerable: false });
}

/** The innermost place in the program on the present stack. */
export function captureSite(): Site | undefined {
  const target: { stack?: unknown } = {};
  probe = target;
  captureStackTrace(target);
  const site = target.stack as Site | undefined;
  probe = null;
  return site;
}

export const sourceLine = (site: Site): string | undefined => program.lines[site.line - 1];

/**
 * What is known of the error whose `stack` is this, as ProgramError in JSON; null for one never seen. The
 * sandbox may have cut the message in it, so the places decide, and of equal ones the last.
 */
export function explainStack(stack: string): string | null {
  for (let i = remembered.length - 1; i >= 0; i--)
    if (stack.endsWith(remembered[i].places)) return JSON.stringify(remembered[i].error);
  return null;
}

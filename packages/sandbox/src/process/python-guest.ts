// The isolate of a Python program: Python is loaded from its snapshot and waits for its source.
import { readFileSync } from 'node:fs';
import { programErrorSchema, type ProgramError, type ProgramRequest } from '@residual/contracts';
import { notebookParts, NotebookError } from '@residual/python/notebook';
import type { SourcePart } from '@residual/python/isolate';
import ivm from 'isolated-vm';
import { z } from 'zod';
import type { PythonBeginning } from '../isolate/python.ts';
import type { Guest, GuestOptions } from './guest.ts';
import { callbacksOf, copyIn, dataOf, openIsolate } from './isolate-module.ts';
import { CompileError } from './program.ts';

export interface PythonFiles {
  readonly wasm: string;
  readonly stdlib: string;
  /** Null to load Python's modules from `modules`. */
  readonly snapshot: string | null;
  readonly modules?: Readonly<Record<string, string>>;
}

export interface PythonGuest extends Guest {
  /** What the next process can be started from; of one that has run nothing. */
  makeSnapshot(): Uint8Array;
}

/** What the program's failure says of itself, as the isolate's JSON. */
const failureSchema = programErrorSchema.extend({
  /** Found before its first instruction. */
  compiling: z.boolean().optional(),
  /** Python's own memory is used up. */
  memory: z.boolean().optional(),
});

/** The program failed and has told how. */
export class ProgramFailure extends Error {
  override name = 'ProgramFailure';
  readonly error: ProgramError;
  readonly ofMemory: boolean;

  constructor(error: ProgramError, ofMemory: boolean) {
    super(error.message);
    this.error = error;
    this.ofMemory = ofMemory;
  }
}

const CRASHED =
  "Python itself stopped, as with os.abort() or when memory is written to that is not the program's.";

/** A file's bytes as an ArrayBuffer of the isolate's, of which no copy stays here. */
function moveIn(path: string): unknown {
  const bytes = readFileSync(path);
  const buffer = bytes.buffer.byteLength === bytes.byteLength ? bytes.buffer : new Uint8Array(bytes).buffer;
  return new ivm.ExternalCopy(buffer, { transferOut: true }).copyInto({ release: true, transferIn: true });
}

export function createPythonGuest({
  scratch,
  host,
  python,
  ...options
}: GuestOptions & { readonly python: PythonFiles }): PythonGuest {
  const { isolate, call } = openIsolate(options);
  call('boot', [copyIn(scratch), ...callbacksOf(host)]);
  const wasm = new WebAssembly.Module(readFileSync(python.wasm));
  call('start', [
    copyIn(wasm),
    moveIn(python.stdlib),
    python.snapshot === null ? null : moveIn(python.snapshot),
    JSON.stringify(python.modules ?? {}),
    options.memoryMegabytes << 20,
  ]);
  const failure = String(call('startFailure', []));
  if (failure !== '') throw new Error(`Python does not start: ${failure}`);
  return {
    isDisposed: () => isolate.isDisposed,
    makeSnapshot: () => {
      const bytes = call('makeSnapshot', [], { result: { copy: true } } as never);
      return bytes as Uint8Array;
    },
    prepare(request, buffers) {
      call('harden', []);
      const { data, arrays } = dataOf(request, buffers);
      const beginning: PythonBeginning = {
        parts: partsOf(request),
        seed: request.seed,
        graphNodes: request.limits.graphNodes,
        ...(request.devices === undefined ? {} : { devices: request.devices }),
        outputCharacters: request.limits.outputKilobytes * 1024,
        data,
      };
      call('begin', [JSON.stringify(beginning), ...arrays]);
    },
    run(timeout) {
      let told: unknown;
      try {
        told = call('run', [], { timeout });
      } catch (error) {
        // What a program does wrong is told by Python; here Python itself has stopped.
        if (isolate.isDisposed || !(error instanceof Error) || error instanceof RangeError) throw error;
        throw new ProgramFailure({ kind: 'Crash', message: CRASHED, stack: [] }, false);
      }
      if (told === '') return;
      const parsed = failureSchema.safeParse(JSON.parse(String(told)));
      if (!parsed.success)
        throw new ProgramFailure(
          { kind: 'Error', message: 'The program failed and spoilt how that is told.', stack: [] },
          false,
        );
      const { compiling, memory, ...error } = parsed.data;
      if (compiling) throw new CompileError(error);
      throw new ProgramFailure(error, memory === true);
    },
    plots: (timeout) => JSON.parse(String(call('plots', [], { timeout }))) as unknown,
    collect(timeout) {
      call('collect', [], { timeout });
    },
    explain: () => null,
  };
}

function partsOf({ language, file, source }: ProgramRequest): readonly SourcePart[] {
  if (language !== 'notebook') return [{ name: file, source }];
  try {
    return notebookParts(source, file);
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error;
    throw new CompileError({ kind: 'SyntaxError', message: error.message, stack: [] });
  }
}

// What runs inside the isolate of a Python program: the graph library, CPython in WebAssembly, and what the host calls.
// `boot` comes first, once; `start` loads Python; `begin` and `run` when the program is known; `collect` at its end.
import {
  createPythonProgram,
  startPython,
  type PythonProgram,
  type SourcePart,
  type StartedPython,
} from '@residual/python/isolate';
import type { TypedArray } from '@residual/graph';
import { takeOverStackTraces } from './errors.ts';
import { hardenGlobals, seededRandom, seedRandomness } from './globals.ts';
import { openLibrary, type Beginning, type Library } from './library.ts';

export interface PythonBeginning extends Beginning {
  readonly parts: readonly SourcePart[];
}

let library: Library;
let program: PythonProgram;
let engine: StartedPython | undefined;
let failure: string | null = null;

/** @param calls the host's callbacks in the order of HOST_CALLS */
export function boot(scratch: SharedArrayBuffer, ...calls: unknown[]): void {
  program = createPythonProgram((sites) => {
    library = openLibrary({ scratch, calls, ...sites });
    return { tensorflow: library.tensorflow, write: library.write };
  });
}

/**
 * Loads Python; done when the microtasks that it queues are, or fails: see `startFailure`.
 * @param snapshot null to load the modules of `files` (JSON) instead
 */
export function start(
  wasm: WebAssembly.Module,
  stdlib: ArrayBuffer,
  snapshot: ArrayBuffer | null,
  files: string,
  heapBytes: number,
): void {
  const options = {
    wasm,
    stdlib: new Uint8Array(stdlib),
    heapBytes,
    random: seededRandom(0),
    files: JSON.parse(files) as Record<string, string>,
  };
  startPython(program, {
    ...options,
    ...(snapshot === null ? {} : { snapshot: new Uint8Array(snapshot) }),
  }).then(
    (started) => {
      engine = started;
      // Python has its own copy by now; this one is not to wait for a collection.
      snapshot?.transfer(0);
    },
    (error: unknown) => {
      failure = String((error as Error).stack ?? error);
    },
  );
}

/** '' when Python is there. */
export const startFailure = (): string => (engine === undefined ? (failure ?? 'Python never got ready') : '');

export const makeSnapshot = (): Uint8Array => engine!.makeSnapshot();

/** Nothing but what programs may reach is left after this. */
export function harden(): void {
  takeOverStackTraces();
  hardenGlobals();
}

export function begin(json: string, ...arrays: TypedArray[]): void {
  const beginning = JSON.parse(json) as PythonBeginning;
  seedRandomness(beginning.seed);
  const { seed, parts } = beginning;
  engine!.begin({ parts, seed, data: library.begin(beginning, arrays) });
}

/** Runs the program. @returns how it failed, as JSON of PythonFailure; '' when it has reached its end */
export function run(): string {
  const failed = engine!.run();
  if (failed === '') library.host.reachEnd();
  return failed;
}

/** What the program has plotted, as JSON. */
export const plots = (): string => engine!.plots();

/** Hands the default graph over. */
export const collect = (): void => library.collect();

// What runs inside the isolate of a TypeScript program, bundled by build.ts into one module: the library behind the
// program's imports "tensorflow", "numpy" and "data", and what the host calls. `boot` comes first, once; `begin` when the
// program is known; `collect` when it has ended.
import {
  createNumpy,
  formatPrint,
  OPERATORS,
  Tensor,
  Variable,
  VariableBase,
  type TensorFlow,
  type TypedArray,
} from '@residual/graph';
import { currentSite, noteCalls, noteMethods } from './call-sites.ts';
import { explainStack, setProgram, sourceLine, takeOverStackTraces } from './errors.ts';
import { hardenGlobals, seedRandomness } from './globals.ts';
import { openLibrary, type Beginning, type Library } from './library.ts';

export interface ScriptBeginning extends Beginning {
  readonly url: string;
  readonly file: string;
  readonly source: string;
}

let library: Library;

/** The module "tensorflow". */
export let tensorflow: TensorFlow;
/** The module "numpy". */
export let numpy: ReturnType<typeof createNumpy>;
/** The exports of the module "data". */
export const data: Record<string, unknown> = {};

const print = (...values: unknown[]): void => library.write(`${formatPrint(...values)}\n`);

/**
 * @param calls the host's callbacks in the order of HOST_CALLS
 * @returns the members of the modules, as JSON
 */
export function boot(scratch: SharedArrayBuffer, ...calls: unknown[]): string {
  takeOverStackTraces();
  library = openLibrary({ scratch, calls, captureSite: currentSite, sourceLine });
  tensorflow = noteCalls(library.tensorflow);
  for (const { prototype } of [Tensor, VariableBase]) noteMethods(prototype, OPERATORS);
  noteMethods(Variable.prototype, ['assign', 'assignAdd', 'assignSub']);
  noteMethods(tensorflow.train.Optimizer.prototype, ['minimize', 'computeGradients', 'applyGradients']);
  numpy = createNumpy(0);
  const console = { log: print, info: print, debug: print, warn: print, error: print };
  Object.assign(globalThis, { print, console });
  hardenGlobals();
  return JSON.stringify({ tensorflow: Object.keys(tensorflow), numpy: Object.keys(numpy) });
}

export function begin(json: string, ...arrays: TypedArray[]): void {
  const beginning = JSON.parse(json) as ScriptBeginning;
  setProgram(beginning.url, beginning.file, beginning.source);
  seedRandomness(beginning.seed);
  numpy.random.seed(beginning.seed >>> 0);
  Object.assign(data, library.begin(beginning, arrays));
}

/** The last statement of a program that has run to its end. */
export const programEnded = (): void => library.host.reachEnd();

/** Hands the default graph over. */
export const collect = (): void => library.collect();

export const explain = explainStack;

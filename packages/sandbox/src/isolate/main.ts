// What runs inside the isolate, bundled by build.ts into one module: the library behind the program's imports
// "tensorflow", "numpy" and "data", and what the host calls. `boot` comes first, once; `begin` when the program is known;
// `collect` when it has ended.
import {
  createNumpy,
  createTensorFlow,
  formatPrint,
  NDArray,
  OPERATORS,
  Tensor,
  Variable,
  VariableBase,
  type DType,
  type Site,
  type TypedArray,
} from '@residual/graph';
import { HOST_CALLS, type Host } from '../host.ts';
import { nodesToWire, WireBuffers } from '../wire.ts';
import { currentSite, noteCalls, noteMethods } from './call-sites.ts';
import { explainStack, setProgram, sourceLine, takeOverStackTraces } from './errors.ts';
import { hardenGlobals, seedRandomness } from './globals.ts';
import { createOutput, type Output } from './output.ts';
import { connectTarget } from './target.ts';

let host: Host;
let output: Output;
let target: ReturnType<typeof connectTarget>;
let nodesLeft = 0;

/** The module "tensorflow". */
export let tensorflow: ReturnType<typeof createTensorFlow>;
/** The module "numpy". */
export let numpy: ReturnType<typeof createNumpy>;
/** The exports of the module "data". */
export const data: Record<string, unknown> = {};

/** Asked once for each node. A graph that grows without end is stopped here, before it fills the memory. */
function countNode(): Site | undefined {
  if (--nodesLeft < 0) host.exceedNodes();
  return currentSite();
}

const print = (...values: unknown[]): void => output.write(`${formatPrint(...values)}\n`);

/**
 * @param calls the host's callbacks in the order of HOST_CALLS
 * @returns the members of the modules, as JSON
 */
export function boot(scratch: SharedArrayBuffer, ...calls: unknown[]): string {
  host = Object.fromEntries(HOST_CALLS.map((name, i) => [name, calls[i]])) as unknown as Host;
  takeOverStackTraces();
  target = connectTarget(host, scratch);
  tensorflow = noteCalls(createTensorFlow({ target, captureSite: countNode, sourceLine }));
  for (const { prototype } of [Tensor, VariableBase]) noteMethods(prototype, OPERATORS);
  noteMethods(Variable.prototype, ['assign', 'assignAdd', 'assignSub']);
  noteMethods(tensorflow.train.Optimizer.prototype, ['minimize', 'computeGradients', 'applyGradients']);
  numpy = createNumpy(0);
  const console = { log: print, info: print, debug: print, warn: print, error: print };
  Object.assign(globalThis, { print, console });
  hardenGlobals();
  return JSON.stringify({ tensorflow: Object.keys(tensorflow), numpy: Object.keys(numpy) });
}

export interface Beginning {
  readonly url: string;
  readonly file: string;
  readonly source: string;
  readonly seed: number;
  readonly outputCharacters: number;
  readonly graphNodes: number;
  readonly devices?: readonly string[];
  /** Exports of "data": a number, or an array by its place among the arrays that follow. */
  readonly data: Record<string, number | { dtype: DType; shape: number[]; array: number }>;
}

export function begin(json: string, ...arrays: TypedArray[]): void {
  const beginning = JSON.parse(json) as Beginning;
  setProgram(beginning.url, beginning.file, beginning.source);
  seedRandomness(beginning.seed);
  numpy.random.seed(beginning.seed >>> 0);
  nodesLeft = beginning.graphNodes;
  if (beginning.devices !== undefined) target.devices = beginning.devices;
  output = createOutput(beginning.outputCharacters, host.print);
  for (const [name, value] of Object.entries(beginning.data))
    data[name] =
      typeof value === 'number'
        ? value
        : NDArray.owning({ dtype: value.dtype, shape: value.shape, data: arrays[value.array] });
}

/** The last statement of a program that has run to its end. */
export const programEnded = (): void => host.reachEnd();

/** Hands the default graph over. */
export function collect(): void {
  const buffers = new WireBuffers();
  const nodes = nodesToWire(tensorflow.getDefaultGraph().toGraphDef(0), buffers);
  const { lengths, bytes } = buffers.pack();
  host.submitGraph(JSON.stringify({ nodes, lengths }), bytes);
}

export const explain = explainStack;

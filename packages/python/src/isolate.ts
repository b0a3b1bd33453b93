// A Python program inside its isolate: the engine, the modules that Python imports, and the way in for the host.
import type { NDArray, Site, TensorFlow } from '@residual/graph';
import { arrays, useLibm } from './arrays/index.ts';
import { StridedArray } from './arrays/strided-array.ts';
import { startEngine, type EngineOptions } from './engine/engine.ts';
import { installShims } from './engine/shims.ts';
import { CallSite, createGraphModule } from './graph-module.ts';

export interface PythonProgram {
  /** JavaScript's side of what Python imports. */
  readonly modules: Readonly<Record<string, object>>;
  readonly callSite: CallSite;
  readonly sources: Map<string, readonly string[]>;
  readonly data: Map<string, StridedArray | number>;
}

interface Surroundings {
  readonly tensorflow: TensorFlow;
  readonly write: (text: string) => void;
}

/** @param open makes the graph library, which asks back where in the program it is being called */
export function createPythonProgram(
  open: (sites: {
    captureSite: () => Site | undefined;
    sourceLine: (site: Site) => string | undefined;
  }) => Surroundings,
): PythonProgram {
  const callSite = new CallSite();
  const sources = new Map<string, readonly string[]>();
  const data = new Map<string, StridedArray | number>();
  const { tensorflow, write } = open({
    captureSite: () => callSite.site,
    sourceLine: ({ file, line }) => sources.get(file)?.[line - 1],
  });
  const host = {
    write,
    dataNames: (): string => JSON.stringify([...data.keys()]),
    dataNamed: (name: string): StridedArray | number | undefined => data.get(name),
  };
  return {
    modules: {
      _residual_graph: createGraphModule(tensorflow, callSite),
      _residual_host: host,
    },
    callSite,
    sources,
    data,
  };
}

/** One part of a program: the whole of a `.py`, or a cell of a notebook. */
export interface SourcePart {
  /** As messages name it. */
  readonly name: string;
  readonly source: string;
  /** Of a notebook's cell: its number, as it prints its last expression. */
  readonly cell?: number;
}

export interface PythonBeginning {
  readonly parts: readonly SourcePart[];
  readonly seed: number;
  readonly data: Readonly<Record<string, NDArray | number>>;
}

export interface StartedPython {
  begin(beginning: PythonBeginning): void;
  /** @returns how it failed, as JSON; '' when it has reached its end */
  run(): string;
  /** What the program has plotted, as JSON. */
  plots(): string;
  makeSnapshot(): Uint8Array;
}

/** Loads Python and its modules. @param options.random for what asks for random bytes while it starts */
export async function startPython(
  { modules, callSite, sources, data }: PythonProgram,
  { random, ...options }: Omit<EngineOptions, 'modules'> & { readonly random: () => number },
): Promise<StartedPython> {
  installShims(random);
  const engine = await startEngine({ ...options, modules });
  const runner = engine.python.pyimport('residual.program');
  // The kernels have state of their own, which no snapshot could hold: Python gets hold of them only now.
  if (options.snapshot !== undefined) {
    useLibm(engine.library);
    engine.python.registerJsModule('_residual_arrays', arrays);
    runner.connect();
  }
  return {
    begin(beginning) {
      callSite.files = beginning.parts.map(({ name }) => name);
      for (const { name, source } of beginning.parts) sources.set(name, source.split('\n'));
      for (const [name, value] of Object.entries(beginning.data))
        data.set(name, typeof value === 'number' ? value : StridedArray.fromNDArray(value));
      runner.begin(JSON.stringify({ parts: beginning.parts, seed: beginning.seed }));
    },
    run: () => String(runner.run()),
    plots: () => String(runner.plots()),
    makeSnapshot: () => {
      runner.destroy();
      return engine.makeSnapshot();
    },
  };
}

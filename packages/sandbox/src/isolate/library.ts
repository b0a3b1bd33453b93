// The graph library inside the isolate, connected to its host: the same for every language of programs.
import {
  createTensorFlow,
  NDArray,
  type DType,
  type Site,
  type TensorFlow,
  type TypedArray,
} from '@residual/graph';
import { HOST_CALLS, type Host } from '../host.ts';
import { nodesToWire, WireBuffers } from '../wire.ts';
import { createOutput, type Output } from './output.ts';
import { connectTarget } from './target.ts';

/** A number, or an array by its place among the arrays that follow. */
export type DataValue = number | { readonly dtype: DType; readonly shape: number[]; readonly array: number };

/** What every program begins with. */
export interface Beginning {
  readonly seed: number;
  readonly outputCharacters: number;
  readonly graphNodes: number;
  readonly devices?: readonly string[];
  /** Exports of "data". */
  readonly data: Readonly<Record<string, DataValue>>;
}

export interface Library {
  readonly host: Host;
  readonly tensorflow: TensorFlow;
  write(text: string): void;
  /** @returns the program's data by name */
  begin(beginning: Beginning, arrays: readonly TypedArray[]): Record<string, NDArray | number>;
  /** Hands the default graph over. */
  collect(): void;
}

export interface LibraryOptions {
  readonly scratch: SharedArrayBuffer;
  /** The host's callbacks in the order of HOST_CALLS. */
  readonly calls: readonly unknown[];
  /** Where in the program the node being made comes from. */
  readonly captureSite: () => Site | undefined;
  readonly sourceLine: (site: Site) => string | undefined;
}

export function openLibrary({ scratch, calls, captureSite, sourceLine }: LibraryOptions): Library {
  const host = Object.fromEntries(HOST_CALLS.map((name, i) => [name, calls[i]])) as unknown as Host;
  const target = connectTarget(host, scratch);
  let nodesLeft = 0;
  let output: Output | undefined;

  /** Asked once for each node. A graph that grows without end is stopped here, before it fills the memory. */
  const countNode = (): Site | undefined => {
    if (--nodesLeft < 0) host.exceedNodes();
    return captureSite();
  };
  const tensorflow = createTensorFlow({ target, captureSite: countNode, sourceLine });

  return {
    host,
    tensorflow,
    write: (text) => output?.write(text),
    begin({ graphNodes, devices, outputCharacters, data }, arrays) {
      nodesLeft = graphNodes;
      if (devices !== undefined) target.devices = devices;
      output = createOutput(outputCharacters, host.print);
      return Object.fromEntries(
        Object.entries(data).map(([name, value]) => [
          name,
          typeof value === 'number'
            ? value
            : NDArray.owning({ dtype: value.dtype, shape: value.shape, data: arrays[value.array] }),
        ]),
      );
    },
    collect() {
      const buffers = new WireBuffers();
      const nodes = nodesToWire(tensorflow.getDefaultGraph().toGraphDef(0), buffers);
      const { lengths, bytes } = buffers.pack();
      host.submitGraph(JSON.stringify({ nodes, lengths }), bytes);
    },
  };
}

// tf's graphs as data: GraphDef, its way into a graph, and what a run tells of its graph.
import type { Operation, Tensor } from '../graph.ts';
import { GraphDef } from '../graphdef/graph-def.ts';
import { importGraphDef, type ImportOptions } from '../graphdef/import-graph-def.ts';
import { RunMetadata, RunOptions } from '../run-metadata.ts';
import type { Context } from './context.ts';

export function graphApi(context: Context) {
  return {
    GraphDef,
    RunOptions,
    RunMetadata,
    /**
     * Adds the nodes of a GraphDef to the default graph under `name` ("import"); `inputMap` puts tensors of the
     * graph in the place of the GraphDef's own. Gives the `returnElements` asked for.
     */
    importGraphDef: (graphDef: GraphDef, options?: ImportOptions): (Operation | Tensor)[] =>
      importGraphDef(context.graph, graphDef, options),
  };
}

// tf.train's files: checkpoints of variables, graphs, and graphs with their collections.
import {
  checkpointExists,
  latestCheckpoint,
  readCheckpointState,
  type CheckpointState,
} from '../checkpoint/checkpoint-state.ts';
import { CheckpointReader } from '../checkpoint/checkpoint.ts';
import { NotFoundError } from '../checkpoint/errors.ts';
import { inFolder, type FileStore } from '../checkpoint/files.ts';
import { MetaGraphDef } from '../checkpoint/meta-graph.ts';
import { Saver, type SavedVariables, type SaverOptions } from '../checkpoint/saver.ts';
import { GraphTypeError } from '../errors.ts';
import { Graph } from '../graph.ts';
import { GraphDef } from '../graphdef/graph-def.ts';
import { utf8Decode, utf8Encode } from '../protobuf/utf8.ts';
import { FileWriter } from '../events/event-file.ts';
import type { Context } from './context.ts';

export function savingApi(context: Context, files: FileStore) {
  class BoundSaver extends Saver {
    constructor(variables?: SavedVariables | null, options?: SaverOptions) {
      super(files, context.graph, variables, options);
    }
  }

  class BoundFileWriter extends FileWriter {
    constructor(folder: string, graph: Graph | GraphDef | null = null) {
      super(files, folder, graph);
    }
  }

  const readFile = (path: string): Uint8Array => {
    const bytes = files.read(path);
    if (bytes === null) throw new NotFoundError(`${path}; No such file or directory`);
    return bytes;
  };

  return {
    train: {
      /** Saves variables and restores them: `new tf.train.Saver().save(sess, 'model.ckpt')`. */
      Saver: BoundSaver,
      /** The path of the latest checkpoint of a folder, or null. */
      latestCheckpoint: (folder: string, latestFilename?: string): string | null =>
        latestCheckpoint(files, folder, latestFilename),
      getCheckpointState: (folder: string, latestFilename?: string): CheckpointState | null =>
        readCheckpointState(files, folder, latestFilename),
      checkpointExists: (path: string): boolean => checkpointExists(files, path),
      /** What a checkpoint holds, without a graph. @throws NotFoundError or DataLossError */
      loadCheckpoint: (path: string): CheckpointReader =>
        new CheckpointReader(path, (file) => files.read(file)),
      /** Writes a graph as text, or as bytes if `asText` is false. @returns the file's path */
      writeGraph: (
        graphOrGraphDef: Graph | GraphDef,
        folder: string,
        name: string,
        { asText = true }: { readonly asText?: boolean } = {},
      ): string => {
        const graphDef = graphOrGraphDef instanceof Graph ? graphOrGraphDef.asGraphDef() : graphOrGraphDef;
        if (!(graphDef instanceof GraphDef))
          throw new GraphTypeError('writeGraph takes a graph or a GraphDef');
        const path = inFolder(folder, name);
        files.write(path, asText ? utf8Encode(String(graphDef)) : graphDef.serializeToString());
        return path;
      },
      /** The default graph with its collections; written to `path` if given. */
      exportMetaGraph: (path?: string): MetaGraphDef => {
        const meta = MetaGraphDef.fromGraph(context.graph);
        if (path !== undefined) files.write(path, meta.serializeToString());
        return meta;
      },
      /** Adds a saved graph (`model.ckpt.meta`) to the default graph. @returns a Saver for its variables, if any */
      importMetaGraph: (
        pathOrMeta: string | MetaGraphDef,
        { importScope = null }: { readonly importScope?: string | null } = {},
      ): Saver | null => {
        const { graph } = context;
        const meta =
          typeof pathOrMeta === 'string' ? MetaGraphDef.fromString(readFile(pathOrMeta)) : pathOrMeta;
        meta.importInto(graph, importScope);
        return graph.getCollection('variables').length === 0 ? null : new BoundSaver();
      },
    },
    /** The program's files. They are kept in memory unless whoever runs the program keeps them elsewhere. */
    gfile: {
      exists: (path: string): boolean => files.read(path) !== null,
      readBytes: readFile,
      readText: (path: string): string => {
        const text = utf8Decode(readFile(path));
        if (text === null) throw new GraphTypeError(`${path} is not a text`);
        return text;
      },
      remove: (path: string): void => files.remove(path),
      /** Paths of all files, sorted. */
      list: (): string[] => files.list(),
    },
    /** Event files for TensorBoard: `new tf.summary.FileWriter('logs', graph)`. */
    summary: { FileWriter: BoundFileWriter },
    MetaGraphDef,
  };
}

// tf.train.Saver: saves the values of variables in TensorFlow's checkpoint files and brings them back.
// TensorFlow's Saver adds nodes to the graph for it; this one reads and sets the variables through the session.
import { NDArray } from '../array/ndarray.ts';
import { GraphTypeError, ValueError } from '../errors.ts';
import { Tensor, type Graph } from '../graph.ts';
import type { TensorValue } from '../graphdef.ts';
import { Session } from '../session.ts';
import { formatPartialShape } from '../shapes.ts';
import { globalVariables, Variable } from '../variable.ts';
import { CheckpointReader, indexFile, writeCheckpoint } from './checkpoint.ts';
import { readCheckpointState, writeCheckpointState } from './checkpoint-state.ts';
import { folderOf, type FileStore } from './files.ts';
import { MetaGraphDef } from './meta-graph.ts';

export type SavedVariables = readonly Variable[] | Readonly<Record<string, Variable>>;

export interface SaverOptions {
  /** Checkpoints kept, the latest ones; 0 keeps all. */
  readonly maxToKeep?: number;
}

export interface SaveOptions {
  /** Added to the name: `model.ckpt-100`. A variable stands for its value. */
  readonly globalStep?: number | Variable | Tensor;
  /** Name of the file that tells which checkpoint is the latest. */
  readonly latestFilename?: string;
  /** False leaves out `PREFIX.meta`, which holds the graph. */
  readonly writeMetaGraph?: boolean;
}

export class Saver {
  readonly #files: FileStore;
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #graph: Graph;
  readonly #maxToKeep: number;
  /** Paths, the oldest first. */
  #kept: string[] = [];

  /**
   * @param variables those to save, under their own names or, as an object, under others; all global ones of
   *   `graph` if absent
   * @throws ValueError if there are none
   */
  constructor(
    files: FileStore,
    graph: Graph,
    variables: SavedVariables | null = null,
    { maxToKeep = 5 }: SaverOptions = {},
  ) {
    const list = variables ?? globalVariables(graph);
    const named = Array.isArray(list)
      ? list.map(
          (variable: Variable) => [variable instanceof Variable ? variable.op.name : '', variable] as const,
        )
      : Object.entries(list as Readonly<Record<string, Variable>>);
    if (named.length === 0) throw new ValueError('No variables to save');
    const byName = new Map<string, Variable>();
    for (const [name, variable] of named) {
      if (!(variable instanceof Variable))
        throw new GraphTypeError(`Variable to save is not a Variable: ${String(variable)}`);
      if (byName.has(name)) throw new ValueError(`At least two variables have the same name: ${name}`);
      byName.set(name, variable);
    }
    this.#files = files;
    this.#graph = named[0][1].graph;
    this.#variables = byName;
    this.#maxToKeep = maxToKeep;
  }

  /** Paths of the checkpoints that are kept, the oldest first. */
  get lastCheckpoints(): string[] {
    return [...this.#kept];
  }

  /**
   * Saves the variables' values in `session`.
   * @returns the path for `restore`
   * @throws OpError for a variable without a value
   */
  save(session: Session, path: string, options: SaveOptions = {}): string {
    requireSession(session);
    if (typeof path !== 'string' || path === '' || path.endsWith('/'))
      throw new ValueError(`a checkpoint is saved under a path such as "model.ckpt"; got ${String(path)}`);
    const { globalStep, latestFilename = 'checkpoint', writeMetaGraph = true } = options;
    if (latestFilename.includes('/'))
      throw new ValueError("'latest_filename' must not contain path components");
    const prefix = globalStep === undefined ? path : `${path}-${stepOf(session, globalStep)}`;
    const names = [...this.#variables.keys()];
    const values = session.run([...this.#variables.values()]) as NDArray[];
    const saved = new Map<string, TensorValue>(names.map((name, i) => [name, values[i]]));
    for (const [file, bytes] of writeCheckpoint(prefix, saved)) this.#files.write(file, bytes);
    if (writeMetaGraph)
      this.#files.write(metaFile(prefix), MetaGraphDef.fromGraph(this.#graph).serializeToString());
    this.#keep(prefix);
    writeCheckpointState(
      this.#files,
      folderOf(prefix),
      { modelCheckpointPath: prefix, allModelCheckpointPaths: this.#kept },
      latestFilename,
    );
    return prefix;
  }

  /**
   * Gives the variables the values that were saved under `path`; they need no initialization.
   * @throws NotFoundError, DataLossError, ValueError when dtypes or shapes differ
   */
  restore(session: Session, path: string): void {
    if (path === null || path === undefined) throw new ValueError("Can't load save_path when it is None.");
    requireSession(session);
    const reader = new CheckpointReader(path, (file) => this.#files.read(file));
    const found = [...this.#variables].map(([name, variable]) => [variable, reader.getTensor(name)] as const);
    for (const [variable, value] of found) requireFit(variable, value);
    for (const [variable, value] of found) variable.load(new NDArray(value), session);
  }

  /** Continues with the checkpoints that `folder` holds, as if this had saved them. */
  recoverLastCheckpoints(folder: string): void {
    this.#kept = [...(readCheckpointState(this.#files, folder)?.allModelCheckpointPaths ?? [])];
  }

  #keep(prefix: string): void {
    this.#kept = [...this.#kept.filter((path) => path !== prefix), prefix];
    while (this.#maxToKeep > 0 && this.#kept.length > this.#maxToKeep) {
      const oldest = this.#kept.shift()!;
      for (const file of [indexFile(oldest), `${oldest}.data-00000-of-00001`, metaFile(oldest)])
        this.#files.remove(file);
    }
  }
}

const metaFile = (prefix: string): string => `${prefix}.meta`;

function requireSession(session: unknown): void {
  if (!(session instanceof Session)) throw new GraphTypeError(`'sess' must be a Session; ${String(session)}`);
}

function stepOf(session: Session, step: number | Variable | Tensor): number {
  return typeof step === 'number' ? step : (session.run<Variable | Tensor>(step) as NDArray).valueOf();
}

function requireFit(variable: Variable, value: TensorValue): void {
  const { staticShape } = variable.variable;
  if (variable.dtype !== value.dtype)
    throw new ValueError(
      `Variable ${variable.op.name} is ${variable.dtype}, but what was saved is ${value.dtype}`,
    );
  if (staticShape === null || staticShape.join() === value.shape.join()) return;
  throw new ValueError(
    'Assign requires shapes of both tensors to match. ' +
      `lhs shape= ${formatPartialShape(staticShape)} rhs shape= ${formatPartialShape(value.shape)} ` +
      `(variable ${variable.op.name})`,
  );
}

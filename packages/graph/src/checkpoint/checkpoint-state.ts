// The file `checkpoint` of a folder: which of its checkpoints is the latest, and which are kept.
import { parseMessage } from '../protobuf/parse-text.ts';
import { printMessage } from '../protobuf/print-text.ts';
import { utf8Decode, utf8Encode } from '../protobuf/utf8.ts';
import { indexFile } from './checkpoint.ts';
import { DataLossError } from './errors.ts';
import { inFolder, type FileStore } from './files.ts';
import { CHECKPOINT_STATE } from './messages.ts';

export interface CheckpointState {
  /** The latest one's path. */
  readonly modelCheckpointPath: string;
  /** Paths of all that are kept, the oldest first. */
  readonly allModelCheckpointPaths: readonly string[];
}

const STATE_FILE = 'checkpoint';

/** Paths in the file are relative to its folder. */
export function writeCheckpointState(
  files: FileStore,
  folder: string,
  { modelCheckpointPath, allModelCheckpointPaths }: CheckpointState,
  name = STATE_FILE,
): void {
  const relative = (path: string): string =>
    folder !== '' && !folder.startsWith('/') && path.startsWith(`${folder}/`)
      ? path.slice(folder.length + 1)
      : path;
  const text = printMessage(CHECKPOINT_STATE, {
    modelCheckpointPath: relative(modelCheckpointPath),
    allModelCheckpointPaths: allModelCheckpointPaths.map(relative),
  });
  files.write(inFolder(folder, name), utf8Encode(text));
}

/** Null if the folder has no such file. @throws ParseError or DataLossError when it is damaged */
export function readCheckpointState(
  files: FileStore,
  folder: string,
  name = STATE_FILE,
): CheckpointState | null {
  const path = inFolder(folder, name);
  const bytes = files.read(path);
  if (bytes === null) return null;
  const text = utf8Decode(bytes);
  if (text === null) throw new DataLossError(`${path} is not a text`);
  const { modelCheckpointPath, allModelCheckpointPaths = [] } = parseMessage(CHECKPOINT_STATE, text);
  if (modelCheckpointPath === undefined) return null;
  return {
    modelCheckpointPath: inFolder(folder, modelCheckpointPath),
    allModelCheckpointPaths: allModelCheckpointPaths.map((kept) => inFolder(folder, kept)),
  };
}

/** Path of the folder's latest checkpoint; null if there is none. */
export function latestCheckpoint(files: FileStore, folder: string, name = STATE_FILE): string | null {
  const state = readCheckpointState(files, folder, name);
  return state !== null && checkpointExists(files, state.modelCheckpointPath)
    ? state.modelCheckpointPath
    : null;
}

export const checkpointExists = (files: FileStore, prefix: string): boolean =>
  files.read(indexFile(prefix)) !== null;

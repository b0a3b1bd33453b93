// TensorFlow's messages about checkpoints (tensor_bundle.proto, checkpoint_state.proto): tables and types.
import {
  TENSOR_SHAPE,
  VERSION_DEF,
  type TensorShapeMessage,
  type VersionDefMessage,
} from '../graphdef/messages.ts';
import { DATA_TYPE } from '../graphdef/data-types.ts';
import { enumType, field, messageType, repeated } from '../protobuf/message.ts';

export interface BundleHeaderMessage {
  numShards?: number;
  endianness?: number;
  version?: VersionDefMessage;
}

/** Where a variable lies in the data files. */
export interface BundleEntryMessage {
  dtype?: number;
  shape?: TensorShapeMessage;
  shardId?: number;
  offset?: bigint;
  size?: bigint;
  /** Masked. */
  crc32c?: number;
  slices?: object[];
}

/** The `checkpoint` file of a folder. */
export interface CheckpointStateMessage {
  modelCheckpointPath?: string;
  allModelCheckpointPaths?: string[];
}

export const LITTLE_ENDIAN = 0;

export const BUNDLE_HEADER = messageType<BundleHeaderMessage>('tensorflow.BundleHeaderProto', () => [
  field(1, 'num_shards', 'int32'),
  field(2, 'endianness', enumType('tensorflow.BundleHeaderProto.Endianness', { LITTLE: 0, BIG: 1 })),
  field(3, 'version', VERSION_DEF),
]);

const TENSOR_SLICE = messageType<object>('tensorflow.TensorSliceProto', () => [], ['extent']);

export const BUNDLE_ENTRY = messageType<BundleEntryMessage>('tensorflow.BundleEntryProto', () => [
  field(1, 'dtype', DATA_TYPE),
  field(2, 'shape', TENSOR_SHAPE),
  field(3, 'shard_id', 'int32'),
  field(4, 'offset', 'int64'),
  field(5, 'size', 'int64'),
  field(6, 'crc32c', 'fixed32'),
  repeated(7, 'slices', TENSOR_SLICE),
]);

export const CHECKPOINT_STATE = messageType<CheckpointStateMessage>(
  'tensorflow.CheckpointState',
  () => [field(1, 'model_checkpoint_path', 'string'), repeated(2, 'all_model_checkpoint_paths', 'string')],
  ['all_model_checkpoint_timestamps', 'last_preserved_timestamp'],
);

// TensorFlow's messages about runs (RunMetadata, StepStats): tables and types.
import { field, messageType, repeated } from '../protobuf/message.ts';
import { DATA_TYPE } from './data-types.ts';
import { GRAPH_DEF, TENSOR_SHAPE, type GraphDefMessage, type TensorShapeMessage } from './messages.ts';

export interface TensorDescriptionMessage {
  dtype?: number;
  shape?: TensorShapeMessage;
}

export interface NodeOutputMessage {
  slot?: number;
  tensorDescription?: TensorDescriptionMessage;
}

/** Times are microseconds: the start since 1970, the others from the start on. */
export interface NodeExecStatsMessage {
  nodeName?: string;
  allStartMicros?: bigint;
  opStartRelMicros?: bigint;
  opEndRelMicros?: bigint;
  allEndRelMicros?: bigint;
  output?: NodeOutputMessage[];
  timelineLabel?: string;
  scheduledMicros?: bigint;
  threadId?: number;
}

export interface DeviceStepStatsMessage {
  device?: string;
  nodeStats?: NodeExecStatsMessage[];
}

export interface StepStatsMessage {
  devStats?: DeviceStepStatsMessage[];
}

export interface RunMetadataMessage {
  stepStats?: StepStatsMessage;
  partitionGraphs?: GraphDefMessage[];
}

const TENSOR_DESCRIPTION = messageType<TensorDescriptionMessage>(
  'tensorflow.TensorDescription',
  () => [field(1, 'dtype', DATA_TYPE), field(2, 'shape', TENSOR_SHAPE)],
  ['allocation_description'],
);

const NODE_OUTPUT = messageType<NodeOutputMessage>('tensorflow.NodeOutput', () => [
  field(1, 'slot', 'int32'),
  field(3, 'tensor_description', TENSOR_DESCRIPTION),
]);

const NODE_EXEC_STATS = messageType<NodeExecStatsMessage>(
  'tensorflow.NodeExecStats',
  () => [
    field(1, 'node_name', 'string'),
    field(2, 'all_start_micros', 'int64'),
    field(3, 'op_start_rel_micros', 'int64'),
    field(4, 'op_end_rel_micros', 'int64'),
    field(5, 'all_end_rel_micros', 'int64'),
    repeated(7, 'output', NODE_OUTPUT),
    field(8, 'timeline_label', 'string'),
    field(9, 'scheduled_micros', 'int64'),
    field(10, 'thread_id', 'uint32'),
  ],
  ['memory', 'referenced_tensor', 'memory_stats'],
);

const DEVICE_STEP_STATS = messageType<DeviceStepStatsMessage>(
  'tensorflow.DeviceStepStats',
  () => [field(1, 'device', 'string'), repeated(2, 'node_stats', NODE_EXEC_STATS)],
  ['thread_names'],
);

export const STEP_STATS = messageType<StepStatsMessage>('tensorflow.StepStats', () => [
  repeated(1, 'dev_stats', DEVICE_STEP_STATS),
]);

export const RUN_METADATA = messageType<RunMetadataMessage>(
  'tensorflow.RunMetadata',
  () => [field(1, 'step_stats', STEP_STATS), repeated(3, 'partition_graphs', GRAPH_DEF)],
  ['cost_graph', 'function_graphs', 'session_metadata'],
);

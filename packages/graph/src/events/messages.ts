// TensorFlow's messages of event files (event.proto, summary.proto): tables and types.
import { field, messageType, oneof, repeated } from '../protobuf/message.ts';

export interface SummaryValueMessage {
  tag?: string;
  simpleValue?: number;
}

export interface SummaryMessage {
  value?: SummaryValueMessage[];
}

export interface EventMessage {
  /** Seconds since 1970. */
  wallTime?: number;
  step?: bigint;
  fileVersion?: string;
  /** A GraphDef's bytes. */
  graphDef?: Uint8Array;
  summary?: SummaryMessage;
  taggedRunMetadata?: { tag?: string; runMetadata?: Uint8Array };
  /** A MetaGraphDef's bytes. */
  metaGraphDef?: Uint8Array;
}

const SUMMARY_VALUE = messageType<SummaryValueMessage>('tensorflow.Summary.Value', () => [
  field(1, 'tag', 'string'),
  ...oneof('value', field(2, 'simple_value', 'float')),
]);

const SUMMARY = messageType<SummaryMessage>('tensorflow.Summary', () => [
  repeated(1, 'value', SUMMARY_VALUE),
]);

const TAGGED_RUN_METADATA = messageType('tensorflow.TaggedRunMetadata', () => [
  field(1, 'tag', 'string'),
  field(2, 'run_metadata', 'bytes'),
]);

export const EVENT = messageType<EventMessage>('tensorflow.Event', () => [
  field(1, 'wall_time', 'double'),
  field(2, 'step', 'int64'),
  ...oneof(
    'what',
    field(3, 'file_version', 'string'),
    field(4, 'graph_def', 'bytes'),
    field(5, 'summary', SUMMARY),
    field(8, 'tagged_run_metadata', TAGGED_RUN_METADATA),
    field(9, 'meta_graph_def', 'bytes'),
  ),
]);

// TensorFlow's messages about graphs (tensorflow/core/framework/*.proto): tables and types.
import {
  field,
  map,
  messageType,
  oneof,
  repeated,
  type EnumType,
  type MessageType,
} from '../protobuf/message.ts';
import { DATA_TYPE } from './data-types.ts';

const type: EnumType = DATA_TYPE;

export interface DimMessage {
  /** -1 is unknown. */
  size?: bigint;
  name?: string;
}

export interface TensorShapeMessage {
  dim?: DimMessage[];
  unknownRank?: boolean;
}

/** Values lie in `tensorContent`, or in the list of the dtype, whose last value repeats to fill the shape. */
export interface TensorMessage {
  dtype?: number;
  tensorShape?: TensorShapeMessage;
  versionNumber?: number;
  tensorContent?: Uint8Array;
  halfVal?: number[];
  floatVal?: number[];
  doubleVal?: number[];
  intVal?: number[];
  stringVal?: Uint8Array[];
  int64Val?: bigint[];
  boolVal?: boolean[];
}

export interface ListValueMessage {
  s?: Uint8Array[];
  i?: bigint[];
  f?: number[];
  b?: boolean[];
  type?: number[];
  shape?: TensorShapeMessage[];
  tensor?: TensorMessage[];
  func?: NameAttrListMessage[];
}

/** Exactly one is set. */
export interface AttrValueMessage {
  list?: ListValueMessage;
  s?: Uint8Array;
  i?: bigint;
  f?: number;
  b?: boolean;
  type?: number;
  shape?: TensorShapeMessage;
  tensor?: TensorMessage;
  placeholder?: string;
  func?: NameAttrListMessage;
}

export interface NameAttrListMessage {
  name?: string;
  attr?: Map<string, AttrValueMessage>;
}

export interface NodeDefMessage {
  name?: string;
  op?: string;
  input?: string[];
  device?: string;
  attr?: Map<string, AttrValueMessage>;
}

export interface VersionDefMessage {
  producer?: number;
  minConsumer?: number;
  badConsumers?: number[];
}

export interface GraphDefMessage {
  node?: NodeDefMessage[];
  library?: object;
  versions?: VersionDefMessage;
}

const DIM = messageType<DimMessage>('tensorflow.TensorShapeProto.Dim', () => [
  field(1, 'size', 'int64'),
  field(2, 'name', 'string'),
]);

export const TENSOR_SHAPE = messageType<TensorShapeMessage>('tensorflow.TensorShapeProto', () => [
  repeated(2, 'dim', DIM),
  field(3, 'unknown_rank', 'bool'),
]);

export const TENSOR = messageType<TensorMessage>(
  'tensorflow.TensorProto',
  () => [
    field(1, 'dtype', type),
    field(2, 'tensor_shape', TENSOR_SHAPE),
    field(3, 'version_number', 'int32'),
    field(4, 'tensor_content', 'bytes'),
    repeated(5, 'float_val', 'float'),
    repeated(6, 'double_val', 'double'),
    repeated(7, 'int_val', 'int32'),
    repeated(8, 'string_val', 'bytes'),
    repeated(10, 'int64_val', 'int64'),
    repeated(11, 'bool_val', 'bool'),
    repeated(13, 'half_val', 'int32'),
  ],
  [
    'scomplex_val',
    'dcomplex_val',
    'resource_handle_val',
    'variant_val',
    'uint32_val',
    'uint64_val',
    'float8_val',
  ],
);

const LIST_VALUE = messageType<ListValueMessage>('tensorflow.AttrValue.ListValue', () => [
  repeated(2, 's', 'bytes'),
  repeated(3, 'i', 'int64'),
  repeated(4, 'f', 'float'),
  repeated(5, 'b', 'bool'),
  repeated(6, 'type', type),
  repeated(7, 'shape', TENSOR_SHAPE),
  repeated(8, 'tensor', TENSOR),
  repeated(9, 'func', NAME_ATTR_LIST),
]);

export const ATTR_VALUE: MessageType<AttrValueMessage> = messageType('tensorflow.AttrValue', () =>
  oneof(
    'value',
    field(1, 'list', LIST_VALUE),
    field(2, 's', 'bytes'),
    field(3, 'i', 'int64'),
    field(4, 'f', 'float'),
    field(5, 'b', 'bool'),
    field(6, 'type', type),
    field(7, 'shape', TENSOR_SHAPE),
    field(8, 'tensor', TENSOR),
    field(9, 'placeholder', 'string'),
    field(10, 'func', NAME_ATTR_LIST),
  ),
);

const NAME_ATTR_LIST: MessageType<NameAttrListMessage> = messageType('tensorflow.NameAttrList', () => [
  field(1, 'name', 'string'),
  map(2, 'attr', ATTR_VALUE),
]);

export const NODE_DEF = messageType<NodeDefMessage>(
  'tensorflow.NodeDef',
  () => [
    field(1, 'name', 'string'),
    field(2, 'op', 'string'),
    repeated(3, 'input', 'string'),
    field(4, 'device', 'string'),
    map(5, 'attr', ATTR_VALUE),
  ],
  ['experimental_debug_info', 'experimental_type'],
);

export const VERSION_DEF = messageType<VersionDefMessage>('tensorflow.VersionDef', () => [
  field(1, 'producer', 'int32'),
  field(2, 'min_consumer', 'int32'),
  repeated(3, 'bad_consumers', 'int32'),
]);

/** Functions are passed on in binary form; nothing here calls them. */
const FUNCTION_DEF_LIBRARY = messageType<object>('tensorflow.FunctionDefLibrary', () => [], [
  'function',
  'gradient',
  'registered_gradients',
]);

export const GRAPH_DEF = messageType<GraphDefMessage>(
  'tensorflow.GraphDef',
  () => [
    repeated(1, 'node', NODE_DEF),
    field(2, 'library', FUNCTION_DEF_LIBRARY),
    field(4, 'versions', VERSION_DEF),
  ],
  ['version', 'debug_info'],
);

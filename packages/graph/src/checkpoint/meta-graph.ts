// MetaGraphDef: a graph with its collections, from which a program gets its variables back.
import { GRAPH_KEYS } from '../collections.ts';
import { ValueError } from '../errors.ts';
import { Operation, Tensor, type Graph } from '../graph.ts';
import { GraphDef } from '../graphdef/graph-def.ts';
import { importGraphDef } from '../graphdef/import-graph-def.ts';
import { GRAPH_DEF, type GraphDefMessage } from '../graphdef/messages.ts';
import { decodeMessage, encodeMessage } from '../protobuf/binary.ts';
import { field, map, messageType, oneof, repeated } from '../protobuf/message.ts';
import { parseMessage } from '../protobuf/parse-text.ts';
import { printMessage } from '../protobuf/print-text.ts';
import { Variable } from '../variable.ts';

interface VariableDefMessage {
  variableName?: string;
  initializerName?: string;
  snapshotName?: string;
  isResource?: boolean;
  initialValueName?: string;
  trainable?: boolean;
}

interface CollectionMessage {
  nodeList?: { value?: string[] };
  bytesList?: { value?: Uint8Array[] };
}

interface MetaGraphMessage {
  metaInfoDef?: { metaGraphVersion?: string; tags?: string[]; tensorflowVersion?: string };
  graphDef?: GraphDefMessage;
  saverDef?: { filenameTensorName?: string };
  collectionDef?: Map<string, CollectionMessage>;
}

const VARIABLE_DEF = messageType<VariableDefMessage>(
  'tensorflow.VariableDef',
  () => [
    field(1, 'variable_name', 'string'),
    field(2, 'initializer_name', 'string'),
    field(3, 'snapshot_name', 'string'),
    field(5, 'is_resource', 'bool'),
    field(6, 'initial_value_name', 'string'),
    field(7, 'trainable', 'bool'),
  ],
  ['save_slice_info_def', 'synchronization', 'aggregation'],
);

const NODE_LIST = messageType('tensorflow.CollectionDef.NodeList', () => [repeated(1, 'value', 'string')]);
const BYTES_LIST = messageType('tensorflow.CollectionDef.BytesList', () => [repeated(1, 'value', 'bytes')]);
const COLLECTION_DEF = messageType(
  'tensorflow.CollectionDef',
  () => oneof('kind', field(1, 'node_list', NODE_LIST), field(2, 'bytes_list', BYTES_LIST)),
  ['int64_list', 'float_list', 'any_list'],
);
const META_INFO_DEF = messageType(
  'tensorflow.MetaGraphDef.MetaInfoDef',
  () => [
    field(1, 'meta_graph_version', 'string'),
    repeated(4, 'tags', 'string'),
    field(5, 'tensorflow_version', 'string'),
  ],
  ['stripped_op_list', 'any_info', 'tensorflow_git_version', 'stripped_default_attrs', 'function_aliases'],
);
const SAVER_DEF = messageType('tensorflow.SaverDef', () => [field(1, 'filename_tensor_name', 'string')], [
  'save_tensor_name',
  'restore_op_name',
  'max_to_keep',
  'sharded',
  'keep_checkpoint_every_n_hours',
  'version',
]);
const META_GRAPH_DEF = messageType<MetaGraphMessage>(
  'tensorflow.MetaGraphDef',
  () => [
    field(1, 'meta_info_def', META_INFO_DEF),
    field(2, 'graph_def', GRAPH_DEF),
    field(3, 'saver_def', SAVER_DEF),
    map(4, 'collection_def', COLLECTION_DEF),
  ],
  ['signature_def', 'asset_file_def', 'object_graph_def'],
);

export class MetaGraphDef {
  readonly #message: MetaGraphMessage;

  private constructor(message: MetaGraphMessage) {
    this.#message = message;
  }

  /** The graph with the collections whose items are variables, tensors or operations. */
  static fromGraph(graph: Graph): MetaGraphDef {
    const collectionDef = new Map<string, CollectionMessage>();
    for (const key of graph.getAllCollectionKeys()) {
      const collection = collectionOf(graph.getCollection(key));
      if (collection !== null) collectionDef.set(key, collection);
    }
    return new MetaGraphDef({
      metaInfoDef: { tensorflowVersion: '1.4.0' },
      graphDef: graph.asGraphDef(),
      collectionDef,
    });
  }

  /** @throws DecodeError */
  static fromString(bytes: Uint8Array): MetaGraphDef {
    return new MetaGraphDef(decodeMessage(META_GRAPH_DEF, bytes));
  }

  /** @throws ParseError */
  static fromText(text: string): MetaGraphDef {
    return new MetaGraphDef(parseMessage(META_GRAPH_DEF, text));
  }

  get graphDef(): GraphDef {
    return new GraphDef(this.#message.graphDef);
  }

  /** Names of the collections that are kept. */
  get collectionNames(): string[] {
    return [...(this.#message.collectionDef?.keys() ?? [])];
  }

  serializeToString(): Uint8Array {
    return encodeMessage(META_GRAPH_DEF, this.#message);
  }

  toString(): string {
    return printMessage(META_GRAPH_DEF, this.#message);
  }

  repr(): string {
    return this.toString();
  }

  /**
   * Adds the graph, under `importScope/` if given, and its collections. The nodes that TensorFlow's Saver added
   * are left out: they work on texts, and a Saver here does without them.
   * @throws as importGraphDef; ValueError for resource variables
   */
  importInto(graph: Graph, importScope: string | null = null): void {
    const { collectionDef = new Map<string, CollectionMessage>(), saverDef } = this.#message;
    const saved = saverDef?.filenameTensorName?.split('/');
    const prefix = saved !== undefined && saved.length > 1 ? `${saved[0]}/` : null;
    const { graphDef } = this;
    if (prefix !== null) graphDef.node = graphDef.node.filter(({ name = '' }) => !name.startsWith(prefix));
    importGraphDef(graph, graphDef, { name: importScope ?? '' });
    const scope = importScope ? `${importScope}/` : '';
    const variables = new Map<string, Variable>();
    for (const [key, { nodeList, bytesList }] of collectionDef)
      if (VARIABLE_COLLECTIONS.has(key))
        for (const bytes of bytesList?.value ?? [])
          graph.addToCollection(key, variableOf(graph, scope, decodeMessage(VARIABLE_DEF, bytes), variables));
      else
        for (const name of nodeList?.value ?? [])
          if (prefix === null || !name.startsWith(prefix))
            graph.addToCollection(key, graph.asGraphElement(scope + name));
  }
}

const VARIABLE_COLLECTIONS: ReadonlySet<string> = new Set([
  GRAPH_KEYS.GLOBAL_VARIABLES,
  GRAPH_KEYS.LOCAL_VARIABLES,
  GRAPH_KEYS.MODEL_VARIABLES,
  GRAPH_KEYS.TRAINABLE_VARIABLES,
  GRAPH_KEYS.MOVING_AVERAGE_VARIABLES,
]);

function collectionOf(items: readonly unknown[]): CollectionMessage | null {
  if (items.length === 0) return null;
  if (items.every((item) => item instanceof Variable)) {
    const value = items.map((variable) => encodeMessage(VARIABLE_DEF, variableDef(variable)));
    return { bytesList: { value } };
  }
  if (items.every((item) => item instanceof Tensor || item instanceof Operation))
    return { nodeList: { value: items.map(({ name }) => name) } };
  return null;
}

const variableDef = ({
  variable,
  initializer,
  snapshot,
  initialValue,
  trainable,
}: Variable): VariableDefMessage => ({
  variableName: variable.name,
  initializerName: initializer.name,
  snapshotName: snapshot.name,
  initialValueName: initialValue.name,
  trainable,
});

/** One Variable for each name, however many collections it is in. */
function variableOf(
  graph: Graph,
  scope: string,
  {
    variableName = '',
    initializerName = '',
    snapshotName = '',
    initialValueName,
    ...rest
  }: VariableDefMessage,
  known: Map<string, Variable>,
): Variable {
  const found = known.get(variableName);
  if (found !== undefined) return found;
  if (rest.isResource) throw new ValueError(`Variable ${variableName} is a resource; that is not supported`);
  const initializer = graph.getOperationByName(scope + initializerName);
  const made = Variable.fromNodes({
    variable: graph.getTensorByName(scope + variableName),
    snapshot: graph.getTensorByName(scope + snapshotName),
    initializer,
    initialValue: initialValueName ? graph.getTensorByName(scope + initialValueName) : initializer.inputs[1],
    trainable: rest.trainable ?? false,
  });
  known.set(variableName, made);
  return made;
}

// The graph library as the Python module `tensorflow` calls it, under the name `_residual_graph`. Every call of the
// program's brings the place it comes from; arguments are numbers, texts and objects of this side, never Python's own.
import {
  convertToTensor,
  decodeMessage,
  encodeMessage,
  FloatLiteral,
  Graph,
  GraphDef,
  GRAPH_DEF,
  isEnumType,
  isMessageType,
  NDArray,
  NODE_DEF,
  nodeToProto,
  Operation,
  parseMessage,
  printMessage,
  RUN_METADATA,
  RunMetadata,
  RunOptions,
  Session,
  sessionFor,
  Tensor,
  TensorShape,
  Variable,
  VariableScope,
  variableStore,
  type DType,
  type Entered,
  type Feeds,
  type Fetches,
  type InitialForm,
  type Initializer,
  type MessageType,
  type MetaGraphDef,
  type NestedArray,
  type Regularizer,
  type Reuse,
  type Site,
  type TensorFlow,
  type TensorLike,
} from '@residual/graph';
import { StridedArray } from './arrays/strided-array.ts';

/** What Python does with a value: decided once, here, rather than by asking for properties. */
const KINDS = [
  ['tensor', Tensor],
  ['operation', Operation],
  ['variable', Variable],
  ['graph', Graph],
  ['list', Array],
  ['array', NDArray],
  ['shape', TensorShape],
  ['graph def', GraphDef],
] as const satisfies readonly (readonly [string, abstract new (...values: never[]) => unknown])[];
/** Of things of any other class. */
const OTHER = KINDS.length;
const FACTOR = 16;

/** Lines of several files in one number: the place of the file in a list, times this, plus the line. */
export const LINES_PER_FILE = 2 ** 24;

/** Where in the program the library is being called. */
export class CallSite {
  files: readonly string[] = [];
  place = -1;

  get site(): Site | undefined {
    if (this.place < 0) return undefined;
    const file = this.files[Math.floor(this.place / LINES_PER_FILE)];
    return file === undefined ? undefined : { file, line: this.place % LINES_PER_FILE, column: 1 };
  }
}

type AnyFunction = (...values: unknown[]) => unknown;

function member(object: unknown, path: string): unknown {
  let found = object;
  for (const key of path.split('.')) found = (found as Readonly<Record<string, unknown>> | undefined)?.[key];
  return found;
}

/** Positional arguments first, then the options as names and values. */
function splitArguments(positional: number, values: readonly unknown[]): unknown[] {
  const args = values.slice(0, positional);
  if (values.length === positional) return args;
  const options: Record<string, unknown> = {};
  for (let i = positional; i < values.length; i += 2) options[String(values[i])] = values[i + 1];
  return [...args, options];
}

export function createGraphModule(tf: TensorFlow, callSite: CallSite) {
  const numbers = new WeakMap<object, number>();
  let nextNumber = 1;
  const paths = new Map<string, AnyFunction>();

  const functionAt = (path: string): AnyFunction => {
    let found = paths.get(path);
    if (found === undefined) {
      const value = member(tf, path);
      if (typeof value !== 'function') throw new Error(`tf.${path} is no function of the library`);
      paths.set(path, (found = value as AnyFunction));
    }
    return found;
  };

  return {
    /** `tf.path(…)`, or `new tf.path(…)` where that is a class. */
    call(place: number, path: string, positional: number, ...values: unknown[]): unknown {
      callSite.place = place;
      return functionAt(path)(...splitArguments(positional, values)) ?? undefined;
    },
    create(place: number, path: string, positional: number, ...values: unknown[]): unknown {
      callSite.place = place;
      const Class = functionAt(path) as unknown as new (...args: unknown[]) => unknown;
      return new Class(...splitArguments(positional, values));
    },
    /** `object.name(…)` */
    method(place: number, object: object, name: string, positional: number, ...values: unknown[]): unknown {
      callSite.place = place;
      const method = (object as Record<string, unknown>)[name] as AnyFunction;
      return method.apply(object, splitArguments(positional, values)) ?? undefined;
    },
    get: (object: object, path: string): unknown => member(object, path) ?? undefined,
    /** What a value is (a place in KINDS), and a number that only it has: kind + 16 · number. */
    codeOf(value: object): number {
      let number = numbers.get(value);
      if (number === undefined) {
        const kind = KINDS.findIndex(([, Class]) => value instanceof Class);
        numbers.set(value, (number = (kind < 0 ? OTHER : kind) + FACTOR * nextNumber++));
      }
      return number;
    },
    kinds: (): string => JSON.stringify([...KINDS.map(([name]) => name), 'other']),

    floats: (values: NestedArray, shown: string): FloatLiteral => new FloatLiteral(values, shown),
    list: (...values: unknown[]): unknown[] => values,
    object: (entries: Iterable<readonly [string, unknown]>): object => Object.fromEntries(entries),
    text: (value: unknown): string => String(value),
    repr: (value: { repr(): string }): string => value.repr(),
    strided: (array: NDArray): StridedArray => StridedArray.fromNDArray(array),
    /** Dimensions in JSON, null for each unknown one; null if not even their number is known. */
    shapeOf: (shape: TensorShape): string => JSON.stringify(shape.ndims === null ? null : shape.asList()),
    makeShape: (json: string): TensorShape => new TensorShape(JSON.parse(json) as (number | null)[] | null),

    openSession: (graph: Graph | undefined, allowSoftPlacement: boolean): Session =>
      new tf.Session({ graph, config: new tf.ConfigProto({ allowSoftPlacement }) }),
    /** One thing fetched: feeds are pairs behind one another. A value without dimensions is given as a number. */
    run(place: number, session: Session, fetch: unknown, ...feeds: unknown[]): unknown {
      callSite.place = place;
      return given(session.run(fetch as Fetches, pairsOf(feeds)));
    },
    /** Several, as a list. */
    runAll(
      place: number,
      session: Session,
      fetches: readonly unknown[],
      feeds: readonly unknown[],
      options: RunOptions | undefined,
      runMetadata: RunMetadata | undefined,
    ): unknown[] {
      callSite.place = place;
      const settings =
        options === undefined && runMetadata === undefined ? undefined : { options, runMetadata };
      return (session.run(fetches as Fetches, pairsOf(feeds), settings) as unknown[]).map(given);
    },
    isList: (value: unknown): boolean => Array.isArray(value),
    pair: (first: unknown, second: unknown): unknown[] => [first ?? null, second],
    graphKeys: tf.GraphKeys,
    newRunMetadata: (): RunMetadata => new RunMetadata(),
    runOptions: (traceLevel: number, outputPartitionGraphs: boolean): RunOptions =>
      new RunOptions({ traceLevel, outputPartitionGraphs }),
    defaultSession: (): Session | undefined => tf.getDefaultSession() ?? undefined,
    /** The session that `eval` of something in `graph` uses. @throws ValueError */
    sessionFor: (graph: Graph, kind: 'tensor' | 'operation', session: Session | undefined): unknown =>
      sessionFor(graph, kind, session as never),

    enterSession: (session: Session): Entered<unknown> =>
      defaultsOf(session.graph).enterSession(session as never),
    enterSessionAndGraph(session: Session): Entered<Session> {
      const defaults = defaultsOf(session.graph);
      const graph = defaults.enterGraph(session.graph);
      const inner = defaults.enterSession(session as never);
      const leave = (): void => {
        inner.leave();
        graph.leave();
      };
      return { scope: session, leave };
    },
    enterGraph: (graph: Graph): Entered<Graph> => defaultsOf(graph).enterGraph(graph),
    enterNameScope: (graph: Graph, name: string | undefined) => graph.enterNameScope(name ?? null),
    enterDevice: (graph: Graph, device: string | undefined) => graph.enterDevice(device ?? null),
    enterControlDependencies: (graph: Graph, ops: readonly unknown[] | undefined) =>
      graph.enterControlDependencies(ops ?? null),
    enterVariableScope(
      graph: Graph,
      nameOrScope: string | VariableScope | undefined,
      defaultName: string | undefined,
      reuse: Reuse | undefined,
      initializer: never,
      dtype: never,
      regularizer: Regularizer | undefined,
    ) {
      const options = {
        defaultName: defaultName ?? null,
        reuse: reuse ?? null,
        initializer,
        dtype,
        regularizer,
      };
      return variableStore(graph).enter(nameOrScope ?? null, options);
    },

    /** Functions of Python's as the library calls them. */
    initializer:
      (make: (shape: unknown, dtype: string) => TensorLike) =>
      ({ graph, shape, dtype }: InitialForm): Tensor =>
        convertToTensor(graph, make(shape, dtype), { dtype }),
    regularizer:
      (loss: (variable: Variable) => Tensor | undefined): Regularizer =>
      (variable) =>
        loss(variable) ?? null,
    initialized: (make: Initializer, graph: Graph, shape: readonly number[], dtype: DType): Tensor =>
      make({ graph, shape, dtype }),
    serialized: (message: { serializeToString(): Uint8Array }): Uint8Array => message.serializeToString(),
    collectionNames: (meta: MetaGraphDef): string[] => [...meta.collectionNames],

    graphDefBytes: (graph: Graph): Uint8Array => graph.asGraphDef().serializeToString(),
    nodeDefBytes: (op: Operation): Uint8Array => encodeMessage(NODE_DEF, nodeToProto(op.toNodeDef())),
    graphDefOf: (bytes: Uint8Array): GraphDef => GraphDef.fromString(bytes),
    partitionGraphs: (metadata: RunMetadata): Uint8Array[] =>
      metadata.partitionGraphs.map((graphDef) => graphDef.serializeToString()),
    runMetadataBytes: (metadata: RunMetadata): Uint8Array => metadata.serializeToString(),
    messageText: (name: string, bytes: Uint8Array): string => {
      const type = messageNamed(name);
      return printMessage(type, decodeMessage(type, bytes));
    },
    parseMessage: (name: string, text: string): Uint8Array => {
      const type = messageNamed(name);
      return encodeMessage(type, parseMessage(type, text));
    },
    messageTables: (): string => JSON.stringify(messageTables()),
    names: (): string => JSON.stringify(namesOf(tf)),
  };
}

export type GraphModule = ReturnType<typeof createGraphModule>;

const defaultsOf = ({ defaults }: Graph) => {
  if (defaults === undefined) throw new Error('a graph that no library made');
  return defaults;
};

function pairsOf(feeds: readonly unknown[]): Feeds {
  const pairs = new Array<[unknown, unknown]>(feeds.length / 2);
  for (let i = 0; i < pairs.length; i++) {
    const value = feeds[2 * i + 1];
    pairs[i] = [feeds[2 * i], value instanceof StridedArray ? value.toNDArray() : value];
  }
  return pairs as unknown as Feeds;
}

/** A fetched value as Python takes it: numbers at once, arrays when somebody looks at them. */
function given(value: unknown): unknown {
  if (!(value instanceof NDArray)) return value ?? undefined;
  return value.shape.length === 0 ? value.valueOf() : StridedArray.fromNDArray(value);
}

const ROOTS = [GRAPH_DEF, NODE_DEF, RUN_METADATA] as readonly MessageType<object>[];

function messageNamed(name: string): MessageType<object> {
  const type = messageTypes().get(name);
  if (type === undefined) throw new Error(`there is no message ${name}`);
  return type;
}

function messageTypes(): Map<string, MessageType<object>> {
  const types = new Map<string, MessageType<object>>();
  const visit = (type: MessageType<object>): void => {
    if (types.has(type.messageName)) return;
    types.set(type.messageName, type);
    for (const field of type.fields) if (isMessageType(field.type)) visit(field.type as MessageType<object>);
  };
  for (const root of ROOTS) visit(root);
  return types;
}

/** Fields of each message: number, name, type (a scalar's, `enum`, or a message's name), form, oneof. */
const messageTables = () =>
  Object.fromEntries(
    [...messageTypes()].map(([name, { fields }]) => [
      name,
      fields.map(({ number, name: as, type, form, oneof }) => [
        number,
        as,
        typeof type === 'string' ? type : isEnumType(type) ? 'enum' : type.messageName,
        form,
        oneof ?? null,
      ]),
    ]),
  );

/** Names of the library's members, with those of its namespaces. */
function namesOf(library: object): string[] {
  return Object.entries(library).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
      ? Object.keys(value as object).map((inner) => `${name}.${inner}`)
      : [name],
  );
}

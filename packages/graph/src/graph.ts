// The graph itself: operations, the tensors between them, names, scopes, devices and control dependencies.
import type { NDArray } from './array/ndarray.ts';
import { pythonTypeName } from './array/python-types.ts';
import type { Attrs } from './attributes.ts';
import { Collections } from './collections.ts';
import { constantOutput, shapeOutput } from './constant-value.ts';
import { formatDevice, mergeDevices, parseDevice, type DeviceSpec } from './devices.ts';
import { within, type Entered } from './entered.ts';
import { GraphRuntimeError, GraphTypeError, ValueError } from './errors.ts';
import { sessionFor, type AnyFeeds, type DefaultSession } from './eval.ts';
import type { Attr, DType, NodeDef, Shape, Site, TensorValue } from './graphdef.ts';
import { GraphDef, nodeDefText } from './graphdef/graph-def.ts';
import { inferNode } from './infer.ts';
import { operationNamed, tensorNamed } from './lookup.ts';
import { Names } from './names.ts';
import type { NodeInput, OutputInfo } from './op-definitions.ts';
import type { OpType } from './op-types.ts';
import { formatShape } from './shapes.ts';
import { TensorShape, type ShapeLike } from './tensor-shape.ts';

/** Grows whenever a shape becomes known better. */
let shapesLearned = 0;

/** A symbolic value: one output of an operation. Operators (`a.add(b)`, …) are installed by operators.ts. */
export class Tensor {
  readonly op: Operation;
  readonly index: number;
  /** `add:0` */
  readonly name: string;
  readonly dtype: DType;
  /** A variable itself rather than a value; prints as `float32_ref`. */
  readonly ref: boolean;
  #shape: Shape;

  constructor(op: Operation, index: number, output: OutputInfo) {
    this.op = op;
    this.index = index;
    this.name = `${op.name}:${index}`;
    this.dtype = output.dtype;
    this.ref = output.ref;
    this.#shape = output.shape;
  }

  get graph(): Graph {
    return this.op.graph;
  }

  /** The static shape; `tf.shape(x)` is the node that computes it. */
  get shape(): TensorShape {
    return new TensorShape(this.#shape);
  }

  get staticShape(): Shape {
    return this.#shape;
  }

  /** Adds what is known about the shape. @throws ValueError if it contradicts what was known. */
  setShape(shape: ShapeLike): void {
    this.#shape = this.shape.mergeWith(shape).toShape();
    shapesLearned++;
  }

  getShape(): TensorShape {
    return this.shape;
  }

  /** What its operation asked for; '' for anything. */
  get device(): string {
    return this.op.device;
  }

  /** The operations that take it as an input. */
  consumers(): Operation[] {
    return this.graph.getOperations().filter((op) => op.inputs.includes(this));
  }

  /** Its value in `session`, or in the default session (`sess.asDefault`, `tf.withSession`). @throws ValueError */
  eval(feeds?: AnyFeeds, session?: DefaultSession): NDArray {
    return sessionFor(this.graph, 'tensor', session).run(this, feeds) as NDArray;
  }

  /** The value, where it can be known without running. */
  constant(): TensorValue | undefined {
    return this.op.constant(this.index);
  }

  info(): NodeInput {
    return {
      dtype: this.dtype,
      ref: this.ref,
      shape: this.#shape,
      constant: () => this.constant(),
      asShape: () => (this.index === 0 ? this.op.asShape() : undefined),
    };
  }

  toString(): string {
    const dtype = this.ref ? `${this.dtype}_ref` : this.dtype;
    const shape = this.#shape === null ? '' : ` shape=${formatShape(this.#shape)},`;
    return `Tensor("${this.name}",${shape} dtype=${dtype})`;
  }

  repr(): string {
    const dtype = this.ref ? `${this.dtype}_ref` : this.dtype;
    return `<tf.Tensor '${this.name}' shape=${formatShape(this.#shape)} dtype=${dtype}>`;
  }

  /** JavaScript's own operators cannot build nodes: say so instead of computing NaN. */
  [Symbol.toPrimitive](hint: 'string' | 'number' | 'default'): string {
    if (hint === 'number')
      throw new GraphTypeError(
        `JavaScript's operators do not work on tensors; write a.mul(b), a.sub(b), … (${this.toString()})`,
      );
    return this.toString();
  }
}

export interface OperationParts {
  readonly graph: Graph;
  readonly type: OpType;
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly controlInputs: readonly Operation[];
  readonly attrs: Attrs;
  readonly device: string;
  readonly outputs: readonly OutputInfo[];
  readonly id: number;
  readonly site: Site | undefined;
  readonly originalOp: Operation | null;
}

/** A node of the graph. */
export class Operation {
  readonly graph: Graph;
  readonly type: OpType;
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly controlInputs: readonly Operation[];
  readonly attrs: Attrs;
  readonly device: string;
  readonly outputs: readonly Tensor[];
  /** Position in the graph; inputs have smaller ones. */
  readonly id: number;
  readonly site: Site | undefined;
  /** Of a node that a gradient made: the operation whose gradient it is part of. */
  readonly originalOp: Operation | null;

  readonly #memory = new Map<number | 'shape', { readonly version: number; readonly value: unknown }>();

  constructor(parts: OperationParts) {
    this.graph = parts.graph;
    this.type = parts.type;
    this.name = parts.name;
    this.inputs = parts.inputs;
    this.controlInputs = parts.controlInputs;
    this.attrs = parts.attrs;
    this.device = parts.device;
    this.id = parts.id;
    this.site = parts.site;
    this.originalOp = parts.originalOp;
    this.outputs = parts.outputs.map((output, i) => new Tensor(this, i, output));
  }

  /** Runs it in `session`, or in the default session. @throws ValueError */
  run(feeds?: AnyFeeds, session?: DefaultSession): void {
    sessionFor(this.graph, 'operation', session).run(this, feeds);
  }

  /** An attribute, such as a shape or a dtype. @throws ValueError if there is none of that name */
  getAttr(name: string): Attr[keyof Attr] {
    const attr = Object.hasOwn(this.attrs, name) ? this.attrs[name] : undefined;
    if (attr === undefined) throw new ValueError(`No attr named '${name}' in ${this.repr()}`);
    return Object.values(attr)[0] as Attr[keyof Attr];
  }

  /** An output's value, where it can be known without running. */
  constant(output = 0): TensorValue | undefined {
    return this.#known(output, (inputs) => constantOutput(this.type, this.attrs, inputs, output));
  }

  /** The value read as a shape, as far as it can be known. */
  asShape(): Shape | undefined {
    return this.#known('shape', (inputs) => shapeOutput(this.type, this.attrs, inputs));
  }

  /** Computes once what is known; what is not is looked at again when some shape has become known. */
  #known<T>(key: number | 'shape', compute: (inputs: readonly NodeInput[]) => T): T {
    const found = this.#memory.get(key);
    if (found !== undefined && (found.value !== undefined || found.version === shapesLearned))
      return found.value as T;
    const value = compute(this.inputs.map((input) => input.info()));
    this.#memory.set(key, { version: shapesLearned, value });
    return value;
  }

  toNodeDef(): NodeDef {
    return {
      name: this.name,
      op: this.type,
      input: [
        ...this.inputs.map((t) => (t.index === 0 ? t.op.name : t.name)),
        ...this.controlInputs.map((op) => `^${op.name}`),
      ],
      device: this.device,
      attr: this.attrs,
      ...(this.site === undefined ? {} : { site: this.site }),
    };
  }

  repr(): string {
    return `<tf.Operation '${this.name}' type=${this.type}>`;
  }

  /** Its NodeDef as text. */
  toString(): string {
    return nodeDefText(this.toNodeDef());
  }
}
/** The default graph and session of a program, kept by whoever made its library. */
export interface Defaults {
  runWith<T>(graph: Graph, body: () => T): T;
  /** The session that `eval` and `run` use. */
  readonly session: DefaultSession | null;
  runWithSession<T>(session: DefaultSession, body: () => T): T;
  /** The same until they are left. */
  enterGraph(graph: Graph): Entered<Graph>;
  enterSession(session: DefaultSession): Entered<DefaultSession>;
}

export interface GraphOptions {
  readonly defaults?: Defaults;
  /** Where in the program the node being made comes from; asked once per node. */
  readonly captureSite?: () => Site | undefined;
}

export interface NewOperation {
  readonly inputs?: readonly Tensor[];
  readonly attrs?: Attrs;
  /** A name ending in '/' is a scope that was entered for this op and is taken as it is. */
  readonly name?: string | null;
}

/** Kinds of graph elements that are looked for. */
export interface Allowed {
  readonly tensor: boolean;
  readonly operation: boolean;
}

/** One level of `controlDependencies`: its ops, and the ops made under it. */
interface Controller {
  readonly controlInputs: readonly Operation[];
  readonly made: Set<Operation>;
}

export class Graph {
  /** Graph-level seed of random ops (`tf.setRandomSeed`). */
  seed: number | null = null;
  readonly defaults: Defaults | undefined;
  readonly #captureSite: () => Site | undefined;
  readonly #operations: Operation[] = [];
  readonly #byName = new Map<string, Operation>();
  readonly #names = new Names();
  readonly #collections = new Collections();
  readonly #unfeedable = new Set<Tensor>();
  readonly #unfetchable = new Set<Operation>();
  #controllers: readonly Controller[] = [];
  #device: DeviceSpec = {};
  #originalOp: Operation | null = null;
  #finalized = false;

  constructor(options: GraphOptions = {}) {
    this.#captureSite = options.captureSite ?? (() => undefined);
    this.defaults = options.defaults;
  }

  /** Makes this the default graph while `body` runs. */
  asDefault<T>(body: (graph: Graph) => T): T {
    return this.defaults === undefined ? body(this) : this.defaults.runWith(this, () => body(this));
  }

  get finalized(): boolean {
    return this.#finalized;
  }

  /** Forbids further changes. */
  finalize(): void {
    this.#finalized = true;
  }

  #requireChangeable(): void {
    if (this.#finalized) throw new GraphRuntimeError('Graph is finalized and cannot be modified.');
  }

  repr(): string {
    return '<tensorflow.python.framework.ops.Graph object>';
  }

  toString(): string {
    return this.repr();
  }

  getOperations(): Operation[] {
    return [...this.#operations];
  }

  get operationCount(): number {
    return this.#operations.length;
  }

  operationAt(id: number): Operation {
    return this.#operations[id];
  }

  findOperation(name: string): Operation | null {
    return this.#byName.get(name) ?? null;
  }

  /** Its GraphDef, which can be printed, written and stripped. */
  asGraphDef(): GraphDef {
    return GraphDef.fromNodes(this.toGraphDef());
  }

  /** @throws KeyError if there is none, ValueError for a tensor's name */
  getOperationByName(name: string): Operation {
    return operationNamed(this.#byName, name);
  }

  /** `name` as in `add:0`. @throws KeyError if there is none, ValueError for what is no tensor's name */
  getTensorByName(name: string): Tensor {
    return tensorNamed(this.#byName, name);
  }

  /**
   * The tensor or operation that `element` is or names; a variable stands for itself.
   * @throws KeyError if there is none of that name, ValueError for one of another graph or of the wrong kind,
   * GraphTypeError for what is neither
   */
  asGraphElement(
    element: unknown,
    { tensor = true, operation = true }: Partial<Allowed> = {},
  ): Tensor | Operation {
    if (typeof element === 'string')
      return (element.includes(':') ? tensor : !operation)
        ? this.getTensorByName(element)
        : this.getOperationByName(element);
    // Variables are known to modules that build on this one.
    const variable = (element as { readonly variable?: unknown } | null | undefined)?.variable;
    const found = variable instanceof Tensor ? variable : element;
    if ((tensor && found instanceof Tensor) || (operation && found instanceof Operation)) {
      if (found.graph === this) return found;
      const kind = found instanceof Tensor ? 'Tensor' : 'Operation';
      throw new ValueError(`${kind} ${found.toString()} is not an element of this graph.`);
    }
    const what = [tensor ? 'Tensor' : '', operation ? 'Operation' : '']
      .filter((word) => word !== '')
      .join(' or ');
    throw new GraphTypeError(`Can not convert a ${pythonTypeName(found)} into a ${what}.`);
  }

  /** The nodes from position `from` on, as data. */
  toGraphDef(from = 0): NodeDef[] {
    return this.#operations.slice(from).map((op) => op.toNodeDef());
  }

  /** @throws GraphRuntimeError when finalized */
  addToCollection(name: string, value: unknown): void {
    this.#requireChangeable();
    this.#collections.add(name, value);
  }

  /** Adds to each of `names`, once. @throws GraphRuntimeError when finalized */
  addToCollections(names: string | readonly string[], value: unknown): void {
    for (const name of new Set(typeof names === 'string' ? [names] : names))
      this.addToCollection(name, value);
  }

  /** A copy; with `scope`, of the items whose name starts with it (a regular expression). */
  getCollection(name: string, scope: string | null = null): unknown[] {
    return this.#collections.get(name, scope);
  }

  /** The list itself: what the caller does to it changes the collection. */
  getCollectionRef(name: string): unknown[] {
    return this.#collections.ref(name);
  }

  getAllCollectionKeys(): string[] {
    return this.#collections.keys();
  }

  /** @throws GraphRuntimeError when finalized */
  clearCollection(name: string): void {
    this.#requireChangeable();
    this.#collections.clear(name);
  }

  preventFeeding(tensor: Tensor): void {
    this.#unfeedable.add(tensor);
  }

  isFeedable(tensor: Tensor): boolean {
    return !this.#unfeedable.has(tensor);
  }

  preventFetching(op: Operation): void {
    this.#unfetchable.add(op);
  }

  isFetchable(element: Tensor | Operation): boolean {
    return !this.#unfetchable.has(element instanceof Tensor ? element.op : element);
  }

  /** `name` within the current scope, made unique by `_1`, `_2`, …; taken from now on unless `mark` is false. */
  uniqueName(name: string, mark = true): string {
    return this.#names.unique(name, mark);
  }

  /** The current name scope, without a final '/'; '' at the root. */
  getNameScope(): string {
    return this.#names.scope;
  }

  /**
   * Runs `body` with `name/` before the names of new nodes. A name ending in '/' re-enters that scope; null is
   * the root. `body` gets the scope with its final '/', which as a node's name means exactly that name.
   * @throws ValueError for a name that cannot be a scope's
   */
  nameScope<T>(name: string | null, body: (scope: string) => T): T {
    return within(this.enterNameScope(name), body);
  }

  /** The same until it is left. */
  enterNameScope(name: string | null): Entered<string> {
    return this.#names.enter(name);
  }

  /**
   * Nodes made in `body` run after `ops` (operations, tensors, variables or names); null clears the outer
   * dependencies. @throws as asGraphElement
   */
  controlDependencies<T>(ops: readonly unknown[] | null, body: () => T): T {
    return within(this.enterControlDependencies(ops), body);
  }

  /** The same until it is left. */
  enterControlDependencies(ops: readonly unknown[] | null): Entered<null> {
    const outer = this.#controllers;
    if (ops === null) this.#controllers = [];
    else {
      const known = new Set(outer.flatMap(({ controlInputs }) => controlInputs));
      const elements = ops.map((op) => this.asGraphElement(op));
      const asked = new Set(elements.map((element) => (element instanceof Tensor ? element.op : element)));
      this.#controllers = [
        ...outer,
        { controlInputs: [...asked].filter((op) => !known.has(op)), made: new Set() },
      ];
    }
    const leave = (): void => {
      this.#controllers = outer;
    };
    return { scope: null, leave };
  }

  /**
   * Nodes made in `body` ask for `device`, such as `/gpu:0`; what it leaves open comes from the devices around
   * it, which null forgets. @throws ValueError for a name that is none
   */
  device<T>(device: string | null, body: () => T): T {
    return within(this.enterDevice(device), body);
  }

  /** The same until it is left. */
  enterDevice(device: string | null): Entered<null> {
    if (device !== null && typeof device !== 'string')
      throw new GraphTypeError(
        `tf.device takes a name such as "/gpu:0", or null; got ${pythonTypeName(device)} (functions are not supported)`,
      );
    return this.#onDevice(device === null ? {} : mergeDevices(this.#device, parseDevice(device)));
  }

  /** Nodes made in `body` ask for the device of `op`, whatever the devices around it. */
  colocateWith<T>(op: Operation, body: () => T): T {
    return within(this.#onDevice(parseDevice(op.device)), body);
  }

  /** Nodes made in `body` are part of the gradient of `op`. */
  withOriginalOp<T>(op: Operation, body: () => T): T {
    const outer = this.#originalOp;
    this.#originalOp = op;
    try {
      return body();
    } finally {
      this.#originalOp = outer;
    }
  }

  #onDevice(device: DeviceSpec): Entered<null> {
    const outer = this.#device;
    this.#device = device;
    const leave = (): void => {
      this.#device = outer;
    };
    return { scope: null, leave };
  }

  /**
   * Adds a node; dtypes and shapes are checked and inferred from the op's definition.
   * @throws GraphRuntimeError when finalized, ValueError when shapes do not fit
   */
  createOperation(type: OpType, { inputs = [], attrs = {}, name = null }: NewOperation = {}): Operation {
    this.#requireChangeable();
    for (const input of inputs)
      if (input.graph !== this) throw new ValueError(`${input.toString()} is not from the passed-in graph.`);
    const fullName = this.#names.ofNode(name ?? type);
    const op = new Operation({
      graph: this,
      type,
      name: fullName,
      inputs,
      controlInputs: this.#controlInputsFor(inputs),
      attrs,
      device: formatDevice(this.#device),
      outputs: inferNode({ type, name: fullName, inputs: inputs.map((input) => input.info()), attrs }),
      id: this.#operations.length,
      site: this.#captureSite(),
      originalOp: this.#originalOp,
    });
    this.#operations.push(op);
    this.#byName.set(fullName, op);
    for (const { made } of this.#controllers) made.add(op);
    return op;
  }

  #controlInputsFor(inputs: readonly Tensor[]): Operation[] {
    const inputOps = new Set(inputs.map((t) => t.op));
    return this.#controllers.flatMap(({ controlInputs, made }) =>
      // An input made under this control already waits for it.
      [...inputOps].some((op) => made.has(op)) ? [] : controlInputs.filter((op) => !inputOps.has(op)),
    );
  }
}

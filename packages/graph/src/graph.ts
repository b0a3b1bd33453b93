// The graph itself: operations, the tensors between them, names, scopes, devices and control dependencies.
import { pythonTypeName } from './array/python-types.ts';
import { AttributeError, type Attrs } from './attributes.ts';
import { Collections } from './collections.ts';
import type { VariableBase } from './convert.ts';
import { formatDevice, mergeDevices, parseDevice, type DeviceSpec } from './devices.ts';
import { GraphRuntimeError, GraphTypeError, ValueError } from './errors.ts';
import { asGraphElement, type Allowed } from './graph-element.ts';
import type { NodeDef, Site } from './graphdef.ts';
import { GraphDef } from './graphdef/graph-def.ts';
import { Names } from './names.ts';
import { inferOutputs, type OutputInfo } from './op-definitions.ts';
import type { OpType } from './op-types.ts';
import type { Session } from './session.ts';
import { formatPartialShape, ShapeError } from './shapes.ts';
import { Operation, Tensor } from './tensor.ts';

export { Operation, Tensor };

/** The default graph and session of a program, kept by whoever made its library. */
export interface Defaults {
  runWith<T>(graph: Graph, body: () => T): T;
  /** The session that `eval` and `run` use. */
  readonly session: Session | null;
  runWithSession<T>(session: Session, body: () => T): T;
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

  /** The tensor or operation that `element` is or names. @throws as asGraphElement */
  asGraphElement(
    element: unknown,
    { tensor = true, operation = true }: Partial<Allowed> = {},
  ): Tensor | Operation {
    return asGraphElement(this, element, { tensor, operation });
  }

  /** @throws KeyError or ValueError */
  getOperationByName(name: string): Operation {
    requireString('Operation', name);
    return this.asGraphElement(name, { tensor: false }) as Operation;
  }

  /** `name` as in `add:0`. @throws KeyError or ValueError */
  getTensorByName(name: string): Tensor {
    requireString('Tensor', name);
    return this.asGraphElement(name, { operation: false }) as Tensor;
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
    return this.#names.within(name, body);
  }

  /** Nodes made in `body` run after `ops`; null clears the outer dependencies. @throws as asGraphElement */
  controlDependencies<T>(
    ops: readonly (Operation | Tensor | VariableBase | string)[] | null,
    body: () => T,
  ): T {
    const outer = this.#controllers;
    if (ops === null) this.#controllers = [];
    else {
      const known = new Set(outer.flatMap(({ controlInputs }) => controlInputs));
      const elements = ops.map((op) => asGraphElement(this, op, { tensor: true, operation: true }));
      const asked = new Set(elements.map((element) => (element instanceof Tensor ? element.op : element)));
      this.#controllers = [
        ...outer,
        { controlInputs: [...asked].filter((op) => !known.has(op)), made: new Set() },
      ];
    }
    try {
      return body();
    } finally {
      this.#controllers = outer;
    }
  }

  /**
   * Nodes made in `body` ask for `device`, such as `/gpu:0`; what it leaves open comes from the devices around
   * it, which null forgets. @throws ValueError for a name that is none
   */
  device<T>(device: string | null, body: () => T): T {
    if (device !== null && typeof device !== 'string')
      throw new GraphTypeError(
        `tf.device takes a name such as "/gpu:0", or null; got ${pythonTypeName(device)} (functions are not supported)`,
      );
    return this.#onDevice(device === null ? {} : mergeDevices(this.#device, parseDevice(device)), body);
  }

  /** Nodes made in `body` ask for the device of `op`, whatever the devices around it. */
  colocateWith<T>(op: Operation, body: () => T): T {
    return this.#onDevice(parseDevice(op.device), body);
  }

  #onDevice<T>(device: DeviceSpec, body: () => T): T {
    const outer = this.#device;
    this.#device = device;
    try {
      return body();
    } finally {
      this.#device = outer;
    }
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
      outputs: infer(type, fullName, inputs, attrs),
      id: this.#operations.length,
      site: this.#captureSite(),
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

function requireString(what: 'Operation' | 'Tensor', name: unknown): void {
  if (typeof name !== 'string')
    throw new GraphTypeError(`${what} names are strings (or similar), not ${pythonTypeName(name)}.`);
}

/** Infers outputs; what does not fit is worded with the node's name and inputs, as TensorFlow does. */
function infer(type: OpType, name: string, inputs: readonly Tensor[], attrs: Attrs): OutputInfo[] {
  try {
    return inferOutputs(
      type,
      inputs.map((input) => input.info()),
      attrs,
    );
  } catch (error) {
    if (error instanceof ShapeError) {
      const shapes = inputs.map((t) => formatPartialShape(t.staticShape)).join(', ');
      throw new ValueError(`${error.message} for '${name}' (op: '${type}') with input shapes: ${shapes}.`);
    }
    if (error instanceof AttributeError || error instanceof GraphTypeError)
      throw new GraphTypeError(`${error.message} for '${name}' (op: '${type}')`);
    throw error;
  }
}

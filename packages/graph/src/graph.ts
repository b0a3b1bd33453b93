// The graph itself: operations, the tensors between them, names, scopes and control dependencies.
import { AttributeError, type Attrs } from './attributes.ts';
import { constantOutput, shapeOutput } from './constant-value.ts';
import { GraphRuntimeError, GraphTypeError, LookupError, ValueError } from './errors.ts';
import type { DType, NodeDef, Shape, Site, TensorValue } from './graphdef.ts';
import { inferOutputs, type NodeInput, type OutputInfo } from './op-definitions.ts';
import type { OpType } from './op-types.ts';
import { formatPartialShape, formatShape, mergeShapes, ShapeError, TensorShape } from './shapes.ts';

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
  setShape(shape: Shape): void {
    try {
      this.#shape = mergeShapes(this.#shape, shape);
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      throw new ValueError(`Shapes ${formatShape(this.#shape)} and ${formatShape(shape)} are not compatible`);
    }
  }

  /** The value, where it can be known without running. */
  constant(): TensorValue | undefined {
    return this.index === 0 ? this.op.constant() : undefined;
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
    this.outputs = parts.outputs.map((output, i) => new Tensor(this, i, output));
  }

  constant(): TensorValue | undefined {
    return constantOutput(
      this.type,
      this.attrs,
      this.inputs.map((input) => input.info()),
    );
  }

  /** The value read as a shape, as far as it can be known. */
  asShape(): Shape | undefined {
    return shapeOutput(
      this.type,
      this.attrs,
      this.inputs.map((input) => input.info()),
    );
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

  toString(): string {
    return this.repr();
  }
}

/** Keeps which graph new nodes go to when none of their inputs says so. */
export interface DefaultGraphs {
  runWith<T>(graph: Graph, body: () => T): T;
}

export interface GraphOptions {
  readonly defaults?: DefaultGraphs;
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
  readonly group: Set<Operation>;
}

const VALID_NAME = /^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$/;
const VALID_SCOPE = /^[A-Za-z0-9_.\\/>-]*$/;

export class Graph {
  /** Graph-level seed of random ops (`tf.setRandomSeed`). */
  seed: number | null = null;
  readonly #captureSite: () => Site | undefined;
  readonly #defaults: DefaultGraphs | undefined;
  readonly #operations: Operation[] = [];
  readonly #byName = new Map<string, Operation>();
  readonly #namesInUse = new Map<string, number>();
  readonly #collections = new Map<string, unknown[]>();
  #scope = '';
  #controllers: Controller[] = [];
  #device = '';
  #finalized = false;

  constructor(options: GraphOptions = {}) {
    this.#captureSite = options.captureSite ?? (() => undefined);
    this.#defaults = options.defaults;
  }

  /** Makes this the default graph while `body` runs. */
  asDefault<T>(body: (graph: Graph) => T): T {
    return this.#defaults === undefined ? body(this) : this.#defaults.runWith(this, () => body(this));
  }

  get finalized(): boolean {
    return this.#finalized;
  }

  /** Forbids further changes. */
  finalize(): void {
    this.#finalized = true;
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

  /** @throws LookupError */
  getOperationByName(name: string): Operation {
    const op = this.#byName.get(name);
    if (op === undefined)
      throw new LookupError(`The name '${name}' refers to an Operation not in the graph.`);
    return op;
  }

  /** `name` as in `add:0`. @throws ValueError or LookupError */
  getTensorByName(name: string): Tensor {
    const match = /^(.+):(\d+)$/.exec(name);
    if (match === null)
      throw new ValueError(
        this.#byName.has(name)
          ? `The name '${name}' refers to an Operation, not a Tensor. Perhaps you meant '${name}:0'.`
          : `The name '${name}' looks like an (invalid) Operation name, not a Tensor. ` +
              'Tensor names must be of the form "<op_name>:<output_index>".',
      );
    const op = this.#byName.get(match[1]);
    const tensor = op?.outputs[Number(match[2])];
    if (op === undefined)
      throw new LookupError(
        `The name '${name}' refers to a Tensor which does not exist. The operation, '${match[1]}', ` +
          'does not exist in the graph.',
      );
    if (tensor === undefined)
      throw new LookupError(
        `The name '${name}' refers to a Tensor which does not exist. The operation, '${match[1]}', ` +
          `exists but only has ${op.outputs.length} outputs.`,
      );
    return tensor;
  }

  /** The nodes from position `from` on, as GraphDef. */
  toGraphDef(from = 0): NodeDef[] {
    return this.#operations.slice(from).map((op) => op.toNodeDef());
  }

  addToCollection(name: string, value: unknown): void {
    const list = this.#collections.get(name);
    if (list === undefined) this.#collections.set(name, [value]);
    else list.push(value);
  }

  getCollection(name: string): unknown[] {
    return [...(this.#collections.get(name) ?? [])];
  }

  /** `name` within the current scope, made unique by `_1`, `_2`, …; names differing only in case clash. */
  uniqueName(name: string): string {
    let unique = this.#scope === '' ? name : `${this.#scope}/${name}`;
    const key = unique.toLowerCase();
    let i = this.#namesInUse.get(key) ?? 0;
    this.#namesInUse.set(key, i + 1);
    if (i > 0) {
      let tried = key;
      while (this.#namesInUse.has(tried)) tried = `${key}_${i++}`;
      this.#namesInUse.set(tried, 1);
      unique = `${unique}_${i - 1}`;
    }
    return unique;
  }

  /**
   * Runs `body` with `name/` before the names of new nodes. A name ending in '/' re-enters that scope; null is
   * the root. `body` gets the scope with its final '/', which as a node's name means exactly that name.
   */
  nameScope<T>(name: string | null, body: (scope: string) => T): T {
    if (name !== null && !(this.#scope === '' ? VALID_NAME : VALID_SCOPE).test(name))
      throw new ValueError(`'${name}' is not a valid scope name`);
    const outer = this.#scope;
    if (name === null || name === '') this.#scope = '';
    else this.#scope = name.endsWith('/') ? name.slice(0, -1) : this.uniqueName(name);
    try {
      return body(this.#scope === '' ? '' : `${this.#scope}/`);
    } finally {
      this.#scope = outer;
    }
  }

  /** Nodes made in `body` run after `ops`; null clears the outer dependencies. */
  controlDependencies<T>(ops: readonly (Operation | Tensor)[] | null, body: () => T): T {
    const outer = this.#controllers;
    if (ops === null) this.#controllers = [];
    else {
      const controlInputs = [...new Set(ops.map((op) => (op instanceof Tensor ? op.op : op)))];
      this.#controllers = [...outer, { controlInputs, group: new Set(controlInputs) }];
    }
    try {
      return body();
    } finally {
      this.#controllers = outer;
    }
  }

  /** Nodes made in `body` ask for `device`, such as `/gpu:0`; '' asks for none. */
  withDevice<T>(device: string, body: () => T): T {
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
    if (this.#finalized) throw new GraphRuntimeError('Graph is finalized and cannot be modified.');
    for (const input of inputs)
      if (input.graph !== this)
        throw new ValueError(
          `${input.toString()} must be from the same graph as the node that uses it: ` +
            'was it made before resetDefaultGraph() or in another graph?',
        );
    const scoped = name ?? type;
    const fullName = scoped.endsWith('/') ? scoped.slice(0, -1) : this.#checkedName(scoped);
    const op = new Operation({
      graph: this,
      type,
      name: fullName,
      inputs,
      controlInputs: this.#controlInputsFor(inputs),
      attrs,
      device: this.#device,
      outputs: infer(type, fullName, inputs, attrs),
      id: this.#operations.length,
      site: this.#captureSite(),
    });
    this.#operations.push(op);
    this.#byName.set(fullName, op);
    for (const controller of this.#controllers) controller.group.add(op);
    return op;
  }

  #checkedName(name: string): string {
    if (!(this.#scope === '' ? VALID_NAME : VALID_SCOPE).test(name))
      throw new ValueError(`'${name}' is not a valid node name`);
    return this.uniqueName(name);
  }

  #controlInputsFor(inputs: readonly Tensor[]): Operation[] {
    const result = new Set<Operation>();
    const inputOps = new Set(inputs.map((t) => t.op));
    for (const { controlInputs, group } of this.#controllers) {
      // An input made under this control already waits for it.
      if ([...inputOps].some((op) => group.has(op))) continue;
      for (const op of controlInputs) if (!inputOps.has(op)) result.add(op);
    }
    return [...result];
  }
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

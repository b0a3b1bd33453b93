// What a graph is made of: operations, and tensors, which are their outputs.
import type { NDArray } from './array/ndarray.ts';
import type { Attrs } from './attributes.ts';
import { constantOutput, shapeOutput } from './constant-value.ts';
import { GraphTypeError, ValueError } from './errors.ts';
import { sessionFor } from './eval.ts';
import type { Graph } from './graph.ts';
import type { Attr, DType, NodeDef, Shape, Site, TensorValue } from './graphdef.ts';
import type { NodeInput, OutputInfo } from './op-definitions.ts';
import type { OpType } from './op-types.ts';
import type { Feeds, Session } from './session.ts';
import { formatShape, mergeShapes, ShapeError, TensorShape } from './shapes.ts';

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
  eval(feeds?: Feeds, session?: Session): NDArray {
    return sessionFor(this.graph, 'tensor', session).run<Tensor>(this, feeds);
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

  /** Runs it in `session`, or in the default session. @throws ValueError */
  run(feeds?: Feeds, session?: Session): void {
    sessionFor(this.graph, 'operation', session).run(this, feeds);
  }

  /** An attribute, such as a shape or a dtype. @throws ValueError if there is none of that name */
  getAttr(name: string): Attr[keyof Attr] {
    const attr = Object.hasOwn(this.attrs, name) ? this.attrs[name] : undefined;
    if (attr === undefined) throw new ValueError(`No attr named '${name}' in ${this.repr()}`);
    return Object.values(attr)[0] as Attr[keyof Attr];
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

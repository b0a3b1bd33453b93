// A growing graph as the runtime keeps it: each node checked against its op's definition once, when it arrives.
import {
  inferOutputs,
  isOpType,
  constantOutput,
  shapeOutput,
  type NodeDef,
  type NodeInput,
  type OpType,
  type OutputInfo,
} from '@residual/graph';

export interface IndexedNode {
  readonly def: NodeDef;
  readonly op: OpType;
  readonly inputs: readonly TensorName[];
  /** Names of nodes that must have run before. */
  readonly control: readonly string[];
  readonly outputs: readonly OutputInfo[];
  /** Place in the graph: the order in which the program made it. */
  readonly position: number;
}

export interface TensorName {
  readonly node: string;
  readonly output: number;
}

/** A node that cannot be: unknown op, missing input, wrong dtype or shape. */
export class GraphError extends Error {
  override name = 'GraphError';
  readonly node: string;

  constructor(node: string, message: string, options?: ErrorOptions) {
    super(`Node '${node}': ${message}`, options);
    this.node = node;
  }
}

/** `a` and `a:0` are output 0 of node a. */
export function parseTensorName(name: string): TensorName {
  const colon = name.lastIndexOf(':');
  if (colon < 0) return { node: name, output: 0 };
  return { node: name.slice(0, colon), output: Number(name.slice(colon + 1)) };
}

export class GraphIndex {
  readonly #nodes = new Map<string, IndexedNode>();
  /** What is known of values without a run. */
  readonly #values = new Map<string, unknown>();

  get size(): number {
    return this.#nodes.size;
  }

  find(name: string): IndexedNode | null {
    return this.#nodes.get(name) ?? null;
  }

  nodes(): IterableIterator<IndexedNode> {
    return this.#nodes.values();
  }

  /**
   * Nodes may only refer to nodes before them, so no cycle can arise.
   * @throws GraphError
   */
  add(def: NodeDef): IndexedNode {
    const { name, op } = def;
    if (this.#nodes.has(name)) throw new GraphError(name, 'there is a node of this name already');
    if (!/^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$/.test(name)) throw new GraphError(name, 'not a valid node name');
    if (!isOpType(op)) throw new GraphError(name, `op '${op}' is not known`);
    const inputs: TensorName[] = [];
    const control: string[] = [];
    for (const input of def.input) {
      if (input.startsWith('^')) {
        control.push(this.#require(name, input.slice(1)).def.name);
      } else {
        if (control.length > 0) throw new GraphError(name, 'control inputs must come last');
        const tensor = parseTensorName(input);
        if (this.#require(name, tensor.node).outputs[tensor.output] === undefined)
          throw new GraphError(name, `input '${input}' is an output that its node does not have`);
        inputs.push(tensor);
      }
    }
    const outputs = this.#infer(def, op, inputs);
    const node: IndexedNode = { def, op, inputs, control, outputs, position: this.#nodes.size };
    this.#nodes.set(name, node);
    return node;
  }

  outputInfo({ node, output }: TensorName): OutputInfo | null {
    return this.#nodes.get(node)?.outputs[output] ?? null;
  }

  #require(name: string, input: string): IndexedNode {
    const node = this.#nodes.get(input);
    if (node === undefined) throw new GraphError(name, `input '${input}' is not a node before it`);
    return node;
  }

  #infer(def: NodeDef, op: OpType, inputs: readonly TensorName[]): readonly OutputInfo[] {
    try {
      return inferOutputs(
        op,
        inputs.map((input) => this.#inputInfo(input)),
        def.attr,
      );
    } catch (cause) {
      throw new GraphError(def.name, cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }

  #inputInfo(name: TensorName): NodeInput {
    const info = this.#nodes.get(name.node)!.outputs[name.output];
    return {
      ...info,
      constant: () =>
        this.#known(`${name.node}:${name.output}`, name, (op, attrs, inputs) =>
          constantOutput(op, attrs, inputs, name.output),
        ),
      asShape: () => (name.output === 0 ? this.#known(`${name.node}:shape`, name, shapeOutput) : undefined),
    };
  }

  /** Computed once: a graph from outside may use one value as often as it likes. */
  #known<T>(key: string, { node }: TensorName, evaluate: Evaluate<T>): T | undefined {
    if (this.#values.has(key)) return this.#values.get(key) as T | undefined;
    const { op, def, inputs } = this.#nodes.get(node)!;
    const value = evaluate(
      op,
      def.attr,
      inputs.map((input) => this.#inputInfo(input)),
    );
    this.#values.set(key, value);
    return value;
  }
}

type Evaluate<T> = (op: OpType, attrs: NodeDef['attr'], inputs: readonly NodeInput[]) => T | undefined;

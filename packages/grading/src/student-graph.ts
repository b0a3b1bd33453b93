// The student's graph in the grader's hands: what its nodes depend on, and runs of it on data and weights of the
// grader's choosing.
import {
  createTensorFlow,
  type DType,
  GraphDef,
  GraphTypeError,
  LookupError,
  type NodeDef,
  type Outcome,
  type RunFailure,
  type SessionTarget,
  type TensorValue,
  type TypedArray,
  ValueError,
} from '@residual/graph';

/** A target whose variables can be set and read from outside; the runtime's LocalTarget is one. */
export interface GradingTarget extends SessionTarget {
  setVariable(session: number, name: string, value: TensorValue): void;
  readVariable(session: number, name: string): TensorValue | null;
}

export type ContractName = 'X' | 'Y' | 'w' | 'loss' | 'train';

export interface Values {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

/** Values to feed over nodes, and to put into variables, before a run. */
export interface RunInputs {
  readonly feeds?: Readonly<Record<string, Values>>;
  readonly w?: ArrayLike<number>;
  /** Of other variables than `w`. */
  readonly variables?: Readonly<Record<string, Values>>;
}

const VARIABLE_OPS = new Set(['VariableV2', 'Variable']);
const PLACEHOLDER_OPS = new Set(['Placeholder', 'PlaceholderWithDefault']);

const ARRAYS: Readonly<Record<DType, new (data: ArrayLike<number>) => TypedArray>> = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Uint8Array,
};

/** Name of the node that an input (`a`, `a:1`, `^a`) comes from. */
const nodeOf = (input: string): string => input.replace(/^\^/, '').replace(/:\d+$/, '');

/**
 * Whether a failure is ours, not the graph's: grading must stop rather than go on to a score. Memory that runs out
 * here is our process's; the same graph got through its own program's run with less.
 */
const isOurs = ({ kind }: RunFailure): boolean =>
  kind === 'InternalError' || kind === 'ResourceExhaustedError';

const mismatch = (name: string, wanted: readonly number[]): Outcome<null> => ({
  ok: false,
  failure: {
    kind: 'InvalidArgumentError',
    message: `'${name}' has shape [${wanted.join(', ')}]`,
    op: name,
  },
});

/** Training and validation data in one graph, and some room. */
const MOST_ROWS_PER_TRAINING_ROW = 4;

export class StudentGraph {
  readonly #nodes: ReadonlyMap<string, NodeDef>;
  readonly #list: readonly NodeDef[];
  readonly #target: GradingTarget;
  /** dtype of the data, for nodes that do not say theirs. */
  readonly #dtype: DType;
  #session: number | null = null;
  /** Variables of the session that no initializer resets: what a run has left there, another could read. */
  #unresettable = false;

  constructor(nodes: readonly NodeDef[], target: GradingTarget, dtype: DType) {
    this.#list = nodes;
    this.#nodes = new Map(nodes.map((node) => [node.name, node]));
    this.#target = target;
    this.#dtype = dtype;
  }

  find(name: string): NodeDef | null {
    return this.#nodes.get(name) ?? null;
  }

  get nodes(): readonly NodeDef[] {
    return this.#list;
  }

  /** Names of the nodes with one of these ops, in the order they were made. */
  nodesOf(ops: ReadonlySet<string>): string[] {
    return this.#list.filter(({ op }) => ops.has(op)).map(({ name }) => name);
  }

  /** Names that begin like `name` with another case or a number, as TensorFlow's `w_1` when `w` was taken. */
  similar(name: string): string[] {
    const pattern = new RegExp(`^(.*/)?${name}(_\\d+)?$`, 'i');
    return this.#list
      .filter((node) => node.name !== name && pattern.test(node.name))
      .map((node) => node.name);
  }

  isVariable = (name: string): boolean => VARIABLE_OPS.has(this.find(name)?.op ?? '');
  isPlaceholder = (name: string): boolean => PLACEHOLDER_OPS.has(this.find(name)?.op ?? '');

  /** The node and everything it is computed from. */
  ancestors(name: string): Set<string> {
    const seen = new Set<string>();
    const pending = [name];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const node = this.#nodes.get(next);
      if (!node || seen.has(next)) continue;
      seen.add(next);
      for (const input of node.input) pending.push(nodeOf(input));
    }
    return seen;
  }

  /**
   * How many rows to feed over X: as many as its shape fixes, else `n`. Let `n` be the number of training rows, since
   * a program may rely on that number too: a gradient derived on paper divides by it. A number of rows that nobody has
   * is not fed, since it costs the grader memory and the program nothing: such a graph then refuses the feed.
   */
  rowsOf(n: number): number {
    const { shape, value } = this.find('X')?.attr ?? {};
    const dims =
      value && 'tensor' in value ? value.tensor.shape : shape && 'shape' in shape ? shape.shape : null;
    const rows = dims?.length === 2 ? dims[0] : -1;
    return rows > 0 && rows <= MOST_ROWS_PER_TRAINING_ROW * n ? rows : n;
  }

  /** Element type of a node's first output. */
  dtypeOf(name: string): DType {
    const attr = this.find(name)?.attr ?? {};
    for (const key of ['dtype', 'DstT', 'T']) {
      const value = attr[key];
      if (value && 'type' in value) return value.type;
    }
    return this.#dtype;
  }

  /**
   * Runs with fresh variables: each has its initial value, then `w` is set.
   * @returns values of `fetch` (first outputs), and `w` after the run
   * @throws Error if our own runtime failed
   */
  run(
    ask: { fetch?: readonly string[]; target?: string },
    inputs: RunInputs = {},
  ): Outcome<{ values: readonly TensorValue[]; w: TensorValue | null }> {
    const runner = this.prepare(ask, inputs);
    if (!runner.ok) return runner;
    const values = runner.value.run();
    return values.ok ? { ok: true, value: { values: values.value, w: this.read('w') } } : values;
  }

  /**
   * The same in two parts: variables are set now, and each run goes on from where the one before left them.
   * @throws Error if our own runtime failed
   */
  prepare(
    { fetch = [], target }: { fetch?: readonly string[]; target?: string },
    inputs: RunInputs = {},
  ): Outcome<{ run(): Outcome<readonly TensorValue[]> }> {
    const feeds = Object.entries(inputs.feeds ?? {});
    // A program must not carry what it saw in one run, of hidden rows perhaps, into the figures of another.
    if (this.#unresettable) this.close();
    const opened = this.#open();
    if (!opened.ok) return opened;
    const session = opened.value;
    const set = this.#setVariables(session, inputs);
    if (!set.ok) return set;
    const plan = this.#checked(
      this.#target.prepare(session, {
        feeds: feeds.map(([name]) => `${name}:0`),
        fetches: fetch.map((name) => `${name}:0`),
        targets: target === undefined ? [] : [target],
      }),
    );
    if (!plan.ok) return plan;
    const values = feeds.map(([name, { data, shape }]) => this.#tensor(this.dtypeOf(name), shape, data));
    return {
      ok: true,
      value: { run: () => this.#checked(this.#target.run(session, plan.value, values)) },
    };
  }

  /** A variable's value after the last run. */
  read(name: string): TensorValue | null {
    return this.#session === null ? null : this.#target.readVariable(this.#session, name);
  }

  /** The same graph in a session of its own; to be closed. */
  fresh(): StudentGraph {
    return new StudentGraph(this.#list, this.#target, this.#dtype);
  }

  /**
   * The part of the graph that `y` needs, with the nodes added that tf.gradients makes for dy/dx.
   * @returns null if there is no such derivative; the graph is to be closed
   */
  differentiate(y: string, x: string): { graph: StudentGraph; gradient: string } | null {
    const needed = this.ancestors(y);
    if (!needed.has(x)) return null;
    // The initializers of variables too, so that they can be given their values.
    for (const { name } of this.#list)
      if (this.isVariable(name)) for (const part of this.ancestors(`${name}/Assign`)) needed.add(part);
    const tf = createTensorFlow({ target: this.#target });
    const graph = tf.getDefaultGraph();
    try {
      const nodes = this.#list.filter(({ name }) => needed.has(name));
      tf.importGraphDef(GraphDef.fromNodes(nodes), { name: '' });
      const [gradient] = tf.gradients(graph.getTensorByName(`${y}:0`), [graph.getTensorByName(`${x}:0`)]);
      if (!gradient) return null;
      return {
        graph: new StudentGraph(graph.toGraphDef(0), this.#target, this.#dtype),
        gradient: gradient.op.name,
      };
    } catch (error) {
      // An op without a derivative, or a graph that the library would not have made: there is nothing to compare.
      if (error instanceof LookupError || error instanceof ValueError || error instanceof GraphTypeError)
        return null;
      throw error;
    }
  }

  close(): void {
    if (this.#session !== null) this.#target.closeSession(this.#session);
    this.#session = null;
    this.#unresettable = false;
  }

  #open(): Outcome<number> {
    if (this.#session !== null) return { ok: true, value: this.#session };
    const session = this.#target.openSession();
    const extended = this.#checked(this.#target.extendGraph(session, this.#list));
    if (!extended.ok) {
      this.#target.closeSession(session);
      return extended;
    }
    this.#session = session;
    return { ok: true, value: session };
  }

  /**
   * Every variable but `w` starts from its initializer (an optimizer's slots, a step counter), as in a new session.
   * One whose initializer cannot run alone stays unset; a run that needs it will say so.
   */
  #setVariables(session: number, { w, variables = {} }: RunInputs): Outcome<null> {
    for (const { name } of this.#list) {
      const initializer = `${name}/Assign`;
      if (!this.isVariable(name) || name in variables || (name === 'w' && w)) continue;
      const plan = this.#nodes.has(initializer)
        ? this.#checked(this.#target.prepare(session, { feeds: [], fetches: [], targets: [initializer] }))
        : null;
      const reset = plan?.ok === true && this.#checked(this.#target.run(session, plan.value, [])).ok;
      if (!reset) this.#unresettable = true;
    }
    const all = { ...variables, ...(w ? { w: { data: w, shape: this.weightShape(w.length) } } : {}) };
    for (const [name, { data, shape }] of Object.entries(all)) {
      const declared = this.find(name)?.attr['shape'];
      const wanted = declared && 'shape' in declared ? declared.shape : null;
      if (wanted && (wanted.length !== shape.length || wanted.some((d, i) => d >= 0 && d !== shape[i])))
        return mismatch(name, wanted);
      this.#target.setVariable(session, name, this.#tensor(this.dtypeOf(name), shape, data));
    }
    return { ok: true, value: null };
  }

  /** [dim, 1], or what the variable's static shape says if that has as many elements. */
  weightShape(dim: number): readonly number[] {
    const attr = this.find('w')?.attr['shape'];
    const shape = attr && 'shape' in attr ? attr.shape : null;
    return shape && shape.reduce((size, d) => size * d, 1) === dim ? shape : [dim, 1];
  }

  #tensor(dtype: DType, shape: readonly number[], data: ArrayLike<number>): TensorValue {
    return { dtype, shape, data: new ARRAYS[dtype](data) };
  }

  #checked<T>(outcome: Outcome<T>): Outcome<T> {
    if (!outcome.ok && isOurs(outcome.failure))
      throw new Error(`the runtime failed on a student's graph: ${outcome.failure.message}`);
    return outcome;
  }
}

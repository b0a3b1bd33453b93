// The student's graph in the grader's hands: what its nodes depend on, and runs of it on data and weights of the
// grader's choosing.
import type {
  DType,
  NodeDef,
  Outcome,
  RunFailure,
  SessionTarget,
  TensorValue,
  TypedArray,
} from '@residual/graph';

/** A target whose variables can be set and read from outside; the runtime's LocalTarget is one. */
export interface GradingTarget extends SessionTarget {
  setVariable(session: number, name: string, value: TensorValue): void;
  readVariable(session: number, name: string): TensorValue | null;
}

export type ContractName = 'X' | 'Y' | 'w' | 'loss' | 'train';

/** Values to feed over nodes, and to put into variables, before a run. */
export interface RunInputs {
  readonly feeds?: Readonly<Record<string, { data: ArrayLike<number>; shape: readonly number[] }>>;
  readonly w?: ArrayLike<number>;
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

/** Training and validation data in one graph, and some room. */
const MOST_ROWS_PER_TRAINING_ROW = 4;

export class StudentGraph {
  readonly #nodes: ReadonlyMap<string, NodeDef>;
  readonly #list: readonly NodeDef[];
  readonly #target: GradingTarget;
  /** dtype of the data, for nodes that do not say theirs. */
  readonly #dtype: DType;
  #session: number | null = null;

  constructor(nodes: readonly NodeDef[], target: GradingTarget, dtype: DType) {
    this.#list = nodes;
    this.#nodes = new Map(nodes.map((node) => [node.name, node]));
    this.#target = target;
    this.#dtype = dtype;
  }

  find(name: string): NodeDef | null {
    return this.#nodes.get(name) ?? null;
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
    const { fetch = [], target } = ask;
    const feeds = Object.entries(inputs.feeds ?? {});
    const opened = this.#open();
    if (!opened.ok) return opened;
    const session = opened.value;
    this.#setVariables(session, inputs);
    const plan = this.#checked(
      this.#target.prepare(session, {
        feeds: feeds.map(([name]) => `${name}:0`),
        fetches: fetch.map((name) => `${name}:0`),
        targets: target === undefined ? [] : [target],
      }),
    );
    if (!plan.ok) return plan;
    const values = feeds.map(([name, { data, shape }]) => this.#tensor(this.dtypeOf(name), shape, data));
    const ran = this.#checked(this.#target.run(session, plan.value, values));
    if (!ran.ok) return ran;
    return { ok: true, value: { values: ran.value, w: this.#target.readVariable(session, 'w') } };
  }

  close(): void {
    if (this.#session !== null) this.#target.closeSession(this.#session);
    this.#session = null;
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
  #setVariables(session: number, { w, feeds = {} }: RunInputs): void {
    for (const { name } of this.#list) {
      const initializer = `${name}/Assign`;
      if (!this.isVariable(name) || (name === 'w' && w) || name in feeds || !this.#nodes.has(initializer))
        continue;
      const plan = this.#checked(
        this.#target.prepare(session, { feeds: [], fetches: [], targets: [initializer] }),
      );
      if (plan.ok) this.#checked(this.#target.run(session, plan.value, []));
    }
    if (w)
      this.#target.setVariable(session, 'w', this.#tensor(this.dtypeOf('w'), this.weightShape(w.length), w));
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
